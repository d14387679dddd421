package provider_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cioidc/terraform-provider-cioidc/internal/provider"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

const examplesRoot = "../../examples"

var exampleFactory = providerserver.NewProtocol6WithError(provider.New("test")())

// An example is a folder below examples/ and what must hold beyond that it
// applies to nothing in one go and leaves nothing to change.
type example struct {
	// plan looks at the plan on nothing.
	plan func(t *testing.T, plan *providertest.Plan)
	// outputs looks at the outputs after the apply.
	outputs func(t *testing.T, outputs map[string]any)
	// minor is the version of Terraform or OpenTofu, 1.minor, that it needs; 0 is
	// what the provider needs.
	minor int
	// stops are texts of the failure of a plan that must not pass; nothing else is
	// looked at then.
	stops []string
	// options start what the example talks to, and hand it its variables.
	options func(t *testing.T) []providertest.Option
}

// examples are all of them. A folder that is not here fails a test.
var examples = map[string]example{
	"provider":   {},
	"quickstart": {outputs: quickstartPrints},

	"semaphore-aws": {plan: policyIs(`provider::cioidc::aws_trust_policy(
		provider::cioidc::jobs("semaphore", {
			name = "deploy web", organization = "my-org", project_ids = ["936a5312-a3b8-4921-8b3f-2cec8baac574"],
			repositories = ["web"], branches = ["main", "release-*"]
		}).jobs, { account_id = "123456789012", session_tags = true })`)},
	"circleci-aws": {plan: policyIs(`provider::cioidc::aws_trust_policy(
		provider::cioidc::jobs("circleci", {
			organization_id = "01234567-89ab-4def-8123-4567890abcde", project_ids = ["76543210-ba98-4edc-8210-edcba0987654"],
			repositories = ["github.com/my-org/web"], branches = ["main", "release-*"]
		}).jobs, { account_id = "123456789012" })`)},
	"gitlab-aws": {plan: policyIs(`provider::cioidc::aws_trust_policy(
		provider::cioidc::jobs("gitlab", {
			projects = ["my-group/my-project"], project_ids = ["57382910"], branches = ["main"], tags = ["v*"]
		}).jobs, { account_id = "123456789012", audiences = ["sts.amazonaws.com"] })`)},
	"github-aws": {plan: policyIs(`provider::cioidc::aws_trust_policy(
		provider::cioidc::jobs("github", {
			repositories = ["my-org/web"], repository_ids = ["456789"], owner_ids = ["123456"], branches = ["main"], tags = ["v*"]
		}).jobs, { account_id = "123456789012", audiences = ["sts.amazonaws.com"] })`)},
	"check-policy/as-the-guide-says": {stops: []string{
		"Error: Wider than described", "wider: a job gets in that is not described: ",
		"Error: CT003: A wildcard runs over a separator", "/vcs-ref/refs/heads/x/vcs-ref/refs/heads/main",
		`(in the description named "deploy web")`,
	}},
	"check-policy/corrected": {outputs: is("relation", "equal")},
	"audit":                  {outputs: tableToActOn},
	"testing/check-block":    {plan: policyKnown("aws_iam_role.deploy")},
	"testing/precondition":   {plan: policyKnown("aws_iam_role.deploy")},
	"testing/terraform-test": {outputs: has("checked")},

	"self-hosted-issuer": {outputs: has("documents", ".well-known/openid-configuration", ".well-known/jwks.json")},
	"self-hosted-issuer-aws": {plan: func(t *testing.T, plan *providertest.Plan) {
		creates("aws_s3_object", 2)(t, plan)
		policyKnown("aws_iam_role.deploy")(t, plan)
	}},

	"many-roles": {plan: manyPoliciesKnown},
	"module":     {plan: modulePoliciesKnown, outputs: has("role_arns", "api", "build-cache", "web")},

	"semaphore-google": {plan: googleKnown, outputs: credentialFor("semaphore-deploy")},
	"circleci-google":  {plan: googleKnown, outputs: credentialFor("circleci-deploy")},
	"gitlab-google":    {plan: googleKnown, outputs: credentialFor("gitlab-deploy")},

	"semaphore-vault": {plan: vaultKnown},
	"circleci-vault":  {plan: vaultKnown},
	"gitlab-vault":    {plan: vaultKnown},

	"semaphore-azure": {plan: creates("azuread_application_federated_identity_credential", 2)},
	"circleci-azure":  {plan: creates("azuread_application_federated_identity_credential", 1)},
	"gitlab-azure": {plan: func(t *testing.T, plan *providertest.Plan) {
		creates("azuread_application_federated_identity_credential", 1)(t, plan)
		creates("azuread_application_flexible_federated_identity_credential", 1)(t, plan)
	}},

	// These are shown in the docs. They are whole but for the provider.
	"functions/jobs":                                  {outputs: has("subjects")},
	"functions/aws_trust_policy":                      {plan: policyKnown("aws_iam_role.deploy")},
	"functions/aws_oidc_providers":                    {plan: creates("aws_iam_openid_connect_provider", 2)},
	"functions/google_workload_identity":              {plan: creates("google_project_iam_member", 1)},
	"functions/vault_jwt_role":                        {plan: vaultKnown},
	"functions/azure_federated_credentials":           {plan: creates("azuread_application_federated_identity_credential", 2)},
	"functions/subject":                               {outputs: has("subjects")},
	"functions/parse_subject":                         {outputs: readTwoWays},
	"functions/decode_token":                          {outputs: has("claims", "iss", "exp")},
	"functions/pattern_covers":                        {outputs: has("branches")},
	"functions/aws_admits":                            {outputs: admitted(map[string]any{"main": true, "main-2": false})},
	"functions/google_admits":                         {outputs: admitted(true)},
	"functions/vault_admits":                          {outputs: admitted(false)},
	"functions/azure_admits":                          {outputs: admitted(false)},
	"functions/trust_check":                           {outputs: is("pull_requests_get_in", true)},
	"functions/jwks":                                  {outputs: has("jwks")},
	"functions/pipeline":                              {outputs: has("gitlab_ci_yml")},
	"functions/issuer_documents":                      {plan: creates("terraform_data", 2), outputs: has("discovery")},
	"data-sources/cioidc_jwks":                        {outputs: is("aws_takes_it", "yes")},
	"data-sources/cioidc_issuer_documents":            {outputs: has("files", ".well-known/openid-configuration", ".well-known/jwks.json")},
	"data-sources/cioidc_live_issuer":                 {options: liveIssuerOf(testKeys().a), outputs: has("published", "kids", "taken_by")},
	"resources/cioidc_signing_key":                    {outputs: has("jwks")},
	"resources/cioidc_signing_key_rotation":           {outputs: has("documents", "discovery", "jwks")},
	"ephemeral-resources/cioidc_signing_key":          {minor: 11, outputs: has("jwks")},
	"ephemeral-resources/cioidc_token":                {minor: 11, outputs: has("bound_claims", "ref", "project_id")},
	"data-sources/cioidc_trust_check":                 {outputs: is("relation", "equal")},
	"data-sources/cioidc_semaphore_jobs":              {outputs: has("who")},
	"data-sources/cioidc_circleci_jobs":               {outputs: has("who")},
	"data-sources/cioidc_github_jobs":                 {outputs: has("who")},
	"data-sources/cioidc_gitlab_jobs":                 {outputs: has("who")},
	"data-sources/cioidc_hcp_terraform_jobs":          {outputs: has("who")},
	"data-sources/cioidc_aws_trust_policy":            {plan: policyKnown("aws_iam_role.deploy")},
	"data-sources/cioidc_aws_oidc_providers":          {plan: creates("aws_iam_openid_connect_provider", 2)},
	"data-sources/cioidc_google_workload_identity":    {plan: creates("google_service_account_iam_member", 1)},
	"data-sources/cioidc_vault_jwt_role":              {plan: vaultKnown},
	"data-sources/cioidc_azure_federated_credentials": {plan: creates("azuread_application_federated_identity_credential", 1)},
}

