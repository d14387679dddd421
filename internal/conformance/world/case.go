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
	"strings"
	"sync"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
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
	// TakenOn are facts that nobody verified and that the case takes on: the option
	// accept_unverified.
	TakenOn []string
	// Deep asks for a large world: all orders of strangers' components, all
	// combinations.
	Deep bool
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

// Cases lists the cases of this run: those derived from each platform's data,
// then those written by hand.
func Cases() []Case {
	var out []Case
	for _, p := range platform.All() {
		out = append(out, inThisRun(derivedOf(p))...)
	}
	return append(out, byHand()...)
}

// All lists the cases of the long run too.
func All() []Case {
	var out []Case
	for _, p := range platform.All() {
		for _, d := range derivedOf(p) {
			out = append(out, d.Case)
		}
	}
	return append(out, byHand()...)
}

// derivedOf remembers what is derived: many tests ask for the same.
func derivedOf(p *platform.Platform) []derived {
	if known, ok := remembered.Load(p); ok {
		return known.([]derived) //nolint:errcheck,forcetypeassert // nothing else is stored
	}
	list := derive(p)
	for i := range list {
		list[i].Platform = p.Name
	}
	remembered.Store(p, list)
	return list
}

var remembered sync.Map

// Find returns a case by name.
func Find(name string) (Case, bool) {
	if c, ok := findDerived(name); ok {
		return c, true
	}
	list := byHand()
	i := slices.IndexFunc(list, func(c Case) bool { return c.Name == name })
	if i < 0 {
		return Case{}, false
	}
	return list[i], true
}

// findDerived returns a derived case by name.
func findDerived(name string) (Case, bool) {
	for _, p := range platform.All() {
		if !strings.HasPrefix(name, p.Name+"/") {
			continue
		}
		for _, d := range derivedOf(p) {
			if d.Name == name {
				return d.Case, true
			}
		}
	}
	return Case{}, false
}
