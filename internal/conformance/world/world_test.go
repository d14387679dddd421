package world

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

func TestCasesAreDescriptions(t *testing.T) {
	t.Parallel()
	perPlatform, seen := map[string]int{}, map[string]bool{}
	for _, c := range All() {
		if seen[c.Name] {
			t.Errorf("two cases are named %s", c.Name)
		}
		seen[c.Name] = true
		if list := c.Refused(); len(list) > 0 {
			t.Errorf("%s is no description: %s", c.Name, list.Text(""))
		}
	}
	for _, c := range Cases() {
		perPlatform[c.Platform]++
	}
	t.Logf("cases of this run: %v, of %d in all", perPlatform, len(seen))
	for _, name := range platform.Names() {
		if perPlatform[name] < 100 {
			t.Errorf("only %d cases of %s", perPlatform[name], name)
		}
	}
}

// Every form that filters describe is in some description, every filter is there
// with all its kinds of values in this run, and beside every other filter in the
// long one.
func TestWorldsCoverWhatTheDataSays(t *testing.T) {
	t.Parallel()
	for _, p := range platform.All() {
		covers(t, p, inThisRun(derivedOf(p)))
	}
}

func covers(t *testing.T, p *platform.Platform, ordinary []Case) {
	t.Helper()
	forms, tried, pairs := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, d := range derivedOf(p) {
		inRun := slices.ContainsFunc(ordinary, func(c Case) bool { return c.Name == d.Name })
		for _, part := range d.Parts {
			for name, value := range part.Filters {
				for other := range part.Filters {
					pairs[name+"+"+other] = true
				}
				if inRun {
					tried[name+fmt.Sprint(value)] = true
				}
			}
		}
		for part := range strings.SplitSeq(strings.TrimSuffix(d.Name, "/taken-on"), "/") {
			tried[part] = tried[part] || inRun
		}
		jobs, err := d.Jobs()
		if err != nil {
			t.Fatal(err)
		}
		for _, j := range jobs {
			for _, b := range j.Boxes {
				for _, name := range b[trust.FormKey] {
					forms[name] = forms[name] || inRun
				}
			}
		}
	}
	for _, f := range p.Forms {
		if !f.Never && !forms[f.Name] {
			t.Errorf("%s: no description of the form %s in this run", p.Name, f.Name)
		}
	}
	b := newBuilder(p)
	bases := b.bases()
	for i, f := range p.Filters {
		list := kinds(p, f, bases[0].jobs)
		if len(list) == 0 {
			t.Errorf("%s: nothing is tried with the filter %s", p.Name, f.Name)
		}
		for _, k := range list {
			if !k.byLot && b.differ(bases, Filters{f.Name: k.value}) && !tried[f.Name+"="+k.name] && !tried[f.Name+fmt.Sprint(k.value)] {
				t.Errorf("%s: %s = %v (%s) is nowhere in this run", p.Name, f.Name, k.value, k.name)
			}
		}
		for _, g := range p.Filters[i+1:] {
			if ls := kinds(p, g, bases[0].jobs); len(list) > 0 && len(ls) > 0 {
				if b.differ(bases, Filters{f.Name: list[0].value}, Filters{g.Name: ls[0].value}) && !pairs[f.Name+"+"+g.Name] {
					t.Errorf("%s: %s and %s never stand together", p.Name, f.Name, g.Name)
				}
			}
		}
	}
}

// differ reports whether the filters together, beside some base, describe other
// jobs than without one of them.
func (b *builder) differ(bases []base, more ...Filters) bool {
	return slices.ContainsFunc(bases, func(x base) bool {
		all := x.filters
		for _, m := range more {
			all = all.with(m)
		}
		jobs := b.describe(all)
		for _, m := range more {
			without := all
			for name := range m {
				without = without.with(Filters{name: x.filters[name]})
			}
			if len(more) > 1 && reflect.DeepEqual(b.describe(without), jobs) {
				return false
			}
		}
		return jobs != nil
	})
}

// A platform that is new gets its world by itself.
func TestNewPlatformGetsItsWorld(t *testing.T) {
	for _, name := range []string{"acme", "nova"} {
		t.Run(name, func(t *testing.T) { newPlatform(t, "../../platform/testdata/"+name+".yaml") })
	}
}

func newPlatform(t *testing.T, file string) {
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p, err := platform.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	defer platform.Add(p)()
	cases := inThisRun(derivedOf(p))
	covers(t, p, cases)
	for _, c := range cases {
		w, err := Make(c, 200, false)
		if err != nil {
			t.Fatal(err)
		}
		verdicts := map[Verdict]int{}
		for _, tok := range w.Tokens {
			verdicts[tok.Want]++
		}
		if list := w.Lacks(); len(list) > 0 || verdicts[Admit] == 0 || verdicts[Refuse] == 0 {
			t.Errorf("%s lacks %v: %v", c.Name, list, verdicts)
		}
	}
	t.Logf("%d cases", len(cases))
	if len(cases) < 10 {
		t.Errorf("only %d cases", len(cases))
	}
}