// TestExamples also holds what the examples say of who gets in against the list of
// verdicts.
func TestExamples(t *testing.T) {
	t.Parallel()
	said := gatherVerdicts(t)
	for _, dir := range slices.Sorted(maps.Keys(examples)) {
		t.Run(dir, func(t *testing.T) {
			t.Parallel()
			e := examples[dir]
			var options []providertest.Option
			if e.options != nil {
				options = e.options(t)
			}
			h := exampleHarness(t, dir, options...)
			if e.minor > 0 {
				needs(t, h, e.minor)
			}
			if e.stops != nil {
				said.says(dir, []string{"stops | " + strings.Join(toldIn(h.PlanFails(nil, e.stops...)), " ")})
				return
			}
			first := examplePlan(t, h)
			if e.plan != nil {
				e.plan(t, first)
			}
			if _, err := h.ApplyPlan(first); err != nil {
				t.Fatalf("apply: %v", err)
			}
			h.PlanIsEmpty(nil)
			outputs := exampleOutputs(t, h)
			if e.outputs != nil {
				e.outputs(t, outputs)
			}
			if dir != "many-roles" || manyRepositories() == allRepositories { // the list has all of them
				said.says(dir, answersOf(t, first, outputs))
			}
			currentPipeline(t, h, dir)
		})
	}
}

