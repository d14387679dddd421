package proof

import (
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// smallPlatform has pipelines of branches and of tags. A repository may have the
// subject's separator in its name, so one subject can be two jobs' (a:branch and main,
// a and branch:main …), and the claim c1 tells them apart.
const smallPlatform = tinyHead + `variables:
  - {name: repository, domain: repository, class: name, fact: known, samples: [a]}
  - {name: ref, domain: ref, class: name, fact: known, samples: [main]}
domains:
  repository: {chars: "a-z:", values: [a, b, "a:branch"], doc: a repository}
  ref: {chars: "a-z:", values: [main, dev, "branch:main"], doc: a branch or tag}
claims: [{name: c1, is: "{repository}", fact: known}]
forms:
  - {name: branch, doc: a branch's, fact: known, sub: {"": "{repository}:branch:{ref}"}}
  - {name: tag, doc: a tag's, fact: known, sub: {"": "{repository}:tag:{ref}"}}
filters: []
`

// smallJobs lists all jobs of the platform, with their tokens.
func smallJobs(p *platform.Platform) (jobs []minted) {
	for _, form := range p.FormNames() {
		for _, repository := range []string{"a", "b", "a:branch"} {
			for _, ref := range []string{"main", "dev", "branch:main"} {
				jobs = append(jobs, minted{
					platform.Job{Form: form, Values: map[string]string{"repository": repository, "ref": ref}},
					Claims{"iss": tinyIssuer, "aud": "aud", "sub": repository + ":" + form + ":" + ref, "c1": repository},
				})
			}
		}
	}
	return jobs
}

// TestSmallWorld is this package in a page: for conditions on two claims and for each
// description, Compare says what trying all jobs says: whether some job that is not
// described gets in, and whether some described one does not. Its examples are such
// jobs.
func TestSmallWorld(t *testing.T) {
	p, err := platform.Parse([]byte(smallPlatform))
	if err != nil {
		t.Fatal(err)
	}
	defer platform.Add(p)()
	all := smallJobs(p)

	tests := []Expr{
		True,
		TextIn("c1", automaton.Texts("a")),
		TextIn("sub", automaton.Texts("a:branch:main")),
		TextIn("sub", globs("a:branch:*")),
		TextIn("sub", globs("*:tag:*")),
		TextIn("sub", globs("*main")),
	}
	var conditions []Expr
	for _, a := range tests {
		for _, b := range tests {
			conditions = append(conditions, And(a, b), Or(a, b), And(a, Not(b)))
		}
	}
	descriptions := [][]trust.Box{
		{{trust.FormKey: {"branch"}, "repository": {"a"}}},
		{{trust.FormKey: {"branch"}, "repository": {"a"}, "ref": {"main"}}},
		{{trust.FormKey: {"branch", "tag"}, "ref": {"*main"}}},
		{{trust.FormKey: {"branch"}, "repository": {"a"}}, {trust.FormKey: {"tag"}}},
	}
	relations := map[string]int{}
	for _, when := range conditions {
		for _, boxes := range descriptions {
			c := Comparison{
				Document: exprs{{Issuer: tinyIssuer, When: when}},
				Jobs:     trust.Jobs{{Platform: "tiny", Issuer: tinyIssuer, Audiences: []string{"aud"}, Settings: platform.Settings{}, Boxes: boxes}},
			}
			admits := func(claims Claims) bool { return c.Document.Admits(claims).Admitted == Yes }
			described := c.Jobs[0].Contains

			wider, narrower := No, No // by trying all jobs
			for _, j := range all {
				switch in, ours := admits(j.claims), described(j.job); {
				case in && !ours:
					wider = Yes
				case ours && !in:
					narrower = Yes
				}
			}
			v := Compare(c)
			relations[v.Relation]++
			if v.Wider != wider || v.Narrower != narrower {
				t.Fatalf("wider %s, narrower %s; by trying all jobs %s and %s\n%v\n%s", v.Wider, v.Narrower, wider, narrower, boxes, when)
			}
			if e := v.WiderExample; e != nil && (!admits(e.Claims) || described(e.Job)) {
				t.Errorf("%s does not get in, or is described\n%v\n%s", e, boxes, when)
			}
			if e := v.NarrowerExample; e != nil && (admits(e.Claims) || !described(e.Job)) {
				t.Errorf("%s gets in, or is not described\n%v\n%s", e, boxes, when)
			}
		}
	}
	for _, r := range []string{"equal", "wider", "narrower", "overlapping", "disjoint"} {
		if relations[r] == 0 {
			t.Errorf("no comparison came out %s: %v", r, relations)
		}
	}
}
