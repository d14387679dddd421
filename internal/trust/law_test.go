package trust_test

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// TestLaws holds each case against tokens: whoever gets in is described, and whoever
// is described gets in. Tokens are minted from the platform's data, of jobs inside
// the description, near it, and of those that could show the subjects of the clauses.
// It knows nothing of how clauses are made.
func TestLaws(t *testing.T) {
	eachCompileCase(t, func(t *testing.T, c compileCase) string {
		jobs, can := c.jobs(t), c.capabilities()
		clauses, notes, problems := trust.Compile(jobs, can)
		if len(problems) > 0 {
			return ""
		}
		newLaw(t, c.Why, jobs, can, clauses, notes).hold()
		c.reverse()
		again, _, _ := trust.Compile(c.jobs(t), can)
		var want, got strings.Builder
		write(&want, clauses)
		write(&got, again)
		if want.String() != got.String() {
			t.Errorf("with all lists reversed: got\n%swant\n%s", &got, &want)
		}
		return ""
	})
}

// reverse turns around all lists of which the order says nothing.
func (c *compileCase) reverse() {
	turn := func(filters map[string]any) {
		for name, v := range filters {
			if list, ok := v.([]any); ok && name != "subject_components" {
				slices.Reverse(list)
			}
		}
	}
	turn(c.Filters)
	for _, d := range c.Descriptions {
		turn(d.Filters)
	}
	slices.Reverse(c.Descriptions)
}

// TestRandomDescriptions holds the same for descriptions that are thrown together of
// the cases' filters, each compiled for some relying party.
func TestRandomDescriptions(t *testing.T) {
	pool := filterPool(t)
	compiled := 0
	for seed := range uint64(500) {
		compiled += randomDescription(t, pool, seed)
	}
	if compiled < 40 {
		t.Errorf("only %d descriptions were compiled", compiled)
	}
}

// FuzzDescriptions is TestRandomDescriptions for as long as one likes.
func FuzzDescriptions(f *testing.F) {
	pool := filterPool(f)
	f.Add(uint64(1 << 40))
	f.Fuzz(func(t *testing.T, seed uint64) { randomDescription(t, pool, seed) })
}

// filterPool are the values that the cases give to filters, by platform and filter.
func filterPool(t testing.TB) map[string]map[string][]any {
	t.Helper()
	pool := map[string]map[string][]any{}
	add := func(p string, filters map[string]any) {
		if pool[p] == nil {
			pool[p] = map[string][]any{}
		}
		for name, v := range filters {
			pool[p][name] = append(pool[p][name], v)
		}
	}
	files, err := filepath.Glob("testdata/compile/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var cases []compileCase
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range a.Files {
			if strings.HasSuffix(f.Name, ".json") {
				cases = append(cases, readCompileCase(t, f.Data))
			}
		}
	}
	for _, c := range cases {
		add(c.Platform, c.Filters)
		for _, d := range c.Descriptions {
			add(d.Platform, d.Filters)
		}
	}
	delete(pool, "")
	return pool
}

// randomDescription reports with 1 that the description could be compiled.
func randomDescription(t *testing.T, pool map[string]map[string][]any, seed uint64) int {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 0))
	pick := func(from []string) string { return from[r.IntN(len(from))] }
	name := pick(slices.Sorted(maps.Keys(pool)))
	filters := map[string]any{}
	for _, f := range slices.Sorted(maps.Keys(pool[name])) {
		if values := pool[name][f]; r.IntN(5) < 2 || strings.HasPrefix(f, "organization") {
			filters[f] = values[r.IntN(len(values))]
		}
	}
	d, problems := trust.Describe(name, value.Of(filters))
	if len(problems) > 0 {
		return 0
	}
	can := compileCase{
		Can:              strings.Fields(pick([]string{"subject", "subject any_char", "subject claims", "claims", "claims any_char", "claims one_clause", "subject no_wildcards"})),
		AcceptUnverified: [][]string{nil, nil, slices.Sorted(maps.Keys(platform.Find(name).Facts))}[r.IntN(3)],
	}
	clauses, notes, problems := trust.Compile(d.Jobs, can.capabilities())
	if len(problems) > 0 {
		return 0
	}
	input, err := json.Marshal(filters)
	if err != nil {
		t.Fatal(err)
	}
	newLaw(t, fmt.Sprintf("seed %d: %s %s, %v", seed, name, input, can.Can), d.Jobs, can.capabilities(), clauses, notes).hold()
	return 1
}

// A law is what clauses are held against.
type law struct {
	t       *testing.T
	why     string
	jobs    trust.Jobs
	wider   trust.Jobs // without what is not enforced
	can     trust.Capabilities
	clauses []trust.Clause
	r       *rand.Rand
	failed  bool
}

