package trust

// This file holds the restriction of one claim to what a box says of its variables.

import (
	"fmt"
	"maps"
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// maxValues bounds how many values one box may expand to. The longest document
// that a relying party takes, AWS's 8,192 characters, holds fewer than 200
// subjects; Vault and Google hold some thousands of short ones.
const maxValues = 20_000

// add restricts a claim to what the box says of the given variables, if the
// construction rule lets it.
func (x *clauseBuilder) add(claim string, t platform.Template, vars []string) {
	last := -1 // the last variable that is restricted here
	for i, v := range t.Vars {
		if slices.Contains(vars, v) && !x.box.open(x.p, v) {
			last = i
		}
	}
	if claim != "sub" && last < 0 {
		return
	}
	pt := x.p.Pattern(t, x.d.Settings)
	lists, ways, ok := x.lists(t, pt, vars)
	if !ok {
		return
	}
	open := false
	why, at := pt.Expressible(ways)
	if why == pattern.Ambiguous && eachOnce(pt, lists, ways) {
		why = pattern.None
	}
	if why != pattern.None && claim == "sub" && len(x.p.Strangers()) > 0 && x.viaOtherClaims(t, pt, ways) {
		if !x.c.can.RequireSubject { // other claims say what this wildcard takes in
			x.atoms = append(x.atoms, x.likeSubject())
			return
		}
		why = pattern.None
	}
	if why != pattern.None && last+1 < len(t.Vars) {
		// What follows the last restricted variable is open: one * for all of it,
		// behind the first character of the separator.
		lits := append(slices.Clone(pt.Lits[:last+1]), pt.Lits[last+1][:min(1, len(pt.Lits[last+1]))])
		cut := pattern.Template{
			Lits: append(slices.Clone(lits), ""),
			Vars: append(slices.Clone(pt.Vars[:last+1]), pattern.Var{Set: pattern.AnyText}),
		}
		cutWays := append(slices.Clone(ways[:last+1]), pattern.Glob)
		if f, _ := cut.Expressible(cutWays); f == pattern.None && !x.c.can.NoWildcards {
			pt, ways, lists, why = cut, cutWays, append(slices.Clone(lists[:last+1]), []pattern.Seq{{{Kind: pattern.Star}}}), f
			t, open = platform.Template{Lits: lits, Vars: t.Vars[:last+1]}, true
		}
	}
	if why != pattern.None && !x.c.can.approximate {
		x.inexpressible(claim, t, why, at)
		return
	}
	x.assume(t, ways)
	count := 1
	for _, l := range lists {
		count *= len(l)
		if count > maxValues {
			x.problems.Add(problem.TooLong, x.at, fmt.Sprintf("the description expands to more than %d values of the claim %s", maxValues, claim), "Use patterns, or split it")
			return
		}
	}
	x.atoms = append(x.atoms, atom{claim, t, open, combinations(pt.Lits, lists), combinations(pt.Lits, roughly(lists))})
}

// eachOnce reports that whole texts are asked for, of which none is another job's too.
func eachOnce(pt pattern.Template, lists [][]pattern.Seq, ways []pattern.Way) bool {
	count := 1
	for i, l := range lists {
		if count *= len(l); count > maxValues || ways[i] != pattern.Exact {
			return false
		}
	}
	return !slices.ContainsFunc(combinations(pt.Lits, lists), func(s pattern.Seq) bool {
		text, literal := s.IsLiteral()
		return !literal || !pt.Once(text)
	})
}

// assume notes the assumption of a switch that is off, if the claim could not be
// restricted like this with the switch on.
func (x *clauseBuilder) assume(t platform.Template, ways []pattern.Way) {
	for _, f := range x.p.Filters {
		if f.Role != platform.RoleSwitch || x.d.Settings[f.Name] == "true" || len(ways) != len(t.Vars) {
			continue
		}
		on := maps.Clone(x.d.Settings)
		on[f.Name] = "true"
		if why, _ := x.p.Pattern(t, on).Expressible(ways); why != pattern.None {
			x.c.notes = append(x.c.notes, Note{Assumed: f.States})
		}
	}
}

// lists spells each variable: the box's patterns, or a wildcard.
func (x *clauseBuilder) lists(t platform.Template, pt pattern.Template, vars []string) (lists [][]pattern.Seq, ways []pattern.Way, ok bool) {
	ok = true
	for i, v := range t.Vars {
		values := x.box[v]
		if x.box.open(x.p, v) || !slices.Contains(vars, v) && !x.c.can.RequireSubject {
			values = nil
		}
		if values == nil && x.c.can.NoWildcards {
			values = x.p.Domain(v, x.d.Settings).Values
		}
		switch {
		case values == nil && x.c.can.NoWildcards:
			x.addFilter(v)
			ok = false
		case values == nil && x.c.can.AnyCharWildcard && pt.Vars[i].Width > 0:
			lists = append(lists, []pattern.Seq{{{Kind: pattern.Ones, N: pt.Vars[i].Width}}})
			ways = append(ways, pattern.Run)
		case values == nil:
			lists = append(lists, []pattern.Seq{{{Kind: pattern.Star}}})
			ways = append(ways, pattern.Glob)
		default:
			var seqs []pattern.Seq
			way := pattern.Exact
			for _, g := range values {
				if !x.form.Meets(v, pattern.FromGlob(g), x.c.counts(x.p, x.form)) {
					continue // no job of the form has it
				}
				seqs = append(seqs, pattern.FromGlob(g))
				if !pattern.IsLiteral(g) {
					way = pattern.Glob
				}
			}
			if way == pattern.Glob && x.c.can.NoWildcards {
				f, _ := x.c.filterOf(x.p, v)
				x.problems.Add(problem.Inexpressible, x.at, x.c.can.Name+" compares whole subjects and takes no patterns, but "+f.Name+" has one: "+problem.QuoteAll(values), "List the values of "+f.Name)
				ok = false
			}
			lists, ways = append(lists, seqs), append(ways, way)
		}
	}
	return lists, ways, ok
}

// combinations spells the template with every combination.
func combinations(lits []string, lists [][]pattern.Seq) []pattern.Seq {
	out := []pattern.Seq{pattern.Literal(lits[0])}
	for i, list := range lists {
		var next []pattern.Seq
		for _, head := range out {
			for _, s := range list {
				next = append(next, head.Append(s...).Append(pattern.Tok{Kind: pattern.Lit, Text: lits[i+1]}))
			}
		}
		out = next
	}
	return out
}

// roughly replaces the longest list by one *: cheap to check against other
// forms, and what it keeps out, the list keeps out.
func roughly(lists [][]pattern.Seq) [][]pattern.Seq {
	out := slices.Clone(lists)
	longest := 0
	for i := range out {
		if len(out[i]) > len(out[longest]) {
			longest = i
		}
	}
	if len(out) > 0 && len(out[longest]) > 1 {
		out[longest] = []pattern.Seq{{{Kind: pattern.Star}}}
	}
	return out
}
