package trust

// This file holds one clause for all forms of a box, for relying parties that take one
// set of claims.

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// oneClause is one clause for all forms of a box. There is one where the same claims
// show the box's variables in every form: then only the other forms must be kept out,
// each by a claim whose texts in the described forms, all together, are none of its own.
func (c *compiler) oneClause(box Box) (product, bool) {
	var sure, all []*platform.Form
	for _, name := range box[FormKey] {
		f := c.p.Form(name)
		verified := c.verified(f.Fact)
		if !meets(f, box, c.counts(f)) || !c.p.Occurs(f, c.d.Issuer, c.d.Settings) || f.Never || !verified && f.Optional {
			continue
		}
		if all = append(all, f); verified {
			sure = append(sure, f)
		}
	}
	r, ok := c.oneClauseFor(box, sure)
	if !ok || len(all) == len(sure) {
		return r, ok
	}
	// What nobody has verified must need nothing of its own.
	more, ok := c.oneClauseFor(box, all)
	return r, ok && more.key("") == r.key("")
}

// oneClauseFor is oneClause for some forms of the box.
func (c *compiler) oneClauseFor(box Box, forms []*platform.Form) (product, bool) {
	if len(forms) == 0 {
		return nil, false
	}
	first := forms[0]
	x := &clauseBuilder{compiler: c, box: box, form: first, subject: c.subjectsOf(first).declared[0]}
	for _, v := range box.Variables(c.p) {
		if slices.Contains(c.p.IssuerParts(c.d.Settings), v) {
			continue
		}
		name := c.claimFor(first, v)
		t, ok := sameClaim(forms, name, c.d.Issuer)
		if !ok || len(first.Where[v]) > 0 {
			return nil, false
		}
		if x.compares(name) {
			continue
		}
		atoms, problems := x.restrict(chosen{name, t, t.Vars})
		if len(problems) > 0 {
			return nil, false
		}
		x.atoms = append(x.atoms, atoms...)
	}
	for i := range c.p.Forms {
		other := &c.p.Forms[i]
		if slices.Contains(box[FormKey], other.Name) || !c.p.Occurs(other, c.d.Issuer, c.d.Settings) {
			continue
		}
		of := c.subjectsOf(other)
		for _, s := range slices.Concat(of.declared, of.undeclared) {
			if !x.excluded(other, s) && !x.tellApart(forms, other, s) {
				return nil, false
			}
		}
	}
	if len(x.excludeOtherTenants()) > 0 {
		return nil, false
	}
	return x.product(), true
}

// sameClaim is the template of a claim that every form has, always and alike.
func sameClaim(forms []*platform.Form, name, issuer string) (out platform.Template, ok bool) {
	for i, f := range forms {
		c, has := f.Claim(name)
		t, known := c.Template()
		if !has || !known || !c.Sure(issuer) || i > 0 && t.String() != out.String() {
			return platform.Template{}, false
		}
		out = t
	}
	return out, true
}

// tellApart adds a claim that tells the forms from the other one; the subject is the
// last resort.
func (x *clauseBuilder) tellApart(forms []*platform.Form, other *platform.Form, s platform.Presentation) bool {
	for _, name := range x.p.Match {
		if x.compares(name) {
			continue
		}
		all, ok := x.inCommon(forms, name)
		if !ok {
			continue
		}
		if theirs, has := other.Claim(name); has {
			if t, known := theirs.Template(); !known || !x.disjoint(all, other, t) {
				continue
			}
		}
		x.atoms = append(x.atoms, all)
		return true
	}
	if x.compares("sub") {
		return false
	}
	all := atom{claim: "sub"}
	for _, f := range forms {
		for _, subject := range x.subjectsOf(f).declared {
			y := *x
			y.form, y.subject = f, subject
			a := y.likeSubject()
			all.any, all.rough = append(all.any, a.any...), append(all.rough, a.rough...)
		}
	}
	if !x.disjoint(all, other, s.Template) {
		return false
	}
	x.atoms = append(x.atoms, all)
	return true
}

// inCommon is an atom that every job of the forms fulfils.
func (x *clauseBuilder) inCommon(forms []*platform.Form, name string) (all atom, ok bool) {
	all.claim = name
	for _, f := range forms {
		c, has := f.Claim(name)
		t, known := c.Template()
		if text, constant := t.Constant(); !has || !known || constant && text == "" || !c.Sure(x.d.Issuer) || !x.can.Claims(x.d, c) {
			return atom{}, false
		}
		y := *x
		y.form = f
		a, ok := y.unrestricted(name, t)
		if !ok {
			return atom{}, false
		}
		all.any, all.rough = append(all.any, a.any...), append(all.rough, a.rough...)
	}
	if slices.ContainsFunc(all.any, func(s pattern.Seq) bool { return slices.Equal(s, anything) }) {
		return atom{}, false // says nothing
	}
	return all, true
}
