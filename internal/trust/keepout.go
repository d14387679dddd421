package trust

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// keepOut checks every other form and subject of the issuer against the row:
// either no such token fits, or all that fit are described jobs. Where neither
// is so, a claim that is constant in this form and different in the other one is
// added; where there is none, no document says this.
func (x *cell) keepOut() {
	for i := range x.p.Forms {
		other := &x.p.Forms[i]
		if !x.p.Occurs(other, x.d.Issuer, x.d.Settings) {
			continue
		}
		of := x.c.of(x.d, x.p, other)
		for _, s := range slices.Concat(of.declared, of.undeclared) {
			if other == x.form && s.Name == x.subject.Name || x.excluded(other, s) || x.described(other, s) {
				continue
			}
			if x.discriminate(other) {
				continue
			}
			if f, ok := x.blurs(other, s); ok {
				x.c.blurred = f.Name
				x.problems.Add(problem.Unenforced, x.at, x.c.view.Name+" cannot see what the filter "+f.Name+" of "+x.p.Title+" is about: these jobs and "+other.Doc+" look the same to it",
					"Describe those too, or accept the wider document with accept_unenforced = ["+problem.Quote(f.Name)+"]")
				return
			}
			fix := other.Hint
			if fix == "" && !other.Never {
				fix = "Describe those too, or say more of what tells them apart"
			}
			x.problems.Add(problem.Inexpressible, x.at, x.c.view.Name+" could not tell these jobs from "+other.Doc, fix, "sub: "+s.Template.String())
			return
		}
	}
}

// excluded reports that no token of the form with that subject fits the row.
func (x *cell) excluded(other *platform.Form, s platform.Presentation) bool {
	return slices.ContainsFunc(x.atoms, func(a atom) bool {
		t, known, has := templateOf(other, s, a.claim)
		if !has {
			return true // a missing claim never matches
		}
		return known && x.disjoint(a, t)
	})
}

func (x *cell) disjoint(a atom, t platform.Template) bool {
	shape := x.c.shape(x.d, x.p, t)
	apart := func(s pattern.Seq) bool { return pattern.Disjoint(s, shape) }
	all := func(ss []pattern.Seq) bool {
		return !slices.ContainsFunc(ss, func(s pattern.Seq) bool { return !apart(s) })
	}
	return all(a.rough) || all(a.any)
}

// templateOf is what a token of the form shows in a claim.
func templateOf(f *platform.Form, s platform.Presentation, claim string) (t platform.Template, known, has bool) {
	if claim == "sub" {
		return s.Template, true, true
	}
	c, ok := f.Claim(claim)
	if !ok || slices.Contains(s.Absent, claim) {
		return t, false, false
	}
	t, known = c.Template()
	return t, known, true
}

// described reports that whatever token of the form and subject fits the row is
// a described job's: the form is in the box, and each claim of the row has the
// same template there as far as it restricts it, or one that only adds
// unrestricted variables behind an open last one.
func (x *cell) described(other *platform.Form, s platform.Presentation) bool {
	if !slices.Contains(x.box[FormKey], other.Name) {
		return false
	}
	return !slices.ContainsFunc(x.atoms, func(a atom) bool {
		t, known, has := templateOf(other, s, a.claim)
		if !has || !known {
			return true
		}
		mine, theirs := a.tmpl.String(), t.String()
		if mine == theirs || a.open && strings.HasPrefix(theirs, mine) {
			return false
		}
		n := len(a.tmpl.Vars)
		longer := n > 0 && strings.HasPrefix(theirs, mine) && a.tmpl.Lits[n] == "" && x.box.open(x.p, a.tmpl.Vars[n-1])
		return !longer || slices.ContainsFunc(t.Vars[n:], func(v string) bool { return !x.box.open(x.p, v) })
	})
}

// blurs reports that the other form shows just the same templates in every claim
// of the row, so that nothing but the ref filter tells the two apart.
func (x *cell) blurs(other *platform.Form, s platform.Presentation) (platform.Filter, bool) {
	if other.Never || slices.ContainsFunc(x.atoms, func(a atom) bool {
		t, known, has := templateOf(other, s, a.claim)
		return !has || !known || t.String() != a.tmpl.String()
	}) {
		return platform.Filter{}, false
	}
	for _, f := range x.p.Filters {
		if f.Role == platform.RoleRefs && x.form.Has(f.Variable) && !other.Has(f.Variable) {
			return f, true
		}
	}
	return platform.Filter{}, false
}

