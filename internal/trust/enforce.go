package trust

// This file holds what the relying party can compare at all, and what the user gives up.

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// enforceable takes away what the relying party cannot see and the user accepts,
// and complains about the rest.
func (c *compiler) enforceable(box Box) (out Box, problems problem.List) {
	out = box
	for _, v := range box.Variables(c.p) {
		if c.sees(box, v) {
			continue
		}
		f, found := c.filterOf(v)
		if !found {
			problems.Add(problem.BadJobs, c.at, "restricts "+problem.Quote(v)+", which no filter of "+c.p.Title+" does", "")
			return nil, problems
		}
		if !slices.Contains(c.can.AcceptUnenforced, f.Name) {
			problems.Add(problem.Unenforced, c.at, c.can.Name+" cannot see what the filter "+f.Name+" of "+c.p.Title+" is about, so its document would admit jobs that the filter keeps out", c.unseenFix(box, f, v))
			continue
		}
		c.notes = append(c.notes, Note{Dropped: f.Name})
		out = out.relax(v)
		if f.Role == platform.RoleRefs || f.Role == platform.RoleOrigin {
			out = anyForm(c.p, out)
		}
	}
	return out, problems
}

// unseenFix says what to do about a filter that the relying party cannot see.
func (c *compiler) unseenFix(box Box, f platform.Filter, variable string) string {
	fix := "Leave the filter out, or accept the wider document with accept_unenforced = [" + problem.Quote(f.Name) + "]"
	if slices.Contains(c.p.Subject.Components, variable) {
		fix = "Put " + variable + " into " + c.p.Subject.Setting + " if the projects are set so, leave the filter out, or accept the wider document with accept_unenforced = [" + problem.Quote(f.Name) + "]"
	}
	if setting := c.inSome(box, variable); setting != "" {
		fix = "Say which subjects the jobs show, with " + setting + ", if it is one that shows it. Or: " + fix
	}
	if advice := c.can.Advice[variable]; advice != "" {
		fix = advice + ". Or: " + fix
	}
	return fix
}

// sees reports whether some claim that the relying party can see shows the
// variable in every form of the box.
func (c *compiler) sees(box Box, variable string) bool {
	for _, name := range box[FormKey] {
		f := c.p.Form(name)
		inSubject := true
		for _, s := range c.subjectsOf(f).declared {
			inSubject = inSubject && (slices.Contains(s.Template.Vars, variable) || slices.ContainsFunc(s.Absent, func(claim string) bool { return c.restricts(f, claim, box) }))
		}
		if !inSubject && c.claimFor(f, variable) == "" {
			return false
		}
	}
	return true
}

// inSome names the setting that picks the format of subjects, when some of those
// it picks show the variable.
func (c *compiler) inSome(box Box, variable string) string {
	for _, name := range box[FormKey] {
		for _, s := range slices.Concat(c.subjectsOf(c.p.Form(name)).declared, c.subjectsOf(c.p.Form(name)).undeclared) {
			if slices.Contains(s.Template.Vars, variable) {
				return c.p.Subject.Formats.Setting
			}
		}
	}
	return ""
}

// claimFor is the preferred claim other than sub that shows the variable.
func (c *compiler) claimFor(f *platform.Form, variable string) string {
	for _, name := range c.p.Match {
		cl, ok := f.Claim(name)
		if !ok || !c.can.Claims(c.d, cl) {
			continue
		}
		if t, ok := cl.Template(); ok && slices.Contains(t.Vars, variable) {
			return name
		}
	}
	return ""
}

// restricts reports whether the box restricts a variable of the claim.
func (c *compiler) restricts(f *platform.Form, claim string, box Box) bool {
	cl, _ := f.Claim(claim)
	t, _ := cl.Template()
	return slices.ContainsFunc(t.Vars, func(v string) bool { return !box.open(c.p, v) })
}

// filterOf finds the filter that restricts a variable. Where several do, the
// first of the platform's list is the one to talk about.
func (c *compiler) filterOf(variable string) (platform.Filter, bool) {
	for _, f := range c.p.Filters {
		if slices.Contains(c.p.Restricts(f), variable) {
			return f, true
		}
	}
	return platform.Filter{}, false
}
