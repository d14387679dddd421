package relyingparty_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// A neighbourhood is a description and tokens of jobs round it, strangers' too.
type neighbourhood struct {
	platform *platform.Platform
	jobs     trust.Jobs
	tokens   []sampled
	inside   []*sampled // that are described
}

// vocabularies are words of one length. Documents with the one and with the other
// differ in words alone, which is what the prover answers by one another.
var vocabularies = [][]string{
	{"trunk", "a", "o", "r", "site", "prod", "v1", "g/p", "prod-a", "-", "apply", "plan"},
	{"prime", "b", "n", "s", "shop", "test", "w1", "h/q", "test-b", "-", "apply", "plan"},
	{"stage", "c", "m", "t", "docs", "live", "x1", "i/t", "live-c", "-", "apply", "plan"},
	{"patch", "d", "l", "u", "core", "beta", "y1", "j/u", "beta-d", "-", "apply", "plan"},
	{"lunar", "e", "k", "v", "jobs", "demo", "z1", "k/v", "demo-e", "-", "apply", "plan"},
	{"solar", "f", "q", "w", "bots", "uats", "u1", "l/w", "uats-f", "-", "apply", "plan"},
}

// hoods are descriptions that people write documents for, in words of v; share is
// how often they are drawn, the cheap ones most.
var hoods = []struct {
	platform string
	share    int
	filters  func(v []string) []m
}{
	{"github", 1, func(v []string) []m {
		return []m{{"repositories": list(v[2] + "/" + v[3]), "branches": v[:1], "subject_format": "classic"}}
	}},
	{"github", 1, func(v []string) []m {
		return []m{{"repositories": list(v[2] + "/*"), "branches": list("*"), "tags": list(v[6] + "*")}}
	}},
	{"github", 1, func(v []string) []m {
		return []m{{"repositories": list(v[2] + "/" + v[3]), "repository_ids": list("2"), "owner_ids": list("1"), "branches": v[:1], "any_environment": true}}
	}},
	{"github", 1, func(v []string) []m {
		return []m{{"repositories": list(v[2] + "/" + v[3]), "environments": v[5:6], "subject_format": "classic"}}
	}},
	{"github", 1, func(v []string) []m {
		return []m{{"repositories": list(v[2] + "/" + v[3]), "branches": v[:1], "pull_requests": true, "subject_format": "immutable"}}
	}},
	{"hcp_terraform", 12, func(v []string) []m {
		return []m{{"organization": v[2], "workspaces": v[4:5], "run_phases": list("apply")}}
	}},
	{"hcp_terraform", 8, func(v []string) []m {
		return []m{{"organization": v[2], "workspaces": list(v[5] + "-*"), "run_phases": list("*")}}
	}},
	{"gitlab", 2, func(v []string) []m { return []m{{"projects": v[7:8], "branches": v[:1]}} }},
	{"gitlab", 1, func(v []string) []m {
		return []m{{"projects": list(v[7][:2] + "*"), "branches": list("*"), "ref_protected": true}}
	}},
	{"gitlab", 2, func(v []string) []m {
		return []m{{"project_ids": list("1"), "branches": list(v[0], v[6]+"*"), "tags": list(v[6] + "*")}}
	}},
	{"gitlab", 1, func(v []string) []m {
		return []m{selfManaged(m{"projects": v[7:8], "branches": v[:1], "environments": v[5:6]})}
	}},
	{"gitlab", 1, func(v []string) []m {
		return []m{{"projects": v[7:8], "branches": v[:1]}, {"projects": list(v[7] + "/" + v[1]), "tags": list("*")}}
	}},
	{"semaphore", 10, func(v []string) []m { return []m{semaphore(m{"branches": v[:1], "repositories": v[4:5]})} }},
	{"semaphore", 10, func(v []string) []m {
		return []m{semaphore(m{"branches": list("*"), "tags": list(v[6] + "*"), "pull_requests": true})}
	}},
	{"circleci", 2, func(v []string) []m {
		return []m{circleci(m{"branches": v[:1], "repositories": list("github.com/" + v[2] + "/" + v[4])})}
	}},
	{"circleci", 10, func([]string) []m { return []m{circleci(m{"token_version": "v1", "user_ids": list(user)})} }},
}

