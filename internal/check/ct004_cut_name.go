package check

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// This file is rule CT004.

var _ = lint.Add(lint.Rule{
	Code: "CT004", Title: "A name is cut off by no delimiter",
	Severity: lint.Error, Class: lint.Open, By: lint.Proof,
	Why: "The pattern ends inside a name, so that every name that begins so is meant: `repo:my-org*` is also `my-org-evil`, " +
		"`startsWith(\"…:workspace:prod\")` is also `prod-sandbox`.",
	Fix:    "Write the separator that ends the name: `repo:my-org/*`.",
	Source: "CloudArq README; HashiCorp, dynamic credentials with the GCP provider",
	Check:  lint.On(cutNames),
})

func cutNames(a *audit) []lint.Finding {
	var out []lint.Finding
	for _, r := range a.readings {
		if r.beyond != nil {
			continue
		}
		meant := a.anyone
		meant.Boxes = r.boxes
		name, meant, ok := a.wholeNames(meant)
		if !ok {
			continue
		}
		if v := a.among(r.asks, trust.Jobs{meant}); v.Wider == proof.Yes {
			out = append(out, a.with(v.WiderExample, "the pattern "+problem.Quote(r.glob)+" of "+r.claim+" ends inside a name: beside "+problem.Quote(name)+" it lets in "+v.WiderExample.String())...)
		}
	}
	return out
}

// wholeNames is the description in which names that are only begun are whole.
func (a *audit) wholeNames(d trust.Description) (name string, _ trust.Description, ok bool) {
	var boxes []trust.Box
	for _, b := range d.Boxes {
		whole := trust.Box{}
		for v, globs := range b {
			whole[v] = globs
			m, _ := a.platform.Variable(v)
			body, star := strings.CutSuffix(globs[0], "*")
			if _, after := automaton.EndsRun(body); v == trust.FormKey || m.Class != "name" || !star || body == "" || after || strings.HasSuffix(body, "-") || strings.Contains(body, "*") {
				continue
			}
			whole[v], name, ok = []string{body}, body, true
		}
		boxes = append(boxes, whole)
	}
	d.Boxes = boxes
	return name, d, ok
}
