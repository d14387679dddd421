package trust

// This file holds the claims that are added to a clause because another form lacks them
// or shows something else there.

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// distinguish adds a claim that the other form lacks, or whose text in this
// form the other one cannot show. Fixed texts are preferred to patterns.
// The subject is the last resort.
func (x *clauseBuilder) distinguish(other *platform.Form, s platform.Presentation) bool {
	for _, fixed := range []bool{true, false} {
		for _, name := range x.p.Match {
			mine, ok := x.form.Claim(name)
			if !ok || !x.can.Claims(x.d, mine) || !mine.Sure(x.d.Issuer) || x.compares(name) {
				continue
			}
			t, known := mine.Template()
			text, constant := t.Constant()
			if !known || constant != fixed || constant && text == "" || !constant && x.can.NoWildcards {
				continue
			}
			a, ok := x.unrestricted(name, t)
			if !ok {
				continue
			}
			if theirs, has := other.Claim(name); has {
				if tt, known := theirs.Template(); !known || !x.disjoint(a, other, tt) {
					continue
				}
			}
			x.atoms = append(x.atoms, a)
			return true
		}
	}
	if x.compares("sub") {
		return false
	}
	a := x.likeSubject()
	if !x.disjoint(a, other, s.Template) {
		return false
	}
	x.atoms = append(x.atoms, a)
	return true
}

// likeSubject is an atom that every described job's subject fulfils: its fixed
// texts and the box's values, with one wildcard for what is open in the first
// component and all that stands between.
func (x *clauseBuilder) likeSubject() atom {
	t := x.subject.Template
	first, last := len(t.Vars), -1
	for i, v := range t.Vars {
		if i < x.subject.Lead && x.box.open(x.p, v) {
			first, last = min(first, i), i
		}
	}
	lits, lists := []string{t.Lits[0]}, [][]pattern.Seq{}
	for i, v := range t.Vars {
		switch {
		case i > first && i <= last:
			lits[len(lits)-1] = t.Lits[i+1]
			continue
		case i == first:
			lists = append(lists, []pattern.Seq{anything})
		default:
			list := []pattern.Seq{anything}
			if !x.box.open(x.p, v) {
				list = nil
				for _, g := range x.box[v] {
					list = append(list, pattern.FromGlob(g))
				}
			}
			lists = append(lists, list)
		}
		lits = append(lits, t.Lits[i+1])
	}
	return atom{claim: "sub", tmpl: t, any: combinations(lits, lists), rough: combinations(lits, roughly(lists))}
}

// unrestricted is an atom that every job of this form fulfils: the claim's fixed
// texts, with wildcards for its variables. A list or bool cannot be told so.
func (x *clauseBuilder) unrestricted(claim string, t platform.Template) (atom, bool) {
	if c, _ := x.form.Claim(claim); c.Type != "string" {
		return atom{}, false
	}
	seq := pattern.Literal(t.Lits[0])
	for i := range t.Vars {
		seq = seq.Append(pattern.Tok{Kind: pattern.Star}, pattern.Tok{Kind: pattern.Lit, Text: t.Lits[i+1]})
	}
	return atom{claim: claim, tmpl: t, any: []pattern.Seq{seq}, rough: []pattern.Seq{seq}}, true
}