// Only cases written by hand name platforms.
func TestNoPlatformIsNamed(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") || f.Name() == "byhand.go" {
			continue
		}
		raw, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(strings.ToLower(string(raw)), "github.com/cioidc", "")
		for _, p := range platform.All() {
			for _, word := range []string{p.Name, strings.Fields(strings.ToLower(p.Title))[0] + " "} {
				if strings.Contains(text, word) {
					t.Errorf("%s names %s", f.Name(), word)
				}
			}
		}
	}
}

func TestWorldIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"semaphore/branch/pull_requests=on", "circleci/github_branch/repositories=exact-1", "gitlab/branch/projects=begin", "github/branch/whole-immutable", "circleci/github_tag/taken-on", "union/platforms"} {
		c, ok := Find(name)
		if !ok {
			t.Fatal(name)
		}
		a, err := Make(c, 300, true)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Make(c, 300, true)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(a.Tokens, b.Tokens) {
			t.Errorf("%s differs from call to call", name)
		}
	}
}

// Attacks that the facts name are in the worlds, and are to be refused.
func TestWorldHoldsTheKnownAttacks(t *testing.T) {
	t.Parallel()
	worlds := map[string]World{}
	for _, x := range []struct{ name, claim, text string }{
		{"circleci/github_branch/repositories=exact-1", "sub", "/vcs-ref/refs/heads/x/vcs-ref/refs/heads/main"},
		{"circleci/github_branch/repositories=exact-1", "sub", "/vcs-ref/refs/heads/x/vcs-origin/github.com/my-org/web/vcs-ref/refs/heads/main"},
		{"circleci/github_branch/repositories=exact-1", "sub", "/file-streaming/audit-logs"},
		{"circleci/github_branch/repositories=open-1", "sub", "/vcs-origin/github.com/my-orgx/"},
		{"semaphore/branch", "sub", ":ref_type::ref:"},
		{"semaphore/branch", "ref_type", "pull-request"},
		{"semaphore/branch/generic_git=on", "repo", ":web"},
		{"semaphore/branch", "ref", "refs/heads/refs/heads/main"},
		{"semaphore/branch", "ref", "refs/tags/refs/heads/main"},
		{"semaphore/branch", "ref", "${"},
		{"gitlab/branch", "sub", ":ref_type:tag:ref:main"},
		{"gitlab/branch", "sub", "project_path:my-group-evil/my-project:"},
		{"gitlab/branch", "sub", "ref:main:ref_type:branch"},
		{"gitlab/branch", "sub", "42"},
		{"gitlab/branch/url=1", "pipeline_source", "merge_request_event"},
		{"gitlab/branch/branches=quote", "ref", "'||true||'"},
		{"github/branch", "sub", "repo:my-org/web:pull_request"},
		{"github/branch", "sub", "repo:my-org/web:environment:"},
		{"github/branch", "sub", "repo:my-org@123456/web@4567890:"},
		{"github/branch", "sub", "actor:somebody:repo:"},                  // a key of a stranger's own
		{"github/branch", "sub", "x:repo:my-org/web:ref:refs/heads/main"}, // and all of our subject behind one
		{"github/branch", "sub", "repository_owner:my-orgx:"},
		{"github/branch", "sub", "repo:my-orgx/web:"},
		{"github/branch", "ref", "refs/heads/refs/heads/main"},
		{"github/branch_environment", "sub", ":environment:productionx"},
		{"github/branch/job_workflow_refs=exact", "job_workflow_ref", "my-org/automation/.github/workflows/deploy.yml@refs/heads/mainx"},
		{"hcp_terraform/workspace", "sub", ":module:x:project:Default Project:workspace:web:run_phase:apply"},
		{"hcp_terraform/workspace", "sub", ":stack:"},
		{"hcp_terraform/workspace", "sub", "organization:my-orgx:project:Default Project:"},
		{"hcp_terraform/workspace", "terraform_run_phase", "plan"},
		// Tokens beyond the usual ones.
		{"circleci/github_branch/root_issuer=on", "oidc.circleci.com/org-id", "01234567-89ab-4def-8123-4567890abcd0"},
		{"circleci/github_branch/repositories=exact-1", "oidc.circleci.com/vcs-origin", "git.example.com/"},
		{"semaphore/branch", "job_type", "debug_job"},
		{"gitlab/branch", "ref", "refs/workloads/"},
		{"github/branch", "event_name", "pull_request_target"},
		{"github/branch", "event_name", "deployment"},
		{"github/branch", "sub", ":repo_property_x:"},
		{"github/branch/branches=any", "sub", ":pull_request"},
		{"hcp_terraform/workspace", "sub", ":hyok_config:"},
	} {
		c, ok := Find(x.name)
		if !ok {
			t.Errorf("there is no case %s", x.name)
			continue
		}
		w, ok := worlds[x.name]
		if !ok {
			var err error
			if w, err = Make(c, 6_000, true); err != nil {
				t.Fatal(err)
			}
			worlds[x.name] = w
		}
		if !slices.ContainsFunc(w.Tokens, func(t Token) bool {
			return t.Want == Refuse && t.Aud == Good && strings.Contains(fmt.Sprint(t.Claims[x.claim]), x.text)
		}) {
			t.Errorf("%s has no token with %q in %s that is to be refused", x.name, x.text, x.claim)
		}
	}
}

