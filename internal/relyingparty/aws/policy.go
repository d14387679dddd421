package aws

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// This file makes trust policies of jobs.

var policyKind = relyingparty.Kind{
	Name:  "aws_trust_policy",
	Title: "Trust policy of an AWS IAM role",
	Doc:   "Compiles jobs to the JSON for `aws_iam_role.assume_role_policy`: a policy that admits exactly these jobs, or an error that says why no policy can.",
	Options: []relyingparty.Option{
		{Name: "account_id", Type: "string", Doc: "The account that holds the OIDC providers, 12 digits. Either this or `provider_arns`."},
		{Name: "partition", Type: "string", Doc: "The partition of the account: " + strings.Join(partitions, ", ") + ". Default `aws`. AWS is known to populate claims beyond `aud` and `sub` in `aws` only."},
		{Name: "provider_arns", Type: "map", Doc: "Issuer URL → ARN of its `aws_iam_openid_connect_provider`."},
		{Name: "audiences", Type: "list", Doc: relyingparty.AudienceDoc("Required there.")},
		{Name: "session_tags", Type: "bool", Doc: "Also allow `sts:TagSession`, which tokens with AWS session tags need (" + platform.Titles(func(p *platform.Platform) bool { return p.AWSTags != "" }) + ", when the organization sends them). Default false."},
	},
	Results: []relyingparty.Field{
		{Name: "json", Type: value.Text, Doc: "The policy, for `assume_role_policy`."},
		{Name: "characters", Type: value.Amount, Doc: "Characters of the policy. AWS takes 2,048 by default and 8,192 at most (quota L-C07B4B0D)."},
	},
	Summary: "AWS trust policy",
	Limit:   roleLimit,
	Spell:   descriptionRune,
	New:     func() relyingparty.Maker { return &policyMaker{} },
}

// A Policy is a compiled trust policy.
type Policy struct {
	JSON       string // empty while Partial
	Characters int    // of JSON, which has no white space
	Partial    bool   // an account id or ARN is known only after apply
	relyingparty.Report
}

const (
	warnFrom  = 1900   // below the default quota of 2,048: how AWS counts near it is not documented
	maxLength = 8192   // the highest value of quota L-C07B4B0D
	roleLimit = 1000   // characters of a role's description
	latin1    = 0x00FF // the last character that a policy document may hold
)

// capabilities are what AWS sees: sub always, other claims where it populates them.
func capabilities(partition string) trust.Capabilities {
	claims := map[string][]string{} // by issuer: it is asked for claim after claim
	return trust.Capabilities{
		Name: "AWS", RequireSubject: true, AnyCharWildcard: true,
		Claims: func(d trust.Description, c platform.Claim) bool {
			if partition != "aws" || c.Type != "string" {
				return false
			}
			known, ok := claims[d.Issuer]
			if !ok {
				known = populated(d.Issuer)
				claims[d.Issuer] = known
			}
			return slices.Contains(known, c.Name)
		},
	}
}

// TrustPolicy compiles jobs to the JSON of aws_iam_role.assume_role_policy.
func TrustPolicy(jobs trust.Jobs, options value.V) (Policy, problem.List) {
	var m policyMaker
	report, problems := relyingparty.Make(policyKind, &m, relyingparty.Single(jobs), options)
	if len(problems) > 0 {
		return Policy{}, problems
	}
	m.out.Report = report
	return m.out, nil
}

type policyMaker struct {
	target target
	tags   bool
	out    Policy
}

// Read implements relyingparty.Maker.
func (m *policyMaker) Read(r *value.Reader) relyingparty.Plan {
	m.target = readTarget(r)
	audiences := relyingparty.ReadAudiences(r)
	m.tags, _ = r.Flag("session_tags")
	can := capabilities(m.target.partition)
	mayAsk := !m.tags && !r.IsUnknown("session_tags")
	return relyingparty.Plan{
		Audiences: audiences, Capabilities: &can, Waits: []string{"audiences"}, Parse: relyingparty.ForProof(Parse),
		Check: func(p relyingparty.Part, _ string, problems, warnings *problem.List) {
			for _, d := range p.Jobs {
				m.target.arn(d.Issuer, problems)
				if tags := d.Model().AWSTags; tags != "" && mayAsk {
					warnings.Add(problem.SessionTags, "", "if the organization sends AWS session tags in its tokens ("+tags+"), AWS refuses them", "Set session_tags = true then")
				}
			}
		},
	}
}

// Write implements relyingparty.Maker.
func (m *policyMaker) Write(d *relyingparty.Draft) {
	var statements []statement
	for _, c := range d.Clauses() {
		statements = append(statements, newStatement(c, m.target.arn(c.Issuer, d.Problems), m.tags, d.Problems))
	}
	text := render(statements)
	d.Proofs = []relyingparty.Proof{{What: "the trust policy", Text: text, Jobs: d.Jobs(), Notes: d.Notes()}}
	if m.out.Partial = d.Partial; d.Partial {
		return
	}
	m.out.JSON, m.out.Characters = text, len([]rune(text))
	switch n := m.out.Characters; {
	case n > maxLength:
		d.Problems.Add(problem.TooLong, "", fmt.Sprintf("the trust policy has %d characters, and AWS takes at most %d", n, maxLength),
			fmt.Sprintf("Split the jobs over %d roles, or use patterns", n/maxLength+1))
	case n >= warnFrom:
		d.Warnings.Add(problem.SizeWarning, "", fmt.Sprintf("the trust policy has %d characters; AWS allows 2048 unless quota L-C07B4B0D is raised, to 8192 at most", n), "")
	}
}

// Results implements relyingparty.Maker.
func (m *policyMaker) Results() map[string]value.V {
	if m.out.Partial {
		return map[string]value.V{}
	}
	return map[string]value.V{"json": value.Of(m.out.JSON), "characters": value.Of(float64(m.out.Characters))}
}

// descriptionRune replaces what IAM takes in no role's description: it matches
// [\t\n\r\x20-\x7e\xa1-\xff]* (IAM API reference, CreateRole).
func descriptionRune(r rune) rune {
	if r > latin1 || r > '~' && r < '¡' {
		return '?'
	}
	return r
}
