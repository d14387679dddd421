package pipeline

// What options must hold together.

import (
	"maps"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
)

// check holds what the patterns of single options cannot say.
func (m *maker) check() {
	switch m.party.Name {
	case "aws":
		m.partition()
	case "google":
		google.ReadIDs(m.r)
	case "vault":
		m.clear()
	}
}

// partition: outside of aws the default endpoint is the wrong one.
func (m *maker) partition() {
	role, region := m.options["role_arn"], m.options["region"]
	parts := strings.Split(role, ":")
	if len(parts) < 2 || m.r.IsUnknown("role_arn") || m.r.IsUnknown("region") {
		return
	}
	partition := parts[1]
	prefix := map[string]string{"aws-cn": "cn-", "aws-us-gov": "us-gov-", "aws-iso": "us-iso-", "aws-iso-b": "us-isob-", "aws-iso-e": "eu-isoe-", "aws-iso-f": "us-isof-", "aws-eusc": "eusc-"}
	switch {
	case region == "" && partition != "aws":
		m.r.Note(problem.Missing, "region", "must be said for a role of the partition "+partition+": the default endpoint is another partition's", "")
	case region == "":
	case partition == "aws" && slices.ContainsFunc(slices.Collect(maps.Values(prefix)), func(p string) bool { return strings.HasPrefix(region, p) }),
		prefix[partition] != "" && !strings.HasPrefix(region, prefix[partition]):
		m.r.Note(problem.Disagree, "region", problem.Quote(region)+" is no region of the partition "+partition+", which the role is in", "")
	}
}

// clear warns of a token that travels in the clear.
func (m *maker) clear() {
	m.warnedLater = m.warnedLater || m.r.IsUnknown("address")
	u, err := url.Parse(m.options["address"])
	if err != nil || u.Scheme != "http" {
		return
	}
	if ip, err := netip.ParseAddr(u.Hostname()); u.Hostname() == "localhost" || err == nil && ip.IsLoopback() {
		return
	}
	m.warnings.Add(problem.Doubtful, "options.address", "with http the token and what Vault answers travel in the clear", "Use https")
}

// orbs warns of what people put in place of the lines.
func (m *maker) orbs(t presented) {
	if m.platform.Name != "circleci" {
		return
	}
	switch {
	case len(t.flags) > 0:
		m.warnings.Add(problem.OtherToken, "", "circleci run oidc get makes the token of the issuer that all organizations share, and CircleCI does not document whether its subject is that of V1 or V2", "Try it, and describe the jobs with token_version = \"any\" and without repositories and branches if it is V1's")
	case t.fetch:
		m.warnings.Add(problem.OtherToken, "options.audiences", "circleci run oidc get makes the token with this audience, and CircleCI does not document whether its subject is that of V1 or V2", "Try it, or let the trust document take the organization's UUID")
	case m.party.Name == "aws":
		m.warnings.Add(problem.OtherToken, "", "these lines present "+t.variable+"; the orb circleci/aws-cli, in their place, presents CIRCLE_OIDC_TOKEN (V1) in version 3 and CIRCLE_OIDC_TOKEN_V2 in version 5", "")
	case m.party.Name == "google":
		m.warnings.Add(problem.OtherToken, "", "these lines present "+t.variable+"; the orb circleci/gcp-cli, in their place, presents CIRCLE_OIDC_TOKEN (V1)", "")
	}
}