// Every form is in the world, those too that no filter describes, and where
// projects order their own subjects, every order that is enumerated behind
// everything that can stand first.
func TestWorldHoldsEveryFormAndEveryOrder(t *testing.T) {
	t.Parallel()
	for _, p := range platform.All() {
		c := derivedOf(p)[0].Case
		limit := 1_000
		if len(p.Strangers()) > 0 {
			limit = 3_000
		}
		w, err := Make(c, limit, true)
		if err != nil {
			t.Fatal(err)
		}
		if list := w.Lacks(); len(list) > 0 {
			t.Errorf("%s has no token of the forms %v", c.Name, list)
		}
		orders := map[string]bool{}
		for _, tok := range w.Tokens {
			if tok.order != "" {
				orders[tok.order] = true
			}
		}
		t.Logf("%s: %d tokens, strangers in %d orders", c.Name, len(w.Tokens), len(orders))
		if len(p.Strangers()) == 0 {
			continue
		}
		f := slices.MaxFunc(forms(p, w.Jobs[0]), func(a, b *platform.Form) int { return len(a.ClaimNames()) - len(b.ClaimNames()) })
		rest := slices.DeleteFunc(allComponents(p), func(c string) bool { return slices.Contains(p.Subject.First, c) })
		for _, first := range p.Strangers() {
			for _, order := range ordersOf(rest, mostOrders) {
				var names []string
				for _, t := range spelled(p, f, first, order) {
					names = append(names, t.String())
				}
				name := strings.Join(names, ":")
				declared := slices.ContainsFunc(p.Declared(f, w.Jobs[0].Settings), func(s platform.Presentation) bool { return s.Template.String() == name })
				if !declared && !orders[name] { // the declared order is there as a job's own
					t.Errorf("%s has no stranger with %s", c.Name, name)
				}
			}
		}
	}
}

// forms that occur and whose subjects are made of components.
func forms(p *platform.Platform, d trust.Description) []*platform.Form {
	var out []*platform.Form
	for i := range p.Forms {
		if f := &p.Forms[i]; len(f.Sub) == 0 && p.Occurs(f, d.Issuer, d.Settings) {
			out = append(out, f)
		}
	}
	return out
}

func BenchmarkMake(b *testing.B) {
	for range b.N {
		for _, p := range platform.All() {
			if _, err := Make(derivedOf(p)[0].Case, 80, true); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// A subject that can be cut in two ways is there with both jobs.
func TestWorldReadsSubjectsInEveryWay(t *testing.T) {
	t.Parallel()
	c := Case{Name: "two ways", Parts: []Part{{"circleci", Filters{
		"organization_id": "01234567-89ab-4def-8123-4567890abcde", "project_ids": []string{"76543210-ba98-4edc-8210-edcba0987654"},
		"branches": []string{"x/vcs-ref/refs/heads/main"}, "repositories": []string{"gitlab.com/mylab/web"},
	}}}}
	w, err := Make(c, 300, true)
	if err != nil {
		t.Fatal(err)
	}
	got := map[any]map[Verdict]bool{}
	for _, tok := range w.Tokens {
		sub := tok.Claims["sub"]
		if got[sub] == nil {
			got[sub] = map[Verdict]bool{}
		}
		if tok.Aud == Good && !tok.changed {
			got[sub][tok.Want] = true
		}
	}
	for _, verdicts := range got {
		if verdicts[Admit] && verdicts[Refuse] {
			return
		}
	}
	t.Error("no subject is both a described job's and another's")
}

func TestBranchesOfRegularExpressions(t *testing.T) {
	t.Parallel()
	for expression, want := range map[string]string{
		"^https://(a\\.b(/[a-z]+)?|[a-z0-9.-]+/t)$": "https://a.b https://a.b/a https://a/t",
		"^(xa|yb)[0-9]{2}$":                         "xa00 yb00",
		"^[a-z]+$":                                  "",
		"":                                          "",
	} {
		if got := strings.Join(branches(expression), " "); got != want {
			t.Errorf("%q has %q, want %q", expression, got, want)
		}
	}
}
