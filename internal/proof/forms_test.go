package proof

import (
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

const crossed = tinyHead + `variables:
  - {name: x, domain: text, class: name, fact: known, samples: [a]}
  - {name: y, domain: text, class: name, fact: known, samples: [a]}
forms:
  - name: f0
    doc: a form
    fact: known
    sub: {"": "{x}{y}"}
    claims: [{name: c1, is: "{x}", fact: known}, {name: c2, is: "{y}", fact: known}]
  - name: f1
    doc: the same with the claims crossed
    fact: known
    sub: {"": "{x}{y}"}
    claims: [{name: c1, is: "{y}", fact: known}, {name: c2, is: "{x}", fact: known}]
filters: []
`

// TestCrossedForms: two token forms that are equal but for what does not depend on
// the form are both looked at.
func TestCrossedForms(t *testing.T) {
	p, err := platform.Parse([]byte(crossed))
	if err != nil {
		t.Fatal(err)
	}
	defer platform.Add(p)()
	k := automaton.Texts("k")
	never := And(TextIn("other", automaton.Texts("p")), TextIn("other", automaton.Texts("q")))
	perhaps := TextIn("other", automaton.Texts("p"))
	v := Compare(Comparison{
		Document: exprs{{Issuer: tinyIssuer, When: Or(And(never, TextIn("c1", k)), And(perhaps, TextIn("c2", k)))}},
		Jobs: trust.Jobs{{
			Platform: "tiny", Issuer: tinyIssuer, Audiences: []string{"aud"}, Settings: platform.Settings{},
			Boxes: []trust.Box{{trust.FormKey: {"f0", "f1"}, "y": {"k"}}},
		}},
	})
	if v.Wider != Yes || v.WiderExample.Job.Form != "f1" || v.WiderExample.Job.Values["x"] != "k" {
		t.Errorf("%+v", v)
	}
}
