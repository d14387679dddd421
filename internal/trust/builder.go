package trust

// This file holds the clauseBuilder, which makes one clause, and its choice of claims.

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// A clauseBuilder makes the clause of one box × form × subject, a product claim → patterns.
type clauseBuilder struct {
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

// An atom is one claim of the clause while it is being made.
type atom struct {
	claim string
	tmpl  platform.Template
	open  bool // tmpl is only the beginning; anything may follow
	any   []pattern.Seq
	rough []pattern.Seq // fewer sequences that together match at least as much
}

// build restricts the claims that show the box's variables, then keeps every
// other form of the issuer out. It is nil when there is a problem.
func (x *clauseBuilder) build() product {
	before := len(*x.problems)
	for _, cl := range x.claims() {
		x.add(cl.claim, cl.tmpl, cl.vars)
	}
	if len(*x.problems) > before {
		return nil
	}
	if !x.c.can.approximate {
		x.excludeOtherForms()
		x.checkOtherTenants()
	}
	if len(*x.problems) > before {
		return nil
	}
	r := product{}
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
func (x *clauseBuilder) claims() []chosen {
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
func (x *clauseBuilder) elsewhere(v string) bool {
	return slices.ContainsFunc(x.c.of(x.d, x.p, x.form).declared, func(s platform.Presentation) bool {
		return len(s.Absent) == 0 && !slices.Contains(s.Template.Vars, v)
	})
}

func exactAll(patterns []string) bool {
	return !slices.ContainsFunc(patterns, func(g string) bool { return !pattern.IsLiteral(g) })
}
