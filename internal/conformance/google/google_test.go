package google

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/agree"
	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/world"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

const (
	number = "123456789012"
	poolID = "ci-pool"
	pool   = "projects/" + number + "/locations/global/workloadIdentityPools/" + poolID
)

func options(c world.Case) value.V {
	o := map[string]any{"project_number": number, "pool_id": poolID, "provider_id": "ci-provider"}
	if len(c.Audiences) > 0 {
		o["audiences"] = c.Audiences
	}
	if len(c.Accept) > 0 {
		o["accept_unenforced"] = c.Accept
	}
	if len(c.TakenOn) > 0 {
		o["accept_unverified"] = c.TakenOn
	}
	return value.Of(o)
}

// compile makes a provider with one grant.
func compile(t *testing.T, c world.Case, jobs trust.Jobs) ([]agree.Document, problem.List) {
	out, problems := google.WorkloadIdentity(map[string]google.Grant{"deploy": {Jobs: jobs}}, options(c))
	if len(problems) > 0 {
		return nil, problems
	}
	return []agree.Document{document(t, out, "deploy")}, nil
}

// emitted is text of document → provider, for planting faults.
var emitted sync.Map

func document(t *testing.T, out google.Provider, grant string) agree.Document {
	t.Helper()
	limits(t, out)
	text := fmt.Sprintf("condition %s\n  mapping %v\n  audiences %q\n  members %v", out.AttributeCondition, out.AttributeMapping, out.AllowedAudiences, out.Grants[grant].Members)
	p, err := newProvider(out)
	if err != nil {
		t.Fatalf("cel-go does not take the provider: %v\n%s", err, text)
	}
	odd := func(what string) { t.Errorf("%s\n%s", what, text) }
	emitted.Store(text, out)
	return agree.Document{Way: grant, Text: text, Judge: judge(p, pool, out.Grants[grant].Members, odd)}
}

var mappingKey = regexp.MustCompile(`^(google\.subject|attribute\.[a-z0-9_]+)$`)

// limits are those of the REST reference of workload identity pool providers.
func limits(t *testing.T, p google.Provider) {
	t.Helper()
	if n := utf8.RuneCountInString(p.AttributeCondition); n > 4096 {
		t.Errorf("the condition has %d characters", n)
	}
	for key, text := range p.AttributeMapping {
		if !mappingKey.MatchString(key) || len(key) > 100 || utf8.RuneCountInString(text) > 2048 {
			t.Errorf("Google would not take the mapping %s = %s", key, text)
		}
	}
	if len(p.AttributeMapping) > 51 || len(p.AllowedAudiences) > 10 || p.AttributeMapping["google.subject"] == "" {
		t.Errorf("too many mappings or audiences, or no subject: %v %v", p.AttributeMapping, p.AllowedAudiences)
	}
}

func party() agree.Party {
	return agree.Party{
		Name:     "Google",
		Compile:  compile,
		Audience: agree.WithAnyOne,
		Limit:    40,
		Deep:     20,
		Large:    2_000,
		Pairs:    20_000,
		Emitted:  map[string]int{"semaphore": 90, "circleci": 80, "gitlab": 95, "github": 105, "hcp_terraform": 95},
		Refusals: map[string]problem.Code{
			"circleci/github_tag":              problem.Unverified,    // how tags look is not verified
			"circleci/bitbucket_branch/whole":  problem.Unverified,    // nor Bitbucket's origin
			"circleci/own_host_branch/whole":   problem.Unverified,    // nor that of a host of one's own
			"circleci/webhook":                 problem.Inexpressible, // nothing tells them from others' V1 tokens
			"gitlab/branch/projects=any":       problem.Inexpressible, // everybody on gitlab.com
			"gitlab/branch/url=1":              problem.Inexpressible, // a fork's merge request before 18.2.2
			"github/branch/repositories=front": problem.Inexpressible, // anybody's web
			"github/pull_request":              problem.Inexpressible, // a pull request of another event may look the same
			"union/platforms":                  problem.Split,         // a provider has one issuer
			"semaphore/union/host":             problem.Split,
			"github/union/issuer":              problem.Split,
			"hcp_terraform/union/url":          problem.Split,
		},
	}
}

// For every description and token: the provider's condition and mappings, as
// cel-go evaluates them, lead to the grant exactly when the description says so.
func TestWorkloadIdentityAgreesWithDescription(t *testing.T) {
	agree.Run(t, party())
}

// Two grants on one provider: a token gets exactly those whose jobs describe it.
func TestTwoGrantsAreKeptApart(t *testing.T) {
	names := []string{
		"semaphore/branch", "semaphore/branch/branches=begin", "semaphore/tag", "semaphore/pull_request", "semaphore/branch/debug_sessions=turned", "semaphore/branch/branches=quote",
		"circleci/github_branch", "circleci/github_branch/whole", "circleci/github_branch/ssh_rerun=turned", "circleci/github_branch/context_ids=exact", "circleci/token_version=v1",
		"gitlab/branch", "gitlab/branch/branches=begin", "gitlab/branch/environments=exact", "gitlab/branch/ref_protected=turned", "gitlab/branch/whole", "gitlab/tag",
		"github/branch", "github/branch/whole-immutable", "github/branch_environment", "github/tag", "github/branch/job_workflow_refs=exact",
		"hcp_terraform/workspace", "hcp_terraform/workspace/ids", "hcp_terraform/module_test", "hcp_terraform/workspace/run_phases=any",
	}
	pairs := 0
	for i, a := range names {
		for _, b := range names[i+1:] {
			first, _ := world.Find(a)
			second, _ := world.Find(b)
			if first.Platform != second.Platform {
				continue
			}
			t.Run(a+" and "+b, func(t *testing.T) { pairs += twoGrants(t, first, second) })
		}
	}
	t.Logf("%d pairs", pairs)
	if pairs < 5_000 {
		t.Errorf("only %d pairs", pairs)
	}
}

func twoGrants(t *testing.T, first, second world.Case) (pairs int) {
	grants, cases := map[string]google.Grant{}, map[string]world.Case{"first": first, "second": second}
	for name, c := range cases {
		jobs, err := c.Jobs()
		if err != nil {
			t.Fatal(err)
		}
		grants[name] = google.Grant{Jobs: jobs, ServiceAccount: name + "@project.iam.gserviceaccount.com"}
	}
	out, problems := google.WorkloadIdentity(grants, options(first))
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	worlds := map[string]world.World{}
	for name, c := range cases {
		w, err := world.Make(c, agree.Scale(24), false)
		if err != nil {
			t.Fatal(err)
		}
		worlds[name] = w
	}
	// Tokens of both worlds; each is judged by both descriptions.
	for _, grant := range slices.Sorted(maps.Keys(cases)) {
		d := document(t, out, grant)
		for _, other := range slices.Sorted(maps.Keys(cases)) {
			for _, tok := range worlds[other].Tokens {
				want := tok.Want
				if other != grant {
					var err error
					if want, err = world.Judge(cases[grant], tok); err != nil {
						t.Fatal(err)
					}
				}
				if want == world.Either || tok.Aud == world.Several {
					continue
				}
				if agree.WithAnyOne(tok.Aud) == world.Refuse {
					want = world.Refuse
				}
				pairs++
				if got, why := d.Judge(tok); got != (want == world.Admit) {
					t.Fatalf("grant %s: want %s, got admitted=%v (%s)\n%s", grant, want, got, why, agree.Explain(cases[grant], tok, d.Text))
				}
			}
		}
	}
	return pairs
}
