// Package aws compiles jobs to trust policies of IAM roles and to the OIDC
// providers that those name, and reads trust policies. Facts: AWS IAM User Guide,
// policy grammar, condition operators and keys; which claims AWS populates is data
// (condition-keys.json).
package aws

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Party is AWS, for the list of relying parties.
var Party = relyingparty.Party{
	Name: "aws", Title: "AWS", Long: "AWS",
	Audiences: []string{"sts.amazonaws.com", "aws.workload.identity"},
	Kinds:     []relyingparty.Kind{policyKind, providersKind},
	Marks:     []string{"Statement"},
	Block:     "`policy` (the trust policy, as an object or JSON) and, to know which audiences the account's OIDC providers take, `client_ids` (issuer URL → list of client ids; an issuer without it takes any audience).",
	ReadBlock: readBlock,
	Read: func(text string, decoded any) (relyingparty.Document, error) {
		return relyingparty.AsDocument(read(text, decoded))
	},
	Admission: relyingparty.Admission{
		Title:     "Whether an AWS trust policy admits a token",
		Doc:       "Answers whether `sts:AssumeRoleWithWebIdentity` on a role with this trust policy lets in a token with these claims, as AWS documents the evaluation of policies: statements, principals, conditions with their operators and keys, and an explicit deny before any allow.",
		Parameter: "policy",
		About:     "The role's trust policy, `assume_role_policy`.",
	},
	Takes: takes,
}

// readBlock takes the policy and the client ids of the account's OIDC providers out
// of trust_check's block.
func readBlock(block value.V, at string, problems *problem.List) relyingparty.Block {
	r := value.Read(block, at, problems)
	policy, ok := r.Take("policy")
	if !ok && !r.Dead() {
		problems.Add(problem.Missing, at+".policy", "the trust policy is missing", "Give assume_role_policy of the role")
	}
	clients := map[string][]string{}
	ids, _ := r.Take("client_ids")
	of := value.Read(ids, at+".client_ids", problems)
	for _, issuer := range ids.Keys() {
		clients[issuer], _ = of.Texts(issuer)
	}
	r.Done("aws")
	return relyingparty.Block{Document: policy, At: at + ".policy", Use: func(d relyingparty.Document) {
		if d, ok := d.(*Document); ok && len(clients) > 0 {
			d.ClientIDs = clients
		}
	}}
}
