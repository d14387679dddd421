package pipeline_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/cioidc/terraform-provider-cioidc/internal/pipeline"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

var update = flag.Bool("update", false, "rewrite testdata")

// described are jobs of each platform, as the examples have them.
var described = map[string]map[string]any{
	"semaphore": {"organization": "my-org", "project_ids": []string{"936a5312-a3b8-4921-8b3f-2cec8baac574"}, "branches": []string{"main"}},
	"circleci":  {"organization_id": "01234567-89ab-4def-8123-4567890abcde", "project_ids": []string{"76543210-ba98-4edc-8210-edcba0987654"}, "repositories": []string{"github.com/my-org/web"}, "branches": []string{"main"}},
	"gitlab":    {"projects": []string{"my-group/my-project"}, "project_ids": []string{"57382910"}, "branches": []string{"main"}},
	"github":    {"repositories": []string{"my-org/web"}, "repository_ids": []string{"456789"}, "owner_ids": []string{"123456"}, "branches": []string{"main"}},
}

// wanted are a relying party's usual options.
var wanted = map[string]map[string]any{
	"aws":    {"role_arn": "arn:aws:iam::123456789012:role/deploy", "region": "eu-central-1"},
	"azure":  {"client_id": "11111111-2222-4333-8444-555555555555", "tenant_id": "66666666-7777-4888-9999-aaaaaaaaaaaa", "subscription_id": "bbbbbbbb-cccc-4ddd-8eee-ffffffffffff"},
	"google": {"project_number": "123456789012", "pool_id": "ci-pool", "provider_id": "ci-provider", "service_account": "deploy@my-project.iam.gserviceaccount.com", "project_id": "my-project"},
	"vault": {"address": "https://vault.example.com:8200", "role": "deploy", "mount": "ci", "secrets": map[string]any{
		"DB_PASSWORD": map[string]any{"path": "deploy", "field": "password"},
	}},
}

func describe(t testing.TB, platform string, filters map[string]any) trust.Jobs {
	t.Helper()
	d, problems := trust.Describe(platform, value.Of(filters))
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	return d.Jobs
}

// with is a map with more in it.
func with(m map[string]any, more ...any) map[string]any {
	out := map[string]any{}
	for k, v := range m {
		out[k] = v
	}
	for i := 0; i+1 < len(more); i += 2 {
		name, _ := more[i].(string)
		out[name] = more[i+1]
	}
	return out
}

// options are a pair's usual ones.
func options(platform, party string, more ...any) map[string]any {
	out := with(wanted[party], "jobs", []string{})
	if (platform == "gitlab" || platform == "github") && (party == "aws" || party == "vault") {
		out["audiences"] = []string{"https://" + party + ".example.com"}
	}
	return with(out, more...)
}

// each runs a test for every pair.
func each(t *testing.T, run func(t *testing.T, platform, party string)) {
	for _, p := range pipeline.Platforms() {
		for _, r := range pipeline.Parties() {
			t.Run(p.Name+"-"+r.Name, func(t *testing.T) { run(t, p.Name, r.Name) })
		}
	}
}

// made is a pipeline that there must be.
func made(t testing.TB, platform, party string, jobs trust.Jobs, options map[string]any) pipeline.Result {
	t.Helper()
	out, problems := pipeline.Make(pipeline.Request{Platform: platform, Party: party, Options: value.Of(options), Jobs: jobs})
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	return out
}

func texts(ts []pipeline.Text) []string {
	var out []string
	for _, x := range ts {
		out = append(out, x.Text)
	}
	return out
}

// TestPairs holds the whole of every pair's pipeline: what users get. Run with
// -update to rewrite, then read them.
func TestPairs(t *testing.T) {
	each(t, func(t *testing.T, platform, party string) {
		r := made(t, platform, party, describe(t, platform, described[platform]), options(platform, party, "commands", []string{"make deploy"}))
		environment := map[string]string{}
		for name, v := range r.Environment {
			environment[name] = v.Text
		}
		shown, err := json.MarshalIndent(environment, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		got := txtar.Format(&txtar.Archive{Files: []txtar.File{
			{Name: "yaml", Data: []byte(r.YAML.Text)},
			{Name: "steps", Data: []byte(strings.Join(texts(r.Steps), "\n") + "\n")},
			{Name: "environment", Data: append(shown, '\n')},
			{Name: "warnings", Data: []byte(strings.Join(append(r.Warnings, ""), "\n"))},
		}})
		file := filepath.Join("testdata", "pairs", platform+"-"+party+".txtar")
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s is out of date; got\n%s", file, got)
		}
	})
}

// TestRootIssuer: only the command makes a token of the issuer that all
// organizations share, so the lines take none from the environment.
func TestRootIssuer(t *testing.T) {
	t.Parallel()
	jobs := describe(t, "circleci", with(described["circleci"], "root_issuer", true))
	out := made(t, "circleci", "aws", jobs, options("circleci", "aws"))
	text := out.YAML.Text
	if want := `oidc_token=$(circleci run oidc get --root-issuer --claims '{"aud":"01234567-89ab-4def-8123-4567890abcde"}')`; !strings.Contains(text, want) || strings.Contains(text, "CIRCLE_OIDC_TOKEN") {
		t.Errorf("the lines are not %s:\n%s", want, text)
	}
}
