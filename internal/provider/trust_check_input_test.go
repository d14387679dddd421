package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// TestTrustCheckErrors: what cannot be used is an error that stands alone, with
// its code, its place and the name of the description.
func TestTrustCheckErrors(t *testing.T) {
	t.Parallel()
	cases := [][2]string{
		{`"x", {}`, "CE102 policy: an object is wanted, got a string"},
		{`{}, {}`, "CE106 policy: exactly one of aws, google, vault, azure is wanted, got none"},
		{`merge(local.good.aws, local.good.vault), {}`, "CE106 policy: exactly one of aws, google, vault, azure is wanted, got aws and vault"},
		{`{ amazon = {} }, {}`, `CE101 policy: there is no policy "amazon"`},
		{`{ aws = local.policy }, {}`, `CE103 policy.aws.policy: the trust policy is missing`},
		{`{ vault = local.policy }, {}`, `CE108 policy.vault: it looks like a document for aws, since it has "Statement"`},
		{`{ aws = { policy = local.good.google.google } }, {}`, `CE108 policy.aws.policy: it looks like a document for google`},
		{`{ google = local.good.azure.azure }, {}`, `CE108 policy.google: it looks like a document for azure`},
		{`{ azure = local.good.vault.vault }, {}`, `CE108 policy.azure: it looks like a document for vault`},
		{`{ aws = { policy = substr(jsonencode(local.policy), 0, 90) } }, {}`, "CE108 policy.aws.policy: line 1, column 91: the JSON ends too early"},
		{`{ aws = { policy = yamlencode(local.policy) } }, {}`, "CE108 policy.aws.policy: line 1, column 12: "},
		{`{ aws = { policy = jsonencode(jsonencode(local.policy)) } }, {}`, "CE102 policy.aws.policy: a policy stands inside a JSON string: it was encoded twice"},
		{`{ vault = jsonencode([local.good.vault.vault]) }, {}`, "CE102 policy.vault: a JSON object is wanted, got "},
		{`{ aws = { policy = local.policy, client_ids = { "https://gitlab.com" = "a" } } }, {}`, "CE102 policy.aws.client_ids.https://gitlab.com: a list of strings is wanted, got a string"},
		{`local.good.aws, "x"`, "CE102 options: an object is wanted, got a string"},
		{`local.good.aws, { job = local.meant }`, `CE101 options: there is no option "job". Did you mean "jobs"?`},
		{`local.good.aws, { jobs = [] }`, "CE105 options.jobs: the list is empty, so nobody would get in"},
		{`local.good.aws, { jobs = "main" }`, "CE107 options.jobs: a list of jobs is wanted, got a string"},
		{`local.good.aws, { jobs = [merge(local.meant[0], { platform = "gitlap" })] }`, `CE107 options.jobs[0]: there is no platform "gitlap"`},
		{`local.good.aws, { jobs = local.meant }`, "CE206 options.audiences: GitLab CI/CD has no audience of its own"},
		{`local.good.vault, { jobs = local.meant, audiences = "a" }`, `CE102 options.audiences: a list of strings is wanted, got a string. Write ["a"]`},
		{`local.good.aws, { jobs = local.semaphore, audiences = ["a"] }`, "CE206 options.audiences: Semaphore's tokens always carry the audience"},
		{`local.good.aws, { tokens = [local.token] }`, "CE102 options.tokens: an object of tokens by name is wanted, got a list"},
		{`local.good.aws, { tokens = { a = "{" } }`, "CE108 options.tokens.a: line 1, column 2: the JSON ends too early"},
		{`local.good.aws, { tokens = { a = { sub = "x" } } }`, "CE103 options.tokens.a.iss: the claims have no issuer"},
		{`local.good.aws, { tokens = { a = 7 } }`, "CE102 options.tokens.a: an object or a JSON string is wanted, got a number"},
		{`local.good.aws, { tokens = { a = merge(local.token, { n = 1e300 }) } }`, "CE104 options.tokens.a: n: it holds a number out of range"},
		{`local.good.aws, { jobs = local.meant, audiences = ["a"], bindings = [{ project_path = "g/p", project_id = "1" }, { project_path = "g/p", project_id = "2" }] }`, `CE106 options.bindings: the bindings { project_id = "1", project_path = "g/p" } and { project_id = "2", project_path = "g/p" } contradict each other`},
		{`local.good.aws, { jobs = local.meant, audiences = ["a"], bindings = { project_path = "g/p", branch = "dev" } }`, `CE106 options.bindings: the binding { branch = "dev", project_path = "g/p" } contradicts jobs[0]`},
		{`local.good.aws, { jobs = local.meant, audiences = ["a"], bindings = { project_path = "g/p", namespace_path = "h" } }`, `CE106 options.bindings: the binding { namespace_path = "h", project_path = "g/p" } contradicts itself: namespace_path is a part of project_path on GitLab CI/CD`},
		{`local.good.aws, { bindings = { project_pth = "g/p", project_id = "1" } }`, `CE101 options.bindings: no platform has a variable "project_pth"`},
		{`local.good.aws, { bindings = { organization = "acmee", project_id = "936a5312-a3b8-4921-8b3f-2cec8baac574" }, jobs = local.semaphore }`, `CE106 options.bindings: the binding { organization = "acmee", project_id = `},
		{`local.good.aws, { ignore_findings = { ct012 = "why" } }`, `CE101 options.ignore_findings: there is no finding "ct012". Did you mean "CT012"?`},
		{`local.good.aws, { ignore_findings = { CTO12 = "why" } }`, `there is no finding "CTO12". Did you mean "CT012"?`},
		{`local.good.aws, { ignore_findings = { CE101 = "why" } }`, `there is no finding "CE101". Known are CT001 to CT0`},
		{`local.good.aws, { ignore_findings = { CT012 = " " } }`, "CE105 options.ignore_findings.CT012: the reason is empty, and it is what a reviewer looks for"},
		{`local.good.aws, { ignore_findings = { CT012 = null } }`, "CE105 options.ignore_findings.CT012: the reason is empty"},
		{`local.good.aws, { ignore_findings = ["CT012"] }`, "CE102 options.ignore_findings: an object is wanted, got a list"},
		{`{ aws = {} }, { jobs = local.meant }`, `(in the description named "deploy web")`},
	}
	var body strings.Builder
	body.WriteString(handWritten + `
locals {
  semaphore = provider::cioidc::jobs("semaphore", { organization = "my-org", project_ids = ["936a5312-a3b8-4921-8b3f-2cec8baac574"], branches = ["main"] }).jobs
}
`)
	var wants []string
	for i, c := range cases {
		fmt.Fprintf(&body, "output \"x%d\" { value = provider::cioidc::trust_check(%s).summary }\n", i, c[0])
		wants = append(wants, c[1])
	}
	flat := providertest.New(t, factory, config(body.String())).PlanFails(nil, wants...)
	if n := strings.Count(flat, "Error: "); n != len(cases) {
		t.Errorf("%d errors, want %d:\n%s", n, len(cases), flat)
	}
}

