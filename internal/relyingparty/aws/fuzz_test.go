package aws

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// FuzzAdmits: any bytes as policy and claims give an error or an answer with a
// reason, never a panic, and law 8 holds.
func FuzzAdmits(f *testing.F) {
	f.Add(ordinary, `{"iss":"https://gitlab.com","sub":"a","aud":["a","b"],"azp":1}`)
	f.Add(`{"Statement":{"Effect":"Allow","Principal":"*","Action":"*"}}`, `{}`)
	f.Add(allow(`"ForAnyValue:StringLike":{"k:amr":["${k:sub, 'x'}*","$","${"]}`), `{"iss":"https://gitlab.com","sub":"x\u0000","aud":"a","amr":["x?",1]}`)
	d := drawer{rand.New(rand.NewPCG(3, 3))}
	for range 20 {
		token, err := json.Marshal(d.token())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(d.policy(), string(token))
	}
	f.Add(everything, `{"iss":"https://gitlab.com"}`)
	f.Fuzz(func(t *testing.T, policy, claims string) {
		d, err := Parse(policy)
		if err != nil {
			if err.Error() == "" {
				t.Error("an error without words")
			}
			return
		}
		checkFindings(t, d)
		c := proof.Claims{}
		decoder := json.NewDecoder(strings.NewReader(claims))
		decoder.UseNumber()
		if decoder.Decode(&c) != nil {
			c = proof.Claims{"iss": claims, "sub": claims, "aud": claims}
		}
		if n, ok := c["google/organization_number"].(json.Number); ok {
			if _, err := n.Float64(); err != nil {
				return // the symbolic condition has an error, the evaluator does not know
			}
		}
		checkLaw(t, d, d.Trusts(), c)
	})
}

// checkFindings: the rules that read text say the same twice, in sentences, with
// codes of the catalogue, and keep silent about roles of services.
func checkFindings(t *testing.T, d *Document) {
	t.Helper()
	fs := d.Findings()
	if !slices.Equal(fs, d.Findings()) {
		t.Error("the findings differ from call to call")
	}
	if !d.Applies() && len(fs) > 0 {
		t.Errorf("findings of a policy without web identities: %v", fs)
	}
	for _, f := range fs {
		_ = f.Severity() // panics for an unknown code
		if f.Detail == "" || strings.HasSuffix(f.Detail, ".") || strings.ContainsFunc(f.At+f.Detail, unicode.IsControl) {
			t.Errorf("%s at %q: %q", f.Code, f.At, f.Detail)
		}
	}
	_ = d.Others()
}
