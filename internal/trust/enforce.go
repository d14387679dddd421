package trust

// This file holds what the relying party can compare at all, and what the user gives up.

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// enforceable takes away what the relying party cannot see and the user
// accepts, and complains about the rest; nil when something is left.
func (c *compiler) enforceable(d Description, p *platform.Platform, box Box, at string) Box {
	out, ok := box, true
	for _, v := range box.Variables(p) {
		if c.sees(d, p, box, v) {
			continue
		}
		f, found := c.filterOf(p, v)
		if !found {
			c.problems.Add(problem.BadJobs, at, "restricts "+problem.Quote(v)+", which no filter of "+p.Title+" does", "")
			return nil
		}
		if !slices.Contains(c.can.AcceptUnenforced, f.Name) {
			fix := "Leave the filter out, or accept the wider document with accept_unenforced = [" + problem.Quote(f.Name) + "]"
			if slices.Contains(p.Subject.Components, v) {
				fix = "Put " + v + " into " + p.Subject.Setting + " if the projects are set so, leave the filter out, or accept the wider document with accept_unenforced = [" + problem.Quote(f.Name) + "]"
			}
			if setting := c.inSome(d, p, box, v); setting != "" {
				fix = "Say which subjects the jobs show, with " + setting + ", if it is one that shows it. Or: " + fix
			}
			if instead := c.can.Advice[v]; instead != "" {
				fix = instead + ". Or: " + fix
			}
			c.problems.Add(problem.Unenforced, at, c.can.Name+" cannot see what the filter "+f.Name+" of "+p.Title+" is about, so its document would admit jobs that the filter keeps out",
				fix)
			ok = false
			continue
		}
		c.notes = append(c.notes, Note{Dropped: f.Name})
		out = out.relax(v)
		if f.Role == platform.RoleRefs || f.Role == platform.RoleOrigin {
			out = anyForm(p, out)
		}
	}
	if !ok {
		return nil
	}
	return out
}

// sees reports whether some claim that the relying party can see shows the
// variable in every form of the box.
func (c *compiler) sees(d Description, p *platform.Platform, box Box, variable string) bool {
	for _, name := range box[FormKey] {
		f := p.Form(name)
		inSubject := true
		for _, s := range c.of(d, p, f).declared {
			inSubject = inSubject && (slices.Contains(s.Template.Vars, variable) || slices.ContainsFunc(s.Absent, func(claim string) bool { return restricts(p, f, claim, box) }))
		}
		if !inSubject && c.claimFor(d, p, f, variable) == "" {
			return false
		}
	}
	return true
}

// inSome names the setting that picks the format of subjects, when some of those
// it picks show the variable.
func (c *compiler) inSome(d Description, p *platform.Platform, box Box, variable string) string {
	for _, name := range box[FormKey] {
		for _, s := range slices.Concat(c.of(d, p, p.Form(name)).declared, c.of(d, p, p.Form(name)).undeclared) {
			if slices.Contains(s.Template.Vars, variable) {
				return p.Subject.Formats.Setting
			}
		}
	}
	return ""
}

// claimFor is the preferred claim other than sub that shows the variable.
func (c *compiler) claimFor(d Description, p *platform.Platform, f *platform.Form, variable string) string {
	for _, name := range p.Match {
		cl, ok := f.Claim(name)
		if !ok || !c.can.Claims(d, cl) {
			continue
		}
		if t, ok := cl.Template(); ok && slices.Contains(t.Vars, variable) {
			return name
		}
	}
	return ""
}

// restricts reports whether the box restricts a variable of the claim.
func restricts(p *platform.Platform, f *platform.Form, claim string, box Box) bool {
	cl, _ := f.Claim(claim)
	t, _ := cl.Template()
	return slices.ContainsFunc(t.Vars, func(v string) bool { return !box.open(p, v) })
}

// filterOf finds the filter that restricts a variable. Where several do, the
// first of the platform's list is the one to talk about.
func (c *compiler) filterOf(p *platform.Platform, variable string) (platform.Filter, bool) {
	for _, f := range p.Filters {
		if slices.Contains(p.Restricts(f), variable) {
			return f, true
		}
	}
	return platform.Filter{}, false
}
