package vault

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

const (
	github = `"bound_issuer":"https://token.actions.githubusercontent.com","user_claim":"repository_id"`
	gitlab = `"bound_issuer":"https://gitlab.com","user_claim":"project_id"`
	glob   = `"bound_claims_type":"glob"`
)

// Nothing is wrong with what this package makes.
func TestCompiledHasNoFindings(t *testing.T) {
	type m = map[string]any
	for _, c := range []struct {
		platform string
		filters  m
		options  m
	}{
		{"gitlab", m{"projects": []string{"g/p", "g/q"}, "project_ids": []string{"7", "8"}, "branches": []string{"main"}}, m{"audiences": []string{"https://vault.example"}}},
		{"gitlab", m{"projects": []string{"g/*"}, "tags": []string{"v*"}, "environments": []string{"*"}}, m{"audiences": []string{"https://vault.example"}}},
		{"circleci", m{"organization_id": "11111111-2222-4333-8444-555555555555", "project_ids": []string{"936a5312-a3b8-4921-8b3f-2cec8baac574"}, "branches": []string{"main"}}, nil},
		{"semaphore", m{"organization": "acme", "project_ids": []string{"936a5312-a3b8-4921-8b3f-2cec8baac574"}, "branches": []string{"main"}}, nil},
		{"github", m{"repositories": []string{"octo/app"}, "repository_ids": []string{"74"}, "owner_ids": []string{"65"}, "branches": []string{"main"}}, m{"audiences": []string{"https://vault.example"}}},
		{"hcp_terraform", m{"organization": "acme", "organization_id": "org-GRNbCjYNpBB6NEH9", "workspaces": []string{"web"}, "run_phases": []string{"apply"}}, m{"audiences": []string{"vault.workload.identity"}}},
	} {
		d, problems := trust.Describe(c.platform, value.Of(c.filters))
		if len(problems) > 0 {
			t.Fatal(problems.Text(""))
		}
		role, problems := JWTRole(d.Jobs, value.Of(c.options))
		if len(problems) > 0 {
			t.Errorf("%s: %s", c.platform, problems.Text(""))
			continue
		}
		for _, f := range parse(t, role.Sent()).Findings() {
			if f.Severity() > lint.Info {
				t.Errorf("%s: %+v\n%s", c.platform, f, role.Sent())
			}
		}
	}
}

// FuzzFindings: whatever Parse takes is judged without a panic, on one line.
func FuzzFindings(f *testing.F) {
	for _, s := range []string{
		`{"role_type":"jwt","user_claim":"sub","bound_subject":"s"}`,
		`{"role_type":"jwt","user_claim":"/","bound_claims":{"/":[null,{},[],"*",1e999],"":""},"bound_issuer":"https://gitlab.com"}`,
		`{"role_type":"jwt","user_claim":"/a/b","user_claim_json_pointer":true,"bound_claims":{"sub":["**","*a*","repo:"],"/~1":"x"},"bound_claims_type":"glob","bound_issuer":"https://token.actions.githubusercontent.com"}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, role string) {
		d, err := Parse(role)
		if err != nil {
			return
		}
		for _, g := range d.Findings() {
			if g.Detail == "" || strings.ContainsAny(g.Detail, "\n\x00\x1b") {
				t.Errorf("%+v", g)
			}
		}
	})
}

func BenchmarkFindings(b *testing.B) {
	var refs []string
	for i := range 200 {
		refs = append(refs, "refs/heads/"+strings.Repeat("a", i%7+1)+"-*")
	}
	raw, err := json.Marshal(map[string]any{"ref": refs, "repository": "octo/app", "environment": []string{"prod", "dev"}})
	if err != nil {
		b.Fatal(err)
	}
	for name, claims := range map[string]string{"ordinary": `{"repository_id":"74","ref":"refs/heads/main"}`, "large": string(raw)} {
		d, err := Parse(`{"role_type":"jwt","bound_audiences":["ours"],` + glob + `,` + github + `,"bound_claims":` + claims + `}`)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d.Findings()
			}
		})
	}
}

// What Vault refuses to write is an error with a code, in the order in which
// Vault looks.
func TestRefusals(t *testing.T) {
	for role, want := range map[string][]string{
		`{"user_claim":"sub","bound_subject":"s"}`:                                                                     {"CT018 role_type"},
		`{"role_type":"jwt","bound_subject":"s"}`:                                                                      {"CT018 user_claim"},
		`{"role_type":"jwt","user_claim":"sub"}`:                                                                       {"CT018 bound_claims"},
		`{"role_type":"jwt","user_claim":"sub","bound_subject":"s","bound_claims_type":"regex"}`:                       {"CT018 bound_claims_type"},
		`{"role_type":"jwt","user_claim":"sub","bound_claims_type":"glob","bound_claims":{"a":true}}`:                  {"CT018 bound_claims"},
		`{"role_type":"jwt","user_claim":"sub","bound_subject":"s","claim_mappings":{"a":"role"}}`:                     {"CT018 claim_mappings"},
		`{"role_type":"jwt","user_claim":"sub","bound_subject":"s","token_ttl":5,"token_max_ttl":4}`:                   {"CT018 token_ttl"},
		`{"role_type":"jwt","bound_claims_type":"regex","token_ttl":5,"token_max_ttl":4,"claim_mappings":{"":"role"}}`: {"CT018 token_ttl", "CT018 bound_claims_type", "CT018 claim_mappings", "CT018 user_claim", "CT018 bound_claims"},
	} {
		_, err := Parse(role)
		fs, all := lint.Refusals(err)
		var got []string
		for _, f := range fs {
			got = append(got, string(f.Code)+" "+f.At)
		}
		if err == nil || !all || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %t", role, got, all)
		}
	}
	if _, err := Parse("{"); err == nil {
		t.Error("no error")
	} else if _, all := lint.Refusals(err); all {
		t.Error("broken JSON is no refusal of Vault's")
	}
}
