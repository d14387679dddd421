package vault

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT028 in Vault's terms.

var _ = lint.Also("CT028", lint.On(coveredGlobs))

// coveredGlobs finds globs that make other values of their claim idle.
func coveredGlobs(r *review) []lint.Finding {
	if !r.glob {
		return nil
	}
	const most = 64 // values: pairs grow with the square
	var out []lint.Finding
	texts := map[*bound][]string{}
	var order []*bound
	r.texts(func(b *bound, text string) {
		if texts[b] == nil {
			order = append(order, b)
		}
		if len(texts[b]) < most && !slices.Contains(texts[b], text) {
			texts[b] = append(texts[b], text)
		}
	})
	for _, b := range order {
		for _, wide := range texts[b] {
			if pattern.IsLiteral(wide) {
				continue
			}
			lang := automaton.Globs(pattern.FromGlob(wide))
			var idle []string
			for _, t := range texts[b] {
				// A star in t is matched by one of wide alone, so it may be any text.
				if t != wide && lang.Match(t) {
					idle = append(idle, t)
				}
			}
			if len(idle) > 0 {
				out = append(out, lint.Finding{At: b.at(), Detail: problem.Quote(wide) + " holds wherever " + problem.QuoteAll(idle) + " does, which says nothing then"})
			}
		}
	}
	return out
}
