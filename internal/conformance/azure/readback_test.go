package azure

import (
	"encoding/json"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/agree"
	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/world"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/azure"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// outputs are the credentials as azure_federated_credentials returns them.
func outputs(t *testing.T, c azure.Credentials) string {
	t.Helper()
	ordinary, flexible := map[string]any{}, map[string]any{}
	for key, one := range c.Ordinary {
		ordinary[key] = map[string]any{"display_name": one.DisplayName, "issuer": one.Issuer, "subject": one.Subject, "audiences": []string{one.Audience}, "description": one.Description}
	}
	for key, one := range c.Flexible {
		flexible[key] = map[string]any{"display_name": one.DisplayName, "issuer": one.Issuer, "claims_matching_expression": one.Expression, "audience": one.Audience, "description": one.Description}
	}
	raw, err := json.Marshal(map[string]any{"credentials": ordinary, "flexible_credentials": flexible})
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// readBack judges by the credentials as they are read back: by Admits and by the
// conditions.
func readBack(flexible bool) func(*testing.T, world.Case, trust.Jobs) ([]agree.Document, problem.List) {
	return func(t *testing.T, c world.Case, jobs trust.Jobs) ([]agree.Document, problem.List) {
		t.Helper()
		out, problems := emit(c, jobs, flexible)
		if len(problems) > 0 {
			return nil, problems
		}
		text := outputs(t, out)
		doc, err := azure.Parse(text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		var whens []proof.Expr
		for _, one := range doc.Trusts() {
			whens = append(whens, one.When)
		}
		when := proof.Or(whens...)
		return []agree.Document{
			{Way: "Admits", Text: text, Judge: func(tok world.Token) (bool, string) {
				d := doc.Admits(tok.Claims)
				return d.Admitted == proof.Yes, d.Reason()
			}},
			{Way: "Trusts", Text: text, Judge: func(tok world.Token) (bool, string) {
				v := when.Eval(tok.Claims)
				return v == proof.Holds, v.String()
			}},
		}, nil
	}
}

// Compiled credentials, read back, let in what the description does.
func TestCredentialsReadBackAgreeWithDescription(t *testing.T) {
	p := party(false)
	p.Name, p.Compile, p.Limit = "Azure, read back", readBack(false), 60
	agree.Run(t, p)
}

// So do flexible ones.
func TestFlexibleCredentialsReadBackAgreeWithDescription(t *testing.T) {
	p := flexible()
	p.Name, p.Compile, p.Limit, p.Refusals = "Azure flexible, read back", readBack(true), 60, nil
	agree.Run(t, p)
}
