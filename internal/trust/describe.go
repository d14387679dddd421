package trust

// This file holds the way from filters to jobs.

import (
	"slices"

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
	return uniteBoxes(out)
}
