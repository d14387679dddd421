package relyingparty_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// A base is a compiled document, the jobs that it was made for, and tokens that
// may meet its mutants.
type base struct {
	name    string
	backend string
	text    string
	doc     proof.Document
	jobs    trust.Jobs
	tokens  []sampled
}

// A sampled is a random job, its token, and what the prover says it is about.
type sampled struct {
	job    platform.Job
	token  map[string]any
	issuer string
	// must: the job shows this token in the declared configuration; doubt is the
	// unverified fact that this rests on.
	must  bool
	doubt string
}

// mutated are the descriptions whose documents are changed.
var mutated = []struct {
	name, platform string
	filters        []m
	backends       []string
}{
	{"semaphore branch", "semaphore", []m{semaphore(m{"branches": list("main"), "repositories": list("web")})}, parties},
	{"semaphore refs", "semaphore", []m{semaphore(m{"branches": list("main", "release-*"), "tags": list("v*"), "repositories": list("web")})}, list("aws", "google")},
	{"semaphore pull requests", "semaphore", []m{semaphore(m{"branches": list("*"), "pull_requests": true})}, list("aws", "vault", "google")},
	{"circleci branch", "circleci", []m{circleci(m{"branches": list("main", "v*"), "repositories": list("github.com/acme/web")})}, list("aws", "vault", "google")},
	{"circleci user", "circleci", []m{circleci(m{"branches": list("main"), "repositories": list("github.com/acme/web"), "user_ids": list(user)})}, parties},
	{"circleci v1", "circleci", []m{circleci(m{"token_version": "v1"})}, list("aws", "vault", "google")},
	{"circleci everything", "circleci", []m{circleci(m{"branches": list("*"), "tags": list("*"), "webhooks": true})}, list("aws")}, // no token of a tag is verified
	{"circleci contexts", "circleci", []m{circleci(m{"token_version": "v1", "context_ids": list(user), "ssh_rerun": false})}, list("google")},
	{"gitlab branch", "gitlab", []m{{"projects": list("g/p"), "branches": list("main")}}, parties},
	{"gitlab group", "gitlab", []m{{"projects": list("g/*"), "branches": list("main", "a*"), "project_ids": list("1", "2")}}, list("aws", "vault", "google")},
	{"gitlab tags", "gitlab", []m{{"projects": list("g/p"), "tags": list("v*"), "ref_protected": true}}, list("aws", "vault", "google")},
	{"gitlab environments", "gitlab", []m{{"projects": list("g/p"), "branches": list("main"), "environments": list("a", "main*")}}, list("vault", "google")},
	{"gitlab components", "gitlab", []m{selfManaged(m{"project_ids": list("1"), "branches": list("main"), "subject_components": list("project_id", "ref_type", "ref", "deployment_tier")})}, list("aws", "azure")},
	{"two projects", "gitlab", []m{{"projects": list("g/p"), "branches": list("main")}, {"projects": list("g/a"), "tags": list("a")}}, list("aws", "google", "azure")},
}

// unverifiedBox is said of a box all of whose forms rest on unverified facts.
const unverifiedBox = "it depends on the unverified fact "

// samplesOf mints random jobs of every form and presentation, some with another
// audience, a party that asked, or claims switched off.
func (w *world) samplesOf(jobs trust.Jobs, n int) []sampled {
	ids := []string{project, org, user}
	var out []sampled
	for range n {
		d := jobs[w.r.IntN(len(jobs))]
		p := d.Model()
		job, pres, ok := w.job(p, d, ids)
		if !ok {
			continue
		}
		if w.r.IntN(2) == 0 {
			// Next to a described job: a variable is off, if any.
			job = w.described(p, d, job)
		}
		out = append(out, w.show(p, d, job, pres))
	}
	return out
}

func (s *sampled) in(jobs trust.Jobs) bool {
	return slices.ContainsFunc(jobs, func(d trust.Description) bool { return d.Issuer == s.issuer && d.Contains(s.job) })
}

