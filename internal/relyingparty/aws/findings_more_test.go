package aws

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// TestFindingsOfCompiled: what this provider writes has nothing wrong with it,
// but for what the description itself asks for.
func TestFindingsOfCompiled(t *testing.T) {
	const id = "936a5312-a3b8-4921-8b3f-2cec8baac574"
	type m = map[string]any
	for name, c := range map[string]struct {
		platform string
		filters  m
		accept   []string
		want     []lint.Code // above info
	}{
		"gitlab":               {"gitlab", m{"projects": []string{"g/p"}, "branches": []string{"main"}}, nil, nil},
		"gitlab ids and globs": {"gitlab", m{"projects": []string{"my-group/*"}, "project_ids": []string{"1", "2"}, "branches": []string{"main", "release-*"}}, nil, nil},
		"semaphore":            {"semaphore", m{"organization": "acme", "project_ids": []string{id}, "branches": []string{"main", "release-*"}}, nil, nil},
		"circleci":             {"circleci", m{"organization_id": id, "project_ids": []string{id}, "branches": []string{"main"}, "repositories": []string{"github.com/acme/web"}}, nil, nil},
		"github":               {"github", m{"repositories": []string{"o/r"}, "repository_ids": []string{"2"}, "owner_ids": []string{"1"}, "branches": []string{"main"}}, nil, nil},
		"github environments":  {"github", m{"repositories": []string{"o/r"}, "repository_ids": []string{"2"}, "owner_ids": []string{"1"}, "environments": []string{"prod"}}, nil, nil},
		"github tags":          {"github", m{"repositories": []string{"o/r"}, "repository_ids": []string{"2"}, "owner_ids": []string{"1"}, "tags": []string{"v*"}}, nil, nil},
		"github requests":      {"github", m{"repositories": []string{"o/r"}, "repository_ids": []string{"2"}, "owner_ids": []string{"1"}, "pull_requests": true}, nil, nil},
		// The description says that its repositories have the old format.
		"github classic": {"github", m{"repositories": []string{"o/r"}, "repository_ids": []string{"2"}, "owner_ids": []string{"1"}, "branches": []string{"main"}, "subject_format": "classic"}, nil, []lint.Code{"CT020"}},
		"hcp terraform":  {"hcp_terraform", m{"organization": "o", "workspaces": []string{"web"}, "projects": []string{"Default Project"}, "run_phases": []string{"apply"}}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			options := m{"account_id": "123456789012"}
			if c.platform != "semaphore" && c.platform != "circleci" {
				options["audiences"] = []string{"sts.amazonaws.com"}
			}
			p, problems := TrustPolicy(describe(t, c.platform, c.filters), value.Of(options))
			if len(problems) > 0 {
				t.Fatal(problems.Text(""))
			}
			d, err := Parse(p.JSON)
			if err != nil {
				t.Fatal(err)
			}
			var got []lint.Code
			for _, f := range d.Findings() {
				if f.Severity() > lint.Info && !slices.Contains(got, f.Code) {
					got = append(got, f.Code)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v\n%s", d.Findings(), c.want, p.JSON)
			}
		})
	}
}

