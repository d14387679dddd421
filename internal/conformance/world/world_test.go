package world

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestCasesAreManyAndMostAreDescriptions(t *testing.T) {
	perPlatform, described := map[string]int{}, 0
	for _, c := range Cases() {
		perPlatform[c.Platform]++
		if list := c.Refused(); len(list) == 0 {
			described++
		} else {
			t.Errorf("%s is no description: %s", c.Name, list.Text(""))
		}
	}
	t.Logf("%v, %d descriptions in all", perPlatform, described)
	for _, name := range deep {
		if _, ok := Find(name); !ok {
			t.Errorf("there is no case %s", name)
		}
	}
}

func TestWorldIsTheSameEachTime(t *testing.T) {
	for _, name := range []string{"semaphore/everything", "circleci/branch/repository", "gitlab/branch/group", "union/platforms"} {
		c, _ := Find(name)
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
		{"circleci/branch/repository", "sub", "/vcs-ref/refs/heads/x/vcs-ref/refs/heads/main"},
		{"circleci/branch/repository", "sub", "/vcs-ref/refs/heads/x/vcs-origin/github.com/my-org/web/vcs-ref/refs/heads/main"},
		{"circleci/branch/repository", "sub", "/file-streaming/audit-logs"},
		{"circleci/branch-any/owner", "sub", "/vcs-origin/github.com/my-orgx/"},
		{"semaphore/branch", "sub", ":ref_type::ref:"},
		{"semaphore/branch", "ref_type", "pull-request"},
		{"semaphore/branch/generic-repository", "repo", ":web"},
		{"gitlab/branch", "sub", ":ref_type:tag:ref:main"},
		{"gitlab/branch", "sub", "project_path:my-group-evil/my-project:"},
		{"gitlab/branch", "sub", "ref:main:ref_type:branch"},
		{"gitlab/branch", "sub", "42"},
		{"semaphore/branch", "ref", "refs/heads/refs/heads/main"},
		{"semaphore/branch", "ref", "refs/tags/refs/heads/main"},
		{"gitlab/branch/private-push", "pipeline_source", "merge_request_event"},
		{"gitlab/branch-quote", "ref", "'||true||'"},
		{"semaphore/branch", "ref", "${"},
	} {
		c, ok := Find(x.name)
		if !ok {
			t.Fatal(x.name)
		}
		w, ok := worlds[x.name]
		if !ok {
			var err error
			if w, err = Make(c, 10_000, true); err != nil {
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

// Every form is in the world, those too that no filter describes, and every
// order of a stranger's components.
func TestWorldHoldsEveryFormAndEveryOrder(t *testing.T) {
	t.Parallel()
	for _, name := range deep {
		c, _ := Find(name)
		limit := 1_000
		if c.Platform == "gitlab" {
			limit = 27_000 // a fifth is for strangers: 1,304 orders of four projects
		}
		w, err := Make(c, limit, true)
		if err != nil {
			t.Fatal(err)
		}
		if list := w.Lacks(); len(list) > 0 {
			t.Errorf("%s has no token of the forms %v", name, list)
		}
		orders := map[string]bool{}
		for _, tok := range w.Tokens {
			if sub, ok := tok.Claims["sub"].(string); ok && strings.HasSuffix(tok.Note, "of a stranger") {
				var shape []string
				for i, part := range strings.Split(sub, ":") {
					if i%2 == 0 {
						shape = append(shape, part)
					}
				}
				orders[strings.Join(shape, ":")] = true
			}
		}
		t.Logf("%s: %d tokens, %d orders of components", name, len(w.Tokens), len(orders))
		if want := 4 * 326; c.Platform == "gitlab" && len(orders) != want {
			t.Errorf("%s has %d orders of components, want %d", name, len(orders), want)
		}
	}
}

func BenchmarkMake(b *testing.B) {
	for range b.N {
		for _, name := range []string{"circleci/branch/owner", "gitlab/branch/group", "semaphore/branch/no-debug"} {
			c, _ := Find(name)
			if _, err := Make(c, 80, true); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// A subject that can be cut in two ways is there with both jobs.
func TestWorldReadsSubjectsInEveryWay(t *testing.T) {
	c := Case{Name: "two ways", Parts: []Part{{"circleci", Filters{
		"organization_id": cciOrg, "project_ids": []string{cciWeb}, "branches": []string{"x/vcs-ref/refs/heads/main"}, "repositories": []string{"gitlab.com/mylab/web"},
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