// allRepositories is how many the example many-roles has, with three roles each.
const allRepositories = 200

// manyRepositories is how many it has in this run: a plan of all of them keeps the CLI
// busy for half a minute.
func manyRepositories() int { return effort.Rounds(2, 2, allRepositories, allRepositories) }

// exampleHarness is for the example, in which nothing but the number of many-roles'
// repositories is changed.
func exampleHarness(t *testing.T, dir string, options ...providertest.Option) *providertest.Harness {
	t.Helper()
	h := providertest.New(t, exampleFactory, exampleSource(t, dir), options...)
	if dir != "many-roles" {
		return h
	}
	file := filepath.Join(h.Dir(), "main.tf")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	all, some := fmt.Sprintf("range(%d)", allRepositories), fmt.Sprintf("range(%d)", manyRepositories())
	if strings.Count(string(text), all) != 1 {
		t.Fatalf("%s is not once in\n%s", all, text)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), all, some, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	return h
}

// exampleSource is the folder as users copy it; what the docs show gets the
// provider block that the docs show too.
func exampleSource(t *testing.T, dir string) providertest.Source {
	t.Helper()
	kind, _, _ := strings.Cut(dir, "/")
	if kind != "functions" && kind != "data-sources" && kind != "resources" && kind != "ephemeral-resources" {
		return providertest.Tree(examplesRoot, dir)
	}
	files := providertest.Files{}
	for name, pattern := range map[string]string{"provider.tf": "provider/*.tf", "main.tf": dir + "/*.tf"} {
		found, err := filepath.Glob(filepath.Join(examplesRoot, pattern))
		if err != nil || len(found) != 1 {
			t.Fatalf("%s: %v, %v; one file is wanted, the docs show no more", pattern, found, err)
		}
		text, err := os.ReadFile(found[0])
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(text)
	}
	return files
}

func examplePlan(t *testing.T, h *providertest.Harness) *providertest.Plan {
	t.Helper()
	plan, err := h.Plan(nil)
	if err != nil {
		t.Fatalf("plan: %v", err)
	}
	return plan
}

func exampleOutputs(t *testing.T, h *providertest.Harness) map[string]any {
	t.Helper()
	raw, err := h.Outputs()
	if err != nil {
		t.Fatal(err)
	}
	outputs := map[string]any{}
	for name, value := range raw {
		var v any
		if err := json.Unmarshal(value, &v); err != nil {
			t.Fatal(err)
		}
		outputs[name] = v
	}
	return outputs
}

var localModule = regexp.MustCompile(`(?m)^\s*source\s*=\s*"(\.[^"]*)"`)