// TestTrustCheckOddInput: what is odd but can be read gets an answer: a policy
// and a condition as long as the quotas allow and longer, many claims, huge
// numbers, nested claims, a token that nobody signed.
func TestTrustCheckOddInput(t *testing.T) {
	t.Parallel()
	h := providertest.ApplyTwiceClean(t, factory, config(handWritten+`
locals {
  block = join("", [for i in range(16) : "01234567"])
  long  = merge(local.policy, { Id = join("", [for i in range(1020) : local.block]) })
  cel   = join(" || ", [for i in range(140) : "assertion.ref == 'b${i}'"])
  exact = "${local.cel}${join("", [for i in range(4096 - length(local.cel)) : " "])}"
  odd = {
    huge   = merge(local.token, { n = 123456789012345678901234567890, m = 1e100, l = [1, [2, { a = { b = { c = null } } }]] })
    nested = jsonencode(merge(local.token, { sub = { a = local.subject } }))
    exp    = "{\"iss\":\"https://gitlab.com\",\"exp\":1e400,\"n\":-0.0}"
    none   = provider::cioidc::decode_token("eyJhbGciOiJub25lIn0.${replace(replace(trimsuffix(trimsuffix(base64encode(jsonencode(local.token)), "="), "="), "+", "-"), "/", "_")}.")
  }
}
output "long" { value = provider::cioidc::trust_check({ aws = { policy = jsonencode(local.long) } }, { tokens = local.odd }) }
output "longer" { value = provider::cioidc::trust_check({ aws = { policy = merge(local.long, { Sid = join("", [for i in range(5) : local.block]) }) } }, {}) }
output "cel" { value = provider::cioidc::trust_check({ google = merge(local.good.google.google, { attribute_condition = local.exact }) }, { tokens = local.odd }) }
output "over" { value = provider::cioidc::trust_check({ google = merge(local.good.google.google, { attribute_condition = "${local.exact} && true" }) }, {}) }
output "empty" { value = provider::cioidc::trust_check({ aws = { policy = { Version = "2012-10-17", Statement = [] } } }, {}).summary }
output "vault" { value = provider::cioidc::trust_check(local.good.vault, { tokens = local.odd }) }
output "azure" { value = provider::cioidc::trust_check(local.good.azure, { tokens = local.odd }) }
output "broken" { value = provider::cioidc::trust_check({ google = merge(local.good.google.google, { attribute_condition = "assertion.ref ==" }) }, { jobs = local.meant, audiences = ["a"], tokens = { main = local.token } }) }
`), nil)
	var got struct{ Long, Longer, Cel, Over, Vault, Azure, Broken answer }
	outputs(t, h, &got)
	for name, a := range map[string]answer{"long": got.Long, "cel": got.Cel, "vault": got.Vault, "azure": got.Azure} {
		for _, token := range []string{"huge", "none"} {
			if d := a.Decisions[token]; name != "cel" && (d.Admitted == nil || !*d.Admitted) {
				t.Errorf("%s: %s does not get in: %s", name, token, d.Reason)
			}
		}
		for _, token := range []string{"nested", "exp"} {
			if d := a.Decisions[token]; d.Admitted != nil && *d.Admitted && name != "vault" || d.Reason == "" {
				t.Errorf("%s: %s: %+v", name, token, d)
			}
		}
	}
	for name, a := range map[string]answer{"long": got.Long, "longer": got.Longer, "over": got.Over} {
		if len(a.Findings) == 0 {
			t.Errorf("%s: nothing is found in a document over its quota", name)
		}
	}
	if a := got.Broken; text(a.Relation) != "unknown" || len(a.Findings) == 0 || a.Findings[0].Code != "CT018" || a.Decisions["main"].Admitted != nil {
		t.Errorf("broken: %+v", a)
	}
}

