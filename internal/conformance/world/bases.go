package world

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// A base is the shortest description of a form's jobs, or one that also says
// everything that the form's subject shows.
type base struct {
	name    string
	form    *platform.Form
	filters Filters
	jobs    trust.Jobs
}

// bases are two for every form, the shortest description and the whole one, and
// two more for every setting that makes a required filter superfluous. Where
// subjects have several formats, there is a whole one for each.
func (b *builder) bases() []base {
	var out []base
	put := func(name string, f *platform.Form, filters Filters) {
		if filters != nil && !slices.ContainsFunc(out, func(o base) bool { return same(o.filters, filters) }) {
			out = append(out, base{name: name, form: f, filters: filters, jobs: b.describe(filters)})
		}
	}
	both := func(name string, f *platform.Form, least Filters) {
		if least == nil {
			return
		}
		put(name, f, least)
		formats := b.p.Subject.Formats
		if formats.Setting == "" {
			put(name+"/whole", f, b.whole(f, least))
			return
		}
		for _, v := range slices.Backward(slices.Sorted(maps.Keys(formats.Picks))) {
			if len(formats.Picks[v]) == 1 {
				put(name+"/whole-"+v, f, b.whole(f, least.with(Filters{formats.Setting: v})))
			}
		}
	}
	for i := range b.p.Forms {
		if f := &b.p.Forms[i]; !f.Never {
			both(f.Name, f, b.least(f, b.p.Requires, Filters{}))
		}
	}
	for i, need := range b.p.Requires {
		for _, setting := range slices.Sorted(maps.Keys(need.Unless)) {
			for _, v := range need.Unless[setting] {
				rest := slices.Delete(slices.Clone(b.p.Requires), i, i+1)
				both(setting+"="+v, &b.p.Forms[0], b.least(&b.p.Forms[0], rest, Filters{setting: v}))
			}
		}
	}
	return out
}

func same(a, b Filters) bool {
	x, errA := json.Marshal(a)
	y, errB := json.Marshal(b)
	return errA == nil && errB == nil && string(x) == string(y)
}

// nobody is a description without jobs, beside which the plainest kinds stand.
func (b *builder) nobody() trust.Jobs {
	return trust.Jobs{{Platform: b.p.Name, Settings: platform.Settings{}}}
}

// plain is a filter's plainest value.
func (b *builder) plain(f platform.Filter) any {
	return kinds(b.p, f, b.nobody())[0].value
}

// least is the first choice of required filters, beside some others, that
// describes jobs of the form.
func (b *builder) least(f *platform.Form, needs []platform.Need, filters Filters) Filters {
	if out := b.choose(f, needs, filters); out != nil {
		return out
	}
	// One more filter, for a form that is described only where it is given.
	for _, filter := range b.p.Filters {
		if list := kinds(b.p, filter, b.nobody()); len(list) > 0 {
			if out := b.choose(f, needs, filters.with(Filters{filter.Name: list[0].value})); out != nil {
				return out
			}
		}
	}
	return nil
}

func (b *builder) choose(f *platform.Form, needs []platform.Need, filters Filters) Filters {
	if len(needs) == 0 {
		jobs := b.describe(filters)
		if jobs != nil && slices.ContainsFunc(jobs[0].Boxes, func(box trust.Box) bool { return slices.Contains(box[trust.FormKey], f.Name) }) {
			return filters
		}
		return nil
	}
	for _, name := range needs[0].OneOf {
		filter, _ := b.p.Filter(name)
		if out := b.choose(f, needs[1:], filters.with(Filters{name: b.plain(filter)})); out != nil {
			return out
		}
	}
	return nil
}

// whole adds filters that close what the form's subjects leave open, and one that
// says most surely whose project it is.
func (b *builder) whole(f *platform.Form, least Filters) Filters {
	var shown []string
	for _, s := range b.p.Declared(f, b.describe(least)[0].Settings) {
		shown = append(shown, s.Template.Vars...)
	}
	if tenants := b.p.Subject.Tenants; len(tenants) > 0 {
		shown = append(shown, tenants[0])
	}
	out := least
	for _, v := range shown {
		if slices.ContainsFunc(b.describe(out)[0].Boxes, func(box trust.Box) bool { return len(box[v]) > 0 }) {
			continue
		}
		for _, filter := range b.p.Filters {
			if _, given := out[filter.Name]; given || filter.IsAlternative() || !slices.Contains(b.p.Restricts(filter), v) {
				continue
			}
			more := out.with(Filters{filter.Name: b.plainFor(filter, f)})
			if b.describe(more) != nil {
				out = more
				break
			}
		}
	}
	return out
}

// plainFor is a filter's plainest value that jobs of the form have.
func (b *builder) plainFor(filter platform.Filter, f *platform.Form) any {
	if c, ok := f.Claim(filter.Claim); ok && filter.Role == platform.RoleOrigin {
		t, _ := c.Template()
		values := map[string]string{}
		for _, v := range t.Vars {
			variable, _ := b.p.Variable(v)
			values[v] = variable.Samples[0]
		}
		return []string{t.Fill(values)}
	}
	return b.plain(filter)
}
