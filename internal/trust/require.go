package trust

// This file holds filters that must be given.

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// require complains about filters that must be given.
func (d *describer) require() {
	if d.r.Dead() {
		return
	}
	for _, n := range d.p.Requires {
		lifted := false
		for setting, values := range n.Unless {
			lifted = lifted || slices.Contains(values, d.settings[setting])
		}
		if lifted || slices.ContainsFunc(n.OneOf, func(f string) bool { return d.given[f] }) {
			continue
		}
		if len(n.OneOf) == 1 {
			f, _ := d.p.Filter(n.OneOf[0])
			d.r.Note(problem.Missing, n.OneOf[0], "must be said for "+d.p.Title, firstSentence(f.Doc))
			continue
		}
		fix := "Give one of them"
		if f, _ := d.p.Filter(n.OneOf[0]); f.Type() == "list" {
			fix += "; " + n.OneOf[0] + " = [\"*\"] where all are meant"
		}
		d.r.Note(problem.Missing, n.OneOf[0], "nothing is trusted by omission: one of "+strings.Join(n.OneOf, ", ")+" must be said for "+d.p.Title, fix)
	}
}

func firstSentence(doc string) string {
	s, _, _ := strings.Cut(doc, ". ")
	return strings.TrimSuffix(strings.ReplaceAll(s, "`", ""), ".")
}
