package provider_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

const semaphoreSubject = "org:acme:project:936a5312-a3b8-4921-8b3f-2cec8baac574:repo:web:ref_type:branch:ref:refs/heads/main"

// TestSubjects: subject(…) and parse_subject(…) with what Terraform passes,
// there and back.
func TestSubjects(t *testing.T) {
	t.Parallel()
	h := providertest.ApplyTwiceClean(t, factory, config(`
locals {
  semaphore = { organization = "acme", project_id = "936a5312-a3b8-4921-8b3f-2cec8baac574", repository = "web", branch = "main" }
  gitlab    = { project_id = 7, ref_protected = true, deployment_tier = null, tag = "v1", subject_components = toset(["project_id"]) }
  readings  = provider::cioidc::parse_subject("gitlab", "project_id:7:ref_type:tag:ref:v1")
}
output "semaphore" { value = provider::cioidc::subject("semaphore", local.semaphore) }
output "map" { value = provider::cioidc::subject("semaphore", tomap(local.semaphore)) }
output "presentation" { value = provider::cioidc::subject("gitlab", { project_id = 7, ref_protected = true, deployment_tier = null, tag = "v1", presentation = "project_id,ref_protected,ref" }) }
output "set" { value = provider::cioidc::subject("gitlab", { project_id = 7, subject_components = toset(["project_id"]) }) }
output "readings" { value = local.readings }
output "again" { value = [for r in local.readings : provider::cioidc::subject("gitlab", merge(r.variables, { form = r.form, presentation = r.presentation }))] }
output "none" { value = provider::cioidc::parse_subject("semaphore", "org:Acme") }
`), nil)
	want := map[string]any{
		"semaphore":    semaphoreSubject,
		"map":          semaphoreSubject,
		"presentation": "project_id:7:ref_protected:true:ref:v1",
		"set":          "project_id:7",
		"readings":     []any{map[string]any{"form": "tag", "presentation": "project_id,ref_type,ref", "variables": map[string]any{"project_id": "7", "tag": "v1"}}},
		"again":        []any{"project_id:7:ref_type:tag:ref:v1"},
		"none":         []any{},
	}
	if diff := cmp.Diff(want, exampleOutputs(t, h)); diff != "" {
		t.Error(diff)
	}
}

// token is a JSON Web Token that nobody signed.
func token(header, claims string) string {
	enc := base64.RawURLEncoding.EncodeToString
	return enc([]byte(header)) + "." + enc([]byte(claims)) + "." + enc([]byte("the signature"))
}

// TestDecodeToken: each member, and the absent ones as null.
func TestDecodeToken(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, factory, config(`
variable "full" { type = string }
variable "bare" { type = string }
output "full" { value = provider::cioidc::decode_token(var.full) }
output "bare" { value = provider::cioidc::decode_token(var.bare) }
output "list" { value = [for t in [var.full, var.bare] : provider::cioidc::decode_token(t).issuer] }
`))
	h.ApplyTwiceClean(providertest.Vars{
		"full": token(`{"typ":"JWT","kid":"k1","alg":"RS256"}`, `{"sub":"s<&>","iss":"https://gitlab.com","aud":["b","a"],"iat":1763708400,"nbf":1763708395,"exp":1763712000.75,"n":12345678901234567890,"l":[null,{"b":1,"a":true}]}`),
		"bare": token(`{"alg":"ES256"}`, `{"aud":"x"}`),
	})
	want := map[string]any{
		"full": map[string]any{
			"claims_json": `{"aud":["b","a"],"exp":1763712000.75,"iat":1763708400,"iss":"https://gitlab.com","l":[null,{"a":true,"b":1}],"n":12345678901234567890,"nbf":1763708395,"sub":"s<&>"}`,
			"header_json": `{"alg":"RS256","kid":"k1","typ":"JWT"}`,
			"algorithm":   "RS256", "key_id": "k1", "issuer": "https://gitlab.com", "subject": "s<&>", "audiences": []any{"b", "a"},
			"issued_at": "2025-11-21T07:00:00Z", "not_before": "2025-11-21T06:59:55Z", "expires_at": "2025-11-21T08:00:00Z", "verified": false,
		},
		"bare": map[string]any{
			"claims_json": `{"aud":"x"}`, "header_json": `{"alg":"ES256"}`, "algorithm": "ES256", "audiences": []any{"x"}, "verified": false,
			"key_id": nil, "issuer": nil, "subject": nil, "issued_at": nil, "not_before": nil, "expires_at": nil,
		},
		"list": []any{"https://gitlab.com", nil},
	}
	if diff := cmp.Diff(want, exampleOutputs(t, h)); diff != "" {
		t.Error(diff)
	}
}

