package trust

// This file holds the clauseBuilder, which makes one clause, and its choice of claims.

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// A clauseBuilder makes the clause of one box × form × subject. Its methods that try
// something return the atoms and problems of it; the caller keeps or drops them.
type clauseBuilder struct {
	*compiler
	box     Box
	form    *platform.Form
	subject platform.Presentation

	atoms []atom // what the clause says so far
}

// An atom is one claim of the clause while it is being made.
type atom struct {
	claim string
	tmpl  platform.Template
	open  bool // tmpl is only the beginning; anything may follow
	any   []pattern.Seq
	rough []pattern.Seq // fewer sequences that together match at least as much
}

// build restricts the claims that show the box's variables, then keeps every
// other form of the issuer out.
func (x *clauseBuilder) build() (out attempt) {
	for _, cl := range x.claims() {
		atoms, problems := x.restrict(cl)
		x.atoms, out.problems = append(x.atoms, atoms...), append(out.problems, problems...)
	}
	if len(out.problems) == 0 && !x.can.approximate {
		out.problems, out.unseen = x.excludeOtherForms()
		out.problems = append(out.problems, x.excludeOtherTenants()...)
	}
	if len(out.problems) == 0 {
		out.products = []product{x.product()}
	}
	return out
}

// product is the clause as it stands, claim → keys of sequences.
func (x *clauseBuilder) product() product {
	seqs := map[string][]pattern.Seq{}
	for _, a := range x.atoms {
		seqs[a.claim] = append(seqs[a.claim], a.any...)
	}
	r := product{}
	for claim, list := range seqs {
		r[claim] = keysOf(list)
	}
	return r
}

// compares reports whether the clause is about the claim.
func (x *clauseBuilder) compares(claim string) bool {
	return slices.ContainsFunc(x.atoms, func(a atom) bool { return a.claim == claim })
}

// A chosen claim and the variables that it is to restrict.
type chosen struct {
	claim string
	tmpl  platform.Template
	vars  []string
}

// choose adds a variable to those that a claim of the form is to restrict.
func choose(all []chosen, f *platform.Form, claim, variable string) []chosen {
	for i := range all {
		if all[i].claim == claim {
			all[i].vars = append(all[i].vars, variable)
			return all
		}
	}
	cl, _ := f.Claim(claim)
	t, _ := cl.Template()
	return append(all, chosen{claim, t, []string{variable}})
}

// claims chooses which claims show the box's variables.
func (x *clauseBuilder) claims() (out []chosen) {
	sub := chosen{claim: "sub", tmpl: x.subject.Template}
	for _, v := range x.box.Variables(x.p) {
		inSub := slices.Contains(x.subject.Template.Vars, v)
		name := x.claimFor(x.form, v)
		switch {
		case x.can.RequireSubject && inSub:
			sub.vars = append(sub.vars, v)
			if name != "" && x.elsewhere(v) {
				out = choose(out, x.form, name, v)
			}
		case !x.can.RequireSubject && slices.Contains(x.p.IssuerParts(x.d.Settings), v): // the issuer says it
		case name != "":
			out = choose(out, x.form, name, v)
		case inSub: // only sub shows it
			sub.vars = append(sub.vars, v)
		}
	}
	switch {
	case x.can.RequireSubject:
		return append([]chosen{sub}, out...)
	case len(sub.vars) > 0:
		sub.vars = x.withBefore(sub)
		return append(out, sub)
	}
	return out
}

// withBefore are the variables of a subject that is restricted, and those before them
// that have whole values.
func (x *clauseBuilder) withBefore(sub chosen) []string {
	out := sub.vars
	for at, v := range sub.tmpl.Vars {
		before := slices.ContainsFunc(sub.tmpl.Vars[at:], func(w string) bool { return slices.Contains(sub.vars, w) })
		if before && !x.box.open(x.p, v) && exactAll(x.box[v]) {
			out = append(out, v)
		}
	}
	return out
}

// elsewhere reports that another subject of the form does not show the variable,
// so that a claim must: with the same claim beside this subject both can stand in
// one document.
func (x *clauseBuilder) elsewhere(v string) bool {
	return slices.ContainsFunc(x.subjectsOf(x.form).declared, func(s platform.Presentation) bool {
		return len(s.Absent) == 0 && !slices.Contains(s.Template.Vars, v)
	})
}

func exactAll(patterns []string) bool {
	return !slices.ContainsFunc(patterns, func(g string) bool { return !pattern.IsLiteral(g) })
}
