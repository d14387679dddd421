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
	circle = `"bound_issuer":"https://oidc.circleci.com/org/11111111-2222-4333-8444-555555555555","user_claim":"oidc.circleci.com/project-id"`
	nobody = `"bound_issuer":"https://ci.example","user_claim":"sub"`
	glob   = `"bound_claims_type":"glob"`
)

// said are findings as code, place and severity, where it is not the rule's.
func said(fs []lint.Finding) []string {
	out := []string{}
	for _, f := range fs {
		text := string(f.Code) + " " + f.At
		if f.Milder {
			text += " (" + f.Severity().String() + ")"
		}
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	slices.Sort(out)
	return out
}

// Every rule is met by a role, and not by one that is near to it.
func TestFindings(t *testing.T) {
	met := map[lint.Code]bool{}
	for _, r := range []struct {
		why    string
		fields []string
		want   []string
	}{
		// CT005, CT010, CT028
		{"a star without glob is a star", []string{github, `"bound_claims":{"repository":"octo/*"}`}, []string{"CT005 bound_claims.repository"}},
		{"with glob it is not", []string{github, glob, `"bound_claims":{"repository":"octo/*"}`}, nil},
		{"bound_subject is no pattern in either mode", []string{nobody, glob, `"bound_subject":"team:a:*"`}, []string{"CT005 bound_subject"}},
		{"a glob knows no question mark", []string{nobody, glob, `"bound_claims":{"team":"a?"}`}, []string{"CT005 bound_claims.team (warning)"}},
		{"audiences are no patterns", []string{nobody, `"bound_subject":"s"`, `"bound_audiences":["https://*"]`}, []string{"CT005 bound_audiences"}},
		{"a star alone asks for nothing", []string{github, glob, `"bound_claims":{"repository":"*"}`}, []string{"CT010 bound_claims.repository"}},
		{"beside whose job it is, that is less", []string{github, glob, `"bound_claims":{"repository_id":"74","ref":"*"}`}, []string{"CT010 bound_claims.ref (warning)"}},
		{"on a claim that may be missing it asks for one", []string{github, glob, `"bound_claims":{"repository_id":"74","environment":"*"}`}, nil},
		{"one wide value among narrow ones", []string{github, glob, `"bound_claims":{"repository_id":"74","ref":["refs/heads/main","*"]}`}, []string{"CT010 bound_claims.ref", "CT028 bound_claims.ref"}},
		{"a glob that covers another", []string{github, glob, `"bound_claims":{"repository":["octo/*","octo/app-*"]}`}, []string{"CT028 bound_claims.repository"}},
		{"globs side by side", []string{github, glob, `"bound_claims":{"repository":["octo/web-*","octo/app-*"]}`}, nil},
		{"in string mode nothing covers anything", []string{nobody, `"bound_claims":{"team":["a","a-b"]}`}, nil},

		// CT007
		{"another name for the claim", []string{github, `"bound_claims":{"repo":"octo/app"}`}, []string{"CT007 bound_claims.repo (warning)"}},
		{"names have their case", []string{github, `"bound_claims":{"Repository":"octo/app"}`}, []string{"CT007 bound_claims.Repository (warning)"}},
		{"a slash in front makes a pointer", []string{circle, `"bound_claims":{"/oidc.circleci.com/project-id":"936a5312-a3b8-4921-8b3f-2cec8baac574"}`}, []string{"CT007 bound_claims./oidc.circleci.com/project-id"}},
		{"inside it makes none", []string{circle, `"bound_claims":{"oidc.circleci.com/project-id":"936a5312-a3b8-4921-8b3f-2cec8baac574"}`}, nil},
		{"the holder's name is in no token", []string{gitlab, `"user_claim":"project"`, `"bound_claims":{"project_id":"7"}`}, []string{"CT007 user_claim (warning)"}},
		{"nor are the groups", []string{gitlab, `"groups_claim":"groups"`, `"bound_claims":{"project_id":"7"}`}, []string{"CT007 groups_claim (warning)"}},
		{"GitLab has groups_direct", []string{gitlab, `"groups_claim":"groups_direct"`, `"bound_claims":{"project_id":"7"}`}, nil},

		// CT013
		{"a branch of anybody's", []string{gitlab, `"bound_claims":{"ref":"main","ref_type":"branch"}`}, []string{"CT013 bound_claims"}},
		{"of one's own project", []string{gitlab, `"bound_claims":{"ref":"main","ref_type":"branch","project_id":"7"}`}, nil},
		{"all subjects begin so", []string{gitlab, glob, `"bound_claims":{"sub":"project_path:*","ref":"main"}`}, []string{"CT013 bound_claims"}},
		{"a project's do not", []string{gitlab, glob, `"bound_claims":{"sub":"project_path:g/p:*","ref":"main"}`}, nil},

		// CT020
		{"the classic subject alone", []string{github, glob, `"bound_claims":{"sub":"repo:octo/app:*"}`}, []string{"CT020 bound_claims.sub"}},
		{"both", []string{github, glob, `"bound_claims":{"sub":["repo:octo/app:*","repo:octo@65/app@74:*"]}`}, nil},
		{"one whole subject", []string{github, `"bound_subject":"repo:octo/app:ref:refs/heads/main"`}, []string{"CT020 bound_subject"}},

		// CT022, CT023
		{"Vault 1.17 refuses what older ones let in", []string{gitlab, `"bound_audiences":[]`, `"bound_claims":{"project_id":"7"}`}, []string{"CT022 bound_audiences"}},
		{"the audience of AWS", []string{gitlab, `"bound_audiences":["sts.amazonaws.com"]`, `"bound_claims":{"project_id":"7"}`}, []string{"CT022 bound_audiences"}},
		{"HCP Terraform's convention for Vault", []string{gitlab, `"bound_audiences":["vault.workload.identity"]`, `"bound_claims":{"project_id":"7"}`}, nil},
		{"the same with a slash", []string{gitlab, `"bound_audiences":["vault.workload.identity/"]`, `"bound_claims":{"project_id":"7"}`}, []string{"CT023 bound_audiences"}},
		{"the platform decides on the audience", []string{`"bound_issuer":"https://acme.semaphoreci.com","user_claim":"prj_id"`, `"bound_audiences":["https://vault.example"]`, `"bound_claims":{"prj_id":"936a5312-a3b8-4921-8b3f-2cec8baac574"}`}, []string{"CT023 bound_audiences"}},
		{"as the platform has it", []string{`"bound_issuer":"https://acme.semaphoreci.com","user_claim":"prj_id"`, `"bound_audiences":["https://acme.semaphoreci.com"]`, `"bound_claims":{"prj_id":"936a5312-a3b8-4921-8b3f-2cec8baac574"}`}, nil},

		// CT027, CT043
		{"the issuer's slash", []string{`"bound_issuer":"https://gitlab.com/","user_claim":"project_id"`, `"bound_claims":{"project_id":"7"}`}, []string{"CT027 bound_issuer"}},
		{"two spellings of one issuer", []string{gitlab, `"oidc_discovery_url":"https://gitlab.com/"`, `"bound_claims":{"project_id":"7"}`}, []string{"CT027 oidc_discovery_url"}},
		{"keys from another address are a choice", []string{gitlab, `"oidc_discovery_url":"https://gitlab.internal"`, `"bound_claims":{"project_id":"7"}`}, nil},
		{"a hyphen that GitHub never writes", []string{github, `"bound_claims":{"sub":["repo:octo/app:pull-request","repo:octo@65/app@74:pull_request"]}`}, []string{"CT027 bound_claims.sub"}},
		{"GitLab's refs are short", []string{gitlab, `"bound_claims":{"project_id":"7","ref":"refs/heads/main"}`}, []string{"CT027 bound_claims.ref"}},
		{"ids are strings, and Vault converts nothing", []string{gitlab, `"bound_claims":{"project_id":7}`}, []string{"CT043 bound_claims.project_id"}},
		{"as a string", []string{gitlab, `"bound_claims":{"project_id":"7"}`}, nil},
		{"a bool as the official provider sends it", []string{circle, `"bound_claims":{"oidc.circleci.com/project-id":"936a5312-a3b8-4921-8b3f-2cec8baac574","oidc.circleci.com/ssh-rerun":["false"]}`}, []string{"CT043 bound_claims.oidc.circleci.com/ssh-rerun"}},
		{"a bool", []string{circle, `"bound_claims":{"oidc.circleci.com/project-id":"936a5312-a3b8-4921-8b3f-2cec8baac574","oidc.circleci.com/ssh-rerun":false}`}, nil},
		{"a glob never matches a bool", []string{circle, glob, `"bound_claims":{"oidc.circleci.com/project-id":"936a*","oidc.circleci.com/ssh-rerun":"*"}`}, []string{"CT043 bound_claims.oidc.circleci.com/ssh-rerun"}},
		{"a list without anything in it", []string{nobody, `"bound_claims":{"team":[]}`}, []string{"CT043 bound_claims.team"}},
		{"an object", []string{nobody, `"bound_claims":{"team":{"a":"b"}}`}, []string{"CT043 bound_claims.team"}},
		{"a list in a list breaks the login off", []string{nobody, `"bound_claims":{"team":[["a"]]}`}, []string{"CT043 bound_claims.team"}},
		{"fractions are cut off, and then compared", []string{nobody, `"bound_claims":{"team":12.5}`}, []string{"CT043 bound_claims.team"}},
		{"a whole number", []string{nobody, `"bound_claims":{"team":12}`}, nil},

		// CT029
		{"anybody may call a workflow", []string{github, `"bound_claims":{"job_workflow_ref":"octo/ci/.github/workflows/d.yml@refs/heads/main"}`}, []string{"CT029 bound_claims.job_workflow_ref"}},
		{"a repository, at a branch", []string{github, `"bound_claims":{"repository_id":"74","job_workflow_ref":"octo/ci/.github/workflows/d.yml@refs/heads/main"}`}, []string{"CT029 bound_claims.job_workflow_ref (info)"}},
		{"at a commit", []string{github, `"bound_claims":{"repository_id":"74","job_workflow_ref":"octo/ci/.github/workflows/d.yml@5c84719708b9b649b9ef3b56af214f38cee6acd3"}`}, nil},

		// CT044, CT049
		{"a new entity for each run", []string{gitlab, `"user_claim":"job_id"`, `"bound_claims":{"project_id":"7"}`}, []string{"CT044 user_claim (info)"}},
		{"one entity for all projects", []string{github, `"user_claim":"event_name"`, `"bound_claims":{"repository_id":"74"}`}, []string{"CT044 user_claim"}},
		{"a claim that most tokens lack", []string{github, `"user_claim":"environment"`, `"bound_claims":{"repository_id":"74"}`}, []string{"CT049 user_claim"}},
		{"HashiCorp's guide: the subject leaves workspaces only", []string{`"bound_issuer":"https://app.terraform.io","user_claim":"terraform_full_workspace"`, glob, `"bound_claims":{"sub":"organization:my-org:project:p:workspace:w:run_phase:*"}`}, nil},
		{"the organization's subjects are more", []string{`"bound_issuer":"https://app.terraform.io","user_claim":"terraform_full_workspace"`, glob, `"bound_claims":{"sub":"organization:my-org:*"}`}, []string{"CT049 user_claim"}},
		{"a claim that is always empty", []string{`"bound_issuer":"https://acme.semaphoreci.com","user_claim":"actor"`, `"bound_audiences":["https://acme.semaphoreci.com"]`, `"bound_claims":{"prj_id":"936a5312-a3b8-4921-8b3f-2cec8baac574"}`}, []string{"CT049 user_claim"}},

		// CT047
		{"the official provider splits this, the API does not", []string{gitlab, `"bound_claims":{"project_id":"7","ref":"main,next"}`}, []string{"CT047 bound_claims.ref"}},
		{"a list", []string{gitlab, `"bound_claims":{"project_id":"7","ref":["main","next"]}`}, nil},
		{"a comma too many, as it arrives", []string{nobody, `"bound_claims":{"team":["a",""]}`}, []string{"CT047 bound_claims.team"}},
		{"an audience in a list keeps its comma", []string{nobody, `"bound_subject":"s"`, `"bound_audiences":["a,b"]`}, []string{"CT047 bound_audiences"}},
		{"one text is split", []string{nobody, `"bound_subject":"s"`, `"bound_audiences":"a,b"`}, nil},

		// CT048
		{"a restriction that is misspelt does nothing", []string{gitlab, `"bound_claims":{"project_id":"7"}`, `"bound_subjects":["s"]`}, []string{"CT048 bound_subjects"}},
		{"what OpenBao and the official resource know", []string{gitlab, `"bound_claims":{"project_id":"7"}`, `"backend":"jwt"`, `"callback_mode":"direct"`, `"token_policies_template_claims":true`}, nil},

		// CT050
		{"a discovery URL binds no issuer", []string{`"oidc_discovery_url":"https://gitlab.com","user_claim":"project_id"`, `"bound_claims":{"project_id":"7"}`}, []string{"CT050 bound_issuer"}},
		{"the claims are still judged by it", []string{`"oidc_discovery_url":"https://gitlab.com","user_claim":"project_id"`, `"bound_claims":{"project_id":7}`}, []string{"CT050 bound_issuer", "CT043 bound_claims.project_id"}},
	} {
		role := `{"role_type":"jwt","bound_audiences":["ours"]}`
		for _, f := range r.fields {
			role = merge(t, role, "{"+f+"}")
		}
		got := parse(t, role).Findings()
		want := slices.Sorted(slices.Values(r.want))
		if !slices.Equal(said(got), want) {
			t.Errorf("%s\n%s\n got %q\nwant %q\n%+v", r.why, role, said(got), want, got)
		}
		for _, f := range got {
			met[f.Code] = true
			rule := f.Code.Rule()
			if !rule.Of("vault") || rule.By == lint.Proof || f.At == "" || f.Detail == "" || strings.HasSuffix(f.Detail, ".") || strings.ContainsAny(f.Detail, "\n\x00\x1b") {
				t.Errorf("%+v", f)
			}
		}
	}
	for _, code := range []lint.Code{"CT005", "CT007", "CT010", "CT013", "CT020", "CT022", "CT023", "CT027", "CT028", "CT029", "CT043", "CT044", "CT047", "CT048", "CT049", "CT050"} {
		if !met[code] {
			t.Errorf("no role meets %s", code)
		}
	}
}

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
