package trust

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// A cell is one box × form × subject: it becomes one row, claim → patterns.
type cell struct {
	c        *compiler
	d        Description
	p        *platform.Platform
	box      Box
	form     *platform.Form
	subject  platform.Presentation
	at       string
	problems *problem.List

	atoms []atom
}

// An atom is one claim of the row while it is being made.
type atom struct {
	claim string
	tmpl  platform.Template
	open  bool // tmpl is only the beginning; anything may follow
	any   []pattern.Seq
	rough []pattern.Seq // fewer sequences that together match at least as much
}

// row restricts the claims that show the box's variables, then keeps every
// other form of the issuer out. It is nil when there is a problem.
func (x *cell) row() row {
	before := len(*x.problems)
	for _, cl := range x.claims() {
		x.add(cl.claim, cl.tmpl, cl.vars)
	}
	if len(*x.problems) > before {
		return nil
	}
	if !x.c.can.approximate {
		x.keepOut()
		x.strangers()
	}
	if len(*x.problems) > before {
		return nil
	}
	r := row{}
	for _, a := range x.atoms {
		for _, s := range a.any {
			r[a.claim] = append(r[a.claim], x.c.remember(s))
		}
		r[a.claim] = sortedOnce(r[a.claim])
	}
	return r
}

// A chosen claim and the variables that it is to restrict.
type chosen struct {
	claim string
	tmpl  platform.Template
	vars  []string
}

// claims chooses which claims show the box's variables.
func (x *cell) claims() []chosen {
	var out []chosen
	var left []string
	put := func(claim string, t platform.Template, v string) {
		for i := range out {
			if out[i].claim == claim {
				out[i].vars = append(out[i].vars, v)
				return
			}
		}
		out = append(out, chosen{claim, t, []string{v}})
	}
	if x.c.can.RequireSubject {
		out = append(out, chosen{"sub", x.subject.Template, nil})
	}
	for _, v := range x.box.Variables(x.p) {
		inSub := slices.Contains(x.subject.Template.Vars, v)
		if !x.c.can.RequireSubject && slices.Contains(x.p.IssuerParts(x.d.Settings), v) {
			continue // the issuer says it
		}
		name := x.c.claimFor(x.d, x.p, x.form, v)
		switch {
		case x.c.can.RequireSubject && inSub:
			put("sub", x.subject.Template, v)
			if name != "" && x.elsewhere(v) {
				cl, _ := x.form.Claim(name)
				t, _ := cl.Template()
				put(name, t, v)
			}
		case name != "":
			cl, _ := x.form.Claim(name)
			t, _ := cl.Template()
			put(name, t, v)
		case inSub:
			left = append(left, v)
		}
	}
	for _, v := range left { // only sub shows it
		put("sub", x.subject.Template, v)
	}
	// A subject that is restricted at all also names what stands before.
	for i := range out {
		if out[i].claim != "sub" || x.c.can.RequireSubject {
			continue
		}
		needed := out[i].vars
		for at, v := range out[i].tmpl.Vars {
			before := slices.ContainsFunc(out[i].tmpl.Vars[at:], func(w string) bool { return slices.Contains(needed, w) })
			if before && !x.box.open(x.p, v) && exactAll(x.box[v]) {
				out[i].vars = append(out[i].vars, v)
			}
		}
	}
	return out
}

// elsewhere reports that another subject of the form does not show the variable,
// so that a claim must: with the same claim beside this subject both can stand in
// one document.
func (x *cell) elsewhere(v string) bool {
	return slices.ContainsFunc(x.c.of(x.d, x.p, x.form).declared, func(s platform.Presentation) bool {
		return len(s.Absent) == 0 && !slices.Contains(s.Template.Vars, v)
	})
}

func exactAll(patterns []string) bool {
	return !slices.ContainsFunc(patterns, func(g string) bool { return !pattern.IsLiteral(g) })
}

