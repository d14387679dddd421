package trust

// This file holds how subjects of other tenants, who order the components of their own as
// they like, are kept out of a clause.

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// excludeOtherTenants checks platforms where every project orders the components of
// its own subject: a subject that begins like a described project's must be one of
// a described project, whatever follows. That holds when another claim pins the
// project, or when the subject starts with the project as whole text or with a
// * at its end, closed by a separator that the project cannot hold.
func (x *clauseBuilder) excludeOtherTenants() (problems problem.List) {
	if len(x.p.Strangers()) == 0 {
		return nil
	}
	switch {
	case x.p.Shared(x.d.Issuer) && !slices.ContainsFunc(x.box.Variables(x.p), x.owner):
		problems.Add(problem.Inexpressible, x.at, x.d.Issuer+" signs for strangers too, and this description names no project or group of yours", "Name projects, a group as in \"my-group/*\", or ids")
		return problems
	case x.strongestTenant() == "": // every project is described
		return nil
	}
	sub := slices.IndexFunc(x.atoms, func(a atom) bool { return a.claim == "sub" })
	if sub < 0 || slices.ContainsFunc(x.atoms, x.pinsTenant) {
		return x.checkGroupWildcard()
	}
	v, g := x.unanchored(x.atoms[sub].tmpl)
	if v == "" || x.pinTenant() {
		return x.checkGroupWildcard()
	}
	f, _ := x.filterOf(v)
	reason, fix := "the pattern "+problem.Quote(g), "Write whole values in "+f.Name+", or a pattern with * at its end only"
	if g == "" {
		reason, fix = "a subject that does not begin with "+strings.ReplaceAll(v, "_", " "), "Let the subject begin with what tells the project"
		if f.Name != "" {
			fix += ", or write whole values in " + f.Name
		}
	}
	problems.Add(problem.Inexpressible, x.at, "other projects of "+x.d.Issuer+" order their subjects as they like, and one could be made to fit "+reason, fix)
	return problems
}

// tenant reports whether subjects of other tenants start with the variable.
func (x *clauseBuilder) tenant(v string) bool {
	return slices.ContainsFunc(x.p.Strangers(), func(t platform.Template) bool { return slices.Contains(t.Vars, v) })
}

// owner reports whether the variable alone says whose project it is.
func (x *clauseBuilder) owner(v string) bool {
	if len(x.p.Subject.Owners) > 0 {
		return slices.Contains(x.p.Subject.Owners, v)
	}
	return x.tenant(v)
}

// strongestTenant is the variable that says most surely whose project the described jobs
// belong to; "" when nothing does.
func (x *clauseBuilder) strongestTenant() string {
	for _, v := range x.p.Subject.Tenants {
		if x.tenant(v) && !x.box.open(x.p, v) {
			return v
		}
	}
	return ""
}

// pinsTenant reports that the atom is about a claim that says whose project it is, and
// nothing else.
func (x *clauseBuilder) pinsTenant(a atom) bool {
	return a.claim != "sub" && slices.Contains(a.tmpl.Vars, x.strongestTenant()) && !slices.ContainsFunc(a.tmpl.Vars, func(v string) bool { return !x.tenant(v) })
}

// pinTenant adds such an atom, of all that the box says.
func (x *clauseBuilder) pinTenant() bool {
	for _, name := range x.p.Match {
		cl, ok := x.form.Claim(name)
		t, known := cl.Template()
		if !ok || !known || len(cl.Optional(x.d.Issuer)) > 0 || !x.can.Claims(x.d, cl) || x.can.NoWildcards || !x.pinsTenant(atom{claim: name, tmpl: t}) {
			continue
		}
		if atoms, problems := x.restrict(chosen{name, t, t.Vars}); len(problems) == 0 {
			x.atoms = append(x.atoms, atoms...)
			return true
		}
	}
	return false
}

// unanchored finds the variable, and its pattern, at which the subject's beginning
// stops to say whose project it is although more is restricted behind it.
func (x *clauseBuilder) unanchored(t platform.Template) (variable, glob string) {
	lead := t.Vars[:min(x.subject.Lead, len(t.Vars))]
	if len(lead) == 0 || !x.tenant(lead[0]) || x.box.open(x.p, lead[0]) {
		return t.Vars[0], strings.Join(x.box[t.Vars[0]], ", ")
	}
	open := ""
	for _, v := range lead {
		if x.box.open(x.p, v) {
			open = v
			continue
		}
		if open != "" {
			return open, ""
		}
		for _, g := range x.box[v] {
			head, tail, star := strings.Cut(g, "*")
			if star && (tail != "" || head == "") {
				return v, g
			}
			if star {
				open = v
			}
		}
	}
	if v := x.strongestTenant(); !slices.Contains(lead, v) {
		return v, ""
	}
	return "", ""
}

// checkGroupWildcard refuses a pattern that starts with * where other tenants may
// choose the name: "*/web" is anybody's web.
func (x *clauseBuilder) checkGroupWildcard() (problems problem.List) {
	if !x.p.Shared(x.d.Issuer) {
		return nil
	}
	exact := false
	var loose []string
	for _, v := range x.box.Variables(x.p) {
		if x.owner(v) {
			bad := slices.ContainsFunc(x.box[v], func(g string) bool { head, _, _ := strings.Cut(g, "/"); return strings.Contains(head, "*") })
			exact = exact || !bad
			if bad {
				loose = x.box[v]
			}
		}
	}
	if !exact && loose != nil {
		problems.Add(problem.Inexpressible, x.at, x.d.Issuer+" signs for strangers too, and anybody can make a group that fits "+problem.QuoteAll(loose), "Write the top group out, as in \"my-group/*\"")
	}
	return problems
}