// TestPatternCovers: single patterns and lists, and what is no wildcard.
func TestPatternCovers(t *testing.T) {
	t.Parallel()
	h := providertest.ApplyTwiceClean(t, factory, config(`
output "yes" {
  value = [
    provider::cioidc::pattern_covers("*", "release-*"),
    provider::cioidc::pattern_covers("release-*", ["release-", "release-1", "release-*-*"]),
    provider::cioidc::pattern_covers(["main", "release-*"], toset(["release-2", "main"])),
    provider::cioidc::pattern_covers("a*b*c", "a*c*bc*c"),
    provider::cioidc::pattern_covers("x", []),
    provider::cioidc::pattern_covers([], []),
    provider::cioidc::pattern_covers("7", 7),
  ]
}
output "no" {
  value = [
    provider::cioidc::pattern_covers("release-*", "*"),
    provider::cioidc::pattern_covers("release-?", "release-1"),
    provider::cioidc::pattern_covers("release-[12]", "release-1"),
    provider::cioidc::pattern_covers(["main", "release-*"], ["main", "dev"]),
    provider::cioidc::pattern_covers(["a*", "*b"], "*c*"),
    provider::cioidc::pattern_covers("Main", "main"),
    provider::cioidc::pattern_covers([], "x"),
    provider::cioidc::pattern_covers("*ab*", "*a*b*"),
  ]
}
`), nil)
	out := exampleOutputs(t, h)
	for name, want := range map[string]bool{"yes": true, "no": false} {
		answers, _ := out[name].([]any)
		for i, got := range answers {
			if got != want {
				t.Errorf("%s[%d] is %v", name, i, got)
			}
		}
		if len(answers) < 7 {
			t.Errorf("%s: %d answers", name, len(answers))
		}
	}
}

// documents that can be read, for questions about other things.
const documents = `
locals {
  policy = jsonencode(local.object)
  object = {
    Version = "2012-10-17"
    Statement = {
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/gitlab.com" }
      Condition = { StringEquals = { "gitlab.com:aud" = "a" }, StringLike = { "gitlab.com:sub" = "project_path:g/*" } }
    }
  }
  role     = { role_type = "jwt", bound_issuer = "https://gitlab.com", bound_audiences = ["a"], bound_claims = { project_id = 7, ref_protected = ["true"] }, user_claim = "sub" }
  provider = { issuer_uri = "https://gitlab.com", allowed_audiences = ["a"], attribute_mapping = { "google.subject" = "assertion.sub" }, attribute_condition = "assertion.sub.startsWith('project_path:g/')" }
  azure    = { credentials = [{ issuer = "https://gitlab.com", audiences = ["a"], subject = "project_path:g/p:ref_type:branch:ref:main" }] }
  claims   = { iss = "https://gitlab.com", aud = "a", sub = "project_path:g/p:ref_type:branch:ref:main", project_id = 7, ref_protected = "true" }
}
`