// TestApplies: roles of services and accounts are no business of this check.
func TestApplies(t *testing.T) {
	service := `{"Effect":"Allow","Principal":{"Service":["ec2.amazonaws.com","lambda.amazonaws.com"]},"Action":"sts:AssumeRole"}`
	saml := `{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::123456789012:saml-provider/Okta"},"Action":"sts:AssumeRoleWithSAML"}`
	account := `{"Effect":"Allow","Principal":{"AWS":["123456789012","arn:aws:iam::210987654321:role/x","*"]},"Action":"sts:AssumeRole"}`
	web := stated("Allow", "gitlab.com", `"StringEquals":{"k:sub":"x"}`)
	for _, c := range []struct {
		policy string
		want   bool
		others string
	}{
		{policyOf(service), false, "the service ec2.amazonaws.com; the service lambda.amazonaws.com"},
		{policyOf(saml), false, `the SAML provider "arn:aws:iam::123456789012:saml-provider/Okta"`},
		{policyOf(account, `{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:*"}`), false, `every AWS principal; the AWS principal "arn:aws:iam::210987654321:role/x"; the account 123456789012`},
		{policyOf(web, service), true, "the service ec2.amazonaws.com; the service lambda.amazonaws.com"},
		{policyOf(web), true, ""},
		// A Deny lets nobody in.
		{policyOf(service, stated("Deny", "gitlab.com", `"StringEquals":{"k:sub":"x"}`)), false, "the service ec2.amazonaws.com; the service lambda.amazonaws.com"},
		{`{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}`, false, ""},
		{`{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRoleWithWebIdentity"}}`, true, ""},
	} {
		d, err := Parse(c.policy)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Applies(); got != c.want {
			t.Errorf("applies: %v\n%s", got, c.policy)
		}
		if got := strings.Join(d.Others(), "; "); got != c.others {
			t.Errorf("others: %q, want %q", got, c.others)
		}
		if !c.want && len(d.Findings()) > 0 {
			t.Errorf("findings of a policy that is not looked at: %v", d.Findings())
		}
	}
}

// TestFindingsOfDeny: a Deny with the text of an Allow is told nothing that is
// true of letting in.
func TestFindingsOfDeny(t *testing.T) {
	good := stated("Allow", githubHost, aud+","+both)
	for _, condition := range []string{
		aud, `"StringLike":{"k:sub":"repo:*"}`, `"StringNotEquals":{"k:sub":"x"}`, `"StringEquals":{"k:environment":"prod"}`,
		`"StringEquals":{"k:job_workflow_ref":"a@b"}`, `"StringLike":{"k:sub":["repo:o/*","repo:o@1/*"]}`, `"StringEqualsIfExists":{"k:environment":"prod"}`,
	} {
		d, err := Parse(policyOf(good, stated("Deny", githubHost, condition)))
		if err != nil {
			t.Fatal(err)
		}
		if got := found(t, d, "CT006", "CT013", "CT018", "CT019", "CT022", "CT026", "CT029"); len(got) > 0 {
			t.Errorf("%s: %v", condition, got)
		}
	}
}

// TestCatalogue: every code is AWS's in the catalogue and reads text there.
func TestCatalogue(t *testing.T) {
	for _, code := range []lint.Code{
		"CT005", "CT006", "CT007", "CT008", "CT009", "CT010", "CT013", "CT018", "CT019", "CT020", "CT022", "CT023", "CT024",
		"CT026", "CT027", "CT028", "CT029", "CT030", "CT032", "CT033", "CT034",
	} {
		if r := code.Rule(); !r.Of("aws") || r.By == lint.Proof {
			t.Errorf("%s: %+v", code, r)
		}
	}
	if n := len(controlled()); n != 22 {
		t.Errorf("AWS's page lists 22 issuers that sign for strangers, the data %d", n)
	}
}

// TestCovers: what is said without the prover's automata agrees with them.
func TestCovers(t *testing.T) {
	d := rand.New(rand.NewPCG(28, 1))
	draw := func() string {
		var b strings.Builder
		for range d.IntN(6) {
			b.WriteByte("aab**?"[d.IntN(6)])
		}
		return b.String()
	}
	yes := 0
	for range 3_000 {
		a, b := draw(), draw()
		outer, inner := readWanted(a, like, false), readWanted(b, like, false)
		r := covering{pairs: 1, searches: 1}
		got := r.covers(outer.shape(like), inner.shape(like))
		_, answer := automaton.Covers(automaton.Globs(newGlobText(a).seq()), automaton.Globs(newGlobText(b).seq()))
		if want := answer == automaton.Nothing; got != want && outer.shape(like).wild {
			t.Errorf("%q covers %q: %v, want %v", a, b, got, want)
		}
		if got {
			yes++
		}
	}
	if yes < 300 {
		t.Errorf("%d of 3000 pairs cover: they are too much alike", yes)
	}
}