// TestTrustCheckKeepsTokens: a live token anywhere in the arguments is refused
// with the way out, and neither output nor state nor plan holds a part of it.
func TestTrustCheckKeepsTokens(t *testing.T) {
	t.Parallel()
	secret := token(`{"alg":"RS256"}`, `{"iss":"https://gitlab.com","jti":"0123456789abcdef","sub":"x"}`)
	calls := [][2]string{
		{`local.good.aws, { tokens = { live = var.jwt } }`, "CE108 options.tokens.live: is a token; it would lie in state, where whoever reads it can use it. Pass decode_token(...) of it, or its claims"},
		{`local.good.aws, { tokens = { live = "Bearer ${var.jwt}" } }`, "CE108 options.tokens.live: is a token"},
		{`local.good.aws, { tokens = var.jwt }`, "CE102 options.tokens: an object of tokens by name is wanted, got a string"},
		{`local.good.aws, { tokens = { live = merge(local.token, { actor = [{ proof = var.jwt }] }) } }`, "CE108 options.tokens.live.actor[0].proof: holds a token"},
		{`local.good.aws, { tokens = { live = "{\"iss\":\"i\",\"t\":\"${var.jwt}\"}" } }`, "CE108 options.tokens.live: holds a token"},
		{`local.good.aws, { tokens = { live = "${var.jwt}!" } }`, "CE108 options.tokens.live: holds a token"},
		{`local.good.aws, { audiences = [var.jwt], jobs = local.meant }`, "CE108 options.audiences[0]: holds a token, which whoever reads the plan or the state could use"},
		{`local.good.aws, { ignore_findings = { CT012 = var.jwt } }`, "CE108 options.ignore_findings.CT012: holds a token"},
		{`{ aws = { policy = var.jwt } }, {}`, "CE108 policy.aws.policy: holds a token"},
		{`{ vault = merge(local.good.vault.vault, { bound_subject = var.jwt }) }, {}`, "CE108 policy.vault.bound_subject: holds a token"},
		{`{ vault = jsonencode(merge(local.good.vault.vault, { bound_subject = var.jwt })) }, {}`, "CE108 policy.vault: holds a token"},
		{`local.good.aws, var.jwt`, "CE108 options: holds a token"},
	}
	var body strings.Builder
	body.WriteString(handWritten + "\nvariable \"jwt\" {\n  type      = string\n  sensitive = true\n}\n")
	var wants []string
	for i, c := range calls {
		fmt.Fprintf(&body, "output \"x%d\" {\n  value     = provider::cioidc::trust_check(%s).summary\n  sensitive = true\n}\n", i, c[0])
		wants = append(wants, c[1])
	}
	sources := [][2]string{
		{"policy = local.good.aws\n  tokens = { live = var.jwt }", "CE108 tokens.live: is a token"},
		{"policy = { vault = merge(local.good.vault.vault, { bound_subject = var.jwt }) }", "CE108 policy.vault.bound_subject: holds a token"},
	}
	noToken := func(text string) {
		t.Helper()
		for part := range strings.SplitSeq(secret, ".") {
			if strings.Contains(strings.ReplaceAll(text, " ", ""), part) {
				t.Errorf("a part of the token is shown:\n%s", text)
			}
		}
	}
	noToken(providertest.New(t, factory, config(body.String())).PlanFails(providertest.Vars{"jwt": secret}, wants...))
	for _, s := range sources {
		for _, sensitive := range []string{"true", "false"} {
			h := providertest.New(t, factory, config(handWritten+"\nvariable \"jwt\" {\n  type      = string\n  sensitive = "+sensitive+"\n}\ndata \"cioidc_trust_check\" \"x\" {\n  "+s[0]+"\n}\n"))
			noToken(h.PlanFails(providertest.Vars{"jwt": secret}, s[1]))
		}
	}
}
