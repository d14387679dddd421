package trust

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A Described is what filters say.
type Described struct {
	Jobs      Jobs // nil while something is unknown
	Name      string
	Issuer    string // empty while unknown
	Audiences []string
	Partial   bool // something is known only after apply
}

// Describe reads the filters of a platform. All that is known is checked, even
// when something else is unknown; then the jobs are unknown and Partial is set.
func Describe(name string, filters value.V) (Described, problem.List) {
	var problems problem.List
	p := platform.Find(name)
	if p == nil {
		problems.Add(problem.UnknownName, "platform", "there is no platform "+problem.Quote(name), value.Suggest(name, platform.Names()))
		return Described{}, problems
	}
	return describe(p, filters)
}

func describe(p *platform.Platform, filters value.V) (Described, problem.List) {
	var problems problem.List
	d := &describer{p: p, r: value.Read(filters, "filters", &problems), settings: platform.Settings{}, base: Box{FormKey: p.FormNames()}, given: map[string]bool{}}
	d.name, _ = d.r.Text(NameKey)
	for _, f := range p.Filters { // settings first: they decide domains
		d.setting(f)
	}
	for _, f := range p.Filters {
		d.filter(f)
	}
	d.everything()
	d.r.Done("filter")
	d.require()
	d.occurring()
	boxes := d.boxes()
	out := Described{Name: d.name, Audiences: d.audiences, Partial: len(d.r.Unknowns()) > 0}
	known := map[string]string{}
	for k, v := range d.settings {
		known[k] = v
	}
	for k, v := range d.base {
		if len(v) == 1 {
			known[k] = v[0]
		}
	}
	complete := !slices.ContainsFunc(p.IssuerParts(known), func(part string) bool { return known[part] == "" })
	if complete && len(problems) == 0 {
		out.Issuer = p.IssuerURL(known)
		if out.Audiences == nil && p.Issuer.Audience.Kind != "picked" {
			out.Audiences = []string{p.DefaultAudience(known)}
		}
	}
	if d.name != "" {
		d.settings[NameKey] = d.name
	}
	if len(problems) == 0 && !out.Partial && len(boxes) == 0 {
		problems.Add(problem.Conflict, "filters", "no job of "+p.Title+" has all that "+d.conflict()+" say", "Leave one of them out, or describe the parts by themselves and join them with concat")
	}
	if len(problems) == 0 && !out.Partial {
		out.Jobs = Jobs{{Platform: p.Name, Issuer: out.Issuer, Audiences: out.Audiences, Boxes: boxes, Settings: d.settings}}
	}
	return out, problems
}

// A describer reads one platform's filters.
type describer struct {
	p         *platform.Platform
	r         *value.Reader
	name      string
	settings  platform.Settings
	base      Box
	origins   []Box // alternatives over a claim's parts; none: not restricted
	refs      []alternative
	audiences []string
	given     map[string]bool
	parts     []part
}

type alternative struct {
	box     Box
	ignores []string
}

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