func newLaw(t *testing.T, why string, jobs trust.Jobs, can trust.Capabilities, clauses []trust.Clause, notes []trust.Note) *law {
	t.Helper()
	var dropped []string
	for _, n := range notes {
		if n.Dropped != "" {
			dropped = append(dropped, n.Dropped)
		}
	}
	seed := fnv.New64()
	seed.Write([]byte(why))
	return &law{t: t, why: why, jobs: jobs, wider: jobs.Relax(dropped), can: can, clauses: clauses, r: rand.New(rand.NewPCG(seed.Sum64(), 1))}
}

func (l *law) hold() {
	for i, d := range l.jobs {
		p := d.Model()
		values := l.values(d)
		for f := range p.Forms {
			form := &p.Forms[f]
			if !p.Occurs(form, d.Issuer, d.Settings) {
				continue
			}
			for range 12 {
				j := l.job(d, form, values)
				for n, s := range slices.Concat(p.Declared(form, d.Settings), p.Undeclared(form, d.Settings)) {
					l.token(i, j, s, n < len(p.Declared(form, d.Settings)))
				}
			}
		}
		l.readBack(i, values)
	}
}

// values are texts for each variable that a description or a subject is about:
// inside the description, beside it, and hostile ones.
func (l *law) values(d trust.Description) map[string][]string {
	p := d.Model()
	out := map[string][]string{}
	for _, v := range p.Variables {
		var texts []string
		for _, b := range d.Boxes {
			for _, g := range b[v.Name] {
				if v.Name == trust.FormKey {
					continue
				}
				texts = append(texts, strings.ReplaceAll(g, "*", ""), strings.ReplaceAll(g, "*", "x"), strings.ReplaceAll(g, "*", "x/y"), "x"+strings.ReplaceAll(g, "*", "x"), strings.ReplaceAll(g, "*", "x")+"x")
			}
		}
		texts = append(texts, v.Samples...)
		texts = append(texts, p.Domain(v.Name, d.Settings).Values...)
		texts = append(texts, "x", "x/y", "x:ref:main", "x:environment:y", "github.com", "9", "true", "push", "pull_request")
		for _, text := range texts {
			if p.Domain(v.Name, d.Settings).Holds(text) && !slices.Contains(out[v.Name], text) {
				out[v.Name] = append(out[v.Name], text)
			}
		}
	}
	for _, whole := range p.Wholes() { // its parts follow from it
		for _, part := range p.Parts(whole) {
			if len(d.Boxes[0][part]) == 0 {
				delete(out, part)
			} else {
				delete(out, whole)
			}
		}
	}
	for _, part := range p.IssuerParts(d.Settings) {
		if known := d.Boxes[0][part]; known != nil {
			out[part] = known
		}
	}
	return out
}

// job is a job of the form: like a described one, but for some variables.
func (l *law) job(d trust.Description, f *platform.Form, values map[string][]string) platform.Job {
	j := platform.Job{Form: f.Name, Values: map[string]string{}}
	box := d.Boxes[l.r.IntN(len(d.Boxes))]
	strange := l.r.IntN(4) // one in so many variables; 0: none
	for _, v := range slices.Sorted(maps.Keys(values)) {
		list := values[v]
		if !f.Has(v) || len(list) == 0 {
			continue
		}
		patterns, restricted := box[v]
		fitting := slices.DeleteFunc(slices.Clone(list), func(s string) bool {
			return restricted && !slices.ContainsFunc(patterns, func(g string) bool { return pattern.Match(g, s) })
		})
		switch {
		case strange > 0 && l.r.IntN(strange+1) == 0:
			j.Values[v] = list[l.r.IntN(len(list))]
		case restricted && len(fitting) > 0:
			j.Values[v] = fitting[l.r.IntN(len(fitting))]
		}
	}
	return j
}

// token holds one token against the clauses: the jobs' presentation of a job, in
// the configuration that the description declares or in another.
func (l *law) token(i int, j platform.Job, s platform.Presentation, declared bool) {
	d := l.jobs[i]
	p := d.Model()
	f := p.Form(j.Form)
	j.Absent = slices.Clone(s.Absent)
	var audience any = "https://audience.example"
	if len(d.Audiences) > 0 {
		audience = d.Audiences[0]
	}
	token := p.Mint(j, s, d.Issuer, audience)
	in := slices.ContainsFunc(l.clauses, func(c trust.Clause) bool { return admits(c, token) })
	filled := p.Fill(f, j.Values)
	verified := func(fact string) bool { return p.Verified(fact) || slices.Contains(l.can.AcceptUnverified, fact) }
	counts := func(fact string) bool { return fact == f.Fact || verified(fact) }
	possible := !slices.ContainsFunc(slices.Collect(maps.Keys(f.Where)), func(v string) bool { return !f.Meets(v, pattern.Literal(filled[v]), counts) })
	describes := func(jobs trust.Jobs) bool {
		return slices.ContainsFunc(jobs, func(d trust.Description) bool {
			return d.Issuer == token["iss"] && d.Model() == p && d.Contains(platform.Job{Form: j.Form, Values: filled, Absent: j.Absent})
		})
	}
	switch {
	case in && possible && !describes(l.wider):
		l.fail("gets in and is not described", j, token)
	case !in && declared && verified(f.Fact) && !f.Never && !f.Optional && f.Fits(filled) && d.Contains(platform.Job{Form: j.Form, Values: filled, Absent: j.Absent}):
		l.fail("is described and does not get in", j, token)
	}
}

