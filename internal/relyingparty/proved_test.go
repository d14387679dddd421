package relyingparty_test

import (
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/aws"
)

// TestRefusalShowsJob: a description that no policy says exactly is refused with
// the job that the nearest policy would let in.
func TestRefusalShowsJob(t *testing.T) {
	jobs := describe(t, "circleci", circleci(m{"branches": list("main")}))
	_, _, problems := compile("aws", jobs, nil)
	text := problems.Text("")
	if len(problems) == 0 || problems[0].Code != problem.Inexpressible || !strings.Contains(text, `it would let in: github branch (v2) with branch "x/vcs-ref/refs/heads/main"`) {
		t.Errorf("got %s", text)
	}
}

// TestProveStops: what stops a compile, apart from the construction rule: the
// document is one that the rule would never write.
func TestProveStops(t *testing.T) {
	const sub = "project_path:g/p:ref_type:branch:ref:"
	jobs := describe(t, "gitlab", m{"projects": list("g/p"), "branches": list("main")})
	jobs[0].Audiences = list("aud")
	policy := func(operator, pattern string) string {
		if operator == "StringEquals" {
			operator = "ForAnyValue:StringEquals"
		}
		return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/gitlab.com"},` +
			`"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"gitlab.com:aud":"aud"},"` + operator + `":{` + pattern + `}}}]}`
	}
	for name, c := range map[string]struct {
		document string
		code     problem.Code // of a problem, or of a warning
		says     string
	}{
		"as described":      {policy("StringEquals", `"gitlab.com:sub":"`+sub+`main"`), "", ""},
		"wider":             {policy("StringLike", `"gitlab.com:sub":"`+sub+`main*"`), problem.Wider, `"ref":"main`},
		"narrower":          {policy("StringEquals", `"gitlab.com:project_id":"123","gitlab.com:sub":"`+sub+`main"`), problem.Narrower, `"ref":"main"`},
		"perhaps narrower":  {policy("StringEquals", `"gitlab.com:sub":"`+sub+`main"},"IpAddress":{"aws:SourceIp":"203.0.113.0/24"`), problem.MayBeNarrower, "sourceip"},
		"perhaps wider":     {policy("StringLike", `"gitlab.com:sub":"`+sub+`*"},"IpAddress":{"aws:SourceIp":"203.0.113.0/24"`), problem.Unproved, "sourceip"},
		"wider and not all": {policy("StringEquals", `"gitlab.com:sub":"`+sub+`next"`), problem.Wider, `"ref":"next"`},
	} {
		var problems, warnings problem.List
		doc, err := aws.Parse(c.document)
		rests := relyingparty.Prove("the trust policy", doc, err, jobs, relyingparty.Common{}, nil, &problems, &warnings)
		all := append(problems, warnings...)
		switch {
		case c.code == "" && (len(all) > 0 || len(rests) == 0):
			t.Errorf("%s: %s, rests on %v", name, all.Text(""), rests)
		case c.code != "" && (len(all) == 0 || all.Sorted()[0].Code != c.code || !strings.Contains(all.Text(""), c.says)):
			t.Errorf("%s: got %s", name, all.Text(""))
		case (c.code == problem.MayBeNarrower) != (len(warnings) > 0 && len(problems) == 0):
			t.Errorf("%s: %d problems, %d warnings", name, len(problems), len(warnings))
		}
	}
	var problems, warnings problem.List
	if _, err := aws.Parse("{"); relyingparty.Prove("the trust policy", nil, err, jobs, relyingparty.Common{}, nil, &problems, &warnings) != nil || len(problems) != 1 || problems[0].Code != problem.Unproved {
		t.Errorf("a document that cannot be read back: %s", problems.Text(""))
	}
}

// TestAcceptUnverified: a fact that the user takes on makes a document, and both
// summary and proof say so.
func TestAcceptUnverified(t *testing.T) {
	jobs := describe(t, "circleci", circleci(m{"tags": list("v1"), "repositories": list("github.com/acme/web")}))
	_, _, problems := compile("aws", jobs, nil)
	if len(problems) == 0 || problems[0].Code != problem.Unverified || !strings.Contains(problems.Text(""), `accept_unverified = ["cci-tag"]`) {
		t.Fatalf("got %s", problems.Text(""))
	}
	doc, report, problems := compile("aws", jobs, m{"accept_unverified": list("cci-tag")})
	if len(problems) > 0 || !strings.Contains(doc, "/vcs-ref/refs/tags/v1") || !strings.Contains(report.Summary, "unverified: cci-tag") {
		t.Errorf("%s %s %s", doc, report.Summary, problems.Text(""))
	}
	if _, _, problems := compile("aws", jobs, m{"accept_unverified": list("cci-tags")}); len(problems) == 0 || problems[0].Code != problem.UnknownName {
		t.Errorf("an unknown fact: %s", problems.Text(""))
	}
}

// TestBindings: an assumption restricts what is compared, and the summary says
// it.
func TestBindings(t *testing.T) {
	jobs := describe(t, "gitlab", m{"projects": list("g/p"), "branches": list("main")})
	options := m{"audiences": list("aud"), "bindings": m{"project_path": "g/p", "project_id": "123"}}
	_, report, problems := compile("aws", jobs, options)
	if len(problems) > 0 || !strings.Contains(report.Summary, "project_id 123 goes with project_path g/p") {
		t.Errorf("%s %s", report.Summary, problems.Text(""))
	}
	doc, err := aws.Parse(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/gitlab.com"},"Action":"sts:AssumeRoleWithWebIdentity",` +
		`"Condition":{"StringEquals":{"gitlab.com:aud":"aud","gitlab.com:project_id":"123","gitlab.com:sub":"project_path:g/p:ref_type:branch:ref:main"}}}]}`)
	if err != nil {
		t.Fatal(err)
	}
	jobs[0].Audiences = list("aud")
	c := proof.Comparison{Document: doc, Jobs: jobs}
	if v := proof.Compare(c); v.Relation != "narrower" {
		t.Errorf("without the binding: %s", v.Relation)
	}
	c.Bindings = []proof.Binding{{"project_path": "g/p", "project_id": "123"}}
	if v := proof.Compare(c); v.Relation != "equal" {
		t.Errorf("with the binding: %+v", v)
	}
	for _, bad := range []any{"x", m{"project_path": "g/p"}, m{"nothing": "1", "project_id": "1"}, m{"project_path": "g/p", "project_id": "x"}} {
		if _, _, problems := compile("aws", jobs, m{"audiences": list("aud"), "bindings": bad}); len(problems) == 0 {
			t.Errorf("%v is taken", bad)
		}
	}
}