// TestAdmits: each relying party with objects, JSON and a decoded token, a yes, a
// no and what hangs on more than claims.
func TestAdmits(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, factory, config(documents+`
variable "jwt" { type = string }
locals {
  token  = provider::cioidc::decode_token(var.jwt)
  others = merge(local.claims, { sub = "project_path:h/p:ref_type:branch:ref:main", project_id = 8 })
  office = merge(local.object, { Statement = merge(local.object.Statement, { Condition = { IpAddress = { "aws:SourceIp" = "203.0.113.0/24" } } }) })
}
output "yes" {
  value = [
    provider::cioidc::aws_admits(local.policy, local.claims),
    provider::cioidc::aws_admits(local.object, jsonencode(local.claims)),
    provider::cioidc::aws_admits(local.object, local.token),
    provider::cioidc::aws_admits(local.object, local.token.claims_json),
    provider::cioidc::vault_admits(local.role, local.claims),
    provider::cioidc::vault_admits(jsonencode(local.role), local.token),
    provider::cioidc::google_admits(local.provider, local.claims),
    provider::cioidc::google_admits(jsonencode(local.provider), local.token),
    provider::cioidc::azure_admits(local.azure, local.claims),
    provider::cioidc::azure_admits(jsonencode(local.azure), local.token),
  ]
}
output "no" {
  value = [
    provider::cioidc::aws_admits(local.policy, local.others),
    provider::cioidc::vault_admits(local.role, local.others),
    provider::cioidc::google_admits(local.provider, local.others),
    provider::cioidc::azure_admits(local.azure, local.others),
    provider::cioidc::aws_admits(local.policy, merge(local.claims, { iss = "https://gitlab.example.com" })),
  ]
}
output "hangs" {
  value = [provider::cioidc::aws_admits(local.office, local.claims)]
}
`))
	h.ApplyTwiceClean(providertest.Vars{"jwt": token(`{"alg":"RS256"}`, `{"iss":"https://gitlab.com","aud":"a","sub":"project_path:g/p:ref_type:branch:ref:main","project_id":7,"ref_protected":"true"}`)})
	out := exampleOutputs(t, h)
	for name, want := range map[string]any{"yes": true, "no": false, "hangs": nil} {
		answers, _ := out[name].([]any)
		if len(answers) == 0 {
			t.Errorf("no answers of %s", name)
		}
		for i, a := range answers {
			answer, _ := a.(map[string]any)
			if reason, _ := answer["reason"].(string); answer["admitted"] != want || reason == "" || strings.HasSuffix(reason, ".") {
				t.Errorf("%s[%d]: %v", name, i, answer)
			}
		}
	}
}