// TestExamplesAllRun fails when a folder holds HCL that no test runs, and when
// a function, data source or resource has no example.
func TestExamplesAllRun(t *testing.T) {
	t.Parallel()
	files := map[string][]string{} // by folder
	err := fs.WalkDir(os.DirFS(examplesRoot), ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			if entry != nil && entry.Name() == ".terraform" {
				return fs.SkipDir
			}
			return err
		}
		if ext := path.Ext(file); ext == ".tf" || ext == ".tofu" || ext == ".hcl" && entry.Name() != ".terraform.lock.hcl" {
			files[path.Dir(file)] = append(files[path.Dir(file)], file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	run := map[string]bool{}
	var visit func(dir string)
	visit = func(dir string) {
		if run[dir] {
			return
		}
		run[dir] = true
		for _, file := range files[dir] {
			text, err := os.ReadFile(filepath.Join(examplesRoot, file))
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range localModule.FindAllStringSubmatch(string(text), -1) {
				visit(path.Join(dir, m[1]))
			}
		}
	}
	for dir := range examples {
		visit(dir)
	}
	for _, dir := range slices.Sorted(maps.Keys(files)) {
		if !run[dir] {
			t.Errorf("examples/%s is run by no test: add it to examples in this file", dir)
		}
	}
	server, err := exampleFactory()
	if err != nil {
		t.Fatal(err)
	}
	schema, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for name := range schema.Functions {
		if _, ok := examples["functions/"+name]; !ok {
			t.Errorf("the function %s has no example", name)
		}
	}
	for name := range schema.DataSourceSchemas {
		if _, ok := examples["data-sources/"+name]; !ok {
			t.Errorf("the data source %s has no example", name)
		}
	}
	for name := range schema.ResourceSchemas {
		if _, ok := examples["resources/"+name]; !ok {
			t.Errorf("the resource %s has no example", name)
		}
	}
	for name := range schema.EphemeralResourceSchemas {
		if _, ok := examples["ephemeral-resources/"+name]; !ok {
			t.Errorf("the ephemeral resource %s has no example", name)
		}
	}
}

func TestExamplesAreFormatted(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, exampleFactory, providertest.Dir(examplesRoot))
	if result, err := h.Run("fmt", "-check", "-diff", "-recursive"); err != nil {
		t.Errorf("make fmt would change examples: %v\n%s", err, result.Output)
	}
}

// quickstartPrints demands what make demo is there to show.
func quickstartPrints(t *testing.T, outputs map[string]any) {
	t.Helper()
	for name, part := range map[string]string{
		"aws_trust_policy":  `"StringLike":{"gitlab.com:sub":[`,
		"azure_credentials": "ref_type:branch:ref:refs/heads/main",
		"google_condition":  "assertion.project_id == '57382910'",
		"google_members":    "principalSet://iam.googleapis.com/projects/123456789012/",
		"vault_role":        `"bound_claims_type":"glob"`,
		"who_gets_in":       "tag v*",
		"circleci_config":   `"$CIRCLE_OIDC_TOKEN_V2" | vault write`,
	} {
		if text := fmt.Sprint(outputs[name]); !strings.Contains(text, part) {
			t.Errorf("%s does not hold %q: %s", name, part, text)
		}
	}
}

// has demands that the outputs have one that is not empty and, if it is a map,
// has these keys.
func has(name string, keys ...string) func(*testing.T, map[string]any) {
	return func(t *testing.T, outputs map[string]any) {
		t.Helper()
		m, _ := outputs[name].(map[string]any)
		if text := fmt.Sprint(outputs[name]); text == "" || outputs[name] == nil {
			t.Errorf("the output %s is empty", name)
		}
		for _, key := range keys {
			if m[key] == nil {
				t.Errorf("%s lacks %s: %v", name, key, outputs[name])
			}
		}
	}
}

// planned returns what the plan says of one argument, "" while it is unknown.
func planned(t *testing.T, plan *providertest.Plan, address, argument string) string {
	t.Helper()
	change := plan.Change(address)
	if change == nil {
		t.Fatalf("%s is not in the plan:\n%s", address, plan.Output)
	}
	after, _ := change.After.(map[string]any)
	text, _ := after[argument].(string)
	return text
}

// policyKnown demands that the plan shows the role's policy.
func policyKnown(addresses ...string) func(*testing.T, *providertest.Plan) {
	return func(t *testing.T, plan *providertest.Plan) {
		t.Helper()
		for _, address := range addresses {
			policy := planned(t, plan, address, "assume_role_policy")
			if !json.Valid([]byte(policy)) || !strings.Contains(policy, `"sts:AssumeRoleWithWebIdentity"`) {
				t.Errorf("the plan does not show the policy of %s: %q", address, policy)
			}
		}
		if !strings.Contains(plan.Output, "sts:AssumeRoleWithWebIdentity") {
			t.Errorf("the plan prints no policy:\n%s", plan.Output)
		}
	}
}

// policyIs demands that the plan shows the role's policy, and that it is what
// the function call gives where it stands alone.
func policyIs(call string) func(*testing.T, *providertest.Plan) {
	return func(t *testing.T, plan *providertest.Plan) {
		t.Helper()
		policyKnown("aws_iam_role.deploy")(t, plan)
		text, err := os.ReadFile(filepath.Join(examplesRoot, "provider", "provider.tf"))
		if err != nil {
			t.Fatal(err)
		}
		alone := examplePlan(t, providertest.New(t, exampleFactory, providertest.Files{
			"provider.tf": string(text),
			"main.tf":     "output \"trust\" {\n  value = " + call + "\n}\n",
		}))
		want, _ := alone.JSON.OutputChanges["trust"].After.(map[string]any)
		if diff := cmp.Diff(want["description"], any(planned(t, plan, "aws_iam_role.deploy", "description"))); diff != "" {
			t.Errorf("the description is not what the function gives:\n%s", diff)
		}
		// As JSON: the official provider plans a policy with its keys sorted.
		policy, _ := want["json"].(string)
		if diff := cmp.Diff(decoded(t, policy), decoded(t, planned(t, plan, "aws_iam_role.deploy", "assume_role_policy"))); diff != "" {
			t.Errorf("the policy is not what the function gives:\n%s", diff)
		}
	}
}

func decoded(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v: %q", err, text)
	}
	return v
}

