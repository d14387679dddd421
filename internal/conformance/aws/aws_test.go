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
		if len(c.TakenOn) > 0 {
			options["accept_unverified"] = c.TakenOn
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
		Limit:    50,
		Deep:     20,
		Large:    500,
		Pairs:    20_000,
		Emitted:  map[string]int{"semaphore": 70, "circleci": 30, "gitlab": 70, "github": 90, "hcp_terraform": 50},
		Known:    known,
		Refusals: map[string]problem.Code{
			"semaphore/branch/debug_sessions=turned":           problem.Unenforced, // no claim of Semaphore's own reaches AWS
			"semaphore/branch/organization_id=exact":           problem.Unenforced,
			"semaphore/branch/branches=cyrillic":               problem.BadCharacter,  // Latin-1 only
			"semaphore/branch/branches=variable":               problem.BadCharacter,  // AWS reads ${…}
			"circleci/github_branch":                           problem.Inexpressible, // injection through the repository
			"circleci/github_branch/whole/repositories=open-1": problem.Inexpressible,
			"circleci/github_branch/context_ids=exact":         problem.Unenforced,
			"circleci/github_branch/ssh_rerun=turned":          problem.Unenforced,
			"circleci/github_branch/token_version=v1":          problem.Unenforced, // V1 subjects hold no ref
			"circleci/github_tag":                              problem.Unverified,
			"circleci/bitbucket_branch/whole":                  problem.Unverified,
			"circleci/own_host_branch/whole":                   problem.Unverified,
			"gitlab/branch/environments=exact":                 problem.Unenforced,
			"gitlab/branch/url=1":                              problem.Inexpressible, // a fork's merge request before 18.2.2
			"gitlab/branch/projects=any":                       problem.Inexpressible, // everybody on gitlab.com
			"gitlab/branch/private-named":                      problem.Inexpressible,
			"gitlab/branch/branches=cyrillic":                  problem.BadCharacter,
			"github/branch/events=exact":                       problem.Unenforced,    // event_name is no key
			"github/branch/repositories=front":                 problem.Inexpressible, // anybody's web
			"github/pull_request":                              problem.Inexpressible, // pull_request_target may look the same
			"github/branch/branches=variable":                  problem.BadCharacter,
			"hcp_terraform/workspace/workspace_ids=exact":      problem.Unenforced, // no claim of HCP Terraform's own reaches AWS
			"hcp_terraform/workspace/organization_id=exact":    problem.Unenforced,
			"hcp_terraform/stack":                              problem.Inexpressible, // a Stack may be named like what follows its name
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
	p.Name, p.Limit, p.Deep, p.Pairs = "AWS GovCloud", 30, 10, 5_000
	p.Skip = func(c world.Case) bool { return c.Platform != "gitlab" && c.Platform != "github" }
	p.Emitted = map[string]int{"gitlab": 35, "github": 35}
	p.Refusals = map[string]problem.Code{
		"gitlab/branch/ref_protected=turned":    problem.Unenforced, // no claim but sub there
		"gitlab/branch/pipeline_sources=exact":  problem.Unenforced,
		"gitlab/branch/whole":                   problem.Unenforced,
		"github/branch/repository_ids=exact":    problem.Unenforced, // a classic subject does not show it
		"github/branch/job_workflow_refs=exact": problem.Unenforced,
		"github/branch/environments=exact":      problem.Unenforced,
	}
	agree.Run(t, p)
}

// Tokens written by hand are judged as the vendors' documentation has it.
func TestTrustPoliciesJudgeVectors(t *testing.T) {
	agree.Vectors(t, party(partition{"aws", true}))
}
