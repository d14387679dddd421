package relyingparty_test

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// An entry of the corpus is a policy as people write it: from the guides of
// platforms and relying parties, from popular modules, and from lists of
// mistakes.
type entry struct {
	Why      string          `json:"why"`
	Platform string          `json:"platform"`
	Filters  m               `json:"filters"`
	Relation string          `json:"relation"` // or several, by |
	Opaque   string          `json:"opaque"`   // in the reason, where the claims do not decide
	Document json.RawMessage `json:"document"`
}

func corpus(t testing.TB, backend string) []entry {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "proof", backend+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var out []entry
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func (e entry) jobs(t testing.TB, audience string) trust.Jobs {
	t.Helper()
	d, problems := trust.Describe(e.Platform, value.Of(e.Filters))
	if len(problems) > 0 {
		t.Fatalf("%s: %s", e.Why, problems.Text(""))
	}
	return forAudience(d.Jobs, audience)
}

// A tally counts answers by what they are, and unknown ones by their reason.
type tally struct {
	answers, unknown int
	reasons          map[string]int
}

func (y *tally) add(v proof.Verdict) {
	y.answers += 2
	if y.reasons == nil {
		y.reasons = map[string]int{}
	}
	for _, reason := range []string{v.WiderReason, v.NarrowerReason} {
		if reason == "" {
			continue
		}
		y.reasons[reason]++
		if !unsaid(reason) {
			y.unknown++
		}
	}
}

// unsaid reports that an answer depends on a fact that nobody accepted, or on client
// ids that nobody gave.
func unsaid(reason string) bool {
	return strings.Contains(reason, "the unverified fact ") || strings.Contains(reason, "client_ids does not give")
}

// atMost fails above one unknown answer in a hundred; those that depend on what
// nobody said do not count.
func (y *tally) atMost(t *testing.T) {
	t.Helper()
	t.Logf("%d answers, %d unknown (%.2f %%)", y.answers, y.unknown, 100*float64(y.unknown)/float64(y.answers))
	for _, reason := range slices.Sorted(maps.Keys(y.reasons)) {
		t.Logf("  %d × %s", y.reasons[reason], reason)
	}
	if 100*y.unknown > y.answers {
		t.Errorf("%d of %d answers are unknown", y.unknown, y.answers)
	}
}

// TestCorpus holds the prover to documents that nobody here compiled: each has
// an answer, unless the claims do not decide, and then the reason says so.
func TestCorpus(t *testing.T) {
	var y tally
	n := 0
	for _, backend := range parties {
		for _, e := range corpus(t, backend) {
			n++
			audience := "aud"
			if backend == "azure" {
				audience = "api://AzureADTokenExchange"
			}
			jobs := e.jobs(t, audience)
			doc, err := readBack(backend, string(e.Document))
			if err != nil {
				t.Errorf("%s: %s: %v", backend, e.Why, err)
				continue
			}
			c := proof.Comparison{Document: doc, Jobs: jobs, Named: jobs[0].Model().Issuer.Audience.Kind == "picked"}
			v := proof.Compare(c)
			if !slices.Contains(strings.Split(e.Relation, "|"), v.Relation) {
				t.Errorf("%s: %s: want %s, got %s", backend, e.Why, e.Relation, said(v))
			}
			if fault := examplesFault(c, v); fault != "" {
				t.Errorf("%s: %s: %s\n%s", backend, e.Why, fault, said(v))
			}
			if e.Opaque == "" {
				y.add(v)
			} else if !strings.Contains(v.WiderReason+v.NarrowerReason, e.Opaque) {
				t.Errorf("%s: %s: the reasons do not name %s: %s", backend, e.Why, e.Opaque, said(v))
			}
		}
	}
	t.Logf("%d documents", n)
	y.atMost(t)
}

// compiledFor are descriptions that documents can be made for, with what their
// platform lets jobs pick.
func compiledFor() []struct {
	platform string
	filters  []m
	options  m
} {
	web := m{"branches": list("main"), "repositories": list("github.com/acme/web")}
	type row = struct {
		platform string
		filters  []m
		options  m
	}
	gl := m{"audiences": list("https://aud.example")}
	return []row{
		{"semaphore", []m{semaphore(m{"branches": list("main")})}, nil},
		{"semaphore", []m{semaphore(m{"branches": list("main"), "organization_id": org})}, m{"accept_unenforced": list("organization_id")}},
		{"semaphore", []m{semaphore(m{"branches": list("main"), "debug_sessions": false})}, m{"accept_unenforced": list("debug_sessions")}},
		{"semaphore", []m{semaphore(m{"branches": list("release-*"), "repositories": list("web"), "generic_git": true})}, nil},
		{"semaphore", []m{semaphore(m{"branches": list("release-*")})}, nil},
		{"semaphore", []m{semaphore(m{"branches": list("main"), "generic_git": true})}, nil},
		{"semaphore", []m{semaphore(m{"branches": list("*"), "tags": list("*"), "pull_requests": true})}, nil},
		{"semaphore", []m{semaphore(m{"branches": list("main"), "repositories": list("web")})}, nil},
		{"semaphore", []m{semaphore(m{"branches": list("a,b")})}, nil},
		{"semaphore", []m{semaphore(m{"branches": list(strings.Repeat("x", 200))})}, nil},
		{"semaphore", []m{semaphore(m{"branches": many(60), "repositories": list("web")})}, nil},
		{"semaphore", []m{semaphore(m{"branches": list("main")}), semaphore(m{"tags": list("v*"), "repositories": list("web")})}, nil},
		{"circleci", []m{circleci(web)}, nil},
		{"circleci", []m{circleci(m{"branches": list("main", "v*"), "repositories": list("github.com/acme/web")})}, nil},
		{"circleci", []m{circleci(m{"branches": list("main"), "repositories": list("gitlab.com/g/p")})}, nil},
		{"circleci", []m{circleci(m{"branches": list("main"), "repositories": list("github.com/acme/web"), "context_ids": list(user)})}, m{"accept_unenforced": list("context_ids")}},
		{"circleci", []m{circleci(m{"token_version": "v1", "branches": list("main"), "repositories": list("github.com/acme/web")})}, m{"accept_unenforced": list("branches", "repositories")}},
		{"circleci", []m{circleci(m{"token_version": "v1"})}, nil},
		{"circleci", []m{circleci(m{"token_version": "v1", "branches": list("*")})}, m{"accept_unenforced": list("branches")}},
		{"circleci", []m{circleci(m{"branches": list("main"), "ssh_rerun": false})}, nil},
		{"circleci", []m{circleci(m{"branches": list("*"), "tags": list("*"), "webhooks": true})}, nil},
		{"circleci", []m{circleci(m{"branches": list("*"), "repositories": list("github.com/acme/web")})}, nil},
		{"circleci", []m{circleci(m{"branches": list("main"), "repositories": list("github.com/acme/web"), "user_ids": list(user)})}, nil},
		{"circleci", []m{{"organization_id": org, "project_ids": list("*"), "token_version": "v1"}}, nil},
		{"circleci", []m{circleci(m{"pull_requests": true, "branches": list("main"), "repositories": list("github.com/acme/web")})}, nil},
		{"gitlab", []m{{"projects": list("g/p"), "branches": list("main")}}, gl},
		{"gitlab", []m{{"projects": list("g/p"), "branches": list("main"), "environments": list("prod")}}, gl},
		{"gitlab", []m{{"projects": list("g/p"), "branches": list("main"), "environments": list("prod")}}, m{"audiences": list("a"), "accept_unenforced": list("environments")}},
		{"gitlab", []m{selfManaged(m{"project_ids": list("1"), "branches": list("main"), "subject_components": list("project_id", "ref_type", "ref")})}, gl},
		{"gitlab", []m{selfManaged(m{"projects": list("g/p"), "ref_protected": true, "branches": list("main"), "subject_components": list("project_path", "ref_type", "ref", "ref_protected")})}, gl},
		{"gitlab", []m{selfManaged(m{"projects": list("g/p"), "namespace_ids": list("1"), "branches": list("main")})}, gl},
		{"gitlab", []m{{"project_ids": list("1"), "namespace_ids": list("2"), "pipeline_sources": list("push"), "ref_protected": true, "branches": list("main")}}, gl},
		{"gitlab", []m{{"projects": list("g/p"), "pipeline_sources": list("push"), "branches": list("main")}}, gl},
		{"gitlab", []m{{"url": "https://gitlab.example.com", "projects": list("g/p"), "branches": list("main"), "pipeline_sources": list("push")}}, gl},
		{"gitlab", []m{{"projects": list("g/p"), "project_ids": list("1"), "branches": list("main")}}, m{"audiences": list("a"), "flexible": true}},
		{"gitlab", []m{{"projects": list("g/p"), "branches": list("*"), "tags": list("*"), "subject_components": list("project_path")}}, gl},
		{"gitlab", []m{{"projects": list("g/*", "h/p"), "branches": list("main", "v*"), "tags": list("*")}, {"project_ids": list("3", "1"), "branches": list("x")}}, gl},
		{"gitlab", []m{{"projects": list("g/p"), "branches": list("main"), "ref_protected": true}}, gl},
		{"github", []m{{"repositories": list("o/r"), "branches": list("main")}}, gl},
		{"github", []m{github(m{"branches": list("main", "v*"), "tags": list("*"), "pull_requests": true})}, gl},
		{"github", []m{github(m{"environments": list("prod", "Production:V1")})}, gl},
		{"github", []m{github(m{"branches": list("main"), "any_environment": true, "subject_format": "immutable"})}, gl},
		{"github", []m{{"repositories": list("o/*"), "environments": list("*"), "subject_format": "classic"}}, gl},
		{"github", []m{{"repository_ids": list("2", "3"), "branches": list("*")}}, gl},
		{"github", []m{github(m{"branches": list("main"), "subject_components": list("repository_owner_id", "repository_id", "context")})}, gl},
		{"github", []m{ghes(m{"branches": list("main"), "tags": list("v*")})}, gl},
		{"hcp_terraform", []m{hcp(m{"projects": list("Default Project"), "workspaces": list("web", "api")})}, gl},
		{"hcp_terraform", []m{hcp(m{"organization_id": "org-a", "project_ids": list("prj-a")})}, gl},
		{"hcp_terraform", []m{{"organization": "o", "modules": list("terraform-aws-*"), "module_tests": true}}, gl},
	}
}

// TestCompiledHaveAnswers compares again what the back ends made: the unknown
// rate over the rows above, the examples of the guides, and random descriptions.
func TestCompiledHaveAnswers(t *testing.T) {
	effort.Alone(t)
	var y tally
	made := map[string]int{}
	check := func(jobs trust.Jobs, options m) {
		for _, backend := range parties {
			o := with(options)
			if backend != "azure" {
				delete(o, "flexible")
			}
			text, with, problems := stored(backend, jobs, o)
			if len(problems) > 0 {
				continue
			}
			doc, err := readBack(backend, text)
			if err != nil {
				t.Errorf("%s: %v\n%s", backend, err, text)
				continue
			}
			accepted, _ := o["accept_unenforced"].([]string)
			c := proof.Comparison{Document: doc, Jobs: with, Wide: with.Relax(accepted)}
			v := proof.Compare(c)
			made[backend]++
			y.add(v)
			if v.Wider == proof.Yes || v.Narrower == proof.Yes || v.Relation != "equal" && !unsaid(v.WiderReason+v.NarrowerReason) {
				t.Errorf("%s: %s\n%s", backend, said(v), text)
			}
		}
	}
	for _, r := range compiledFor() {
		check(describe(t, r.platform, r.filters...), r.options)
	}
	for _, e := range seeds(t) {
		if _, problems := trust.Describe(e.Platform, value.Of(e.Filters)); len(problems) > 0 {
			continue // an example that is refused
		}
		audiences := m{"audiences": list("https://aud.example")}
		if e.Platform != "gitlab" {
			audiences = nil
		}
		check(describe(t, e.Platform, e.Filters), audiences)
	}
	named := y.answers
	w := &world{r: rand.New(rand.NewPCG(1, 5))}
	ids := []string{project, org, user}
	rounds := effort.Rounds(50, 150, 500, 500)
	for range rounds {
		name := w.pick(platform.Names())
		w.texts = list("main", "a", "web", "/", "g/p", "-", ".", "v1")
		f := w.filters(platform.Find(name), ids)
		d, problems := trust.Describe(name, value.Of(f))
		if len(problems) > 0 {
			continue
		}
		options := m{}
		if platform.Find(name).Issuer.Audience.Kind == "picked" {
			options["audiences"] = list("https://aud.example")
		}
		check(d.Jobs, options)
	}
	t.Logf("%v documents, %d answers on named descriptions", made, named)
	y.atMost(t)
	if least := 60 + 40*rounds/500; made["aws"] < 50 || made["vault"] < least || made["google"] < least || made["azure"] < 15 {
		t.Errorf("too few documents: %v", made)
	}
}

// seeds are the descriptions of the guides' examples.
func seeds(t *testing.T) []entry {
	t.Helper()
	paths, err := filepath.Glob("../test/errata/testdata/seeds/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	var out []entry
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(raw), "-- filters --\n")
		text, _, _ := strings.Cut(rest, "\n-- ")
		var e entry
		if err := json.Unmarshal([]byte(text), &e); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		out = append(out, e)
	}
	return out
}