func modulePoliciesKnown(t *testing.T, plan *providertest.Plan) {
	t.Helper()
	policyKnown(`module.role["web"].aws_iam_role.this`, `module.role["api"].aws_iam_role.this`, "module.cache.aws_iam_role.this")(t, plan)
	creates("aws_iam_openid_connect_provider", 2)(t, plan)
}

// manyPoliciesKnown demands three policies for each repository in the plan, each its own.
func manyPoliciesKnown(t *testing.T, plan *providertest.Plan) {
	t.Helper()
	creates("aws_iam_role", 3*manyRepositories())(t, plan)
	if strings.Contains(plan.Output, "Reading...") {
		t.Errorf("a data source is a node of the graph; there must be none here:\n%s", plan.Output)
	}
	policies := map[string]string{}
	for _, change := range plan.JSON.ResourceChanges {
		if change.Type != "aws_iam_role" {
			continue
		}
		policy := planned(t, plan, change.Address, "assume_role_policy")
		if other := policies[policy]; policy == "" || other != "" {
			t.Fatalf("%s: the policy is not known, or that of %q: %q", change.Address, other, policy)
		}
		policies[policy] = change.Address
	}
}

// creates demands that the plan creates so many resources of a type.
func creates(kind string, want int) func(*testing.T, *providertest.Plan) {
	return func(t *testing.T, plan *providertest.Plan) {
		t.Helper()
		got := 0
		for _, change := range plan.JSON.ResourceChanges {
			if change.Type == kind && change.Change.Actions.Create() {
				got++
			}
		}
		if got != want {
			t.Errorf("the plan creates %d %s, want %d:\n%s", got, kind, want, plan.Output)
		}
	}
}

// googleKnown demands that reviewers see who gets in although the service
// account does not exist yet.
func googleKnown(t *testing.T, plan *providertest.Plan) {
	t.Helper()
	if condition := planned(t, plan, "google_iam_workload_identity_pool_provider.ci", "attribute_condition"); condition == "" {
		t.Errorf("the plan does not show the condition:\n%s", plan.Output)
	}
	if member := planned(t, plan, `google_service_account_iam_member.deploy["principal_set"]`, "member"); member == "" {
		t.Errorf("the plan does not show the member:\n%s", plan.Output)
	}
	if slices.Contains(plan.Unknown("google_iam_workload_identity_pool_provider.ci"), "attribute_mapping") {
		t.Errorf("the plan does not show the mapping:\n%s", plan.Output)
	}
}

// credentialFor demands a credential file for the service account.
func credentialFor(account string) func(*testing.T, map[string]any) {
	return func(t *testing.T, outputs map[string]any) {
		t.Helper()
		text, _ := outputs["credential_config"].(string)
		var file struct {
			Type          string `json:"type"`
			Impersonation string `json:"service_account_impersonation_url"`
		}
		if err := json.Unmarshal([]byte(text), &file); err != nil {
			t.Fatalf("credential_config: %v: %q", err, text)
		}
		if file.Type != "external_account" || !strings.Contains(file.Impersonation, "/"+account+"@") {
			t.Errorf("credential_config: %s", text)
		}
	}
}