// neighbourhoods have tokens that meet often.
func neighbourhoods(t *testing.T, w *world) []*neighbourhood {
	t.Helper()
	var out []*neighbourhood
	for _, h := range hoods {
		p := platform.Find(h.platform)
		filters := h.filters(w.texts)
		jobs := forAudience(describe(t, h.platform, filters...), "aud")
		n := &neighbourhood{platform: p, jobs: jobs}
		for range 60 {
			n.tokens = append(n.tokens, w.stranger(p, jobs)...)
		}
		described, others := 0, 0
		for tries := 0; described < 60 && tries < 60; tries++ {
			for _, s := range w.samplesOf(jobs, 50) {
				if in := s.in(jobs); in && described < 60 || !in && others < 150 {
					described, others = described+count(in), others+count(!in)
					n.tokens = append(n.tokens, s)
				}
			}
		}
		for i := range n.tokens {
			if n.tokens[i].in(jobs) {
				n.inside = append(n.inside, &n.tokens[i])
			}
		}
		if len(n.inside) < 20 || others < 50 {
			t.Fatalf("%d tokens of %v are described and %d are not", len(n.inside), filters, others)
		}
		for range h.share {
			out = append(out, n)
		}
	}
	return out
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// stranger is a token of a project that is not described, whose subject is in an
// order of its own: only its beginning is sure.
func (w *world) stranger(p *platform.Platform, jobs trust.Jobs) []sampled {
	templates := p.Strangers()
	d := jobs[w.r.IntN(len(jobs))]
	job, pres, ok := w.job(p, d, []string{project, org, user})
	if !ok || len(templates) == 0 || p.Form(job.Form).Never {
		return nil // people who sign on have another subject
	}
	// Its owner is another one by name and number, so whatever follows may.
	for _, d := range jobs {
		owners := d
		owners.Boxes = nil
		for _, b := range d.Boxes {
			for _, v := range p.Subject.Tenants {
				if globs := b[v]; globs != nil {
					owners.Boxes = append(owners.Boxes, trust.Box{trust.FormKey: {job.Form}, v: globs})
				}
			}
		}
		if owners.Contains(job) {
			return nil
		}
	}
	if orders := p.Orders(p.Form(job.Form)); orders.Closed != "" {
		// Any order of its components, and no others.
		order := []string{w.pick(p.Subject.First)}
		for _, i := range w.r.Perm(len(p.Subject.Components)) {
			if name := p.Subject.Components[i]; !slices.Contains(p.Subject.First, name) && w.r.IntN(2) == 0 {
				order = append(order, name)
			}
		}
		settings := maps.Clone(d.Settings)
		settings[p.Subject.Setting] = strings.Join(order, ",")
		all := p.Declared(p.Form(job.Form), settings)
		pres = all[w.r.IntN(len(all))]
		job.Absent = pres.Absent
		if len(pres.Absent) > 0 {
			job.Absent = []string{"environment", "environment_protected", "deployment_tier", "environment_action"}
		}
		if slices.ContainsFunc(pres.Present, func(name string) bool { return slices.Contains(job.Absent, name) }) {
			return nil
		}
		return []sampled{{job: job, issuer: d.Issuer, token: p.Mint(job, pres, d.Issuer, d.Audiences[0])}}
	}
	pres.Template = templates[w.r.IntN(len(templates))]
	s := sampled{job: job, issuer: d.Issuer, token: p.Mint(job, pres, d.Issuer, d.Audiences[0])}
	sub, _ := s.token["sub"].(string)
	if sub == "" || strings.HasPrefix(sub, "repo:") && p.Name == "github" {
		return nil // repositories and ids come with what follows them
	}
	s.token["sub"] = sub + w.pick(list("", ":ref:main", ":ref_type:branch:ref:main", ":environment:prod"))
	return []sampled{s}
}

// TestNearDocuments holds random documents near descriptions against tokens of
// jobs in and round them: what a token shows, no answer denies. Each document is
// also put in other words.
func TestNearDocuments(t *testing.T) {
	effort.Alone(t)
	seed, documents := effort.Seed(t), effort.Rounds(200, 1_000, 100_000, 3_000_000)
	w := &world{}
	var worlds [][]*neighbourhood
	vocabularies := effort.Some(vocabularies, 1, 2)
	for _, v := range vocabularies {
		w.r, w.texts = rand.New(rand.NewPCG(seed, 7)), v //nolint:gosec // the same every time
		worlds = append(worlds, neighbourhoods(t, w))
	}
	// Cheap documents first: an expression is compiled, a policy is not.
	kinds := []struct {
		party string
		share int // in a hundred
		make  func(*neighbourhood) string
	}{{"aws", 40, w.awsNear}, {"vault", 53, w.vaultNear}, {"azure", 5, w.azureNear}, {"google", 2, w.googleNear}}
	relations, reasons, refused, unknown, shown := map[string]int{}, map[string]int{}, 0, 0, 0
	var minting time.Duration
	dice, turn := uint64(0), 0 // as they fell for one vocabulary, they fall for the next
	for _, k := range kinds {
		started := time.Now()
		var comparing, sampling time.Duration
		for done := 0; done < documents*k.share/100; {
			hoods := worlds[turn%len(worlds)]
			if w.texts = vocabularies[turn%len(worlds)]; turn%len(worlds) == 0 {
				dice++
			}
			turn++
			w.r = rand.New(rand.NewPCG(seed, dice)) //nolint:gosec // the same every time
			n := hoods[w.r.IntN(len(hoods))]
			text := k.make(n)
			doc, err := readBack(k.party, text)
			if err != nil {
				refused++
				continue
			}
			done++
			c := proof.Comparison{Document: doc, Jobs: n.jobs, Named: done%2 == 0}
			began := time.Now()
			v := proof.Compare(c)
			comparing += time.Since(began)
			began = time.Now()
			relations[v.Relation]++
			for _, reason := range []string{v.WiderReason, v.NarrowerReason} {
				if reason != "" && !unsaid(reason) {
					unknown++
					reasons[k.party+": "+firstWords(reason)]++
				}
			}
			var fault string
			if v.Wider == proof.No || v.Narrower == proof.No {
				// One in sixteen tokens, another one each time.
				var some []sampled
				for i := w.r.IntN(16); i < len(n.tokens); i += 16 {
					some = append(some, n.tokens[i])
				}
				widening, narrowing := sample(c, some)
				if widening != nil || narrowing != nil {
					shown++
				}
				if widening != nil && v.Wider == proof.No {
					fault = fmt.Sprintf("wider by %+v\n%s", widening.job, toJSON(t, widening.token))
				}
				if narrowing != nil && v.Narrower == proof.No {
					fault = fmt.Sprintf("narrower by %+v\n%s", narrowing.job, toJSON(t, narrowing.token))
				}
			}
			if fault == "" && done%16 == 0 {
				fault = examplesFault(c, v)
			}
			if fault == "" && (effort.Now() == effort.Soak || done%32 == 0) {
				began := time.Now()
				fault = unmintable(n.jobs, v)
				minting += time.Since(began)
			}
			sampling += time.Since(began)
			if fault != "" {
				t.Errorf("seed %d, %s: %s\n%s\njobs %s\ndocument %s", seed, k.party, fault, said(v), toJSON(t, n.jobs), text)
			}
			if t.Failed() && done > 50 {
				return
			}
		}
		t.Logf("%s: %d documents in %v, of which comparing %v, sampling %v", k.party, documents*k.share/100, time.Since(started).Round(time.Millisecond), comparing.Round(time.Millisecond), sampling.Round(time.Millisecond))
	}
	t.Logf("%v, %d refused; %d contradicted the other answer; minting examples took %v", relations, refused, shown, minting.Round(time.Millisecond))
	t.Logf("%d of %d answers are unknown (%.2f %%)", unknown, 2*documents, 50*float64(unknown)/float64(documents))
	for _, reason := range slices.SortedFunc(maps.Keys(reasons), func(a, b string) int { return reasons[b] - reasons[a] })[:min(12, len(reasons))] {
		t.Logf("  %d × %s", reasons[reason], reason)
	}
	if 100*unknown > 2*documents {
		t.Errorf("%d of %d answers are unknown", unknown, 2*documents)
	}
	for _, r := range []string{"equal", "wider", "narrower", "overlapping", "disjoint"} {
		if relations[r] < documents/200 {
			t.Errorf("a lopsided world: only %d are %s", relations[r], r)
		}
	}
}

func firstWords(reason string) string {
	if len(reason) > 70 {
		return reason[:70]
	}
	return reason
}