// filter reads what restricts jobs.
func (d *describer) filter(f platform.Filter) {
	switch f.Role {
	case platform.RoleNarrow:
		if list, ok := d.patterns(f); ok {
			d.narrow(f.Name, Box{f.Variable: list})
		}
		if f.OnlyIfGiven != "" && !d.given[f.Name] && !d.on(f.OnlyIfGiven) {
			with := d.formsWith(f.Variable)
			d.base[FormKey] = slices.DeleteFunc(slices.Clone(d.base[FormKey]), func(name string) bool { return slices.Contains(with, name) })
		}
	case platform.RoleRefs:
		if list, ok := d.patterns(f); ok {
			d.alternative(f, Box{f.Variable: list, FormKey: d.formsWith(f.Variable)})
		}
	case platform.RoleOrigin:
		list, places, ok := d.r.Elements(f.Name)
		d.mark(f.Name, ok)
		for i, glob := range list {
			d.origins = append(d.origins, d.origin(f, places[i], glob)...)
		}
	case platform.RoleAlternative:
		on, _ := d.r.Flag(f.Name)
		d.given[f.Name] = on || d.r.IsUnknown(f.Name) // false says nothing
		if on {
			box := Box{FormKey: f.Forms}
			for v, list := range f.Box {
				box[v] = list
			}
			if len(f.Forms) == 0 {
				box[FormKey] = d.formsWith(slices.Sorted(maps.Keys(f.Box))...)
			}
			d.alternative(f, box)
		}
	case platform.RoleFlag:
		on, ok := d.r.Flag(f.Name)
		if !ok {
			on = f.Default == "true"
		}
		d.mark(f.Name, ok)
		if on == f.When && !d.r.IsUnknown(f.Name) {
			for v, list := range f.Box {
				d.narrow(f.Name, Box{v: list})
			}
		}
	case platform.RoleAudiences:
		if list, places, ok := d.r.Elements(f.Name); ok {
			for i, a := range list {
				if reason := CheckAudience(a); reason != "" {
					d.bad(places[i], a, reason, "")
				}
			}
			d.audiences = slices.Compact(slices.Sorted(slices.Values(list)))
		}
	}
}

