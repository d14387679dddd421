package relyingparty_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
)

// TestOrdersOfStrangers: a pattern that is made of a stranger's subject, by stars in place
// of pieces of it, lets that stranger in, in whatever order its components stand: no
// answer denies it, and what an answer shows in its place can be minted.
func TestOrdersOfStrangers(t *testing.T) {
	t.Parallel()
	seed, rounds := effort.Seed(t), effort.Rounds(50, 200, 1500, 100_000)
	w := &world{r: rand.New(rand.NewPCG(seed, 11))} //nolint:gosec // the same every time
	p := platform.Find("gitlab")
	jobs := forAudience(describeOne(t, "gitlab", m{"projects": list("my-group/app"), "branches": list("main")}), "aud")
	answers, closed := map[proof.Answer]int{}, 0
	for range rounds {
		form := p.Form(w.pick(list("branch", "tag", "branch", "workload")))
		values := map[string]string{
			"project_path": w.pick(list("my-group/ap", "other/app", "a/my-group/app")), "project_id": w.pick(list("7", "57382910")),
			"branch": w.pick(list("main", "dev", "app")), "tag": w.pick(list("main", "v1")), "ref_protected": w.pick(list("true", "false")),
			"environment_protected": w.pick(list("true", "false")), "deployment_tier": w.pick(list("production", "staging")),
		}
		if form.Name == "workload" {
			values["branch"] = "refs/workloads/7"
		}
		order := []string{w.pick(p.Subject.First)}
		for _, i := range w.r.Perm(len(p.Subject.Components)) {
			if name := p.Subject.Components[i]; name != "project_path" && name != "project_id" && w.r.IntN(2) == 0 {
				order = append(order, name)
			}
		}
		settings := platform.Settings{"url": "https://gitlab.com", p.Subject.Setting: strings.Join(order, ",")}
		token := p.Mint(platform.Job{Form: form.Name, Values: values}, p.Declared(form, settings)[0], "https://gitlab.com", "aud")
		sub, _ := token["sub"].(string)
		text := gitlabPolicy(w.starred(sub))
		doc, err := readBack("aws", text)
		if err != nil {
			t.Fatal(err)
		}
		if doc.Admits(token).Admitted != proof.Yes {
			continue // a star at a place where the pattern has another meaning
		}
		v := proof.Compare(proof.Comparison{Document: doc, Jobs: jobs, Named: true})
		answers[v.Wider]++
		if v.WiderReason == proof.MadeUp {
			closed++
		}
		if v.Wider == proof.No {
			t.Errorf("seed %d: denied: %s\n%s", seed, toJSON(t, token), text)
		}
		if fault := unmintable(jobs, v); fault != "" {
			t.Errorf("seed %d: %s\n%s", seed, fault, text)
		}
	}
	t.Logf("%v, %d of them as nobody knows such components", answers, closed)
	if answers[proof.Yes] < rounds*9/10 {
		t.Errorf("only %d of %d are decided", answers[proof.Yes], rounds)
	}
}

// starred puts stars in place of some pieces of a text.
func (w *world) starred(text string) string {
	for range 1 + w.r.IntN(3) {
		from := w.r.IntN(len(text))
		to := from + w.r.IntN(len(text)-from)
		text = text[:from] + "*" + text[to:]
	}
	return text
}
