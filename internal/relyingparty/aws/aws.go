// Package aws compiles jobs to trust policies of IAM roles and to the OIDC
// providers that those name. Facts: AWS IAM User Guide, policy grammar,
// condition operators and keys; which claims AWS populates is data
// (condition-keys.json).
package aws

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// PolicyOptions are the options of aws_trust_policy.
var PolicyOptions = append([]relyingparty.Option{
	{Name: "account_id", Type: "string", Doc: "The account that holds the OIDC providers, 12 digits. Either this or `provider_arns`."},
	{Name: "partition", Type: "string", Doc: "The partition of the account: " + strings.Join(partitions, ", ") + ". Default `aws`. AWS is known to populate claims beyond `aud` and `sub` in `aws` only."},
	{Name: "provider_arns", Type: "map", Doc: "Issuer URL → ARN of its `aws_iam_openid_connect_provider`."},
	{Name: "audiences", Type: "list", Doc: "What the jobs pick as `aud`, where they pick it; required for GitLab. On CircleCI it is said in the description."},
	{Name: "session_tags", Type: "bool", Doc: "Also allow `sts:TagSession`, which tokens with AWS session tags need (Semaphore, when the organization sends them). Default false."},
}, relyingparty.Shared...)

// A Policy is a compiled trust policy.
type Policy struct {
	JSON       string // empty while Partial
	Characters int    // of JSON, which has no white space
	Partial    bool   // an account id or ARN is known only after apply
	relyingparty.Report
}

// partitions of botocore's partitions.json.
var partitions = []string{"aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"}

const (
	warnFrom  = 1900   // below the default quota of 2,048: how AWS counts near it is not documented
	maxLength = 8192   // the highest value of quota L-C07B4B0D
	roleLimit = 1000   // characters of a role's description
	latin1    = 0x00FF // the last character that a policy document may hold
)

var (
	accountID   = regexp.MustCompile(`^[0-9]{12}$`)
	providerARN = regexp.MustCompile(`^arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider/(.+)$`)
)

// view is what AWS sees: sub always, other claims where it populates them.
func view(partition string) trust.Capabilities {
	return trust.Capabilities{
		Name: "AWS", RequireSubject: true, AnyCharWildcard: true,
		Claims: func(d trust.Description, c platform.Claim) bool {
			return partition == "aws" && c.Type == "string" && slices.Contains(populated(d.Issuer), c.Name)
		},
	}
}

// TrustPolicy compiles jobs to the JSON of aws_iam_role.assume_role_policy.
func TrustPolicy(jobs trust.Jobs, options value.V) (Policy, problem.List) {
	problems := jobs.Validate()
	if len(problems) > 0 {
		return Policy{}, problems
	}
	r := value.Read(options, "options", &problems)
	common := relyingparty.ReadCommon(r)
	target := readTarget(r)
	audiences := relyingparty.ReadAudiences(r)
	tags, _ := r.Flag("session_tags")
	r.Done("option")
	if !r.IsUnknown("audiences") {
		jobs = relyingparty.Audiences(jobs, audiences, nil, "options.audiences", &problems)
	}
	clauses, notes, faults := relyingparty.Compile(jobs, common.View(view(target.partition)))
	problems = append(problems, faults...)
	var warnings problem.List
	for _, d := range jobs {
		if p := d.Model(); p.AWSTags != "" && !tags && !r.IsUnknown("session_tags") {
			warnings.Add(problem.SessionTags, "", "if the organization sends AWS session tags in its tokens ("+p.AWSTags+"), AWS refuses them", "Set session_tags = true then")
		}
	}
	relyingparty.NameOnly(jobs, &warnings)
	statements := make([]statement, 0, len(clauses))
	for _, c := range clauses {
		statements = append(statements, newStatement(c, target.arn(c.Issuer, &problems), tags, &problems))
	}
	if len(problems) > 0 {
		return Policy{}, problems
	}
	out := Policy{Partial: len(r.Unknowns()) > 0}
	text := render(statements)
	var rests []proof.Rest
	if !r.IsUnknown("audiences") {
		doc, err := Parse(text)
		rests = relyingparty.Prove("the trust policy", doc, err, jobs, common, notes, &problems, &warnings)
	}
	if len(problems) > 0 {
		return Policy{}, problems
	}
	if !out.Partial {
		out.JSON = text
		out.Characters = len([]rune(out.JSON))
		switch {
		case out.Characters > maxLength:
			problems.Add(problem.TooLong, "", fmt.Sprintf("the trust policy has %d characters, and AWS takes at most %d", out.Characters, maxLength),
				fmt.Sprintf("Split the jobs over %d roles, or use patterns", out.Characters/maxLength+1))
			return Policy{}, problems
		case out.Characters >= warnFrom:
			warnings.Add(problem.SizeWarning, "", fmt.Sprintf("the trust policy has %d characters; AWS allows 2048 unless quota L-C07B4B0D is raised, to 8192 at most", out.Characters), "")
		}
	}
	out.Report = relyingparty.NewReport(jobs, common, "AWS trust policy", roleLimit, notes, rests, warnings)
	out.Pending = r.IsUnknown("audiences")
	out.Description = strings.Map(descriptionRune, out.Description)
	return out, nil
}

// descriptionRune replaces what IAM takes in no role's description: it matches
// [\t\n\r\x20-\x7e\xa1-\xff]* (IAM API reference, CreateRole).
func descriptionRune(r rune) rune {
	if r > latin1 || r > '~' && r < '¡' {
		return '?'
	}
	return r
}

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
			r.Note(problem.BadValue, "provider_arns", problem.Quote(t.arns[issuer])+" is no ARN of an OIDC provider", "It looks like arn:aws:iam::123456789012:oidc-provider/gitlab.com")
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
