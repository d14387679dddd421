package check

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/aws"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

type m = map[string]any

func policyOf(t testing.TB, block m) *Policy {
	t.Helper()
	var problems problem.List
	p := Read(value.Of(block), "policy", &problems)
	if p == nil {
		t.Fatal(problems.Text(""))
	}
	return p
}

// rolePolicy is an AWS policy on the subject alone.
func rolePolicy(issuer, operator, sub string) m {
	return m{"aws": m{"policy": policyText(issuer, operator, sub)}}
}

func policyText(issuer, operator, sub string) string {
	key, _ := json.Marshal(issuer + ":sub")
	text, _ := json.Marshal(sub)
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/` + issuer +
		`"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"` + operator + `":{` + string(key) + `:` + string(text) + `}}}]}`
}

const (
	github = "token.actions.githubusercontent.com"
	circle = "oidc.circleci.com/org/01234567-89ab-4def-8123-4567890abcde"
)

func googleProvider(condition, subject string) m {
	return m{"google": m{
		"issuer_uri": "https://" + github, "attribute_condition": condition,
		"attribute_mapping": m{"google.subject": subject}, "allowed_audiences": []any{"aud"},
	}}
}

// TestProved: each finding that carries a token, on a document that people write
// and on one near it.
func TestProved(t *testing.T) {
	for _, tt := range []struct {
		why    string
		policy m
		has    []lint.Code
		hasNot []lint.Code
		shows  string // in the example of the first code
	}{
		{"every repository on GitHub", rolePolicy(github, "StringLike", "*"), these("CT002"), these("CT001", "CT011"), ""},
		{"any owner's repository of a name", rolePolicy(github, "StringLike", "repo:*/web:*"), these("CT001"), these("CT002"), "/web:"},
		{"no delimiter behind the owner", rolePolicy(github, "StringLike", "repo:my-org*"), these("CT004", "CT001"), nil, "my-org"},
		{"an owner with delimiter", rolePolicy(github, "StringLike", "repo:my-org/*"), these("CT012", "CT021"), these("CT001", "CT003", "CT004"), "my-org"},
		{"one branch, as written", rolePolicy(github, "StringEquals", "repo:my-org/web:ref:refs/heads/main"), these("CT012"), these("CT001", "CT003", "CT021"), ""},
		{"one branch, with the ids", rolePolicy(github, "StringEquals", "repo:my-org@1/web@2:ref:refs/heads/main"), nil, these("CT001", "CT012", "CT021"), ""},
		{"a pattern as written", rolePolicy(github, "StringEquals", "repo:my-org/*"), these("CT011"), these("CT001"), ""},
		{"CircleCI's own pattern", rolePolicy(circle, "StringLike", "org/01234567-89ab-4def-8123-4567890abcde/project/*/user/*/vcs-origin/*/vcs-ref/refs/heads/main"), these("CT003"), these("CT001"), "vcs-ref/refs/heads/main"},
		{"a workspace's name that others begin with", rolePolicy("app.terraform.io", "StringLike", "organization:my-org:project:p:workspace:prod*"), these("CT004"), these("CT001"), "workspace:prod"},
		{"a workspace's whole name", rolePolicy("app.terraform.io", "StringLike", "organization:my-org:project:p:workspace:prod:*"), these("CT012"), these("CT001", "CT004"), ""},
		{"GitLab's names alone", rolePolicy("gitlab.com", "StringLike", "project_path:my-group/*:ref_type:branch:ref:main"), these("CT012"), these("CT001", "CT003"), ""},
		{"a group without delimiter", rolePolicy("gitlab.com", "StringLike", "project_path:my-group*:ref_type:branch:ref:main"), these("CT001"), nil, "my-group"},
		{"an issuer of whose platform nothing is known", rolePolicy("ci.example.com", "StringLike", "*"), nil, these("CT001", "CT002", "CT011"), ""},
		{"a subject that can be long", googleProvider("assertion.repository_owner_id == '1'", "assertion.sub"), these("CT014"), these("CT001", "CT012"), ""},
		{"a short id for subject", googleProvider("assertion.repository_owner_id == '1'", "assertion.repository_id"), nil, these("CT014", "CT001"), ""},
		{"a condition that begins a name", googleProvider("assertion.sub.startsWith('repo:my-org')", "assertion.repository_id"), these("CT004", "CT001"), nil, "my-org"},
	} {
		r := Run(policyOf(t, tt.policy), Options{})
		var got []lint.Code
		for _, f := range r.Findings {
			got = append(got, f.Code)
			if f.Code.Rule().By == lint.Proof && f.Example == "" {
				t.Errorf("%s: %s carries no token", tt.why, f.Code)
			}
			if len(tt.has) > 0 && f.Code == tt.has[0] && !strings.Contains(f.Example, tt.shows) {
				t.Errorf("%s: %s shows %s", tt.why, f.Code, f.Example)
			}
			if f.Example != "" && f.Code != "CT014" {
				var c proof.Claims
				if err := json.Unmarshal([]byte(f.Example), &c); err != nil {
					t.Fatal(err)
				}
				if d := policyOf(t, tt.policy).doc.Admits(c); d.Admitted != proof.Yes {
					t.Errorf("%s: the example of %s does not get in: %s", tt.why, f.Code, d.Reason())
				}
			}
		}
		for _, c := range tt.has {
			if !slices.Contains(got, c) {
				t.Errorf("%s: no %s\n%s", tt.why, c, r.Summary)
			}
		}
		for _, c := range tt.hasNot {
			if slices.Contains(got, c) {
				t.Errorf("%s: %s\n%s", tt.why, c, r.Summary)
			}
		}
	}
}

