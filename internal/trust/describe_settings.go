package trust

// This file holds filters that are no restriction of jobs, but settings of the platform.

import (
	"fmt"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

func (d *describer) mark(name string, given bool) {
	d.given[name] = given || d.r.IsUnknown(name) || d.r.Has(name)
}

// setting reads what is no restriction of jobs.
func (d *describer) setting(f platform.Filter) {
	switch f.Role {
	case platform.RoleIssuer, platform.RoleSetting:
		text, ok := d.r.Text(f.Name)
		d.mark(f.Name, ok || f.Default != "")
		if !ok && !d.r.IsUnknown(f.Name) {
			text = f.Default
		}
		if text == "" && !ok {
			return
		}
		domain := platform.DomainNamed(f.Domain)
		if f.Variable != "" {
			domain = d.p.Domain(f.Variable, nil)
		}
		if reason, fix := domain.CheckValue(text); reason != "" {
			d.bad(f.Name, text, reason, fix)
			return
		}
		if f.Variable != "" {
			d.base[f.Variable] = []string{text}
		} else {
			d.settings[f.Name] = text
		}
	case platform.RoleSwitch:
		on, _ := d.r.Flag(f.Name)
		d.settings[f.Name] = fmt.Sprint(on)
	case platform.RoleComponents:
		list, places, ok := d.r.Elements(f.Name)
		switch {
		case d.r.IsUnknown(f.Name):
			return // their order cannot be judged from some of them
		case !ok:
			list = strings.Split(f.Default, ",")
		}
		d.components(f, list, places)
	}
}

func (d *describer) bad(name, text, reason, fix string) {
	d.r.Note(problem.BadValue, name, problem.Quote(text)+" "+reason, fix)
}

// components checks the order of the subject's components.
func (d *describer) components(f platform.Filter, list, places []string) {
	for i, c := range list {
		at := f.Name // the default is sound, so nothing is said of it
		if i < len(places) {
			at = places[i]
		}
		if reason, fix := d.p.ComponentFault(c, list[:i]); reason != "" {
			d.bad(at, c, reason, fix)
		}
	}
	d.settings[f.Name] = strings.Join(list, ",")
}