// TestCalculationsUnknown: what hangs on something known only after apply is
// unknown in the plan, what does not is known, and mistakes beside it stop it.
func TestCalculationsUnknown(t *testing.T) {
	t.Parallel()
	const head = documents + `
resource "terraform_data" "u" { input = "main" }
locals { later = terraform_data.u.output }
`
	h := providertest.New(t, factory, config(head+`
output "subject" { value = provider::cioidc::subject("gitlab", { project_path = "g/p", branch = local.later }) }
output "platform" { value = provider::cioidc::subject(local.later == "" ? "x" : "gitlab", { project_path = "g/p", branch = "b" }) }
output "readings" { value = provider::cioidc::parse_subject("gitlab", "project_path:g/p:ref_type:branch:ref:${local.later}") }
output "token" { value = provider::cioidc::decode_token("eyJhbGciOiJub25lIn0.${replace(base64encode(local.later == "" ? "" : "{}"), "=", "")}.").issuer }
output "verified" { value = provider::cioidc::decode_token("eyJhbGciOiJub25lIn0.${replace(base64encode(local.later == "" ? "" : "{}"), "=", "")}.").verified }
output "covers" { value = provider::cioidc::pattern_covers(["x", local.later], "main") }
output "document" { value = provider::cioidc::aws_admits(jsonencode(merge(local.object, { Id = local.later })), local.claims).admitted }
output "claims" { value = provider::cioidc::aws_admits(local.object, merge(local.claims, { ref = local.later })).admitted }
`))
	plan, err := h.Plan(nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range plan.JSON.OutputChanges {
		unknown, _ := c.AfterUnknown.(bool)
		if unknown != (name != "verified") {
			t.Errorf("output %s: unknown at plan is %v", name, unknown)
		}
	}
	h.ApplyTwiceClean(nil)

	for body, want := range map[string]string{
		`provider::cioidc::subject("gitlab", { project_path = "g:p", branch = local.later })`:                                            `CE104 variables.project_path: "g:p" holds the character ":"`,
		`provider::cioidc::pattern_covers([local.later, null], "x")`:                                                                     "CE105 outer[1]: the element is null",
		`provider::cioidc::aws_admits({ Statement = local.later }, "{\"iss\":\"i\",\"a\":{\"b\":1,\"b\":2}}").reason`:                    `CE108 claims: line 1, column 23: the key "b" stands there twice`,
		`provider::cioidc::aws_admits("{\"Version\":\"2012-10-17\",\"Version\":\"2012-10-17\"}", { iss = local.later, a = "b" }).reason`: `the key "Version" stands there twice`,
	} {
		providertest.New(t, factory, config(head+"output \"x\" { value = "+body+" }")).PlanFails(nil, want)
	}
}

// TestCalculationErrors: every error stands alone, with its code, and none shows
// a token. What is constant fails in Terraform's validation, before the rest.
func TestCalculationErrors(t *testing.T) {
	t.Parallel()
	secret := token(`{"alg":"RS256"}`, `{"iss":"https://gitlab.com","jti":"0123456789abcdef"}`)
	for _, group := range [][][2]string{
		{
			{`subject("gitlap", {})`, `CE101 platform: there is no platform "gitlap". Did you mean "gitlab"?`},
			{`parse_subject("travis", "x")`, `CE101 platform: there is no platform "travis". Known are circleci, github, gitlab, hcp_terraform, semaphore.`},
			{`subject("gitlab", { project_path = "g/p" })`, "CE103 variables: no subject of GitLab CI/CD shows exactly these variables (project_path). The nearest forms are branch wants also branch"},
			{`subject("gitlab", "x")`, "CE102 variables: an object is wanted, got a string"},
			{`subject("gitlab", { project_path = { a = 1 }, branch = "b" })`, "CE102 variables.project_path: a string is wanted, got an object"},
			{`parse_subject("gitlab", join("", [for i in range(1000) : "12345"]))`, `CE109 sub: the subject has 5000 bytes, more than the 4096 that are read "1234512345`},
			{`pattern_covers({ a = "b" }, "x")`, "CE102 outer: a pattern or a list of patterns is wanted, got an object"},
			{`pattern_covers("x", [["y"]])`, "CE102 inner[0]: a pattern or a list of patterns is wanted, got a list"},
			{`aws_admits(local.policy, { sub = "x", iss = null })`, "CE103 claims.iss: the claims have no issuer"},
			{`aws_admits(local.policy, [1])`, "CE102 claims: the JSON is no object"},
			{`aws_admits(local.policy, 7)`, "CE102 claims: an object or a JSON string is wanted, got a number"},
			{`aws_admits(local.policy, "{} {}")`, "CE108 claims: line 1, column 5: something follows the JSON value"},
			{`aws_admits(local.policy, "{\"iss\":{\"a\":1,\"a\":1}}")`, `CE108 claims: line 1, column 15: the key "a" stands there twice`},
			{`aws_admits(local.policy, { iss = "i", n = [1e300] })`, "CE104 claims: n: [0]: it holds a number out of range"},
			{`aws_admits("{", { iss = "i" })`, "CE108 policy: line 1, column 2: the JSON ends too early"},
			{`google_admits({ issuer = "https://a.example" }, { iss = "i" })`, "CE108 provider: "},
			{`vault_admits([], { iss = "i" })`, "CE108 role: "},
			{`azure_admits("7", { iss = "i" })`, "CE108 credentials: "},
		},
		{
			{`decode_token("${var.jwt}.more")`, "CE108 jwt: the token has 4 parts where header.payload.signature are wanted (RFC 7515, section 3.1)"},
			{`decode_token(replace(var.jwt, ".", "A."))`, "CE108 jwt: the header is no base64url without padding (RFC 7515, section 2): it is cut off or was changed"},
			{`decode_token("Bearer ${var.jwt}")`, "CE108 jwt: the token holds white space"},
			{`aws_admits(local.policy, var.jwt)`, "CE108 claims: is a token; it would lie in state, where whoever reads it can use it. Pass decode_token(...) of it, or its claims"},
			{`vault_admits(local.role, "Bearer ${var.jwt}\n")`, "CE108 claims: is a token"},
			{`google_admits(var.jwt, { iss = "i" })`, "CE108 provider: is a token where the provider is wanted"},
			{`google_admits(local.provider, "${var.jwt}!")`, "CE108 claims: line 1, column 1: this is no JSON"},
		},
	} {
		// Terraform itself would print the value of a variable that is not sensitive.
		var body strings.Builder
		body.WriteString(`
variable "jwt" {
  type      = string
  sensitive = true
}
` + documents)
		var wants []string
		for i, e := range group {
			fmt.Fprintf(&body, "output \"x%d\" {\n  value     = jsonencode(provider::cioidc::%s)\n  sensitive = true\n}\n", i, e[0])
			wants = append(wants, e[1])
		}
		text := providertest.New(t, factory, config(body.String())).PlanFails(providertest.Vars{"jwt": secret}, wants...)
		if n := strings.Count(text, "Error: "); n != len(group) {
			t.Errorf("%d errors, want %d:\n%s", n, len(group), text)
		}
		for part := range strings.SplitSeq(secret, ".") {
			if strings.Contains(strings.ReplaceAll(text, " ", ""), part) {
				t.Errorf("an error shows a part of the token:\n%s", text)
			}
		}
	}
}

// TestCalculationDocs: the docs of subject(…) follow the platforms' data, and
// every function can be asked while something is unknown.
func TestCalculationDocs(t *testing.T) {
	t.Parallel()
	server, err := factory()
	if err != nil {
		t.Fatal(err)
	}
	schema, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"### CircleCI: `circleci`",
		"- `webhook`: a pipeline that a custom webhook started; it has no repository or ref. v1 `org/{organization_id}/project/{project_id}/user/{user_id}`, v2 `",
		"- `project_debug`: a shell of `sem debug project`, or one that debugs it, which has no ref (only when named). `org:{organization}:",
		"Components: `project_path:{project_path}`, `project_id:{project_id}`, `ref_type:tag`, `ref:{tag}`",
		"- `branch_environment`: a job of an environment, on a branch. Components: `repo:{owner}/{repository}`, `repo:{owner}@{owner_id}/{repository}@{repository_id}`, `environment:{environment}`, `repository_id:{repository_id}`",
		"- Setting `subject_format` (string): Which subjects the described repositories show",
		"- `workspace`: a run of a workspace. `organization:{organization}:project:{project}:workspace:{workspace}:run_phase:{run_phase}`",
		"- `merge_commit` must be a commit id of 40 hexadecimal digits, such as `5c84719708b9b649b9ef3b56af214f38cee6acd3`.",
		"- Setting `token_version` (string): Which token the jobs present",
	} {
		if doc := schema.Functions["subject"].Description; !strings.Contains(doc, want) {
			t.Errorf("no %q in\n%s", want, doc)
		}
	}
	for name, f := range schema.Functions {
		for _, p := range f.Parameters {
			if !p.AllowUnknownValues || p.Description == "" {
				t.Errorf("%s: the parameter %s takes no unknown values, or has no docs", name, p.Name)
			}
		}
	}
}

