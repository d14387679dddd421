package aws

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// This file reads which account's OIDC providers a document names.

// partitions of botocore's partitions.json.
var partitions = []string{"aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"}

var (
	accountID   = regexp.MustCompile(`^[0-9]{12}$`)
	providerARN = regexp.MustCompile(`^arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider/(.+)$`)
)

// A target says which OIDC providers the policy names.
type target struct {
	partition, account string
	arns               map[string]string
	unknown            bool
}

// readAccount reads account_id and partition.
func readAccount(r *value.Reader) (t target, given bool) {
	t.partition = "aws"
	t.account, given = r.Text("account_id")
	if given && !accountID.MatchString(t.account) {
		r.Note(problem.BadValue, "account_id", problem.Quote(t.account)+" is no account id", "It is 12 digits; write it in quotes, since a number loses leading zeros")
	}
	if s, ok := r.Text("partition"); ok {
		t.partition = s
		if !slices.Contains(partitions, s) {
			r.Note(problem.BadValue, "partition", problem.Quote(s)+" is no partition", value.Suggest(s, partitions))
		}
	}
	return t, given
}

func readTarget(r *value.Reader) target {
	t, hasAccount := readAccount(r)
	var hasARNs bool
	t.arns, hasARNs = r.TextMap("provider_arns")
	for _, issuer := range slices.Sorted(maps.Keys(t.arns)) {
		m := providerARN.FindStringSubmatch(t.arns[issuer])
		if m == nil {
			r.Note(problem.BadValue, "provider_arns", problem.Quote(t.arns[issuer])+" is no ARN of an OIDC provider", "It looks like arn:aws:iam::123456789012:oidc-provider/ci.example.com")
		} else if m[1] != host(issuer) {
			r.Note(problem.BadValue, "provider_arns", "the ARN "+problem.Quote(t.arns[issuer])+" belongs to another issuer than "+problem.Quote(issuer), "")
		}
	}
	t.unknown = r.IsUnknown("account_id") || r.IsUnknown("provider_arns") || r.IsUnknown("partition")
	switch {
	case hasAccount && hasARNs:
		r.Note(problem.Conflict, "provider_arns", "account_id and provider_arns say the same thing twice", "Give one of them")
	case !hasAccount && !hasARNs && !t.unknown:
		r.Note(problem.Missing, "account_id", "the policy must name the account's OIDC provider", "Give account_id, or provider_arns")
	}
	return t
}

// arn is the OIDC provider of an issuer. While it is unknown, that of some
// account stands for it: what the policy admits does not depend on the account.
func (t target) arn(issuer string, problems *problem.List) string {
	if t.unknown {
		t.partition, t.account = "aws", "000000000000"
	}
	if t.account != "" {
		return "arn:" + t.partition + ":iam::" + t.account + ":oidc-provider/" + host(issuer)
	}
	if t.arns != nil && t.arns[issuer] == "" {
		problems.Add(problem.Missing, "options.provider_arns", "there is no ARN for the issuer "+problem.Quote(issuer), "Add it: { "+problem.Quote(issuer)+" = aws_iam_openid_connect_provider.….arn }")
	}
	return t.arns[issuer]
}

// host is the issuer as AWS spells it in ARNs and condition keys.
func host(issuer string) string { return strings.TrimPrefix(issuer, "https://") }
