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

// restrict restricts a claim to what the box says of the chosen variables, if the
// construction rule lets it.
func (x *clauseBuilder) restrict(cl chosen) (atoms []atom, problems problem.List) {
	t := cl.tmpl
	last := -1 // the last variable that is restricted here
	for i, v := range t.Vars {
		if slices.Contains(cl.vars, v) && !x.box.open(x.p, v) {
			last = i
		}
	}
	if cl.claim != "sub" && last < 0 {
		return nil, nil
	}
	pt := x.p.Pattern(t, x.d.Settings)
	lists, ways, problems := x.lists(t, pt, cl.vars)
	if len(problems) > 0 {
		return nil, problems
	}
	open := false
	why, at := pt.Expressible(ways)
	if why == pattern.Ambiguous && eachOnce(pt, lists, ways) {
		why = pattern.None
	}
	if why != pattern.None && cl.claim == "sub" && len(x.p.Strangers()) > 0 {
		others, ok := x.viaOtherClaims(t, pt, ways)
		for _, other := range others {
			more, faults := x.restrict(other)
			atoms, problems = append(atoms, more...), append(problems, faults...)
		}
		switch {
		case !ok:
		case !x.can.RequireSubject: // other claims say what this wildcard takes in
			return append(atoms, x.likeSubject()), problems
		default:
			why = pattern.None
		}
	}
	if why != pattern.None && last+1 < len(t.Vars) && !x.can.NoWildcards {
		if cut, cutWays := openBehind(pt, last, ways); expressible(cut, cutWays) {
			pt, ways, why = cut, cutWays, pattern.None
			lists = append(slices.Clone(lists[:last+1]), []pattern.Seq{anything})
			t, open = platform.Template{Lits: cut.Lits[:last+2], Vars: t.Vars[:last+1]}, true
		}
	}
	if why != pattern.None && !x.can.approximate {
		return nil, append(problems, x.inexpressible(cl.claim, t, why, at))
	}
	x.assume(t, ways)
	count := 1
	for _, l := range lists {
		count *= len(l)
		if count > maxValues {
			problems.Add(problem.TooLong, x.at, fmt.Sprintf("the description expands to more than %d values of the claim %s", maxValues, cl.claim), "Use patterns, or split it")
			return nil, problems
		}
	}
	return append(atoms, atom{cl.claim, t, open, combinations(pt.Lits, lists), combinations(pt.Lits, roughly(lists))}), problems
}

// openBehind is the template with one * for all that follows the last restricted
// variable, behind the first character of the separator.
func openBehind(t pattern.Template, last int, ways []pattern.Way) (pattern.Template, []pattern.Way) {
	separator := t.Lits[last+1]
	return pattern.Template{
		Lits: append(slices.Clone(t.Lits[:last+1]), separator[:min(1, len(separator))], ""),
		Vars: append(slices.Clone(t.Vars[:last+1]), pattern.Var{Set: pattern.AnyText}),
	}, append(slices.Clone(ways[:last+1]), pattern.Glob)
}

func expressible(t pattern.Template, ways []pattern.Way) bool {
	why, _ := t.Expressible(ways)
	return why == pattern.None
}

// anything is the sequence that every text matches.
var anything = pattern.Seq{{Kind: pattern.Star}}

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
		if !expressible(x.p.Pattern(t, on), ways) {
			x.notes = append(x.notes, Note{Assumed: f.States})
		}
	}
}

// lists spells each variable: the box's patterns, or a wildcard.
func (x *clauseBuilder) lists(t platform.Template, pt pattern.Template, vars []string) (lists [][]pattern.Seq, ways []pattern.Way, problems problem.List) {
	for i, v := range t.Vars {
		values := x.box[v]
		if x.box.open(x.p, v) || !slices.Contains(vars, v) && !x.can.RequireSubject {
			values = nil
		}
		if values == nil && x.can.NoWildcards {
			values = x.p.Domain(v, x.d.Settings).Values
		}
		switch {
		case values == nil && x.can.NoWildcards:
			problems = append(problems, x.addFilter(v))
		case values == nil && x.can.AnyCharWildcard && pt.Vars[i].Width > 0:
			lists = append(lists, []pattern.Seq{{{Kind: pattern.Ones, N: pt.Vars[i].Width}}})
			ways = append(ways, pattern.Run)
		case values == nil:
			lists = append(lists, []pattern.Seq{anything})
			ways = append(ways, pattern.Glob)
		default:
			seqs, way := x.values(v, values)
			if way == pattern.Glob && x.can.NoWildcards {
				problems = append(problems, x.noPatterns(v, values))
			}
			lists, ways = append(lists, seqs), append(ways, way)
		}
	}
	return lists, ways, problems
}

// values are a variable's patterns, without those that no job of the form has.
func (x *clauseBuilder) values(v string, patterns []string) (seqs []pattern.Seq, way pattern.Way) {
	for _, g := range patterns {
		s := pattern.FromGlob(g)
		if !x.form.Meets(v, s, x.counts(x.form)) {
			continue
		}
		seqs = append(seqs, s)
		if !pattern.IsLiteral(g) {
			way = pattern.Glob
		}
	}
	return seqs, way
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
		out[longest] = []pattern.Seq{anything}
	}
	return out
}