func vaultKnown(t *testing.T, plan *providertest.Plan) {
	t.Helper()
	if issuer := planned(t, plan, "vault_jwt_auth_backend.ci", "bound_issuer"); issuer == "" {
		t.Errorf("the plan does not show the issuer:\n%s", plan.Output)
	}
	for _, argument := range []string{"bound_claims", "bound_audiences", "user_claim"} {
		if slices.Contains(plan.Unknown("vault_jwt_auth_backend_role.deploy"), argument) {
			t.Errorf("the plan does not show %s:\n%s", argument, plan.Output)
		}
	}
}

// edit changes a text of the main.tf of an example's copy.
func edit(t *testing.T, h *providertest.Harness, from, to string) {
	t.Helper()
	const file = "main.tf"
	name := filepath.Join(h.Dir(), file)
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), from); n != 1 {
		t.Fatalf("%s holds %q %d times", file, from, n)
	}
	if err := os.WriteFile(name, []byte(strings.Replace(string(text), from, to, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestExampleWithProviderARNs holds what a comment in gitlab-aws says.
func TestExampleWithProviderARNs(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, exampleFactory, exampleSource(t, "gitlab-aws"))
	edit(t, h, "account_id = data.aws_caller_identity.current.account_id",
		"provider_arns = { for url, p in aws_iam_openid_connect_provider.ci : url => p.arn }")
	if unknown := examplePlan(t, h).Unknown("aws_iam_role.deploy"); !slices.Contains(unknown, "assume_role_policy") {
		t.Errorf("only these are unknown: %q", unknown)
	}
	h.ApplyTwiceClean(nil)
}

// TestExampleModuleRefuses: the module's user hears of a mistake in the filters
// where they are given.
func TestExampleModuleRefuses(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, exampleFactory, exampleSource(t, "module"))
	edit(t, h, `"my-org"`, `"My-Org"`)
	h.PlanFails(nil, "Invalid value for variable", `in module "role"`, "These are no filters for this platform")
}

// TestExamplePairs: each platform compiles for each relying party, or the error
// says why not.
func TestExamplePairs(t *testing.T) {
	t.Parallel()
	filters := map[string]string{
		"semaphore": `organization = "my-org", project_ids = ["936a5312-a3b8-4921-8b3f-2cec8baac574"], repositories = ["web"]`,
		"circleci":  `organization_id = "01234567-89ab-4def-8123-4567890abcde", project_ids = ["76543210-ba98-4edc-8210-edcba0987654"], repositories = ["github.com/my-org/web"]`,
		"gitlab":    `projects = ["my-group/my-project"]`,
		"github":    `repositories = ["my-org/web"]`,

		"hcp_terraform": `organization = "my-org", projects = ["Default Project"], workspaces = ["web"]`,
	}
	const (
		patterns = `branches = ["main", "release-*"]`
		exact    = `branches = ["main", "release-1"]`
		user     = `, user_ids = ["11111111-2222-4333-8444-555555555555"]`
		number   = `, project_ids = ["57382910"]`
		phase    = `run_phases = ["apply"]`
		aws      = `aws_trust_policy(%s, { account_id = "123456789012" %s }).json`
		google   = `google_workload_identity({ deploy = { jobs = %s } }, { project_number = "123456789012", pool_id = "pool", provider_id = "provider" %s }).attribute_condition`
		vault    = `vault_jwt_role(%s, { user_claim = null %s }).role_json`
		azure    = `azure_federated_credentials(%s, { cloud = "public" %s }).credentials`
	)
	for _, pair := range []struct {
		platform, party string
		filters         string // beyond those above
		options         string // beyond those above
		want            string // in the result, or with code in the error
		code            string
	}{
		{"semaphore", aws, patterns, "", `:ref_type:branch:ref:refs/heads/release-*`, ""},
		{"semaphore", google, patterns, "", `assertion.ref.startsWith('refs/heads/release-')`, ""},
		{"semaphore", vault, patterns, "", `"ref":["refs/heads/main","refs/heads/release-*"]`, ""},
		{"semaphore", azure, patterns, "", "takes no patterns, but branches has one", "CE202"},
		{"semaphore", azure, exact, "", `ref:refs/heads/release-1`, ""},

		{"circleci", aws, patterns, "", `/vcs-origin/github.com/my-org/web/vcs-ref/refs/heads/release-*`, ""},
		{"circleci", google, patterns, "", `startsWith('refs/heads/release-')`, ""},
		{"circleci", vault, patterns, "", `"oidc.circleci.com/vcs-ref":["refs/heads/main","refs/heads/release-*"]`, ""},
		{"circleci", azure, patterns + user, "", "takes no patterns, but branches has one", "CE202"},
		{"circleci", azure, exact, "", "Add the filter user_ids with whole values", "CE205"},
		{"circleci", azure, exact + user, "", `/vcs-ref/refs/heads/release-1`, ""},

		{"gitlab", aws, patterns, "", "Give audiences, the value of aud", "CE206"},
		{"gitlab", aws, patterns + number, `, audiences = ["sts.amazonaws.com"]`, `:ref_type:branch:ref:release-*`, ""},
		{"gitlab", google, patterns + number, "", `assertion.ref.startsWith('release-')`, ""},
		{"gitlab", vault, patterns + number, `, audiences = ["https://vault.example.com"]`, `"ref":["main","release-*"]`, ""},
		{"gitlab", azure, patterns, "", "takes no patterns, but branches has one", "CE202"},
		{"gitlab", azure, exact, "", `project_path:my-group/my-project:ref_type:branch:ref:release-1`, ""},
		{"github", aws, patterns, "", "Give audiences, the value of aud", "CE206"},
		{"github", aws, patterns, `, audiences = ["sts.amazonaws.com"]`, `repo:my-org/web:ref:refs/heads/release-*`, ""},
		{"github", aws, patterns, `, audiences = ["sts.amazonaws.com"]`, `repo:my-org@*/web@*:ref:refs/heads/release-*`, ""},
		{"github", google, patterns, "", `assertion.ref.startsWith('refs/heads/release-')`, ""},
		{"github", vault, patterns, `, audiences = ["https://vault.example.com"]`, `"ref":["refs/heads/main","refs/heads/release-*"]`, ""},
		{"github", azure, exact, "", "with subject_format", "CE205"},
		{"github", azure, exact + `, subject_format = "classic"`, "", `repo:my-org/web:ref:refs/heads/release-1`, ""},
		{"github", azure, exact + `, subject_format = "immutable", repository_ids = ["2"], owner_ids = ["1"]`, "", `repo:my-org@1/web@2:ref:refs/heads/release-1`, ""},

		{"hcp_terraform", aws, phase, `, audiences = ["aws.workload.identity"]`, `organization:my-org:project:Default Project:workspace:web:run_phase:apply`, ""},
		{"hcp_terraform", google, phase, "", `assertion.terraform_workspace_name == 'web'`, ""},
		{"hcp_terraform", vault, phase, `, audiences = ["vault.workload.identity"]`, `"terraform_run_phase":["apply"]`, ""},
		{"hcp_terraform", azure, phase, "", `workspace:web:run_phase:apply`, ""},

		{"gitlab", azure, exact + number, "", "Azure cannot see what the filter project_ids", "CE201"},
	} {
		party, _, _ := strings.Cut(pair.party, "(")
		outcome := pair.code
		if outcome == "" {
			outcome = "compiles"
		}
		t.Run(pair.platform+"/"+party+"/"+outcome, func(t *testing.T) {
			t.Parallel()
			jobs := fmt.Sprintf("provider::cioidc::jobs(%q, { %s, %s }).jobs", pair.platform, filters[pair.platform], pair.filters)
			call := "provider::cioidc::" + fmt.Sprintf(pair.party, jobs, pair.options)
			h := providertest.New(t, exampleFactory, providertest.Config(`
				terraform {
					required_providers {
						cioidc = { source = "cioidc/cioidc" }
					}
				}
				output "it" { value = `+call+` }`))
			if pair.code != "" {
				h.PlanFails(nil, pair.code, pair.want)
				return
			}
			if got := fmt.Sprint(examplePlan(t, h).JSON.OutputChanges["it"].After); !strings.Contains(got, pair.want) {
				t.Errorf("%s\ngives %s,\nwhich does not hold %s", call, got, pair.want)
			}
		})
	}
}

// awsExamples also run with the official provider.
var awsExamples = []string{"semaphore-aws", "circleci-aws", "github-aws", "gitlab-aws", "self-hosted-issuer-aws", "module", "many-roles"}

// awsHarness has the example with the official provider, which finds AWS at
// the address.
func awsHarness(t *testing.T, mirror, dir, address string) *providertest.Harness {
	t.Helper()
	h := exampleHarness(t, dir, providertest.RealProviders(mirror, "hashicorp/aws"))
	override := fmt.Sprintf(`provider "aws" {
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true
  endpoints {
    iam = %[1]q
    s3  = %[1]q
    sts = %[1]q
  }
}
`, address)
	if err := os.WriteFile(filepath.Join(h.Dir(), "test_override.tf"), []byte(override), 0o644); err != nil {
		t.Fatal(err)
	}
	return h
}

// TestExamplesWithOfficialAWSProvider plans the AWS examples with the official
// provider in place of its double, and applies them where moto stands in for
// AWS: what AWS gives back must be no difference to what was sent.
func TestExamplesWithOfficialAWSProvider(t *testing.T) {
	t.Parallel()
	mirror, err := providertest.Mirror("hashicorp/aws")
	if err != nil {
		t.Skipf("SKIPPED: the AWS examples were neither planned nor applied with the official provider: %v", err)
	}
	moto := os.Getenv("CIOIDC_TEST_MOTO")
	address, log := "", (*providertest.Log)(nil)
	if moto != "" {
		address, log = startMoto(t, moto)
	} else {
		address = serveIdentity(t)
	}
	for _, dir := range awsExamples { // one at a time: the provider takes 600 MB
		t.Run(dir, func(t *testing.T) {
			h := awsHarness(t, mirror, dir, address)
			first := examplePlan(t, h)
			examples[dir].plan(t, first)
			switch {
			case dir == "many-roles":
				return // 600 roles would say no more than three, and take minutes
			case moto == "":
				t.Skip("SKIPPED: planned only; CIOIDC_TEST_MOTO does not name a moto_server to apply against")
			}
			resetMoto(t, address)
			_, err := h.ApplyPlan(first)
			if err != nil && strings.Contains(err.Error(), "EntityAlreadyExists") {
				// The account was empty: the answer to a request got lost, and
				// the AWS SDK sent it again. AWS bears that, moto does not.
				t.Logf("a request was sent twice; applying once more in an empty account\n%v\nmoto's log:\n%s", err, log)
				resetMoto(t, address)
				h = awsHarness(t, mirror, dir, address)
				_, err = h.ApplyPlan(examplePlan(t, h))
			}
			if err != nil {
				t.Fatalf("apply: %v\nmoto's log:\n%s", err, log)
			}
			if second := examplePlan(t, h); !second.Empty() {
				t.Errorf("the plan after the apply is not empty:\n%s", second.Output)
			}
		})
	}
}

// serveIdentity answers the one question that the official provider asks AWS
// while it plans on nothing: whose account this is.
func serveIdentity(t *testing.T) string {
	t.Helper()
	sts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil || r.Form.Get("Action") != "GetCallerIdentity" {
			http.Error(w, "only GetCallerIdentity is served here", http.StatusNotImplemented)
			return
		}
		w.Header().Set("Content-Type", "text/xml")
		fmt.Fprint(w, `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>`+
			`<Arn>arn:aws:iam::123456789012:user/test</Arn><UserId>AIDATEST</UserId><Account>123456789012</Account>`+
			`</GetCallerIdentityResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>`)
	}))
	t.Cleanup(sts.Close)
	return sts.URL
}

