package check

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

func vaultRole(issuer, audience string, claims m) m {
	role := m{"role_type": "jwt", "user_claim": "sub", "bound_issuer": issuer, "bound_claims": claims}
	if audience != "" {
		role["bound_audiences"] = []any{audience}
	}
	return m{"vault": role}
}

// awsRole is a policy on the audience and on what else is given, of one operator.
func awsRole(issuer, operator string, keys m) m {
	conditions := m{}
	for key, v := range keys {
		conditions[issuer+":"+key] = v
	}
	raw, _ := json.Marshal(m{"Version": "2012-10-17", "Statement": []any{m{
		"Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
		"Principal": m{"Federated": "arn:aws:iam::123456789012:oidc-provider/" + issuer},
		"Condition": m{operator: conditions},
	}}})
	return m{"aws": m{"policy": string(raw)}}
}

// anyUser is any user of CircleCI: a UUID holds no slash.
var anyUser = strings.Repeat("?", 36)

func severityOf(r Result, code lint.Code) string {
	for _, f := range r.Findings {
		if f.Code == code {
			return f.Severity().String()
		}
	}
	return "none"
}

// TestOpenWorld: what the data does not name may exist; what a relying party cannot
// see does not.
func TestOpenWorld(t *testing.T) {
	t.Parallel()
	main := m{"repositories": []string{"o/r"}, "branches": []string{"main"}, "subject_format": "classic"}
	const sub = "repo:o/r:ref:refs/heads/main"
	for _, tt := range []struct {
		why, platform   string
		filters, policy m
		narrower        proof.Answer
		reason          string // has it
		ct007           string // its severity
	}{
		{"a claim that nobody has heard of", "github", main, vaultRole("https://"+github, "aud", m{"sub": sub, "team": "payments"}), proof.Unknown, `"team"`, "warning"},
		{"the same in a condition", "github", main, m{"google": m{"issuer_uri": "https://" + github, "attribute_condition": "assertion.sub == '" + sub + "' && assertion.team == 'payments'", "attribute_mapping": m{"google.subject": "assertion.repository_id"}, "allowed_audiences": []any{"aud"}}}, proof.Unknown, `"team"`, "warning"},
		{"a claim that exists", "github", main, vaultRole("https://"+github, "aud", m{"sub": sub, "ref_protected": "true"}), proof.Yes, "", "none"},
		{"a key that AWS does not fill for the platform", "hcp_terraform", m{"organization": "o", "projects": []string{"p"}, "workspaces": []string{"w"}, "run_phases": []string{"*"}},
			awsRole("app.terraform.io", "StringLike", m{"aud": "aud", "sub": "organization:o:project:p:workspace:w:run_phase:*", "terraform_workspace_id": "ws-1"}), proof.Yes, "", "error"},
		{"azp, which no token of the platform has shown", "github", main, vaultRole("https://"+github, "aud", m{"sub": sub, "azp": "x"}), proof.Yes, "", "warning"},
	} {
		r := Run(policyOf(t, tt.policy), Options{Jobs: described(t, tt.platform, tt.filters, "aud"), Named: true})
		if r.Narrower != tt.narrower || !strings.Contains(r.NarrowerReason, tt.reason) || severityOf(r, "CT007") != tt.ct007 {
			t.Errorf("%s: narrower %s %q, CT007 %s\n%s", tt.why, r.Narrower, r.NarrowerReason, severityOf(r, "CT007"), r.Summary)
		}
		if r.Relation == "equal" {
			t.Errorf("%s: equal", tt.why)
		}
	}
}