func (l *law) fail(what string, j platform.Job, token map[string]any) {
	if !l.failed {
		var b strings.Builder
		write(&b, l.clauses)
		l.t.Errorf("%s\na job of the form %s %s: %v\n%s", l.why, j.Form, what, token, &b)
	}
	l.failed = true
}

// admits is what a relying party does with a clause.
func admits(c trust.Clause, token map[string]any) bool {
	if token["iss"] != c.Issuer || len(c.Audiences) > 0 && !slices.Contains(c.Audiences, fmt.Sprint(token["aud"])) {
		return false
	}
	return !slices.ContainsFunc(c.Atoms, func(a trust.Atom) bool {
		var texts []string
		switch v := token[a.Claim].(type) {
		case string:
			texts = []string{v}
		case bool:
			texts = []string{fmt.Sprint(v)}
		case []any:
			for _, e := range v {
				texts = append(texts, fmt.Sprint(e))
			}
		}
		return !slices.ContainsFunc(texts, func(text string) bool {
			return slices.ContainsFunc(a.Any, func(s pattern.Seq) bool { return s.Match(text) })
		})
	})
}

// readBack mints the tokens of all jobs that could show a subject which fits a
// clause: whichever way it is read, who gets in by it is described.
func (l *law) readBack(i int, values map[string][]string) {
	d := l.jobs[i]
	p := d.Model()
	for _, c := range l.clauses {
		sub, ok := c.Atom("sub")
		if !ok || c.Issuer != d.Issuer {
			continue
		}
		for _, s := range sub.Any[:min(20, len(sub.Any))] {
			for _, fill := range []string{"", "x", "x/y", "x:y", "x:ref:main", "x:ref_type:branch:ref:main", "x@9/y", "x/vcs-ref/refs/heads/x"} {
				l.read(i, p, filled(s, fill), values)
			}
		}
	}
}

func (l *law) read(i int, p *platform.Platform, subject string, values map[string][]string) {
	d := l.jobs[i]
	readings, err := p.Read(subject)
	if err != nil {
		return // too many ways
	}
	for _, reading := range readings {
		f := p.Form(reading.Form)
		if !p.Occurs(f, d.Issuer, d.Settings) {
			continue
		}
		known := true
		for v, text := range reading.Values {
			known = known && p.Domain(v, d.Settings).Holds(text)
			if slices.Contains(p.IssuerParts(d.Settings), v) {
				known = known && slices.Contains(d.Boxes[0][v], text)
			}
		}
		if !known {
			continue
		}
		for range 2 {
			j := l.job(d, f, values)
			maps.Copy(j.Values, reading.Values)
			// The description says how the described projects order their subjects.
			declared := reading.Presentation == strings.Join(p.Components(d.Settings), ",")
			if len(p.Complete(maps.Clone(j.Values))) == 0 && (declared || len(p.Strangers()) == 0 || !l.owns(d, p.Fill(f, j.Values))) {
				l.token(i, j, platform.Presentation{Template: platform.Template{Lits: []string{subject}}}, false)
			}
		}
	}
}

// owns reports whether the job's project is a described one.
func (l *law) owns(d trust.Description, job map[string]string) bool {
	return slices.ContainsFunc(d.Boxes, func(b trust.Box) bool {
		return !slices.ContainsFunc(d.Model().Subject.Tenants, func(v string) bool {
			patterns, said := b[v]
			return said && !slices.ContainsFunc(patterns, func(g string) bool { return pattern.Match(g, job[v]) })
		})
	})
}

// filled is a text that the sequence matches.
func filled(s pattern.Seq, star string) string {
	var b strings.Builder
	for _, t := range s {
		switch t.Kind {
		case pattern.Lit:
			b.WriteString(t.Text)
		case pattern.Star:
			b.WriteString(star)
		case pattern.Ones:
			const uuid = "11111111-2222-4333-8444-555555555555"
			b.WriteString((uuid + strings.Repeat("1", t.N))[:t.N])
		}
	}
	return b.String()
}
