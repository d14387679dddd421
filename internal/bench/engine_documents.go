package main

// The engine's documents, from ordinary descriptions and large ones.

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A description is filters that people write, and what goes with them.
type description struct {
	platform string
	filters  options
	options  options // for every party
	azure    options // for Azure alone, instead of them
}

// name says the description in one line.
func (d description) name() string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(d.filters)) {
		if v := fmt.Sprint(d.filters[k]); !strings.Contains(v, sampleProject) && !strings.Contains(v, sampleOrg) {
			parts = append(parts, strings.ReplaceAll(k+" "+v, sampleUser, "UUID"))
		}
	}
	return d.platform + ": " + strings.Join(parts, ", ")
}

const (
	sampleProject = "936a5312-a3b8-4921-8b3f-2cec8baac574"
	sampleOrg     = "01234567-89ab-4def-8123-4567890abcde"
	sampleUser    = "11111111-2222-4333-8444-555555555555"
)

func list(s ...string) []string { return s }

// ordinary are the descriptions of the corpus: those of the folder examples, and
// others like them.
func ordinary() []description {
	of := func(platform string, base options, filters, o options) description {
		f := maps.Clone(base)
		maps.Copy(f, filters)
		return description{platform: platform, filters: f, options: o}
	}
	semaphore := func(filters, o options) description {
		return of("semaphore", options{"organization": "my-org", "project_ids": list(sampleProject)}, filters, o)
	}
	circleci := func(filters, o options) description {
		return of("circleci", options{"organization_id": sampleOrg, "project_ids": list(sampleProject)}, filters, o)
	}
	web := options{"repositories": list("github.com/my-org/web")}
	github := func(filters, o options) description {
		d := circleci(web, o)
		maps.Copy(d.filters, filters)
		return d
	}
	gitlab := func(filters options) description { return description{platform: "gitlab", filters: filters} }
	path, id := list("my-group/my-project"), list(firstID)
	flexible := gitlab(options{"projects": path, "project_ids": id, "branches": list("production")})
	flexible.azure = options{"flexible": true}
	return []description{
		// examples
		semaphore(options{"repositories": list("web"), "branches": list("main")}, nil),
		semaphore(options{"repositories": list("web"), "branches": list("main", "release-*")}, nil),
		semaphore(options{"branches": list("main")}, nil),
		github(options{"branches": list("main")}, nil),
		github(options{"branches": list("main", "release-*")}, nil),
		github(options{"branches": list("main"), "user_ids": list(sampleUser)}, nil),
		github(options{"branches": list("main", "release-*"), "ssh_rerun": false}, nil),
		github(options{"branches": list("main", "release-*"), "context_ids": list(sampleUser)}, nil),
		gitlab(options{"projects": path, "branches": list("main")}),
		gitlab(options{"projects": path, "project_ids": id, "branches": list("main"), "tags": list("v*")}),
		gitlab(options{"projects": path, "project_ids": id, "tags": list("v*")}),
		gitlab(options{"projects": path, "project_ids": id, "branches": list("*")}),
		gitlab(options{"projects": path, "project_ids": id, "tags": list("v*"), "ref_protected": true}),
		flexible,
		// others
		semaphore(options{"branches": list("main"), "organization_id": sampleOrg}, options{"accept_unenforced": list("organization_id")}),
		semaphore(options{"branches": list("*"), "tags": list("*"), "pull_requests": true}, nil),
		semaphore(options{"repositories": list("web"), "tags": list("v*")}, nil),
		semaphore(options{"repositories": list("web"), "branches": list("release-*"), "generic_git": true}, nil),
		circleci(options{"token_version": "v1"}, nil),
		circleci(options{"branches": list("*"), "tags": list("*"), "webhooks": true}, nil),
		github(options{"branches": list("*")}, nil),
		circleci(options{"token_version": "v1", "branches": list("*")}, options{"accept_unenforced": list("branches")}),
		github(options{"pull_requests": true, "branches": list("main")}, nil),
		github(options{"branches": list("main"), "context_ids": list(sampleUser)}, options{"accept_unenforced": list("context_ids")}),
		gitlab(options{"projects": list("my-group/*"), "branches": list("main")}),
		gitlab(options{"projects": list("my-group/a", "my-group/b"), "project_ids": list("1", "2"), "branches": list("main", "release-*")}),
		gitlab(options{"projects": path, "branches": list("main"), "environments": list("production")}),
		gitlab(options{"projects": path, "branches": list("main"), "pipeline_sources": list("push", "web")}),
		gitlab(options{"url": "https://gitlab.example.com", "projects": path, "branches": list("main"), "pipeline_sources": list("push")}),
		gitlab(options{"url": "https://gitlab.example.com", "minimum_version": "18.3", "project_ids": list("1"), "branches": list("main"), "subject_components": list("project_id", "ref_type", "ref")}),
		gitlab(options{"project_ids": id, "namespace_ids": list("2"), "branches": list("main"), "ref_protected": true}),
	}
}