func these(cs ...lint.Code) []lint.Code { return cs }

func described(t testing.TB, platform string, filters m, audience string) trust.Jobs {
	t.Helper()
	d, problems := trust.Describe(platform, value.Of(filters))
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	jobs := d.Jobs
	if audience != "" {
		jobs[0].Audiences = []string{audience}
	}
	return jobs
}

// TestRelation: the verdict against an intent, and the findings that an intent
// answers.
func TestRelation(t *testing.T) {
	intent := described(t, "github", m{"repositories": []string{"my-org/web"}, "branches": []string{"main"}, "subject_format": "classic"}, "")
	for _, tt := range []struct {
		sub, operator, relation string
	}{
		{"repo:my-org/web:ref:refs/heads/main", "StringEquals", "equal"},
		{"repo:my-org/web:*", "StringLike", "wider"},
		{"repo:my-org/web:ref:refs/heads/prod", "StringEquals", "disjoint"},
		{"repo:my-org/web:branch:main", "StringEquals", "narrower"},
	} {
		r := Run(policyOf(t, rolePolicy(github, tt.operator, tt.sub)), Options{Jobs: intent})
		if r.Relation != tt.relation {
			t.Errorf("%s: %s\n%s", tt.sub, r.Relation, r.Summary)
		}
		if (r.Wider == proof.Yes) != (r.WiderExample != nil) || (r.Narrower == proof.Yes) != (r.NarrowerExample != nil) {
			t.Errorf("%s: %v", tt.sub, r)
		}
		if strings.Contains(r.Summary, "described") != true || r.ModelDate == "" {
			t.Errorf("%s: %s", tt.sub, r.Summary)
		}
	}
}

// TestDecisions: a refused token is told what would get in, and one that no such
// platform mints is told so.
func TestDecisions(t *testing.T) {
	p := policyOf(t, rolePolicy(github, "StringEquals", "repo:my-org/web:ref:refs/heads/main"))
	base := proof.Claims{"iss": "https://" + github, "aud": "sts.amazonaws.com", "repository": "my-org/web", "ref": "refs/heads/main", "sub": "repo:my-org/web:ref:refs/heads/main"}
	with := func(changes m) proof.Claims {
		out := proof.Claims{}
		for k, v := range base {
			out[k] = v
		}
		for k, v := range changes {
			out[k] = v
		}
		return out
	}
	r := Run(p, Options{Tokens: map[string]proof.Claims{
		"main":    base,
		"feature": with(m{"ref": "refs/heads/feature", "sub": "repo:my-org/web:ref:refs/heads/feature"}),
		"made up": with(m{"repository": "other/app"}),
		"foreign": {"iss": "https://gitlab.com", "sub": "x"},
	}})
	for name, want := range map[string]struct {
		admitted proof.Answer
		reason   string
	}{
		"main":    {proof.Yes, ""},
		"feature": {proof.No, "The nearest token that gets in has "},
		"made up": {proof.Yes, "may be out of date"},
		"foreign": {proof.No, "gitlab.com"},
	} {
		if d := r.Decisions[name]; d.Admitted != want.admitted || !strings.Contains(d.Reason, want.reason) {
			t.Errorf("%s: %v", name, d)
		}
	}
	if d := r.Decisions["feature"]; !strings.Contains(d.Reason, `"repo:my-org/web:ref:refs/heads/main"`) {
		t.Errorf("%s", d.Reason)
	}
}

