// Package world enumerates small worlds: descriptions of CI jobs, and for each
// of them the tokens of jobs inside it, just outside it, and made by somebody
// who wants in. What a token ought to get is decided by the description alone
// (trust.Description.Contains); packages beside this one hold it against what
// the emitted documents say.
package world

import (
	"fmt"
	"maps"
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Filters are one description's filters, as a user writes them.
type Filters map[string]any

// A Part is one description of a case: a platform and filters.
type Part struct {
	Platform string
	Filters  Filters
}

// A Case is a named list of descriptions that one document is made for.
type Case struct {
	Name string
	// Platform is that of the first part; it groups counts.
	Platform string
	Parts    []Part
	// Audiences are the option of that name, where jobs pick aud.
	Audiences []string
	// Accept is the option accept_unenforced: filters that AWS and Azure cannot
	// see in this case.
	Accept []string
	// Deep asks for a large world: all orders of strangers' components, all
	// combinations.
	Deep bool
}

// deep names the cases of which each relying party sees a large world.
var deep = []string{
	"semaphore/branch+tag-glob", "semaphore/branch/repository", "semaphore/branch-any/any-project",
	"circleci/branch/repository", "circleci/branch-any/owner", "circleci/branch-glob/user-repository",
	"gitlab/branch+tag-glob/group", "gitlab/branch/id", "gitlab/branch/id-first", "gitlab/branch/private-protected",
}

// with returns the filters and more of them; nil takes one away.
func (f Filters) with(more Filters) Filters {
	out := maps.Clone(f)
	for k, v := range more {
		if v == nil {
			delete(out, k)
		} else {
			out[k] = v
		}
	}
	return out
}

// Jobs describes the case's parts.
func (c Case) Jobs() (trust.Jobs, error) { return jobsOf(c.Parts) }

// reference is what the document is to admit: the description, and for a
// relying party that is blind to what the case accepts as unenforced, the
// description without that.
func (c Case) reference(blind bool) (trust.Jobs, error) {
	var parts []Part
	for _, p := range c.Parts {
		f := maps.Clone(p.Filters)
		for _, name := range c.Accept {
			if blind {
				delete(f, name)
			}
		}
		parts = append(parts, Part{p.Platform, f})
	}
	return jobsOf(parts)
}

func jobsOf(parts []Part) (trust.Jobs, error) {
	var jobs trust.Jobs
	for _, p := range parts {
		d, problems := trust.Describe(p.Platform, value.Of(map[string]any(p.Filters)))
		if len(problems) > 0 {
			return nil, fmt.Errorf("%s %v: %s", p.Platform, p.Filters, problems.Text(""))
		}
		jobs = append(jobs, d.Jobs...)
	}
	return jobs, nil
}

// Refused reports which filters of the case the description itself refuses;
// such a case makes no document anywhere.
func (c Case) Refused() problem.List {
	var out problem.List
	for _, p := range c.Parts {
		_, problems := trust.Describe(p.Platform, value.Of(map[string]any(p.Filters)))
		out = append(out, problems...)
	}
	return out
}

// Cases lists every case: each platform's, then unions of several descriptions.
func Cases() []Case {
	out := slices.Concat(semaphore(), circleci(), gitlab(), unions())
	seen := map[string]bool{}
	for i := range out {
		if out[i].Platform == "" {
			out[i].Platform = out[i].Parts[0].Platform
		}
		if seen[out[i].Name] {
			panic("two cases are named " + out[i].Name)
		}
		seen[out[i].Name] = true
		out[i].Deep = slices.Contains(deep, out[i].Name)
	}
	return out
}

// Find returns a case by name.
func Find(name string) (Case, bool) {
	all := Cases()
	i := slices.IndexFunc(all, func(c Case) bool { return c.Name == name })
	if i < 0 {
		return Case{}, false
	}
	return all[i], true
}

// A variant is a named change of filters.
type variant struct {
	name    string
	filters Filters
}

// cross makes a case of every ref variant by itself and of every other variant
// with each of the few refs.
func cross(name string, base Filters, audiences []string, refs, few, others []variant) []Case {
	var out []Case
	add := func(v variant, r variant) {
		label := name + "/" + r.name
		if v.name != "" {
			label += "/" + v.name
		}
		out = append(out, Case{
			Name:      label,
			Parts:     []Part{{name, base.with(r.filters).with(v.filters)}},
			Audiences: audiences,
		})
	}
	for _, r := range refs {
		add(variant{}, r)
	}
	for _, v := range others {
		for _, r := range few {
			add(v, r)
		}
	}
	return out
}

// pick returns the variants of the given names, in that order.
func pick(from []variant, names ...string) []variant {
	var out []variant
	for _, n := range names {
		i := slices.IndexFunc(from, func(v variant) bool { return v.name == n })
		if i < 0 {
			panic("no variant " + n)
		}
		out = append(out, from[i])
	}
	return out
}