// discriminate adds a claim that the other form lacks, or whose text in this
// form the other one cannot show. Fixed texts are preferred to patterns.
func (x *cell) discriminate(other *platform.Form) bool {
	for _, fixed := range []bool{true, false} {
		for _, name := range x.p.Match {
			mine, ok := x.form.Claim(name)
			if !ok || !x.c.view.Sees(x.d, mine) || mine.Absent != "" || slices.ContainsFunc(x.atoms, func(a atom) bool { return a.claim == name }) {
				continue
			}
			t, known := mine.Template()
			text, constant := t.Constant()
			if !known || constant != fixed || constant && text == "" || !constant && x.c.view.ExactOnly {
				continue
			}
			a, ok := x.unrestricted(name, t)
			if !ok {
				continue
			}
			if theirs, has := other.Claim(name); has {
				if tt, known := theirs.Template(); !known || !x.disjoint(a, tt) {
					continue
				}
			}
			x.atoms = append(x.atoms, a)
			return true
		}
	}
	return false
}

// unrestricted is an atom that every job of this form fulfils: the claim's fixed
// texts, with wildcards for its variables. A list or bool cannot be told so.
func (x *cell) unrestricted(claim string, t platform.Template) (atom, bool) {
	if c, _ := x.form.Claim(claim); c.Type != "string" {
		return atom{}, false
	}
	seq := pattern.Literal(t.Lits[0])
	for i := range t.Vars {
		seq = seq.Append(pattern.Tok{Kind: pattern.Star}, pattern.Tok{Kind: pattern.Lit, Text: t.Lits[i+1]})
	}
	return atom{claim: claim, tmpl: t, any: []pattern.Seq{seq}, rough: []pattern.Seq{seq}}, true
}

// strangers checks platforms where every project orders the components of its
// own subject: a subject that begins like a described project's must be one of
// a described project, whatever follows. That holds when another claim pins the
// project, or when the subject starts with the project as whole text or with a
// * at its end, closed by a separator that the project cannot hold.
func (x *cell) strangers() {
	sub := slices.IndexFunc(x.atoms, func(a atom) bool { return a.claim == "sub" })
	tenants := x.p.Strangers()
	if len(tenants) == 0 {
		return
	}
	isTenant := func(v string) bool {
		return slices.ContainsFunc(tenants, func(t platform.Template) bool { return slices.Contains(t.Vars, v) })
	}
	pinned := false
	for _, v := range x.box.Variables(x.p) {
		pinned = pinned || isTenant(v)
	}
	if !pinned {
		if x.p.Shared(x.d.Issuer) {
			x.problems.Add(problem.Inexpressible, x.at, x.d.Issuer+" signs for strangers too, and this description names no project or group of yours", "Name projects, a group as in \"my-group/*\", or ids")
		}
		return
	}
	if sub < 0 || slices.ContainsFunc(x.atoms, func(a atom) bool {
		return a.claim != "sub" && len(a.tmpl.Vars) == 1 && isTenant(a.tmpl.Vars[0])
	}) {
		x.groupNamed(isTenant)
		return
	}
	first := x.atoms[sub].tmpl.Vars[0]
	for _, g := range x.box[first] {
		head, tail, star := strings.Cut(g, "*")
		if !isTenant(first) || star && (tail != "" || head == "") {
			f, _ := x.c.filterOf(x.p, first)
			x.problems.Add(problem.Inexpressible, x.at, "other projects of "+x.d.Issuer+" order their subjects as they like, and one could be made to fit the pattern "+problem.Quote(g), "Write whole values in "+f.Name+", or a pattern with * at its end only")
			return
		}
	}
	x.groupNamed(isTenant)
}

// groupNamed refuses a pattern that starts with * where strangers may choose
// the name: "*/web" is anybody's web.
func (x *cell) groupNamed(isTenant func(string) bool) {
	if !x.p.Shared(x.d.Issuer) {
		return
	}
	exact := false
	var loose []string
	for _, v := range x.box.Variables(x.p) {
		if isTenant(v) {
			bad := slices.ContainsFunc(x.box[v], func(g string) bool { head, _, _ := strings.Cut(g, "/"); return strings.Contains(head, "*") })
			exact = exact || !bad
			if bad {
				loose = x.box[v]
			}
		}
	}
	if !exact && loose != nil {
		x.problems.Add(problem.Inexpressible, x.at, x.d.Issuer+" signs for strangers too, and anybody can make a group that fits "+problem.QuoteAll(loose), "Write the top group out, as in \"my-group/*\"")
	}
}
