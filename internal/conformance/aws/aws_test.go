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

// For every description and token: versitygw lets the token in exactly when the
// description does.
func TestTrustPolicyAgreesWithDescription(t *testing.T) {
	agree.Run(t, agree.Party{
		Name:     "AWS",
		Compile:  compile(partition{"aws", true}),
		Audience: audience,
		Blind:    true,
		Limit:    200,
		Deep:     40,
		Pairs:    20_000,
		Emitted:  map[string]int{"semaphore": 1, "circleci": 1, "gitlab": 1},
		Known:    known,
	})
}

// Where AWS is not known to populate a platform's own claims, policies do with
// sub and aud.
func TestTrustPolicyOfGovCloudAgreesWithDescription(t *testing.T) {
	agree.Run(t, agree.Party{
		Name:     "AWS GovCloud",
		Compile:  compile(partition{"aws-us-gov", false}),
		Audience: audience,
		Blind:    true,
		Skip:     func(c world.Case) bool { return c.Platform != "gitlab" },
		Limit:    80,
		Deep:     10,
		Pairs:    5_000,
		Emitted:  map[string]int{"gitlab": 60},
		Known:    known,
	})
}
