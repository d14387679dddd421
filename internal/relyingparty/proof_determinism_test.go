package relyingparty_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// underLoad calls f a hundred times from several goroutines at once, each call
// with a source of its own, and returns the answers that differ from the first.
func underLoad[T any](f func(r *rand.Rand) T) (first T, others []T) {
	const calls, workers = 100, 8
	out := make([]T, calls)
	var group sync.WaitGroup
	for worker := range workers {
		group.Add(1)
		go func() {
			defer group.Done()
			for i := worker; i < calls; i += workers {
				out[i] = f(rand.New(rand.NewPCG(uint64(i), 9)))
			}
		}()
	}
	group.Wait()
	for _, x := range out[1:] {
		if !reflect.DeepEqual(x, out[0]) {
			others = append(others, x)
		}
	}
	return out[0], others
}

// shuffled is the same description in another order: boxes, their lists, and the
// descriptions themselves.
func shuffled(r *rand.Rand, jobs trust.Jobs) trust.Jobs {
	out := slices.Clone(jobs)
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	for i := range out {
		out[i].Boxes = slices.Clone(out[i].Boxes)
		for k, b := range out[i].Boxes {
			box := maps.Clone(b)
			for v := range box {
				list := slices.Clone(box[v])
				r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
				box[v] = list
			}
			out[i].Boxes[k] = box
		}
		boxes := out[i].Boxes
		r.Shuffle(len(boxes), func(i, j int) { boxes[i], boxes[j] = boxes[j], boxes[i] })
	}
	return out
}

// shuffledJSON is the same document with its lists in another order.
func shuffledJSON(r *rand.Rand, v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			out[k] = shuffledJSON(r, v[k])
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = shuffledJSON(r, v[i])
		}
		r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
		return out
	}
	return v
}

// TestSameVerdict compares the same things a hundred times at once, in other
// orders: verdict, examples, reasons and facts are the same.
func TestSameVerdict(t *testing.T) {
	github := m{"branches": list("main", "v*", "a-*-b"), "repositories": list("github.com/acme/web", "github.com/acme/api")}
	two := describe(t, "gitlab", m{"projects": list("g/p", "h/*"), "branches": list("main", "v*"), "tags": list("*")}, m{"project_ids": list("3", "1"), "branches": list("x")})
	for _, c := range []struct {
		name, backend, document string
		jobs                    trust.Jobs
	}{
		{"wider, CircleCI", "aws", cciPolicy(cciSub+"*"+origin+"*"+heads+"main", cciSub+"*"), describe(t, "circleci", circleci(github))},
		{"overlapping, two descriptions", "aws", gitlabPolicy("project_path:h/*:ref_type:*:ref:*"), two},
		{"disjoint", "vault", gitlabRole(`"bound_claims":{"project_path":["z/z","y/y"],"ref":["a","b","c"]}`), two},
		{"unverified", "aws", cciPolicy(cciSub + anyUser + origin + "*"), describe(t, "circleci", circleci(github))},
		{"an address", "aws", awsPolicy("gitlab.com", `{"StringLike":{"ISS:sub":["project_path:g/p:*","project_path:h/*"]},"IpAddress":{"aws:SourceIp":["203.0.113.0/24","198.51.100.0/24"]},"StringNotEquals":{"aws:SourceVpc":["vpc-1","vpc-2"]}}`), two},
		{"of the whole issuer", "google", googleProvider("https://gitlab.com", "aud", "assertion.project_id", "assertion.ref in ['x', 'main', 'y']"), two},
	} {
		t.Run(c.name, func(t *testing.T) {
			jobs := forAudience(c.jobs, "aud")
			var parsed any
			if err := json.Unmarshal([]byte(c.document), &parsed); err != nil {
				t.Fatal(err)
			}
			first, others := underLoad(func(r *rand.Rand) string {
				doc, err := readBack(c.backend, toJSON(t, shuffledJSON(r, parsed)))
				if err != nil {
					return err.Error()
				}
				v := proof.Compare(proof.Comparison{Document: doc, Jobs: shuffled(r, jobs)})
				return fmt.Sprint(said(v), v.RestsOn)
			})
			if len(others) > 0 {
				t.Errorf("%d of 100 answers are others:\n%s\n%s", len(others), first, others[0])
			}
		})
	}
}

// TestSameDocument compiles the same filters a hundred times at once, in other
// orders: the bytes are the same, and so is the report.
func TestSameDocument(t *testing.T) {
	for name, filters := range map[string]m{
		"gitlab":    {"projects": list("g/p", "h/p"), "branches": list("main", "dev"), "pipeline_sources": list("push", "web"), "project_ids": list("2", "1")},
		"semaphore": semaphore(m{"branches": list("main", "dev", "release"), "repositories": list("web", "api")}),
		"circleci":  circleci(m{"branches": list("main", "dev"), "repositories": list("github.com/acme/web", "github.com/acme/api"), "user_ids": list(user, project)}),
	} {
		for _, backend := range parties {
			t.Run(name+" × "+backend, func(t *testing.T) {
				options := m{}
				if name == "gitlab" && backend != "azure" {
					options["audiences"] = list("b", "a")
				}
				type made struct{ document, report, problems string }
				first, others := underLoad(func(r *rand.Rand) made {
					f := m{}
					for k, v := range filters {
						if l, ok := v.([]string); ok {
							l = slices.Clone(l)
							r.Shuffle(len(l), func(i, j int) { l[i], l[j] = l[j], l[i] })
							v = l
						}
						f[k] = v
					}
					d, problems := trust.Describe(name, value.Of(f))
					if len(problems) > 0 {
						return made{problems: problems.Text("")}
					}
					doc, report, faults := compile(backend, d.Jobs, options)
					return made{doc, toJSON(t, report), faults.Text("")}
				})
				if len(others) > 0 {
					t.Errorf("%d of 100 are others:\n%+v\n%+v", len(others), first, others[0])
				}
			})
		}
	}
}
