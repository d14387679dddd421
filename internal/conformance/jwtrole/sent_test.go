package jwtrole

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/agree"
	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/world"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/vault"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// readBack is the relying party whose judge is the compiled role itself, as it
// is sent and read back: by Admits and by the condition.
func readBack(t *testing.T, jsonOnly bool) func(*testing.T, world.Case, trust.Jobs) ([]agree.Document, problem.List) {
	t.Helper()
	s := &Suite{}
	return func(t *testing.T, c world.Case, jobs trust.Jobs) ([]agree.Document, problem.List) {
		t.Helper()
		role, problems := s.emit(c, jobs, jsonOnly)
		if len(problems) > 0 {
			return nil, problems
		}
		doc, err := vault.Parse(role.Sent())
		if err != nil {
			t.Fatalf("%v\n%s", err, role.Sent())
		}
		if !jsonOnly {
			sent := Sent(role)
			sent["bound_issuer"] = role.Issuer
			var mine any
			if err := json.Unmarshal([]byte(role.Sent()), &mine); err != nil {
				t.Fatal(err)
			}
			var other any
			if err := json.Unmarshal([]byte(text(t, sent)), &other); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(mine, other) {
				t.Errorf("sent  %v\nwant  %v", mine, other)
			}
		}
		when := doc.Trusts()[0].When
		return []agree.Document{
			{Way: "Admits", Text: role.Sent(), Judge: func(tok world.Token) (bool, string) {
				d := doc.Admits(tok.Claims)
				return d.Admitted == proof.Yes, d.Reason()
			}},
			{Way: "Trusts", Text: role.Sent(), Judge: func(tok world.Token) (bool, string) {
				v := when.Eval(tok.Claims)
				return v == proof.Holds, v.String()
			}},
		}, nil
	}
}

// Every compiled role, sent and read back, lets in what the description does.
func TestSentRolesReadBackAgreeWithDescription(t *testing.T) {
	p := (&Suite{Name: "Vault, read back"}).Party()
	p.Compile = readBack(t, false)
	agree.Run(t, p)
}

// So do those that only role_json can hold.
func TestJSONOnlyRolesReadBackAgreeWithDescription(t *testing.T) {
	p := (&Suite{Name: "Vault, read back"}).JSONOnly()
	p.Compile = readBack(t, true)
	agree.Run(t, p)
}
