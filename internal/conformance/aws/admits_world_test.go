package aws

import (
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/agree"
	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/world"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/aws"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// readBack lets the provider's own readings decide instead of versitygw: the
// evaluator, which must know the answer, and the condition for the prover, which
// must have the same.
func readBack(p partition) func(*testing.T, world.Case, trust.Jobs) ([]agree.Document, problem.List) {
	emit := compile(p)
	return func(t *testing.T, c world.Case, jobs trust.Jobs) ([]agree.Document, problem.List) {
		docs, problems := emit(t, c, jobs)
		for i := range docs {
			doc, err := aws.Parse(docs[i].Text)
			if err != nil {
				t.Errorf("%v\n%s", err, docs[i].Text)
				return nil, problems
			}
			trusts := doc.Trusts()
			docs[i].Judge = func(token world.Token) (bool, string) {
				got := doc.Admits(token.Claims)
				symbolic := proof.Fails
				for _, trust := range trusts {
					if trust.Issuer == token.Claims["iss"] {
						symbolic = trust.When.Eval(token.Claims)
					}
				}
				if got.Admitted == proof.Unknown || (symbolic == proof.Holds) != (got.Admitted == proof.Yes) || symbolic == proof.ValueUnknown {
					t.Errorf("Admits says %v (%s), the condition %v\n%s\n%v", got.Admitted, got.Reason(), symbolic, docs[i].Text, token.Claims)
				}
				return got.Admitted == proof.Yes, got.Reason()
			}
		}
		return docs, problems
	}
}

// TestPoliciesReadBackAgreeWithDescription: our own readings of our own policies
// let in whom the description does.
func TestPoliciesReadBackAgreeWithDescription(t *testing.T) {
	p := party(partition{"aws", true})
	p.Name, p.Compile, p.Limit = "AWS, read back", readBack(partition{"aws", true}), 25
	agree.Run(t, p)
}