// described moves a job into one of the description's boxes, all but at most
// one variable.
func (w *world) described(p *platform.Platform, d trust.Description, j platform.Job) platform.Job {
	box := d.Boxes[w.r.IntN(len(d.Boxes))]
	if !slices.Contains(box[trust.FormKey], j.Form) {
		return j
	}
	names := slices.Sorted(maps.Keys(box))
	skip := w.r.IntN(2 * len(names))
	for i, v := range names {
		if v == trust.FormKey || i == skip {
			continue
		}
		text := w.pick(box[v])
		if strings.Contains(text, "*") {
			text = strings.ReplaceAll(text, "*", w.pick(list("", "x", "a/b")))
		}
		if reason, _ := p.Domain(v, d.Settings).CheckValue(text); reason == "" && p.Form(j.Form).Fits(map[string]string{v: text}) {
			j.Values[v] = text
		}
	}
	return j
}

func (w *world) show(p *platform.Platform, d trust.Description, j platform.Job, pres platform.Presentation) sampled {
	f := p.Form(j.Form)
	declared := slices.ContainsFunc(p.Declared(f, d.Settings), func(s platform.Presentation) bool { return s.Name == pres.Name })
	s := sampled{job: j, issuer: d.Issuer, must: declared && !f.Never}
	if !p.Verified(f.Fact) {
		s.doubt = f.Fact
	}
	s.token = p.Mint(j, pres, d.Issuer, d.Audiences[0])
	if p.Issuer.Audience.Kind != "fixed" {
		switch w.r.IntN(12) {
		case 0:
			s.token["aud"], s.must = "other", false
		case 1:
			s.token["aud"], s.must = []any{"other", d.Audiences[0]}, false
		case 2:
			s.token["aud"], s.must = []any{d.Audiences[0]}, false
		}
	}
	if w.r.IntN(12) == 0 {
		s.token["azp"], s.must = w.pick(list("other", d.Audiences[0])), false
	}
	if p.Switchable != "" && w.r.IntN(6) == 0 {
		names := slices.Sorted(maps.Keys(s.token))
		if name := w.pick(names); name != "iss" && name != "aud" && name != "azp" {
			delete(s.token, name)
			s.must = false
		}
	}
	for _, name := range f.ClaimNames() {
		// What is off by default may be missing in the declared configuration.
		if c, _ := f.Claim(name); c.Off && w.r.IntN(4) == 0 {
			delete(s.token, name)
		}
	}
	return s
}

// mutate changes one place of a JSON document: a byte of a text, an operator, or
// a member that goes.
func (w *world) mutate(text string) string {
	var v any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return text
	}
	for range 20 {
		if out, ok := w.change(v); ok {
			raw, err := json.Marshal(out)
			if err == nil && string(raw) != text {
				return string(raw)
			}
		}
	}
	return text
}

// change walks to a random place; ok is false when nothing can be changed there.
func (w *world) change(v any) (any, bool) {
	switch v := v.(type) {
	case map[string]any:
		keys := slices.Sorted(maps.Keys(v))
		if len(keys) == 0 {
			return v, false
		}
		key := w.pick(keys)
		out := maps.Clone(v)
		switch w.r.IntN(12) {
		case 0:
			delete(out, key)
			return out, true
		case 1:
			delete(out, key)
			out[w.letters(key)] = v[key]
			return out, true
		}
		x, ok := w.change(v[key])
		out[key] = x
		return out, ok
	case []any:
		if len(v) == 0 {
			return v, false
		}
		i := w.r.IntN(len(v))
		out := slices.Clone(v)
		if w.r.IntN(8) == 0 {
			return slices.Delete(out, i, i+1), true
		}
		x, ok := w.change(v[i])
		out[i] = x
		return out, ok
	case string:
		return w.letters(v), true
	case bool:
		return !v, true
	}
	return v, false
}

