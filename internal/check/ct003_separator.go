package check

import (
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// This file is rule CT003.

var _ = lint.Add(lint.Rule{
	Code: "CT003", Title: "A wildcard runs over a separator",
	Severity: lint.Error, Class: lint.Open, By: lint.Proof,
	Why: "A wildcard stands for any run of characters, separators too. A job whose branch, tag or environment holds the text " +
		"that the pattern wants further on passes, though its own part is another.",
	Fix: "Put the wildcard at the end only, ask for single claims instead of the subject where the relying party sees them, or " +
		"compile the document with this provider, which refuses such patterns.",
	Source: "CircleCI docs, OIDC tokens with custom claims: the recommended pattern",
	Check:  lint.On(separators),
})

func separators(a *audit) []lint.Finding {
	var out []lint.Finding
	for _, r := range a.readings {
		if e := r.beyond; e != nil {
			out = append(out, a.with(e, "the pattern "+problem.Quote(r.glob)+" of "+r.claim+" reads as "+said(r.boxes[0])+", and lets in "+e.String())...)
		}
	}
	return out
}

// said is a box in words.
func said(b trust.Box) string {
	var parts []string
	for _, v := range slices.Sorted(maps.Keys(b)) {
		if v != trust.FormKey && !slices.Equal(b[v], []string{"*"}) {
			parts = append(parts, strings.ReplaceAll(v, "_", " ")+" "+problem.QuoteAll(b[v]))
		}
	}
	if len(parts) == 0 {
		return "any job"
	}
	return strings.Join(parts, ", ")
}