// CheckAudience says why a text cannot be an audience, or "".
func CheckAudience(a string) string {
	const limit = 255 // AWS's client id is the shortest of the relying parties' limits
	switch {
	case strings.TrimSpace(a) != a || a == "":
		return "is empty or begins or ends with white space"
	case len(a) > limit:
		return fmt.Sprintf("is longer than %d bytes", limit)
	case strings.ContainsFunc(a, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return "holds a control character"
	}
	return ""
}

func (d *describer) alternative(f platform.Filter, box Box) {
	d.refs = append(d.refs, alternative{box, f.Ignores})
	d.parts = append(d.parts, part{f.Name, box})
}

func (d *describer) narrow(filter string, more Box) {
	d.parts = append(d.parts, part{filter, more})
	box, ok := d.base.with(more)
	if !ok {
		for v := range more {
			d.r.Note(problem.Conflict, v, "two filters on it have no value in common", "")
		}
		return
	}
	d.base = box
}

// patterns reads a filter's list and checks each against the variable's domain.
func (d *describer) patterns(f platform.Filter) ([]string, bool) {
	var list, places []string
	var ok bool
	if f.Single {
		var text string
		if text, ok = d.r.Text(f.Name); ok {
			list, places = []string{text}, []string{f.Name}
		}
	} else {
		list, places, ok = d.r.Elements(f.Name)
	}
	d.mark(f.Name, ok)
	if !ok {
		return nil, false
	}
	domain := d.p.Domain(f.Variable, d.settings)
	variable, _ := d.p.Variable(f.Variable)
	list = slices.Clone(list)
	for i := range list {
		list[i] = variable.Spell(list[i])
		glob, at := list[i], places[i]
		if (f.Exact || f.Single) && strings.Contains(glob, "*") && (glob != "*" || f.Single) {
			fix := "Write whole ids, or [\"*\"] for all"
			if f.Single {
				fix = "Write a whole id, or leave it out"
			}
			d.bad(at, glob, "is a pattern where ids are meant", fix)
			continue
		}
		reason, fix := domain.CheckGlob(glob)
		if reason == "" {
			reason, fix = f.Mistaken(glob)
		}
		if reason != "" {
			d.bad(at, glob, reason, fix)
		}
	}
	return normal(list), len(list) > 0
}

// on reports whether a flag is on.
func (d *describer) on(flag string) bool {
	f, _ := d.p.Filter(flag)
	on, ok := d.r.Flag(flag)
	if !ok {
		on = f.Default == "true"
	}
	return on
}

// everything adds what no filter describes by itself where all jobs of a place are
// meant.
func (d *describer) everything() {
	rest := d.p.Rest()
	if len(rest) == 0 || slices.ContainsFunc(d.p.Everything, func(name string) bool { return !d.all(name) }) {
		return
	}
	d.base[FormKey] = slices.Concat(d.base[FormKey], rest)
	left := slices.DeleteFunc(slices.Clone(d.base[FormKey]), func(form string) bool {
		return slices.ContainsFunc(d.refs, func(a alternative) bool { return slices.Contains(a.box[FormKey], form) })
	})
	d.refs = append(d.refs, alternative{box: Box{FormKey: left}})
}

// all reports whether the filter is given and lets all jobs pass that it is about.
func (d *describer) all(name string) bool {
	f, _ := d.p.Filter(name)
	if f.Role != platform.RoleRefs {
		return d.on(name)
	}
	return slices.ContainsFunc(d.parts, func(p part) bool { return p.filter == name && slices.Contains(p.box[f.Variable], "*") })
}

// occurring leaves out forms of which no token has the issuer.
func (d *describer) occurring() {
	known := map[string]string{}
	maps.Copy(known, d.settings)
	for v, list := range d.base {
		known[v] = list[0]
	}
	if slices.ContainsFunc(d.p.IssuerParts(known), func(part string) bool { return known[part] == "" }) {
		return
	}
	issuer := d.p.IssuerURL(known)
	d.base[FormKey] = slices.DeleteFunc(slices.Clone(d.base[FormKey]), func(name string) bool { return !d.p.Occurs(d.p.Form(name), issuer, d.settings) })
}

func (d *describer) formsWith(variables ...string) []string {
	var out []string
	for _, f := range d.p.Forms {
		if !f.Never && !slices.ContainsFunc(variables, func(v string) bool { return !f.Has(v) }) {
			out = append(out, f.Name)
		}
	}
	return out
}

// require complains about filters that must be given.
func (d *describer) require() {
	if d.r.Dead() {
		return
	}
	for _, n := range d.p.Requires {
		lifted := false
		for setting, values := range n.Unless {
			lifted = lifted || slices.Contains(values, d.settings[setting])
		}
		if lifted || slices.ContainsFunc(n.OneOf, func(f string) bool { return d.given[f] }) {
			continue
		}
		if len(n.OneOf) == 1 {
			f, _ := d.p.Filter(n.OneOf[0])
			d.r.Note(problem.Missing, n.OneOf[0], "must be said for "+d.p.Title, firstSentence(f.Doc))
			continue
		}
		fix := "Give one of them"
		if f, _ := d.p.Filter(n.OneOf[0]); f.Type() == "list" {
			fix += "; " + n.OneOf[0] + " = [\"*\"] where all are meant"
		}
		d.r.Note(problem.Missing, n.OneOf[0], "nothing is trusted by omission: one of "+strings.Join(n.OneOf, ", ")+" must be said for "+d.p.Title, fix)
	}
}

func firstSentence(doc string) string {
	s, _, _ := strings.Cut(doc, ". ")
	return strings.TrimSuffix(strings.ReplaceAll(s, "`", ""), ".")
}

// boxes joins base, origins and refs: (base × origins × refs), where an
// alternative may ignore the origins.
func (d *describer) boxes() []Box {
	refs := d.refs
	if len(refs) == 0 {
		refs = []alternative{{box: Box{}}}
	}
	var out []Box
	for _, alt := range refs {
		origins := d.origins
		if len(origins) == 0 || slices.ContainsFunc(alt.ignores, func(name string) bool {
			f, _ := d.p.Filter(name)
			return f.Role == platform.RoleOrigin
		}) {
			origins = []Box{{}}
		}
		for _, o := range origins {
			box, ok := d.base.with(alt.box)
			if ok {
				box, ok = box.with(o)
			}
			if !ok {
				continue
			}
			box[FormKey] = slices.DeleteFunc(slices.Clone(box[FormKey]), func(name string) bool { return !d.canBe(name, box) })
			if len(box[FormKey]) > 0 {
				out = append(out, box)
			}
		}
	}
	return mergeBoxes(out)
}
