package check

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// A shownToken is a line of testdata/tokens.jsonl: a token, whole or in excerpt, that
// somebody has shown in public, or made up for a test or a guide.
type shownToken struct {
	Name     string            `json:"name"`
	Platform string            `json:"platform"`
	Kind     string            `json:"kind"` // real, doc or fixture
	Claims   map[string]any    `json:"claims"`
	Settings map[string]string `json:"settings"` // that the issuer does not say
	Source   string            `json:"source"`
	Note     string            `json:"note"`
}

// invented are the claims of shown tokens that no platform mints beside the others,
// and why somebody has shown them all the same.
var invented = map[string]map[string]string{
	"gh-fulcio-principal": {
		"job_workflow_sha":   "a placeholder for a commit id",
		"workflow_sha":       "a placeholder for a commit id",
		"repository_owner":   "a placeholder beside the repository sigstore/fulcio",
		"runner_environment": "GitHub says github-hosted or self-hosted, not cloud-hosted",
	},
	"gh-fulcio-ciprovider": {
		"job_workflow_sha":   "a placeholder for a commit id",
		"workflow_sha":       "a placeholder for a commit id",
		"repository_owner":   "a placeholder beside the repository sigstore/fulcio",
		"runner_environment": "GitHub says github-hosted or self-hosted, not cloud-hosted",
	},
	"gh-fulcio-docs": {"sha": "a placeholder for a commit id"},
	"gh-warehouse-dummy": {
		"actor_id":      "a placeholder for a number",
		"repository_id": "a placeholder for a number",
		"run_id":        "a placeholder for a number",
		"run_number":    "a placeholder for a number",
		"sha":           "a placeholder for a commit id",
		"ref":           "a placeholder that is no ref",
		"ref_type":      "a placeholder that is neither branch nor tag",
	},
	"gh-cratesio": {
		"run_id": "a placeholder for a number",
		"sha":    "a placeholder for a commit id",
	},
	"gh-docs-environment": {
		"run_id": "a placeholder for a number",
		"sha":    "a placeholder for a commit id",
	},
	"gh-acme-immutable-wrong": {
		"repository":       "the author put the ids into the name, too; GitHub has them in the subject only",
		"repository_owner": "the author put the ids into the name, too; GitHub has them in the subject only",
	},
	"cci-warehouse": {
		"oidc.circleci.com/job-id":      "a placeholder for a UUID",
		"oidc.circleci.com/pipeline-id": "a placeholder for a UUID",
		"oidc.circleci.com/workflow-id": "a placeholder for a UUID",
		"oidc.circleci.com/vcs-origin":  "CircleCI shows host and path without the scheme",
	},
	"cci-pullbox": {
		"oidc.circleci.com/project-id":             "a placeholder for a UUID",
		"oidc.circleci.com/pipeline-definition-id": "a placeholder for a UUID",
		"oidc.circleci.com/vcs-origin":             "CircleCI shows host and path without the scheme",
	},
	"hcp-2022-no-project": {"sub": "stale: subjects have named the project since HCP Terraform has projects (2023)"},
	"sem-warehouse": {
		"org_id": "a placeholder for a UUID",
		"prj_id": "a placeholder for a UUID",
		"sub":    "has a placeholder for a UUID",
	},
	"sem-docs-table-mixed": {
		"tag":       "the guide's table shows an example of each claim, and no build has all of them; tag is always empty",
		"pr":        "the guide's table shows an example of each claim; a branch build has none",
		"pr_branch": "the guide's table shows an example of each claim; a branch build has none",
	},
	"gl-real-toliak-2020": {"sub": "stale: CI_JOB_JWT had the job's number, and went with GitLab 17.0"},
}

// TestShownTokens: tokens that platforms have minted, and those that their guides
// show, are contained in the data; where one is not, it is known why.
func TestShownTokens(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/tokens.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.DisallowUnknownFields()
	d.UseNumber()
	seen := map[string]bool{}
	for d.More() {
		var s shownToken
		if err := d.Decode(&s); err != nil {
			t.Fatal(err)
		}
		if seen[s.Name] || s.Source == "" {
			t.Errorf("%s: wants a name of its own and a source", s.Name)
		}
		seen[s.Name] = true
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			s.hold(t)
		})
	}
	for name := range invented {
		if !seen[name] {
			t.Errorf("no token is called %s", name)
		}
	}
}

func (s *shownToken) hold(t *testing.T) {
	a := s.asker(t)
	why := invented[s.Name]
	rest := maps.Clone(s.Claims)
	for claim, reason := range why {
		if _, ok := rest[claim]; !ok || reason == "" {
			t.Errorf("%s is no claim of the token, or nothing is said of it", claim)
		}
		delete(rest, claim)
	}
	if missing, fact := a.lacking(rest); missing != "" {
		t.Errorf("by the data no token has %s (fact %s)", missing, fact)
	}
	if v := a.having(rest); v.Wider != proof.Yes {
		var faults []string
		for _, name := range claimNames(rest) {
			one := maps.Clone(rest)
			delete(one, name)
			if a.having(one).Wider == proof.Yes {
				faults = append(faults, name)
			}
		}
		t.Errorf("the data has no such token (%v %s); without one of %q it has", v.Wider, v.WiderReason, faults)
	}
	for claim := range why {
		one := maps.Clone(rest)
		one[claim] = s.Claims[claim]
		if v := a.having(one); v.Wider != proof.No {
			t.Errorf("%s: %v, and so the reason that is given for it is not needed", claim, v.Wider)
		}
	}
	// What users are told agrees with that.
	if m := a.misfit(s.Claims); (m.claim != "") != (len(why) > 0) || len(m.unnamed) > 0 {
		t.Errorf("told: %+v", m)
	}
}

// asker asks about everybody at the token's issuer, taking all that is not verified
// for true.
func (s *shownToken) asker(t testing.TB) *shownAsker {
	t.Helper()
	issuer, _ := s.Claims["iss"].(string)
	model, anyone := Options{}.anyone(issuer)
	if model == nil { // an instance of one's own, or an issuer that cannot be
		model = platform.Find(s.Platform)
		settings := platform.Settings{}
		for _, f := range model.Filters {
			if f.Default != "" && f.Role != platform.RoleFlag && f.Role != platform.RoleSwitch {
				settings[f.Name] = f.Default
			}
		}
		anyone = trust.Description{Issuer: issuer, Platform: model.Name, Settings: settings}
	}
	maps.Copy(anyone.Settings, s.Settings)
	if model.Name != s.Platform {
		t.Fatalf("%s is the issuer of %s", issuer, model.Name)
	}
	var unverified []string
	for id, f := range model.Facts {
		if f.Status == "unverified" {
			unverified = append(unverified, id)
		}
	}
	slices.Sort(unverified)
	return &shownAsker{asker{doc: anybody{issuer}, platform: model, anyone: anyone, when: proof.True, question: question{unverified: unverified}}}
}

type shownAsker struct{ asker }

// having looks for a token with the claims: one that is there is minted and shown.
func (a *shownAsker) having(claims map[string]any) proof.Verdict {
	return a.among(having(claims, claimNames(claims)), trust.Jobs{a.anyone})
}

// lacking is a claim that no token has, and what says so.
func (a *shownAsker) lacking(claims map[string]any) (claim, fact string) {
	for _, name := range claimNames(claims) {
		if m, lacks := a.platform.Lacks(name); lacks {
			return name, m.Fact
		}
	}
	return "", ""
}