// add restricts a claim to what the box says of the given variables, if the
// construction rule lets it.
func (x *cell) add(claim string, t platform.Template, vars []string) {
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
	flaw, at := pt.Sayable(ways)
	if flaw == pattern.Ambiguous && eachOnce(pt, lists, ways) {
		flaw = pattern.None
	}
	if flaw != pattern.None && claim == "sub" && len(x.p.Strangers()) > 0 && x.otherwise(t, pt, ways) {
		if !x.c.can.RequireSubject { // other claims say what this wildcard takes in
			x.atoms = append(x.atoms, x.likeSubject())
			return
		}
		flaw = pattern.None
	}
	if flaw != pattern.None && last+1 < len(t.Vars) {
		// What follows the last restricted variable is open: one * for all of it,
		// behind the first character of the separator.
		lits := append(slices.Clone(pt.Lits[:last+1]), pt.Lits[last+1][:min(1, len(pt.Lits[last+1]))])
		cut := pattern.Template{
			Lits: append(slices.Clone(lits), ""),
			Vars: append(slices.Clone(pt.Vars[:last+1]), pattern.Var{Set: pattern.AnyText}),
		}
		cutWays := append(slices.Clone(ways[:last+1]), pattern.Glob)
		if f, _ := cut.Sayable(cutWays); f == pattern.None && !x.c.can.NoWildcards {
			pt, ways, lists, flaw = cut, cutWays, append(slices.Clone(lists[:last+1]), []pattern.Seq{{{Kind: pattern.Star}}}), f
			t, open = platform.Template{Lits: lits, Vars: t.Vars[:last+1]}, true
		}
	}
	if flaw != pattern.None && !x.c.can.approximate {
		x.inexpressible(claim, t, flaw, at)
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
	x.atoms = append(x.atoms, atom{claim, t, open, product(pt.Lits, lists), product(pt.Lits, roughly(lists))})
}

// eachOnce reports that whole texts are asked for, of which none is another job's too.
func eachOnce(pt pattern.Template, lists [][]pattern.Seq, ways []pattern.Way) bool {
	count := 1
	for i, l := range lists {
		if count *= len(l); count > maxValues || ways[i] != pattern.Exact {
			return false
		}
	}
	return !slices.ContainsFunc(product(pt.Lits, lists), func(s pattern.Seq) bool {
		text, literal := s.IsLiteral()
		return !literal || !pt.Once(text)
	})
}

// assume notes the assumption of a switch that is off, if the claim could not be
// restricted like this with the switch on.
func (x *cell) assume(t platform.Template, ways []pattern.Way) {
	for _, f := range x.p.Filters {
		if f.Role != platform.RoleSwitch || x.d.Settings[f.Name] == "true" || len(ways) != len(t.Vars) {
			continue
		}
		on := maps.Clone(x.d.Settings)
		on[f.Name] = "true"
		if flaw, _ := x.p.Pattern(t, on).Sayable(ways); flaw != pattern.None {
			x.c.notes = append(x.c.notes, Note{Assumed: f.States})
		}
	}
}

// lists spells each variable: the box's patterns, or a wildcard.
func (x *cell) lists(t platform.Template, pt pattern.Template, vars []string) (lists [][]pattern.Seq, ways []pattern.Way, ok bool) {
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

// addFilter says which filter closes a variable that must be exact.
func (x *cell) addFilter(variable string) {
	for _, f := range x.p.Filters {
		if f.Variable == variable && !f.IsAlternative() || f.Role == platform.RoleOrigin && slices.Contains(x.p.Restricts(f), variable) {
			x.problems.Add(problem.AddFilter, x.at, x.c.can.Name+" compares whole subjects, and this description leaves "+strings.ReplaceAll(variable, "_", " ")+" open", "Add the filter "+f.Name+" with whole values"+x.orFormat(variable))
			return
		}
	}
	if f, found := x.c.filterOf(x.p, variable); found {
		x.problems.Add(problem.Inexpressible, x.at, x.c.can.Name+" compares whole subjects and takes no patterns, but "+f.Name+" leaves "+strings.ReplaceAll(variable, "_", " ")+" open", "List the values of "+f.Name)
		return
	}
	x.problems.Add(problem.Inexpressible, x.at, x.c.can.Name+" compares whole subjects, and those of "+x.form.Doc+" hold a "+strings.ReplaceAll(variable, "_", " ")+" that is new each time", "Describe other refs")
}

// orFormat names the setting that picks the format of subjects, when one of those
// it picks does not show the variable.
func (x *cell) orFormat(variable string) string {
	if setting := x.p.Subject.Formats.Setting; setting != "" && x.elsewhere(variable) {
		return ", or say which subjects the jobs show, with " + setting
	}
	return ""
}

// inexpressible explains what the construction rule refuses.
func (x *cell) inexpressible(claim string, t platform.Template, flaw pattern.Flaw, at int) {
	v := t.Vars[at]
	f, found := x.c.filterOf(x.p, v)
	name := strings.ReplaceAll(v, "_", " ")
	reason := fmt.Sprintf("no pattern on the claim %s says exactly this: ", claim)
	if flaw == pattern.Ambiguous {
		reason += "the " + name + " may itself hold the text that separates it from what follows, so two different jobs can show the same " + claim
	} else {
		reason += "a wildcard for the " + name + " would also run over what follows it, and a job outside the description could spell its own names so that it fits"
	}
	fix := ""
	if found {
		fix = "List whole values in the filter " + f.Name
		for _, sw := range x.p.Filters {
			if _, widens := sw.Widens[v]; widens && x.d.Settings[sw.Name] == "true" {
				fix = "List whole refs, or leave " + sw.Name + " out if it does not hold for these projects"
			}
		}
	}
	x.problems.Add(problem.Inexpressible, x.at, reason, fix, claim+": "+t.String())
}

// product spells the template with every combination.
func product(lits []string, lists [][]pattern.Seq) []pattern.Seq {
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
