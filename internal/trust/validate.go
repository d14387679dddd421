package trust

// This file holds the check of a jobs value that somebody may have written by hand.

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Validate checks a jobs value that may not come from this provider: modules
// can spell the type by hand. Compile and the back ends rest on what is checked
// here: known platforms, an issuer that fits, patterns inside their domains.
func (js Jobs) Validate() problem.List {
	var problems problem.List
	if len(js) == 0 {
		problems.Add(problem.Empty, "jobs", "the list is empty, so nobody would get in", "Give the jobs of at least one description")
	}
	for i, d := range js {
		d.validate(fmt.Sprintf("jobs[%d]", i), &problems)
		for n, o := range js[:i] {
			if o.Issuer == d.Issuer && o.Platform != d.Platform && o.Model() != nil && d.Model() != nil {
				problems.Add(problem.Conflict, fmt.Sprintf("jobs[%d]", i), "the issuer "+problem.Quote(d.Issuer)+" is "+d.Model().Title+"'s here and "+o.Model().Title+fmt.Sprintf("'s in jobs[%d]: one issuer signs for one platform", n), "Correct the one that is wrong")
			}
		}
	}
	return problems
}

func (d Description) validate(at string, problems *problem.List) {
	bad := func(reason string) {
		problems.Add(problem.BadJobs, at, reason, "Make it with jobs(…) or a jobs data source")
	}
	p := d.Model()
	if p == nil {
		bad("there is no platform " + problem.Quote(d.Platform) + ". " + value.Suggest(d.Platform, platform.Names()))
		return
	}
	if d.Definition != "" {
		bad("definition is for custom platforms, of which there are none yet")
	}
	if len(d.Boxes) == 0 {
		bad("it has no boxes, so it describes no job")
	}
	for _, f := range p.Filters {
		if f.Default != "" && (f.Role == platform.RoleSetting || f.Role == platform.RoleComponents) && d.Settings[f.Name] == "" {
			bad("the setting " + f.Name + " is missing")
		}
	}
	for name, text := range d.Settings {
		f, ok := p.Filter(name)
		if name == NameKey {
			continue
		}
		if !ok {
			bad("there is no setting " + problem.Quote(name) + " on " + p.Title)
			continue
		}
		if reason := settingFault(p, f, text); reason != "" {
			bad("setting " + name + ": " + problem.Quote(text) + " " + reason)
		}
	}
	for _, a := range d.Audiences {
		if reason := CheckAudience(a); reason != "" {
			bad("audience " + problem.Quote(a) + " " + reason)
		}
	}
	for j, b := range d.Boxes {
		d.validateBox(p, b, fmt.Sprintf("box %d", j), bad)
	}
}

func settingFault(p *platform.Platform, f platform.Filter, text string) string {
	switch f.Role {
	case platform.RoleIssuer, platform.RoleSetting:
		reason, _ := platform.DomainNamed(f.Domain).CheckValue(text)
		return reason
	case platform.RoleSwitch:
		if text != "true" && text != "false" {
			return "is not true or false"
		}
	case platform.RoleComponents:
		list := strings.Split(text, ",")
		for i, c := range list {
			if reason, _ := p.ComponentFault(c, list[:i]); reason != "" {
				return "is no order of components"
			}
		}
	default:
		return "is a filter, not a setting"
	}
	return ""
}

func (d Description) validateBox(p *platform.Platform, b Box, where string, bad func(string)) {
	if len(b[FormKey]) == 0 {
		bad(where + " names no form")
	}
	for _, name := range b[FormKey] {
		if !slices.Contains(p.FormNames(), name) && !slices.Contains(p.Rest(), name) {
			bad(where + ": there is no form " + problem.Quote(name) + " on " + p.Title)
		}
	}
	known := map[string]string{}
	maps.Copy(known, d.Settings)
	for _, name := range slices.Sorted(maps.Keys(b)) {
		if name == FormKey {
			continue
		}
		if _, ok := p.Variable(name); !ok {
			bad(where + ": there is no variable " + problem.Quote(name) + " on " + p.Title)
			continue
		}
		if len(b[name]) == 0 {
			bad(where + ": " + name + " has no patterns")
		}
		if len(b[name]) == 1 {
			known[name] = b[name][0]
		}
		for _, g := range b[name] {
			if reason, _ := p.Domain(name, d.Settings).CheckGlob(g); reason != "" {
				bad(where + ": " + name + ": " + problem.Quote(g) + " " + reason)
			}
		}
	}
	for _, part := range p.IssuerParts(d.Settings) {
		if known[part] == "" || strings.Contains(known[part], "*") {
			bad(where + " does not say " + part + ", which the issuer is made of")
			return
		}
	}
	if p.Issuer.Audience.Kind == "fixed" && (len(d.Audiences) != 1 || d.Audiences[0] != p.DefaultAudience(known)) {
		bad(p.Title + " always signs for the audience " + problem.Quote(p.DefaultAudience(known)) + ", got " + problem.QuoteAll(d.Audiences))
	}
	if want := p.IssuerURL(known); want != d.Issuer {
		bad("the issuer is " + problem.Quote(d.Issuer) + ", but " + where + " belongs to " + problem.Quote(want))
	}
}