// TestApplies: a role of a service has nothing to check, and no finding.
func TestApplies(t *testing.T) {
	r := Run(policyOf(t, m{"aws": m{"policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`}}), Options{})
	if r.Applies || len(r.Findings) > 0 || !strings.Contains(r.Summary, "nothing to check") {
		t.Errorf("%+v", r)
	}
}

// TestPool: the other providers of a Google pool are looked at, and are no part of
// the provider.
func TestPool(t *testing.T) {
	with := func(others ...any) m {
		return m{"google": m{
			"issuer_uri": "https://" + github, "attribute_condition": "assertion.repository_owner_id == '1'",
			"attribute_mapping": m{"google.subject": "assertion.repository_id"}, "other_providers": others,
		}}
	}
	r := Run(policyOf(t, with(
		m{"issuer_uri": "https://" + github + "/", "attribute_mapping": m{"google.subject": "assertion.sub"}},
		m{"issuer_uri": "https://gitlab.com", "attribute_mapping": m{"google.subject": "assertion.sub"}},
	)), Options{})
	places := map[string]lint.Code{}
	for _, f := range r.Findings {
		places[f.At] = f.Code
	}
	if places["other_providers[0]"] != "CT052" || places["other_providers[1]"] != "CT044" {
		t.Errorf("%v", places)
	}
	var problems problem.List
	if Read(value.Of(with("x")), "policy", &problems) != nil || !strings.Contains(problems.Text(""), "other_providers[0]") {
		t.Errorf("%s", problems.Text(""))
	}
}

// TestIgnore: what the user takes on is told, not counted.
func TestIgnore(t *testing.T) {
	p := policyOf(t, rolePolicy(github, "StringLike", "repo:my-org/*"))
	r := Run(p, Options{Ignore: map[lint.Code]string{"CT021": "pull requests may"}})
	if slices.ContainsFunc(r.Findings, func(f lint.Finding) bool { return f.Code == "CT021" }) || !strings.Contains(r.Summary, "pull requests may") {
		t.Errorf("%s", r.Summary)
	}
}

// TestReadRefuses: what is no policy of the block is refused with its place.
func TestReadRefuses(t *testing.T) {
	ok := policyText(github, "StringEquals", "a")
	twice, _ := json.Marshal(ok)
	for _, tt := range []struct {
		why, want string
		policy    any
	}{
		{"nothing", "exactly one of", m{}},
		{"two", "aws and vault", m{"aws": m{"policy": ok}, "vault": m{}}},
		{"another key", `no policy "gcp"`, m{"gcp": m{}}},
		{"truncated", "policy.aws.policy", m{"aws": m{"policy": ok[:60]}}},
		{"YAML", "policy.aws.policy", m{"aws": m{"policy": "Version: 2012-10-17\nStatement: []\n"}}},
		{"another cloud's", "document for google", m{"aws": m{"policy": `{"issuer_uri":"https://gitlab.com"}`}}},
		{"another cloud's block", "document for aws", m{"vault": ok}},
		{"encoded twice", "encoded twice", m{"aws": m{"policy": string(twice)}}},
		{"no policy", "policy.aws.policy", m{"aws": m{}}},
		{"a token", "is a token", m{"vault": "eyJhbGciOiJub25lIn0.eyJpc3MiOiJhIn0."}},
		{"a list", "a JSON object is wanted", m{"azure": []any{}}},
		{"no object", "an object is wanted", "x"},
	} {
		var problems problem.List
		if p := Read(value.Of(tt.policy), "policy", &problems); p != nil || !strings.Contains(problems.Text(""), tt.want) {
			t.Errorf("%s: %v %s", tt.why, p, problems.Text(""))
		}
	}
}

// TestRefusedDocument: what the relying party would not take is a finding, not an
// error, and nothing is claimed of who gets in.
func TestRefusedDocument(t *testing.T) {
	r := Run(policyOf(t, googleProvider(`assertion.sub.matches('\d')`, "assertion.sub")), Options{Tokens: map[string]proof.Claims{"a": {"iss": "x"}}, Jobs: trust.Jobs{}})
	if len(r.Findings) != 1 || r.Findings[0].Code != "CT016" || r.Relation != "unknown" || r.Decisions["a"].Admitted != proof.Unknown {
		t.Errorf("%+v", r)
	}
}

// TestManyIssuers: a policy with hundreds of issuers has all its findings, and a
// summary that a terminal can show.
func TestManyIssuers(t *testing.T) {
	var arns []string
	for i := range 100 {
		arns = append(arns, fmt.Sprintf("arn:aws:iam::123456789012:oidc-provider/oidc.circleci.com/org/%08d-89ab-4def-8123-4567890abcde", i))
	}
	list, err := json.Marshal(arns)
	if err != nil {
		t.Fatal(err)
	}
	policy := strings.Replace(policyText("X", "StringLike", "org/*"), `"arn:aws:iam::123456789012:oidc-provider/X"`, string(list), 1)
	r := Run(policyOf(t, m{"aws": m{"policy": policy}}), Options{})
	if len(r.Findings) < 100 || strings.Count(r.Summary, "\n") > 50 || !strings.Contains(r.Summary, " more findings.") {
		t.Errorf("%d findings\n%s", len(r.Findings), r.Summary)
	}
}

// TestSameResult: the same document has the same result, whatever was asked before.
func TestSameResult(t *testing.T) {
	docs := []m{rolePolicy(github, "StringLike", "repo:my-org*"), rolePolicy(github, "StringLike", "repo:other*"), rolePolicy("gitlab.com", "StringLike", "project_path:g/*:*")}
	var first []string
	for _, d := range docs {
		first = append(first, Run(policyOf(t, d), Options{}).Summary)
	}
	for i := len(docs) - 1; i >= 0; i-- {
		if again := Run(policyOf(t, docs[i]), Options{}).Summary; again != first[i] {
			t.Errorf("%s\nthen\n%s", first[i], again)
		}
	}
}

// BenchmarkRun is the findings of one document, after others like it.
func BenchmarkRun(b *testing.B) {
	for name, p := range map[string]m{
		"aws":    rolePolicy(github, "StringLike", "repo:my-org/web:*"),
		"google": googleProvider("assertion.repository_owner == 'my-org'", "assertion.sub"),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Run(policyOf(b, p), Options{})
			}
		})
	}
}

// TestUnverified: what hangs on a fact that nobody verified is unknown, until the
// user takes the fact on.
func TestUnverified(t *testing.T) {
	jobs := described(t, "circleci", m{"host": "ci.example.com", "organization_id": "01234567-89ab-4def-8123-4567890abcde", "project_ids": []string{"936a5312-a3b8-4921-8b3f-2cec8baac574"}, "token_version": "v1"}, "")
	compiled, problems := aws.TrustPolicy(jobs, value.Of(m{"account_id": "123456789012", "accept_unverified": []string{"cci-server"}}))
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	p := policyOf(t, m{"aws": m{"policy": compiled.JSON}})
	for want, o := range map[string]Options{"unknown": {Jobs: jobs}, "equal": {Jobs: jobs, Unverified: []string{"cci-server"}}} {
		if r := Run(p, o); r.Relation != want {
			t.Errorf("%s, want %s\n%s", r.Relation, want, r.Summary)
		}
	}
}

// TestSubjectsNobodyMakes: where strangers arrange their subjects, a condition on a
// component that does not exist lets nobody in: surely where the platform takes no other
// components, and as far as anybody knows where it does.
func TestSubjectsNobodyMakes(t *testing.T) {
	for sub, c := range map[string]struct {
		issuer   string
		severity lint.Severity
	}{
		"project_path:my-group/app:ref_type:mr:ref:*": {"gitlab.com", lint.Error},
		"repo:my-org/web:branch:main":                 {"token.actions.githubusercontent.com", lint.Warning},
	} {
		r := Run(policyOf(t, rolePolicy(c.issuer, "StringLike", sub)), Options{})
		for _, f := range r.Findings {
			if f.Example != "" {
				t.Errorf("%s: %s carries a token that no project could show: %s", sub, f.Code, f.Example)
			}
		}
		if !slices.ContainsFunc(r.Findings, func(f lint.Finding) bool { return f.Code == "CT011" && f.Severity() == c.severity }) {
			t.Errorf("%s: %s", sub, r.Summary)
		}
	}
}
