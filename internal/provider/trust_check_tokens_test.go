package provider_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// TestTrustCheckWiderKind: whose token gets in, where one does.
func TestTrustCheckWiderKind(t *testing.T) {
	t.Parallel()
	h := providertest.ApplyTwiceClean(t, factory, config(handWritten+`
locals {
  any = merge(local.policy, { Statement = [merge(local.policy.Statement[0], { Condition = { StringEquals = { "gitlab.com:sub" = local.subject } } })] })
  asked = { jobs = local.meant, audiences = ["a"] }
  clients = { "https://gitlab.com" = ["a", "b"] }
  only    = { "https://gitlab.com" = ["a"] }
}
output "none" { value = provider::cioidc::trust_check(local.good.aws, local.asked) }
output "job" { value = provider::cioidc::trust_check({ aws = { policy = local.loose } }, local.asked) }
output "audience" { value = provider::cioidc::trust_check({ aws = { policy = local.any, client_ids = local.clients } }, local.asked) }
output "refused" { value = provider::cioidc::trust_check({ aws = { policy = local.any, client_ids = local.only } }, local.asked) }
output "open" { value = provider::cioidc::trust_check({ aws = { policy = local.any } }, local.asked) }
output "alone" { value = provider::cioidc::trust_check(local.good.aws, {}) }
`), nil)
	got := map[string]answer{}
	outputs(t, h, &got)
	for name, want := range map[string]string{
		"none": "no null", "job": "yes job", "audience": "yes audience",
		"refused": "no null",      // by the client ids of the OIDC provider
		"open":    "unknown null", // those are not given
		"alone":   "null null",
	} {
		if a := got[name]; text(a.Wider)+" "+text(a.WiderKind) != want {
			t.Errorf("%s: wider %s of the kind %s, want %s", name, text(a.Wider), text(a.WiderKind), want)
		}
	}
	claims := map[string]any{}
	if err := json.Unmarshal([]byte(text(got["audience"].WiderExample)), &claims); err != nil || claims["aud"] == "a" {
		t.Errorf("the example of another audience: %s", text(got["audience"].WiderExample))
	}
	if s := got["open"].Summary; !strings.Contains(s, "client_ids") {
		t.Errorf("what would settle it is not named:\n%s", s)
	}
}

// TestTrustCheckRestsOn: each fact says whether somebody has verified it.
func TestTrustCheckRestsOn(t *testing.T) {
	t.Parallel()
	h := providertest.ApplyTwiceClean(t, factory, config(handWritten+`
output "gitlab" { value = provider::cioidc::trust_check(local.good.aws, { jobs = local.meant, audiences = ["a"] }) }
`), nil)
	var got struct{ Gitlab answer }
	outputs(t, h, &got)
	status := map[string]string{}
	for _, f := range *got.Gitlab.RestsOn {
		status[f["fact"]] = f["status"]
	}
	if status["gl-workload"] != "unverified" || status["gl-fork"] != "verified" {
		t.Errorf("the facts have the statuses %v", status)
	}
	if !strings.Contains(got.Gitlab.Summary, "gl-workload (unverified)") {
		t.Errorf("the summary does not say that a fact is unverified:\n%s", got.Gitlab.Summary)
	}
}

// whole is a payload of GitLab's with what no token of GitLab's has.
const whole = `{"iss":"https://gitlab.com","aud":"a","sub":"project_path:g/p:ref_type:branch:ref:main","project_id":"7","project_path":"g/p","ref_type":"branch","ref":"main","iat":1,"exp":2,%s}`

// TestTrustCheckFalsifies: a whole token that the data has no room for takes back
// each no, whether it is decoded or JSON; an object of claims is a question, and an
// excerpt is no whole token.
func TestTrustCheckFalsifies(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, factory, config(handWritten+`
variable "jwt" { type = string }
variable "odd" { type = string }
variable "new" { type = string }
locals {
  asked = { jobs = local.meant, audiences = ["a"] }
  given = {
    decoded = provider::cioidc::decode_token(var.jwt)
    json    = var.odd
    object  = jsondecode(var.odd)
    excerpt = jsonencode({ for k, v in jsondecode(var.odd) : k => v if k != "iat" })
    new     = var.new
  }
}
output "answers" { value = { for name, t in local.given : name => provider::cioidc::trust_check(local.good.aws, merge(local.asked, { tokens = { it = t } })) } }
output "ignored" { value = provider::cioidc::trust_check(local.good.aws, merge(local.asked, { tokens = { it = var.odd }, ignore_findings = { CT053 = "reported" } })) }
output "loose" { value = provider::cioidc::trust_check({ aws = { policy = local.loose } }, merge(local.asked, { tokens = { it = var.odd } })) }
output "other" { value = provider::cioidc::trust_check(local.good.aws, merge(local.asked, { tokens = { it = replace(var.odd, "https://gitlab.com", "https://ci.example.com") } })) }
`))
	odd := fmt.Sprintf(whole, `"ref_protected":"perhaps"`)
	h.ApplyTwiceClean(providertest.Vars{"jwt": token(`{"alg":"RS256"}`, odd), "odd": odd, "new": fmt.Sprintf(whole, `"made_next_year":"x"`)})
	var got struct {
		Answers               map[string]answer
		Ignored, Loose, Other answer
	}
	outputs(t, h, &got)
	for name, want := range map[string]string{
		"decoded": "unknown unknown CT053", "json": "unknown unknown CT053",
		"object": "no no ", "excerpt": "no no ",
		"new": "no no CT054", // the claim is not named, and may be anything
	} {
		a := got.Answers[name]
		var codes []string
		for _, f := range a.Findings {
			if f.Code >= "CT053" && f.Code <= "CT055" {
				codes = append(codes, f.Code)
			}
		}
		if is := text(a.Wider) + " " + text(a.Narrower) + " " + strings.Join(codes, " "); is != want {
			t.Errorf("%s: %s, want %s", name, is, want)
		}
		if d := a.Decisions["it"]; d.Admitted == nil || !*d.Admitted {
			t.Errorf("%s: the decision changed: %+v", name, d)
		}
	}
	for _, f := range got.Answers["json"].Findings {
		says := f.Severity == "warning" && strings.Contains(f.Detail, `ref_protected "perhaps"`) && strings.Contains(f.Detail, "report it")
		if f.Code == "CT053" && !says {
			t.Errorf("the finding says %+v", f)
		}
	}
	if a := got.Ignored; text(a.Wider) != "unknown" {
		t.Errorf("to take on the finding does not make the data right: wider = %s", text(a.Wider))
	}
	if a := got.Loose; text(a.Wider) != "yes" || text(a.Narrower) != "unknown" {
		t.Errorf("an example stands: wider = %s, narrower = %s", text(a.Wider), text(a.Narrower))
	}
	if a := got.Other; text(a.Wider) != "no" {
		t.Errorf("a token of another issuer bears on nothing: wider = %s", text(a.Wider))
	}
}