// TestReplays: a described job's token for another audience, by what decides.
func TestReplays(t *testing.T) {
	t.Parallel()
	const gitlab, sub = "gitlab.com", "project_path:g/p:ref_type:branch:ref:main"
	gl := m{"projects": []string{"g/p"}, "branches": []string{"main"}}
	const o, p = "01234567-89ab-4def-8123-4567890abcde", "76543210-ba98-4edc-8210-edcba0987654"
	cci := m{"organization_id": o, "project_ids": []string{p}, "repositories": []string{"github.com/my-org/web"}, "branches": []string{"main"}}
	cciSub := "org/" + o + "/project/" + p + "/user/" + anyUser + "/vcs-origin/github.com/my-org/web/vcs-ref/refs/heads/main"
	sem := m{"organization": "my-org", "project_ids": []string{p}, "repositories": []string{"web"}, "branches": []string{"main"}}
	semSub := "org:my-org:project:" + p + ":repo:web:ref_type:branch:ref:refs/heads/main"
	with := func(policy, clients m) m {
		policy["aws"].(m)["client_ids"] = clients //nolint:forcetypeassert // made above
		return policy
	}
	both := func(condition string) m {
		return m{"google": m{"issuer_uri": "https://gitlab.com", "attribute_condition": condition, "attribute_mapping": m{"google.subject": "assertion.project_id"}, "allowed_audiences": []any{"mine", "other"}}}
	}
	for _, tt := range []struct {
		why, platform   string
		filters, policy m
		audience        string
		relation        string
		wider           proof.Answer
		kind            string
		reason          string
	}{
		{"the document takes a second audience", "gitlab", gl, both("assertion.sub == '" + sub + "'"), "mine", "wider", proof.Yes, "audience", ""},
		{"a stranger is looked for first", "gitlab", gl, both("assertion.sub == '" + sub + "' || assertion.project_path == 'g/other'"), "mine", "wider", proof.Yes, "job", ""},
		{"no audience in the policy, client ids unknown", "gitlab", gl, awsRole(gitlab, "StringEquals", m{"sub": sub}), "mine", "unknown", proof.Unknown, "", "client_ids"},
		{"client ids are given and refuse others", "gitlab", gl, with(awsRole(gitlab, "StringEquals", m{"sub": sub}), m{"https://gitlab.com": []any{"mine"}}), "mine", "equal", proof.No, "", ""},
		{"client ids are given and take another", "gitlab", gl, with(awsRole(gitlab, "StringEquals", m{"sub": sub}), m{"https://gitlab.com": []any{"mine", "other"}}), "mine", "wider", proof.Yes, "audience", ""},
		{"the policy refuses others", "gitlab", gl, awsRole(gitlab, "StringEquals", m{"sub": sub, "aud": "mine"}), "mine", "equal", proof.No, "", ""},
		{"the platform's audience is fixed", "semaphore", sem, awsRole("my-org.semaphoreci.com", "StringEquals", m{"sub": semSub}), "", "equal", proof.No, "", ""},
		{"a default audience is nobody's intention", "circleci", cci, awsRole("oidc.circleci.com/org/"+o, "StringLike", m{"sub": cciSub}), "", "equal", proof.No, "", ""},
		{"an audience that jobs ask CircleCI for is", "circleci", cci, awsRole("oidc.circleci.com/org/"+o, "StringLike", m{"sub": cciSub}), "mine", "unknown", proof.Unknown, "", "client_ids"},
	} {
		r := Run(policyOf(t, tt.policy), Options{Jobs: described(t, tt.platform, tt.filters, tt.audience), Named: tt.audience != ""})
		kind := r.WiderExample.Kind()
		if r.Wider != proof.Yes {
			kind = ""
		}
		if r.Relation != tt.relation || r.Wider != tt.wider || kind != tt.kind || !strings.Contains(r.WiderReason, tt.reason) {
			t.Errorf("%s: %s, wider %s %q %q\n%s", tt.why, r.Relation, r.Wider, kind, r.WiderReason, r.Summary)
		}
	}
}