// TestPatternCoversGivesUp: patterns whose answer takes too long are an error
// and never an answer, in bounded time.
func TestPatternCoversGivesUp(t *testing.T) {
	t.Parallel()
	providertest.New(t, factory, config(`
locals {
  letters = split("", "abcdefghijklmnopqrstuvwx")
  outer   = [for i in range(24) : join("*", concat([""], slice(local.letters, i, 24), slice(local.letters, 0, i), [""]))]
}
output "x" { value = provider::cioidc::pattern_covers(local.outer, join("*", concat([""], local.letters, local.letters, ["0", ""]))) }
`)).PlanFails(nil, "CE109 inner: whether these patterns are covered takes more steps than are allowed. Ask about fewer patterns, or ones with fewer *")
}

// readTwoWays demands that the example shows a subject of two jobs.
func readTwoWays(t *testing.T, outputs map[string]any) {
	t.Helper()
	again, _ := outputs["again"].([]any)
	if diff := cmp.Diff([]any{"x/vcs-ref/refs/heads/main", "main"}, outputs["branches"]); diff != "" || len(again) != 2 || again[0] != again[1] {
		t.Errorf("%v\n%s", again, diff)
	}
}

// admitted demands the example's answer, and a reason where it shows one.
func admitted(want any) func(*testing.T, map[string]any) {
	return func(t *testing.T, outputs map[string]any) {
		t.Helper()
		if diff := cmp.Diff(want, outputs["admitted"]); diff != "" || outputs["reason"] == "" {
			t.Errorf("%v\n%s", outputs["reason"], diff)
		}
	}
}