// TestManyFindings: a document made to have thousands of findings has few, and
// says that there are more.
func TestManyFindings(t *testing.T) {
	var statements []string
	for i := range 300 {
		statements = append(statements, stated("Allow", "gitlab.com", fmt.Sprintf(`"StringEquals":{"k:nothing%d":"*"}`, i)))
	}
	d, err := Parse(policyOf(statements...))
	if err != nil {
		t.Fatal(err)
	}
	got := found(t, d, "CT007")
	if len(got) != maxOfCode {
		t.Errorf("got %d findings", len(got))
	}
	if !slices.ContainsFunc(d.Findings(), func(f lint.Finding) bool { return strings.HasSuffix(f.Detail, "there are 250 more of this kind") }) {
		t.Error("it is not said that there are more")
	}
}

// TestManyComparisons: principals times values are bounded before they are read.
func TestManyComparisons(t *testing.T) {
	var arns, values []string
	for i := range 900 {
		arns = append(arns, fmt.Sprintf(`"arn:aws:iam::123456789012:oidc-provider/i%d.example.com"`, i))
	}
	for i := range 6000 {
		values = append(values, fmt.Sprintf(`"%x*"`, i))
	}
	policy := `{"Statement":{"Effect":"Allow","Principal":{"Federated":[%s]},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringLike":{"x.example.com:sub":[%s]}}}}`
	if _, err := Parse(fmt.Sprintf(policy, strings.Join(arns, ","), strings.Join(values, ","))); err == nil || !strings.Contains(err.Error(), "5400000 comparisons") {
		t.Error(err)
	}
	if _, err := Parse(fmt.Sprintf(policy, arns[0], strings.Join(values, ","))); err != nil {
		t.Error(err)
	}
}

// everything is a document that most rules have something to do with.
var everything = policyOf(
	stated("Allow", githubHost, aud+`,"StringLike":{"k:sub":["repo:o/r:*","repo:o/*","repo:o@1/r@2:*","repo:*","repo:o/r:pull-request","repo:o/${aws:username}:*"]},"ForAllValues:StringEquals":{"k:iss":"x"}`),
	stated("Allow", githubHost, `"StringEquals":{"k:sub":"repo:o/r:*","k:environment":"prod","k:event_name":"push"},"StringLike":{"k:sub":"repo:o/*"},"Null":{"k:sub":"false"}`),
	stated("Allow", githubHost, `"StringEquals":{"k:actor":"octocat"},"StringNotLike":{"k:ref":"refs/heads/dev*"}`),
	stated("Allow", githubHost, `"StringEquals":{"k:job_workflow_ref":"o/a/.github/workflows/d.yml@refs/heads/main","k:aud":"sts.amazonaws.com/"}`),
	stated("Deny", githubHost, `"StringLikeIfExists":{"k:sub":["repo:o/r:pull_request","repo:o/*"]}`),
	stated("Allow", "gitlab.com", `"StringNotEquals":{"k:sub":"project_path:g/p:ref_type:mr:ref:x"},"StringEquals":{"https://k:sub":"x"}`),
	`{"Effect":"Allow","Principal":{"AWS":"123456789012","Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}`,
)

// BenchmarkFindings: at most 3 ms; ordinary is what the compiler writes,
// everything meets most rules, many is a long list.
func BenchmarkFindings(b *testing.B) {
	var many []string
	for i := range 200 {
		many = append(many, fmt.Sprintf(`"repo:o/r%d:*","repo:o@1/r%d@%d:*"`, i, i, i))
	}
	for name, policy := range map[string]string{
		"ordinary":   ordinary,
		"everything": everything,
		"many":       policyOf(stated("Allow", githubHost, aud+`,"StringLike":{"k:sub":[`+strings.Join(many, ",")+`]}`)),
		"service":    policyOf(`{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}`),
	} {
		b.Run(name, func(b *testing.B) {
			d, err := Parse(policy)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				_ = d.Findings()
			}
		})
	}
}
