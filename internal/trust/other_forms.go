package trust

// This file holds how the other forms of the issuer are kept out of a clause.

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// excludeOtherForms checks every other form and subject of the issuer against the
// clause: either no such token fits, or all that fit are described jobs. Where neither
// is so, a claim that is constant in this form and different in the other one is
// added; where there is none, no document says this. Unseen is the ref filter without
// which the two look the same to the relying party.
func (x *clauseBuilder) excludeOtherForms() (problems problem.List, unseen string) {
	for i := range x.p.Forms {
		other := &x.p.Forms[i]
		if !x.p.Occurs(other, x.d.Issuer, x.d.Settings) {
			continue
		}
		of := x.subjectsOf(other)
		for _, s := range slices.Concat(of.declared, of.undeclared) {
			same := other == x.form
			switch {
			case same && s.Name == x.subject.Name || x.excluded(other, s) || x.described(other, s):
			case same && len(x.p.Strangers()) > 0 && x.addClaims() && x.described(other, s):
			case x.distinguish(other, s):
			default:
				return x.notApart(other, s)
			}
		}
	}
	return nil, ""
}

// notApart is the refusal where another form cannot be kept out.
func (x *clauseBuilder) notApart(other *platform.Form, s platform.Presentation) (problems problem.List, unseen string) {
	if f, ok := x.indistinguishable(other, s); ok {
		problems.Add(problem.Unenforced, x.at, x.can.Name+" cannot see what the filter "+f.Name+" of "+x.p.Title+" is about: these jobs and "+other.Doc+" look the same to it",
			"Describe those too, or accept the wider document with accept_unenforced = ["+problem.Quote(f.Name)+"]")
		return problems, f.Name
	}
	fix := other.Hint
	if fix == "" && !other.Never {
		fix = "Describe those too, or say more of what tells them apart"
	}
	problems.Add(problem.Inexpressible, x.at, x.can.Name+" could not tell these jobs from "+other.Doc, fix, "sub: "+s.Template.String())
	return problems, ""
}

// excluded reports that no token of the form with that subject fits the clause.
func (x *clauseBuilder) excluded(other *platform.Form, s platform.Presentation) bool {
	return slices.ContainsFunc(x.atoms, func(a atom) bool {
		t, known, has := templateOf(other, s, a.claim)
		if !has {
			return true // a missing claim never matches
		}
		return known && x.disjoint(a, other, t)
	})
}

// disjoint reports that no text of the atom is one that the template makes in tokens
// of the form.
func (x *clauseBuilder) disjoint(a atom, other *platform.Form, t platform.Template) bool {
	template := ""
	apart := func(s pattern.Seq) bool {
		if s.Parts(t.Lits[0]) {
			return true
		}
		if template == "" {
			template = t.String()
		}
		key := meeting{other, template, s.Key()}
		out, ok := x.known[key]
		if !ok {
			out = pattern.Disjoint(s, x.shape(t)) || x.outside(s, other, t)
			x.known[key] = out
		}
		return out
	}
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

// described reports that whatever token of the form and subject fits the clause is
// a described job's: the form is in the box, and each claim of the clause has the
// same template there as far as it restricts it, or one that only adds
// unrestricted variables behind an open last one.
func (x *clauseBuilder) described(other *platform.Form, s platform.Presentation) bool {
	if !slices.Contains(x.box[FormKey], other.Name) {
		return false
	}
	if !slices.ContainsFunc(x.box.Variables(x.p), func(v string) bool { return !x.claimed(v, other) }) {
		return true
	}
	return !slices.ContainsFunc(x.atoms, func(a atom) bool {
		t, known, has := templateOf(other, s, a.claim)
		if !has || !known {
			return true
		}
		if !slices.ContainsFunc(a.tmpl.Vars, func(v string) bool { return !x.box.open(x.p, v) }) {
			return false // it says nothing of the box
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

// claimed reports that an atom beside sub restricts the variable, and shows it in
// the same way in the other form.
func (x *clauseBuilder) claimed(v string, other *platform.Form) bool {
	if slices.Contains(x.p.IssuerParts(x.d.Settings), v) {
		return true
	}
	return slices.ContainsFunc(x.atoms, func(a atom) bool {
		if a.claim == "sub" || a.open || !slices.Contains(a.tmpl.Vars, v) {
			return false
		}
		cl, has := other.Claim(a.claim)
		t, known := cl.Template()
		return has && known && t.String() == a.tmpl.String()
	})
}

// addClaims adds atoms for what only the subject says so far, where other claims show
// it too. It reports whether it has added some.
func (x *clauseBuilder) addClaims() bool {
	try := *x
	for _, v := range x.box.Variables(x.p) {
		name := x.claimFor(x.form, v)
		if name == "" || x.can.NoWildcards || try.claimed(v, x.form) {
			continue
		}
		cl, _ := x.form.Claim(name)
		t, _ := cl.Template()
		atoms, problems := try.restrict(chosen{name, t, t.Vars})
		if len(problems) > 0 {
			return false
		}
		try.atoms = append(slices.Clip(try.atoms), atoms...)
	}
	added := len(try.atoms) > len(x.atoms)
	x.atoms = try.atoms
	return added
}

// indistinguishable reports that the other form shows just the same templates in every
// claim of the clause, so that nothing but the ref filter tells the two apart.
func (x *clauseBuilder) indistinguishable(other *platform.Form, s platform.Presentation) (platform.Filter, bool) {
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