// Signs that documents are made of, and words that stand for others.
var (
	signs = []string{"*", "?", "a", "x", "/", ":", ".", "m", "'", "!", "-", "1", "$", "|", "+", "^"}
	words = [][]string{
		{"StringEquals", "StringLike", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotLike", "ForAllValues:StringEquals", "ForAnyValue:StringLike", "StringLikeIfExists"},
		{"Allow", "Deny"}, {"==", "!="}, {"&&", "||"}, {"startsWith", "endsWith", "contains", "matches"}, {"string", "glob"},
		{" eq ", " matches "}, {"branch", "tag"}, {":sub", ":aud", ":ref"}, {"assertion.ref ", "assertion.ref_type "}, {"^", ""}, {"$", ""}, {"has(", "!has("},
	}
)

// letters changes one byte, or one word, of a text.
func (w *world) letters(s string) string {
	if w.r.IntN(3) == 0 {
		for _, i := range w.r.Perm(len(words)) {
			from := w.pick(words[i])
			if from != "" && strings.Contains(s, from) {
				at := strings.Index(s, from)
				if w.r.IntN(2) == 0 {
					at = strings.LastIndex(s, from)
				}
				return s[:at] + w.pick(words[i]) + s[at+len(from):]
			}
		}
	}
	if w.r.IntN(6) == 0 {
		// A clause of an expression goes.
		if parts := strings.Split(s, " && "); len(parts) > 1 {
			i := w.r.IntN(len(parts))
			return strings.Join(slices.Delete(parts, i, i+1), " && ")
		}
	}
	at := w.r.IntN(len(s) + 1)
	switch w.r.IntN(3) {
	case 0:
		return s[:at] + w.pick(signs) + s[at:]
	case 1:
		if at < len(s) {
			return s[:at] + s[at+1:]
		}
	}
	if at < len(s) {
		return s[:at] + w.pick(signs) + s[at+1:]
	}
	return s + w.pick(signs)
}

// describeOtherwise changes one glob of the description.
func (w *world) describeOtherwise(jobs trust.Jobs) trust.Jobs {
	out := slices.Clone(jobs)
	i := w.r.IntN(len(out))
	out[i].Boxes = slices.Clone(out[i].Boxes)
	k := w.r.IntN(len(out[i].Boxes))
	box := maps.Clone(out[i].Boxes[k])
	v := w.pick(slices.Sorted(maps.Keys(box)))
	if v == trust.FormKey {
		return out
	}
	globs := slices.Clone(box[v])
	if j := w.r.IntN(len(globs)); len(globs) > 1 && w.r.IntN(4) == 0 {
		globs = slices.Delete(globs, j, j+1)
	} else {
		globs[j] = w.letters(globs[j])
	}
	box[v] = globs
	out[i].Boxes[k] = box
	return out
}

// sample holds the tokens against document and description: the first job that
// gets in undescribed, and the first described one that is kept out.
func sample(c proof.Comparison, tokens []sampled) (widening, narrowing *sampled) {
	wide := c.Wide
	if wide == nil {
		wide = c.Jobs
	}
	for i := range tokens {
		s := &tokens[i]
		if !s.bound(c.Bindings) {
			continue
		}
		switch c.Document.Admits(s.token).Admitted {
		case proof.Yes:
			if widening == nil && (!s.in(wide) || replayed(c, wide, s.job, s.token)) {
				widening = s
			}
		case proof.No:
			if narrowing == nil && s.must && (s.doubt == "" || slices.Contains(c.Accepted, s.doubt)) && s.in(c.Jobs) {
				narrowing = s
			}
		case proof.Unknown:
		}
	}
	return widening, narrowing
}

// bound reports whether the job has all of a binding's values or none.
func (s *sampled) bound(bindings []proof.Binding) bool {
	for _, b := range bindings {
		has := 0
		for v, value := range b {
			if s.job.Values[v] == value {
				has++
			}
		}
		if has != 0 && has != len(b) {
			return false
		}
	}
	return true
}

// given is what a user may state beside the jobs: unverified facts, filters that
// are given up, names tied to ids.
func (w *world) given(c *proof.Comparison) {
	p := c.Jobs[0].Model()
	switch w.r.IntN(6) {
	case 0:
		for _, id := range slices.Sorted(maps.Keys(p.Facts)) {
			if !p.Verified(id) {
				c.Accepted = append(c.Accepted, id)
			}
		}
	case 1:
		f := p.Filters[w.r.IntN(len(p.Filters))]
		if f.Role != platform.RoleIssuer {
			c.Wide = c.Jobs.Relax(list(f.Name))
		}
	case 2:
		if p.Name == "gitlab" {
			c.Bindings = []proof.Binding{{"project_path": "g/p", "project_id": "1"}}
		}
	}
}

// TestMutants changes one place of compiled documents, or of the descriptions
// they were made for. Where a random job shows a difference, the prover must not
// say that there is none; and whatever example it gives must be one.
func TestMutants(t *testing.T) {
	effort.Alone(t)
	seed, rounds := effort.Seed(t), effort.Rounds(5, 12, 90, 2_000)
	w := &world{r: rand.New(rand.NewPCG(seed, 3)), texts: list("main", "a", "web", "/", ":", "v1", "g/p", "x/vcs-ref/refs/heads/main", ":ref_type:branch:ref:main", "pull/7", "-", ",")}
	var bases []base
	for _, x := range mutated {
		for _, backend := range x.backends {
			options := m{}
			if x.platform == "gitlab" {
				options["audiences"] = list("https://aud.example")
			}
			text, jobs, problems := stored(backend, describe(t, x.platform, x.filters...), options)
			if len(problems) > 0 {
				t.Fatalf("%s × %s: %s", x.name, backend, problems.Text(""))
			}
			doc, err := readBack(backend, text)
			if err != nil {
				t.Fatal(err)
			}
			bases = append(bases, base{x.name + " × " + backend, backend, text, doc, jobs, w.samplesOf(jobs, 200)})
		}
	}
	mutants, refused, widened, narrowed := 0, 0, 0, 0
	answers := map[string]int{}
	for _, b := range bases {
		for round := range rounds {
			text, doc, jobs := b.text, b.doc, b.jobs
			for ok := round == 0; !ok; {
				if round%4 == 3 {
					jobs = w.describeOtherwise(b.jobs)
					ok = len(jobs.Validate()) == 0
				} else {
					text = w.mutate(b.text)
					if w.r.IntN(3) == 0 {
						text = w.mutate(text)
					}
					var err error
					doc, err = readBack(b.backend, text)
					ok = err == nil
				}
				if !ok {
					refused++
				}
			}
			mutants++
			c := proof.Comparison{Document: doc, Jobs: jobs, Named: true}
			if round > 0 {
				w.given(&c)
			}
			v := proof.Compare(c)
			answers[v.Relation]++
			fail := func(why string) {
				t.Helper()
				t.Errorf("seed %d, %s: %s\n%s\njobs %s\ndocument %s\naccepted %q, wide %s, bindings %v", seed, b.name, why, said(v), toJSON(t, jobs), text, c.Accepted, toJSON(t, c.Wide), c.Bindings)
			}
			if round == 0 && (v.Wider != proof.No || v.Narrower != proof.No && !strings.HasPrefix(v.NarrowerReason, unverifiedBox)) {
				fail("compiled, and not equal")
			}
			if fault := examplesFault(c, v); fault != "" {
				fail(fault)
			}
			widening, narrowing := sample(c, b.tokens)
			if widening != nil {
				widened++
				if v.Wider == proof.No {
					fail(fmt.Sprintf("wider by %+v\n%s", widening.job, toJSON(t, widening.token)))
				}
			}
			if narrowing != nil {
				narrowed++
				if v.Narrower == proof.No {
					fail(fmt.Sprintf("narrower by %+v\n%s", narrowing.job, toJSON(t, narrowing.token)))
				}
			}
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("%d documents, %d mutants, %d refused; %d wider and %d narrower by a random job; %v", len(bases), mutants, refused, widened, narrowed, answers)
	if mutants < 33*rounds || widened < 300*(rounds-1)/89 || narrowed < 11*rounds {
		t.Errorf("a lopsided world: %d mutants, %d wider, %d narrower", mutants, widened, narrowed)
	}
}