// TestFactThatSettles: an answer that hangs on an unverified fact names it and how it
// is taken on, and with it there is an answer.
func TestFactThatSettles(t *testing.T) {
	t.Parallel()
	const o, p = "01234567-89ab-4def-8123-4567890abcde", "76543210-ba98-4edc-8210-edcba0987654"
	sub := func(end string) m {
		return awsRole("oidc.circleci.com/org/"+o, "StringLike", m{"aud": o, "sub": "org/" + o + "/project/" + p + "/user/" + anyUser + "/vcs-origin/" + end})
	}
	cci := func(filters m) m {
		filters["organization_id"], filters["project_ids"] = o, []string{p}
		return filters
	}
	for _, tt := range []struct {
		why, fact       string
		filters, policy m
	}{
		{"CircleCI's tags", "cci-tag", cci(m{"repositories": []string{"github.com/my-org/web"}, "tags": []string{"v1"}}), sub("github.com/my-org/web/vcs-ref/refs/tags/v1")},
		{"Bitbucket's origins", "cci-bitbucket", cci(m{"repositories": []string{"bitbucket.org/my-org/web"}, "branches": []string{"main"}}), sub("bitbucket.org/my-org/web/vcs-ref/refs/heads/main")},
	} {
		jobs := described(t, "circleci", tt.filters, "")
		r := Run(policyOf(t, tt.policy), Options{Jobs: jobs})
		if r.Relation != "unknown" || !strings.Contains(r.Summary, tt.fact) || !strings.Contains(r.Summary, `accept_unverified = ["`+tt.fact+`"]`) {
			t.Errorf("%s: %s\n%s", tt.why, r.Relation, r.Summary)
		}
		r = Run(policyOf(t, tt.policy), Options{Jobs: jobs, Unverified: []string{tt.fact}})
		if r.Relation != "equal" {
			t.Errorf("%s, accepted: %s\n%s", tt.why, r.Relation, r.Summary)
		}
	}
}

// TestManyClaims: a token of 300 claims is looked at whole, and the summary does not
// list them all.
func TestManyClaims(t *testing.T) {
	t.Parallel()
	claims := proof.Claims{
		"iss": "https://" + github, "aud": "aud", "sub": "repo:o/r:ref:refs/heads/main", "repository": "o/r", "ref": "refs/heads/main",
		"repository_id": "1", "iat": json.Number("1790000000"), "exp": json.Number("1790000300"),
	}
	for i := range 300 {
		claims[fmt.Sprintf("claim_%03d", i)] = "x"
	}
	jobs := described(t, "github", m{"repositories": []string{"o/r"}, "branches": []string{"main"}, "subject_format": "classic"}, "aud")
	policy := awsRole(github, "StringEquals", m{"aud": "aud", "sub": "repo:o/r:ref:refs/heads/main"})
	run := func() Result {
		return Run(policyOf(t, policy), Options{Jobs: jobs, Named: true, Tokens: map[string]proof.Claims{"many": claims}, Whole: map[string]bool{"many": true}})
	}
	r := run()
	if r.Relation != "equal" || r.Decisions["many"].Admitted != proof.Yes || severityOf(r, "CT054") != "info" || severityOf(r, "CT053") != "none" {
		t.Errorf("%s, %+v\n%s", r.Relation, r.Decisions, r.Summary)
	}
	if n := strings.Count(r.Summary, "claim_"); n == 0 || n > 20 {
		t.Errorf("%d of the claims are listed", n)
	}
	claims["repository_id"] = "R_kgDO" // beside all that
	if r := run(); severityOf(r, "CT053") != "warning" || r.Wider != proof.Unknown || r.Decisions["many"].Admitted != proof.Yes {
		t.Errorf("%s\n%s", r.Relation, r.Summary)
	}
}

