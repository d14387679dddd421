package aws

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

func gitlab(t *testing.T, filters map[string]any) trust.Jobs {
	t.Helper()
	d, problems := trust.Describe("gitlab", value.Of(filters))
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	return d.Jobs
}

func policy(t *testing.T, jobs trust.Jobs) Policy {
	t.Helper()
	p, problems := TrustPolicy(jobs, value.Of(map[string]any{"account_id": "123456789012", "audiences": []string{"https://gitlab.com"}}))
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	return p
}

// TestPolicy holds one whole document: its members, their order, and that one
// operator holds all values of a key.
func TestPolicy(t *testing.T) {
	p := policy(t, gitlab(t, map[string]any{"projects": []string{"g/p"}, "project_ids": []string{"1"}, "branches": []string{"main", "v*", "main"}}))
	const want = `{"Version":"2012-10-17","Statement":[{"Sid":"GitLabCICD525b34","Effect":"Allow",` +
		`"Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/gitlab.com"},"Action":"sts:AssumeRoleWithWebIdentity",` +
		`"Condition":{"StringEquals":{"gitlab.com:aud":"https://gitlab.com","gitlab.com:project_id":"1"},` +
		`"StringLike":{"gitlab.com:sub":["project_path:g/p:ref_type:branch:ref:main","project_path:g/p:ref_type:branch:ref:v*"]}}}]}`
	if p.JSON != want {
		t.Errorf("got\n%s\nwant\n%s", p.JSON, want)
	}
	if p.Characters != len(want) {
		t.Errorf("characters %d, want %d", p.Characters, len(want))
	}
}

// TestBoxesAreNotCrossed: two descriptions with different keys stay two
// statements; in one they would admit each other's combinations. Two that differ
// in the subject alone are one.
func TestBoxesAreNotCrossed(t *testing.T) {
	var doc struct {
		Statement []struct {
			Sid       string
			Condition map[string]map[string]any
		}
	}
	jobs := append(gitlab(t, map[string]any{"projects": []string{"g/p"}, "branches": []string{"main"}, "pipeline_sources": []string{"push"}}),
		gitlab(t, map[string]any{"projects": []string{"h/q"}, "branches": []string{"dev"}, "project_ids": []string{"2"}})...)
	if err := json.Unmarshal([]byte(policy(t, jobs).JSON), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Statement) != 2 || doc.Statement[0].Sid == doc.Statement[1].Sid {
		t.Errorf("got %+v, want two statements with Sids of their own", doc.Statement)
	}
	jobs = append(gitlab(t, map[string]any{"projects": []string{"g/p"}, "branches": []string{"main"}}),
		gitlab(t, map[string]any{"projects": []string{"h/q"}, "branches": []string{"dev"}})...)
	if err := json.Unmarshal([]byte(policy(t, jobs).JSON), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Statement) != 1 {
		t.Errorf("got %d statements, want 1", len(doc.Statement))
	}
	// The same shape twice: Sids stay unique.
	jobs = append(gitlab(t, map[string]any{"projects": []string{"g/p"}, "project_ids": []string{"1"}, "branches": []string{"main"}}),
		gitlab(t, map[string]any{"projects": []string{"h/q"}, "project_ids": []string{"2"}, "branches": []string{"dev"}})...)
	if err := json.Unmarshal([]byte(policy(t, jobs).JSON), &doc); err != nil {
		t.Fatal(err)
	}
	sid := regexp.MustCompile(`^[A-Za-z0-9]+$`)
	if len(doc.Statement) != 2 || doc.Statement[0].Sid == doc.Statement[1].Sid || !sid.MatchString(doc.Statement[1].Sid) {
		t.Errorf("got %+v, want two statements with Sids of their own", doc.Statement)
	}
}

// TestSizes: the warning from 1,900 characters names the quota.
func TestSizes(t *testing.T) {
	for n, want := range map[int]bool{20: false, 40: true} {
		var branches []string
		for i := range n {
			branches = append(branches, fmt.Sprintf("branch-%d", i))
		}
		p := policy(t, gitlab(t, map[string]any{"projects": []string{"g/p"}, "branches": branches}))
		if got := strings.Contains(strings.Join(p.Warnings, ""), "L-C07B4B0D"); got != want {
			t.Errorf("%d characters: warned %v, want %v", p.Characters, got, want)
		}
	}
}

// TestDescription fits the field of a role.
func TestDescription(t *testing.T) {
	field := regexp.MustCompile(`^[\t\n\r\x20-\x7e\x{a1}-\x{ff}]{0,1000}$`)
	for _, name := range []string{"деплой", "a\u0085b", strings.Repeat("n", 2000), "x\ny"} {
		p := policy(t, gitlab(t, map[string]any{"projects": []string{"g/p"}, "branches": []string{"main"}, "name": name}))
		if !field.MatchString(p.Description) {
			t.Errorf("IAM would refuse the description %q", p.Description)
		}
	}
}

// TestPopulated: the registry knows issuers by their templates.
func TestPopulated(t *testing.T) {
	for issuer, want := range map[string]string{
		"https://gitlab.com": "project_id",
		"https://oidc.circleci.com/org/01234567-89ab-4def-8123-4567890abcde": "oidc.circleci.com/project-id",
		"https://gitlab.example.com":                                         "",
		"https://acme.semaphoreci.com":                                       "",
		"https://oidc.circleci.com":                                          "",
		"https://oidc.circleci.com/org/a/b":                                  "",
		"https://gitlab.com.evil.example":                                    "",
		"https://token.actions.githubusercontent.com":                        "repository repository_id repository_owner_id",
		"https://token.actions.githubusercontent.com/my-enterprise":          "repository_owner_id",
		"https://token.actions.octocorp.ghe.com":                             "job_workflow_ref",
		"https://github.example.com/_services/token":                         "",
		"https://app.terraform.io":                                           "",
	} {
		if got := strings.Join(populated(issuer), " "); !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%s: got %q, want %q", issuer, got, want)
		}
	}
}