// resetMoto empties the account, which each example has to itself.
func resetMoto(t *testing.T, address string) {
	t.Helper()
	resp, err := http.Post(address+"/moto-api/reset", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
}

// startMoto runs moto_server until the test ends and returns its address and
// what it prints.
func startMoto(t *testing.T, server string) (string, *providertest.Log) {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(at)
	ctx, stop := context.WithCancel(t.Context())
	log := &providertest.Log{}
	cmd := exec.CommandContext(ctx, server, "-H", "127.0.0.1", "-p", port)
	cmd.Stdout, cmd.Stderr = log, log
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var result error
	ended := make(chan struct{})
	go func() {
		result = cmd.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		stop() // by the process id, and no other process
		<-ended
		if conn, err := net.DialTimeout("tcp", at, time.Second); err == nil {
			conn.Close()
			t.Errorf("something still listens on %s after %s has ended", at, server)
		}
	})
	for deadline := time.Now().Add(time.Minute); ; {
		resp, err := http.Get("http://" + at + "/moto-api/")
		if err == nil {
			resp.Body.Close()
			return "http://" + at, log
		}
		select {
		case <-ended:
			t.Fatalf("%s ended at once: %v\n%s", server, result, log)
		case <-time.After(200 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s does not answer on %s: %v", server, at, err)
		}
	}
}
