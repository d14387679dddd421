package aws

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/versity/versitygw/iamapi/policy"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/agree"
	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/world"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/aws"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// compile makes the trust policy of a case and hands it to versitygw.
func compile(p partition) func(*testing.T, world.Case, trust.Jobs) ([]agree.Document, problem.List) {
	return func(t *testing.T, c world.Case, jobs trust.Jobs) ([]agree.Document, problem.List) {
		options := map[string]any{"account_id": account, "partition": p.name}
		if len(c.Audiences) > 0 {
			options["audiences"] = c.Audiences
		}
		if len(c.Accept) > 0 {
			options["accept_unenforced"] = c.Accept
		}
		out, problems := aws.TrustPolicy(jobs, value.Of(options))
		if len(problems) > 0 {
			return nil, problems
		}
		if err := policy.ParseTrust(out.JSON); err != nil {
			t.Errorf("versitygw does not take the policy: %v\n%s", err, out.JSON)
		}
		return []agree.Document{{Text: out.JSON, Judge: judge(out.JSON, p)}}, nil
	}
}

// STS itself refuses a token with several audiences.
func audience(a world.Aud) world.Verdict {
	if a == world.Good || a == world.Listed {
		return world.Admit
	}
	return world.Refuse
}

// known are deviations of versitygw 1.8.0 from AWS.
var known = []agree.Deviation{
	{
		Reason: "a * in the token's value that meets a * of the pattern is taken for itself (condition.GlobMatch compares characters before it looks for wildcards), so the rest is not matched",
		Is: func(t world.Token, document string) bool {
			values := slices.Collect(maps.Values(t.Claims))
			return strings.Contains(document, "StringLike") && slices.ContainsFunc(values, func(v any) bool {
				s, ok := v.(string)
				return ok && strings.Contains(s, "*")
			})
		},
	},
}

func party(p partition) agree.Party {
	return agree.Party{
		Name:     "AWS",
		Compile:  compile(p),
		Audience: audience,
		Blind:    true,
		Limit:    60,
		Deep:     20,
		Large:    500,
		Pairs:    20_000,
		Emitted:  map[string]int{"semaphore": 85, "circleci": 45, "gitlab": 105},
		Known:    known,
		Refusals: map[string]problem.Code{
			"semaphore/branch/no-debug":           problem.Unenforced, // no claim of Semaphore's own reaches AWS
			"semaphore/branch/organization-id":    problem.Unenforced,
			"semaphore/branch-glob/generic":       problem.Inexpressible, // a repository may hold a colon
			"semaphore/branch-cyrillic":           problem.BadCharacter,  // Latin-1 only
			"semaphore/branch-variable":           problem.BadCharacter,  // AWS reads ${…}
			"circleci/branch":                     problem.Inexpressible, // injection through the repository
			"circleci/branch/owner":               problem.Inexpressible,
			"circleci/branch-any/owner":           problem.Inexpressible, // would admit tags
			"circleci/branch-glob/gitlab-project": problem.Inexpressible, // a nested project could spell it
			"circleci/branch/context":             problem.Unenforced,
			"circleci/branch/no-ssh":              problem.Unenforced,
			"circleci/branch/v1":                  problem.Unenforced, // V1 subjects hold no ref
			"circleci/tag":                        problem.Unverified,
			"circleci/branch/bitbucket":           problem.Unverified,
			"circleci/branch/server":              problem.Unverified,
			"gitlab/branch/environment":           problem.Unenforced,
			"gitlab/branch/private-push":          problem.Unenforced,    // self-managed: sub only
			"gitlab/branch/private-old":           problem.Inexpressible, // a fork's merge request before 18.2.2
			"gitlab/branch/anybody":               problem.Inexpressible, // everybody on gitlab.com
			"gitlab/branch/anybody-named":         problem.Inexpressible,
			"gitlab/branch/group-prefix":          problem.Inexpressible, // my-group* is my-group-evil too
			"gitlab/branch-cyrillic":              problem.BadCharacter,
		},
	}
}

// For every description and token: versitygw lets the token in exactly when the
// description does.
func TestTrustPolicyAgreesWithDescription(t *testing.T) {
	agree.Run(t, party(partition{"aws", true}))
}

// Where AWS is not known to populate a platform's own claims, policies do with
// sub and aud.
func TestTrustPolicyOfGovCloudAgreesWithDescription(t *testing.T) {
	p := party(partition{"aws-us-gov", false})
	p.Name, p.Deep, p.Pairs = "AWS GovCloud", 10, 5_000
	p.Skip = func(c world.Case) bool { return c.Platform != "gitlab" }
	p.Emitted = map[string]int{"gitlab": 70}
	p.Refusals = map[string]problem.Code{
		"gitlab/branch/id":        problem.Unenforced, // no project_id there
		"gitlab/branch/protected": problem.Unenforced,
		"gitlab/branch/push":      problem.Unenforced,
	}
	agree.Run(t, p)
}

// Tokens written by hand are judged as the vendors' documentation has it.
func TestTrustPoliciesJudgeVectors(t *testing.T) {
	agree.Vectors(t, party(partition{"aws", true}))
}
