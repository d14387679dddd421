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

// otherTokens warns of what people put in place of the lines, and of what these fetch.
func (m *maker) otherTokens(t presented) {
	for _, o := range m.platform.OtherTokens {
		if o.Party != "" && o.Party != m.party.Name || o.When == "flags" && len(t.flags) == 0 || o.When == "fetch" && !t.fetch {
			continue
		}
		m.warnings.Add(problem.OtherToken, o.At, strings.ReplaceAll(o.Says, "{token}", t.variable), o.Fix)
		return
	}
}