// TestTrustCheckManyClaims: a token of 300 claims is looked at like any other.
func TestTrustCheckManyClaims(t *testing.T) {
	t.Parallel()
	h := providertest.ApplyTwiceClean(t, factory, config(handWritten+`
locals {
  many = merge(local.token, { iat = 1, exp = 2 }, { for i in range(300) : "extra_${i}" => i % 2 == 0 ? "x" : "y" })
}
output "answer" { value = provider::cioidc::trust_check(local.good.aws, { jobs = local.meant, audiences = ["a"], tokens = { many = jsonencode(local.many) } }) }
`), nil)
	var got struct{ Answer answer }
	outputs(t, h, &got)
	if a := got.Answer; text(a.Relation) != "equal" || len(a.Findings) != 2 || a.Findings[1].Code != "CT054" || !strings.Contains(a.Findings[1].Detail, "300 in all") || len(a.Findings[1].Detail) > 400 {
		t.Errorf("%+v", a)
	}
}

// TestTrustCheckSecretTokens: sensitive claims make a sensitive answer, and the
// verdict stands.
func TestTrustCheckSecretTokens(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, factory, config(handWritten+`
variable "odd" {
  type      = string
  sensitive = true
}
locals { answer = provider::cioidc::trust_check(local.good.aws, { jobs = local.meant, audiences = ["a"], tokens = { it = var.odd } }) }
output "wider" { value = nonsensitive(local.answer.wider) }
output "sensitive" { value = issensitive(local.answer.wider) }
`))
	h.ApplyTwiceClean(providertest.Vars{"odd": fmt.Sprintf(whole, `"ref_protected":"perhaps"`)})
	var got struct {
		Wider     string
		Sensitive bool
	}
	outputs(t, h, &got)
	if got.Wider != "unknown" || !got.Sensitive {
		t.Errorf("got %+v", got)
	}
}

// TestNobodyDescribed: what describes nobody, or names what does not go together, is
// an error that names it: in a check, in a description, and where a document is made.
func TestNobodyDescribed(t *testing.T) {
	t.Parallel()
	cases := [][2]string{
		{`provider::cioidc::trust_check(local.good.aws, { jobs = local.meant, audiences = ["a"], bindings = [{ project_path = "g/p", project_id = "1" }, { project_path = "g/p", project_id = "2" }] }).summary`, "options.bindings"},
		{`provider::cioidc::trust_check(local.good.aws, { jobs = local.meant, audiences = ["a"], bindings = { project_pth = "g/p", project_id = "1" } }).summary`, `project_pth`},
		{`provider::cioidc::aws_trust_policy(local.meant, { account_id = "123456789012", audiences = ["a"], bindings = { project_path = "g/q", project_id = "1", nothing = "x" } }).json`, `nothing`},
		{`provider::cioidc::jobs("github", { repositories = ["o/r"], pull_requests = true, events = ["push"] }).issuer`, "pull_requests"},
		{`provider::cioidc::google_workload_identity({ d = { jobs = local.twice } }, { project_number = "1", pool_id = "pool", provider_id = "both" }).attribute_condition`, "https://ci.example.com"},
		{`provider::cioidc::vault_jwt_role(local.twice, { audiences = ["a"], mount = "jwt" }).bound_issuer`, "https://ci.example.com"},
		{`provider::cioidc::aws_trust_policy(local.twice, { account_id = "123456789012", audiences = ["a"] }).json`, "https://ci.example.com"},
		{`provider::cioidc::trust_check(local.good.aws, { jobs = local.twice, audiences = ["a"] }).summary`, "https://ci.example.com"},
	}
	var body strings.Builder
	body.WriteString(handWritten + `
locals {
  twice = concat(
    provider::cioidc::jobs("gitlab", { url = "https://ci.example.com/_services/token", projects = ["g/p"], branches = ["main"] }).jobs,
    provider::cioidc::jobs("github", { issuer = "https://ci.example.com/_services/token", repositories = ["o/r"], branches = ["main"] }).jobs,
  )
}
`)
	var wants []string
	for i, c := range cases {
		fmt.Fprintf(&body, "output \"x%d\" { value = %s }\n", i, c[0])
		wants = append(wants, c[1])
	}
	flat := providertest.New(t, factory, config(body.String())).PlanFails(nil, wants...)
	if n := strings.Count(flat, "Error: "); n != len(cases) {
		t.Errorf("%d errors, want %d:\n%s", n, len(cases), flat)
	}
}