// TestFalsifying: by what a token falsifies the data, and what is taken back then.
func TestFalsifying(t *testing.T) {
	t.Parallel()
	jobs := described(t, "github", m{"repositories": []string{"o/r"}, "branches": []string{"main"}, "subject_format": "classic"}, "aud")
	base := func(changes m) proof.Claims {
		out := proof.Claims{
			"iss": "https://" + github, "aud": "aud", "sub": "repo:o/r:ref:refs/heads/main", "repository": "o/r", "repository_owner": "o", "ref": "refs/heads/main",
			"ref_type": "branch", "event_name": "push", "iat": json.Number("1790000000"), "exp": json.Number("1790000300"),
		}
		for k, v := range changes {
			if out[k] = v; v == nil {
				delete(out, k)
			}
		}
		return out
	}
	policy := awsRole(github, "StringEquals", m{"aud": "aud", "sub": "repo:o/r:ref:refs/heads/main"})
	for _, tt := range []struct {
		why   string
		token proof.Claims
		says  string // CT053; empty: none
		out   bool   // the token does not get in
	}{
		{"an ordinary one", base(nil), "", false},
		{"a claim that is missing", base(m{"repository": nil, "ref": nil, "event_name": nil}), "", false},
		{"another value than the domain has", base(m{"repository_id": "x"}), `repository_id "x"`, false},
		{"a number where a text is", base(m{"repository_id": json.Number("7")}), "repository_id 7", false},
		{"a list where a text is", base(m{"actor": []any{"a", "b"}}), `actor ["a","b"]`, false},
		{"a bool where a text is", base(m{"ref_protected": true}), "ref_protected true", false},
		{"null where a text is", func() proof.Claims { c := base(nil); c["actor"] = nil; return c }(), "actor null", false},
		{"two claims that do not go together", base(m{"repository": "p/r"}), "repository_owner", false},
		{"a claim that a fact denies, and that AWS takes for the audience", base(m{"azp": "x"}), "gh-no-aws", true},
		{"several audiences, which AWS wants an azp beside", base(m{"aud": []any{"aud", "other"}}), "", true},
		{"a list of the platform", proof.Claims{"iss": "https://gitlab.com", "iat": json.Number("1"), "exp": json.Number("2"), "groups_direct": []any{"g", "h"}}, "", true},
		{"null where the platform has it", proof.Claims{"iss": "https://gitlab.com", "iat": json.Number("1"), "exp": json.Number("2"), "user_access_level": nil}, "", true},
		{"an unknown issuer", proof.Claims{"iss": "https://ci.example.com", "iat": json.Number("1"), "exp": json.Number("2"), "project_id": "x"}, "", true},
	} {
		for _, whole := range []bool{true, false} {
			r := Run(policyOf(t, policy), Options{Jobs: jobs, Named: true, Tokens: map[string]proof.Claims{"t": tt.token}, Whole: map[string]bool{"t": whole}})
			want := map[bool]string{true: "warning", false: "none"}[whole && tt.says != ""]
			if severityOf(r, "CT053") != want || (want == "warning") != (r.Relation == "unknown") {
				t.Errorf("%s, whole %v: CT053 %s, %s\n%s", tt.why, whole, severityOf(r, "CT053"), r.Relation, r.Summary)
			}
			if i := slices.IndexFunc(r.Findings, func(f lint.Finding) bool { return f.Code == "CT053" }); i >= 0 && !strings.Contains(r.Findings[i].Detail, tt.says) {
				t.Errorf("%s: %s", tt.why, r.Findings[i].Detail)
			}
			if (r.Decisions["t"].Admitted == proof.No) != tt.out {
				t.Errorf("%s: admitted %s", tt.why, r.Decisions["t"].Admitted)
			}
		}
	}
	// A project's path begins with its namespace, in every token of GitLab.
	for namespace, want := range map[string]string{"g/sub": "none", "g": "warning", "h": "warning"} {
		token := proof.Claims{"iss": "https://gitlab.com", "project_path": "g/sub/p", "namespace_path": namespace, "iat": json.Number("1"), "exp": json.Number("2")}
		r := Run(policyOf(t, policy), Options{Jobs: jobs, Named: true, Tokens: map[string]proof.Claims{"t": token}, Whole: map[string]bool{"t": true}})
		if severityOf(r, "CT053") != want {
			t.Errorf("namespace %s: CT053 %s", namespace, severityOf(r, "CT053"))
		}
	}
	// A platform that the token is not of keeps its answer.
	other := proof.Claims{"iss": "https://gitlab.com", "project_id": "x", "iat": json.Number("1"), "exp": json.Number("2")}
	r := Run(policyOf(t, policy), Options{Jobs: jobs, Named: true, Tokens: map[string]proof.Claims{"t": other}, Whole: map[string]bool{"t": true}})
	if r.Relation != "equal" || severityOf(r, "CT053") != "warning" {
		t.Errorf("GitLab's token takes back what is said of GitHub: %s\n%s", r.Relation, r.Summary)
	}
	// What is certain by an example stays.
	wide := awsRole(github, "StringLike", m{"aud": "aud", "sub": "repo:o/r:*"})
	r = Run(policyOf(t, wide), Options{Jobs: jobs, Named: true, Tokens: map[string]proof.Claims{"t": base(m{"repository_id": "x"})}, Whole: map[string]bool{"t": true}})
	if r.Wider != proof.Yes || r.WiderExample == nil || r.Narrower != proof.Unknown {
		t.Errorf("wider %s, narrower %s\n%s", r.Wider, r.Narrower, r.Summary)
	}
}