// A compilation is one description for one party.
type compilation struct {
	name           string
	party          party
	jobs           trust.Jobs
	whole, pending value.V
	first          cost // the very first call
	both, compiled cost // compile and proof; without the proof
}

func (c compilation) run(o value.V) error {
	if _, problems := c.party.compile(c.jobs, o); len(problems) > 0 {
		return errors.New(c.name + ": " + problems.Text(""))
	}
	return nil
}

// compilations are the documents of the corpus, each called once; refused is
// how many descriptions a party has no document for.
func compilations() (out []compilation, refused int, err error) {
	for i, d := range ordinary() {
		described, problems := trust.Describe(d.platform, value.Of(d.filters))
		if len(problems) > 0 {
			return nil, 0, fmt.Errorf("description %d: %s", i, problems.Text(""))
		}
		for _, p := range parties {
			o := p.with(d.options)
			if p.name == "Azure" && d.azure != nil {
				o = p.with(d.azure)
			}
			if d.platform == "gitlab" && p.audience == "audiences" {
				o["audiences"] = list(audience)
			}
			c := compilation{name: d.name(), party: p, jobs: described.Jobs, whole: value.Of(o)}
			o[p.pending] = value.V{Kind: value.Unknown}
			c.pending = value.Of(o)
			if c.first = once(1, func() error { return c.run(c.whole) }); c.first.wrong != nil {
				refused++
				continue
			}
			out = append(out, c)
		}
	}
	return out, refused, nil
}

// documents times compile and proof over the corpus.
func documents() (string, error) {
	all, refused, err := compilations()
	if err != nil {
		return "", err
	}
	for i := range all {
		c := &all[i]
		c.both = often(5, 10*time.Millisecond, func() error { return c.run(c.whole) })
		c.compiled = often(5, 5*time.Millisecond, func() error { return c.run(c.pending) })
		if err := errors.Join(c.both.wrong, c.compiled.wrong); err != nil {
			return "", err
		}
	}
	rows := [][]string{{"", "documents", "compile", "proof", "again: wall", "CPU", "CPU, worst", "first: CPU", "CPU, worst"}}
	var worst []string
	for _, p := range parties {
		var mine []compilation
		for _, c := range all {
			if c.party.name == p.name {
				mine = append(mine, c)
			}
		}
		over := func(of func(compilation) float64) []float64 {
			var out []float64
			for _, c := range mine {
				out = append(out, of(c))
			}
			return out
		}
		both := over(func(c compilation) float64 { return c.both.judged() })
		first := over(func(c compilation) float64 { return c.first.judged() })
		rows = append(rows, []string{
			p.name, fmt.Sprint(len(mine)),
			brief(median(over(func(c compilation) float64 { return c.compiled.judged() }))),
			brief(median(over(func(c compilation) float64 { return c.both.judged() - c.compiled.judged() }))),
			brief(median(over(func(c compilation) float64 { return c.both.wall }))),
			within(median(both), p.proof), within(slices.Max(both), goalWorst),
			brief(median(first)), within(slices.Max(first), goalWorst),
		})
		slowest := slices.MaxFunc(mine, func(a, b compilation) int { return cmp.Compare(a.both.judged(), b.both.judged()) })
		worst = append(worst, "  worst for "+p.name+": "+slowest.name+"\n")
	}
	title := fmt.Sprintf("compile and proof of one document, both directions; %d descriptions × %d parties, %d of which are refused", len(ordinary()), len(parties), refused)
	text := grid(title, rows)
	for _, w := range worst {
		text += w
	}
	return text + `  Medians over the documents. compile is the same call with an option that is known only after apply, which
  puts the proof off; proof is what that saves. first is each document's first call in this process, again is
  one like it, whose proof is known from the first.
`, nil
}
