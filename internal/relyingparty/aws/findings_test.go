package aws

import (
	"slices"
	"strings"
	"testing"
)

const (
	githubHost = "token.actions.githubusercontent.com"
	circleHost = "oidc.circleci.com/org/01234567-89ab-4def-8123-4567890abcde"
)

// stated is one statement about an issuer's tokens; k: stands for its host.
func stated(effect, host, condition string) string {
	return `{"Effect":"` + effect + `","Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/` + host + `"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{` +
		strings.ReplaceAll(condition, "k:", host+":") + `}}`
}

func policyOf(statements ...string) string {
	return `{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`
}

// found lists the findings of some codes, as severity and place.
func found(t *testing.T, d *Document, codes ...string) []string {
	t.Helper()
	var out []string
	for _, f := range d.Findings() {
		if f.Detail == "" || strings.HasSuffix(f.Detail, ".") {
			t.Errorf("%s: the detail is no sentence without full stop: %q", f.Code, f.Detail)
		}
		if slices.Contains(codes, string(f.Code)) {
			out = append(out, f.Severity().String()+" "+f.At)
		}
	}
	return out
}

// A ruleCase is a policy and what one rule says of it.
type ruleCase struct {
	code string
	why  string // why the case exists
	host string
	// condition of one Allow, unless statements or whole say more.
	condition  string
	statements []string
	whole      string
	clients    map[string][]string
	want       []string // severity and place; in the order of Sorted
}

// sub and its kin are parts of conditions.
const (
	aud    = `"StringEquals":{"k:aud":"sts.amazonaws.com"}`
	both   = `"StringLike":{"k:sub":["repo:o/r:ref:refs/heads/main","repo:o@1/r@2:ref:refs/heads/main"]}`
	first  = "Statement[0].Condition"
	like0  = first + `.StringLike["k:sub"]`
	equal0 = first + `.StringEquals["k:sub"]`
)

func (c ruleCase) policy() string {
	switch {
	case c.whole != "":
		return c.whole
	case c.statements != nil:
		return policyOf(c.statements...)
	}
	return policyOf(stated("Allow", c.host, c.condition))
}

func (c ruleCase) run(t *testing.T) {
	t.Helper()
	d, err := Parse(c.policy())
	if err != nil {
		t.Errorf("%s, %s: %v", c.code, c.why, err)
		return
	}
	d.ClientIDs = c.clients
	var want []string
	for _, w := range c.want {
		want = append(want, strings.ReplaceAll(w, "k:", c.host+":"))
	}
	if got := found(t, d, c.code); !slices.Equal(got, want) {
		t.Errorf("%s, %s:\ngot  %q\nwant %q\n%s", c.code, c.why, got, want, c.policy())
		for _, f := range d.Findings() {
			t.Log(f.Code, f.Severity(), f.At, f.Detail)
		}
	}
}

// TestFindings meets every rule, and nearly meets it.
func TestFindings(t *testing.T) {
	g, gl := githubHost, "gitlab.com"
	cases := []ruleCase{
		// Texts under operators.
		{code: "CT005", why: "people write * under StringEquals, find that nobody gets in, and loosen the policy", host: g, condition: `"StringEquals":{"k:sub":"repo:o/r:*"}`, want: []string{"error " + equal0}},
		{code: "CT005", why: "the pattern operator takes it", host: g, condition: `"StringLike":{"k:sub":"repo:o/r:*"}`},
		{code: "CT005", why: "another value still lets jobs in", host: g, condition: `"StringEquals":{"k:sub":["repo:o/r:*","repo:o/r:pull_request"]}`, want: []string{"warning " + equal0}},
		{code: "CT005", why: "a ? is no wildcard either", host: g, condition: `"StringEqualsIgnoreCase":{"k:sub":"repo:o/r?:pull_request"}`, want: []string{"error " + first + `.StringEqualsIgnoreCase["k:sub"]`}},
		{code: "CT005", why: "an audience may be a URL with a query", host: g, condition: `"StringEquals":{"k:aud":"https://a.example/?x=1"}`},
		{code: "CT005", why: "negated it keeps nobody out, which is worse, whatever stands beside it", host: g, condition: `"StringNotEquals":{"k:sub":["repo:evil/*","x"]}`, want: []string{"error " + first + `.StringNotEquals["k:sub"]`}},
		{code: "CT005", why: "a Deny with it refuses nobody", host: g, statements: []string{stated("Allow", g, both), stated("Deny", g, `"StringEquals":{"k:sub":["*:pull_request","x"]}`)}, want: []string{`error Statement[1].Condition.StringEquals["k:sub"]`}},

		// Missing keys.
		{code: "CT006", why: "terraform-aws-modules/iam modules/iam-role at 981121b: AWS never shows iss, so the condition does nothing; the provider asks for it anyway, and aud is always there", host: g,
			condition: `"ForAllValues:StringEquals":{"k:iss":"https://token.actions.githubusercontent.com","k:aud":"sts.amazonaws.com"},` + both,
			want:      []string{"info " + first + `["ForAllValues:StringEquals"]["k:aud"]`, "info " + first + `["ForAllValues:StringEquals"]["k:iss"]`}},
		{code: "CT006", why: "a key that AWS never shows, and that reads like a restriction", host: g, condition: `"ForAllValues:StringEquals":{"k:repository_owner":"o"}`, want: []string{"warning " + first + `["ForAllValues:StringEquals"]["k:repository_owner"]`}},
		{code: "CT006", why: "jobs without environment have no such claim", host: g, condition: `"StringEqualsIfExists":{"k:environment":"prod"}`, want: []string{"warning " + first + `.StringEqualsIfExists["k:environment"]`}},
		{code: "CT006", why: "chanzuckerberg/cztack at f62ba4e: sub is always there", host: "oidc.eks.us-west-2.amazonaws.com/id/ABC", condition: `"ForAllValues:StringLike":{"k:sub":"system:serviceaccount:argo:*"}`, want: []string{"info " + first + `["ForAllValues:StringLike"]["k:sub"]`}},
		{code: "CT006", why: "Null repairs it", host: g, condition: `"StringEqualsIfExists":{"k:environment":"prod"},"Null":{"k:environment":"false"}`},
		{code: "CT006", why: "a Deny that holds for a missing claim refuses more, as AWS's data perimeter examples do", host: g, statements: []string{stated("Allow", g, both), stated("Deny", g, `"StringNotEqualsIfExists":{"k:environment":"prod"}`)}},
		{code: "CT006", why: "limiting the names of session tags is what ForAllValues is for", host: g, condition: both + `,"ForAllValues:StringEquals":{"aws:TagKeys":["team"]}`},
		{code: "CT006", why: "ForAnyValue does not hold for a missing key", host: g, condition: `"ForAnyValue:StringEquals":{"k:environment":"prod"}`},

		// Keys.
		{code: "CT007", why: "the condition's key has the issuer with https://", host: g, condition: `"StringEquals":{"https://k:sub":"repo:o/r:pull_request"}`, want: []string{"error " + first + `.StringEquals["https://k:sub"]`}},
		{code: "CT007", why: "a slash where the colon belongs", host: g, condition: `"StringEquals":{"` + g + `/sub":"repo:o/r:pull_request"}`, want: []string{"error " + first + `.StringEquals["` + g + `/sub"]`}},
		{code: "CT007", why: "the path of the issuer is missing", host: circleHost, condition: `"StringLike":{"oidc.circleci.com:sub":"org/x/*"}`, want: []string{"error " + first + `.StringLike["oidc.circleci.com:sub"]`}},
		{code: "CT007", why: "GitHub's tokens have event_name, AWS does not show it", host: g, condition: both + `,"StringEquals":{"k:event_name":"push"}`, want: []string{"error " + first + `.StringEquals["k:event_name"]`}},
		{code: "CT007", why: "AWS shows environment", host: g, condition: both + `,"StringEquals":{"k:environment":"prod"}`},
		{code: "CT007", why: "GitLab's project_path is in the subject only", host: gl, condition: `"StringEquals":{"k:project_path":"g/p"}`, want: []string{"error " + first + `.StringEquals["k:project_path"]`}},
		{code: "CT007", why: "negated it always holds", host: gl, condition: `"StringNotEquals":{"k:ref_type":"tag"}`, want: []string{"error " + first + `.StringNotEquals["k:ref_type"]`}},
		{code: "CT007", why: "misspelt, and the operator holds for missing keys: no restriction at all", host: g, condition: `"StringLikeIfExists":{"k:subject":"repo:o/*"}`, want: []string{"error " + first + `.StringLikeIfExists["k:subject"]`}},
		{code: "CT007", why: "two providers in one statement, each with keys of its own: nobody gets in", host: gl,
			whole: policyOf(`{"Effect":"Allow","Principal":{"Federated":["arn:aws:iam::123456789012:oidc-provider/gitlab.com","arn:aws:iam::123456789012:oidc-provider/` + g + `"]},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"gitlab.com:sub":"project_path:g/p:ref_type:tag:ref:v1","` + g + `:sub":"repo:o/r:pull_request"}}}`),
			want:  []string{"error " + equal0, `error Statement[0].Condition.StringEquals["` + g + `:sub"]`}},
		{code: "CT007", why: "a Deny on it is about nobody", host: g, statements: []string{stated("Allow", g, both), stated("Deny", g, `"StringEquals":{"k:event_name":"pull_request"}`)}, want: []string{`error Statement[1].Condition.StringEquals["k:event_name"]`}},
		{code: "CT007", why: "keys do not depend on case", host: g, condition: `"StringEquals":{"Token.Actions.GithubUserContent.com:Sub":"repo:o/r:pull_request"}`},
		{code: "CT007", why: "AWS has no principal's ARN when trust is decided", host: g, condition: both + `,"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::123456789012:role/x"}`, want: []string{"error " + first + `.ArnLike["aws:PrincipalArn"]`}},

		{code: "CT008", why: "people take two operators for alternatives", host: g, condition: `"StringEquals":{"k:sub":"repo:o/r:pull_request"},"StringLike":{"k:sub":"repo:o/*"}`, want: []string{"warning " + like0}},
		{code: "CT008", why: "two keys are no matter", host: g, condition: aud + `,` + both},
		{code: "CT008", why: "an exception is", host: g, condition: `"StringNotEquals":{"k:sub":"repo:o/r:pull_request"},"StringLike":{"k:sub":"repo:o/*"}`},
		{code: "CT008", why: "a Deny with both denies less than it seems to", host: g, statements: []string{stated("Allow", g, both), stated("Deny", g, `"StringEquals":{"k:sub":"a"},"StringLike":{"k:sub":"b*"}`)}, want: []string{`warning Statement[1].Condition.StringLike["k:sub"]`}},

		{code: "CT009", why: "variables of users have no value for tokens", host: g, condition: `"StringLike":{"k:sub":"repo:o/${aws:username}:*"}`, want: []string{"warning " + like0}},
		{code: "CT009", why: "${*} is an escape", host: g, condition: `"StringLike":{"k:sub":"repo:o/r:environment:${*}"}`},
		{code: "CT009", why: "not under StringEquals, as far as is known", host: g, condition: `"StringEquals":{"k:sub":"repo:o/r:environment:${*}"}`, want: []string{"warning " + equal0}},
		{code: "CT009", why: "without Version a variable is text", host: g, whole: `{"Statement":` + stated("Allow", g, `"StringLike":{"k:sub":"repo:o/${aws:username}:*"}`) + `}`, want: []string{`warning Statement.Condition.StringLike["k:sub"]`}},
		{code: "CT009", why: "a dollar sign alone begins no variable in an old policy", host: g, whole: `{"Statement":` + stated("Allow", g, `"StringLike":{"k:sub":"repo:o/$:*"}`) + `}`},

		{code: "CT010", why: "it reads like a restriction", host: gl, condition: `"StringLike":{"k:sub":"*"}`, want: []string{"error " + like0}},
		{code: "CT010", why: "? and * together are no restriction either", host: gl, condition: `"StringLike":{"k:sub":["?*","x"]}`, want: []string{"error " + like0}},
		{code: "CT010", why: "beside another condition it is harmless", host: gl, condition: `"StringLike":{"k:sub":"*"},"StringEquals":{"k:project_id":"1"}`, want: []string{"warning " + like0}},
		{code: "CT010", why: "on a claim that may be missing it asks for its presence", host: g, condition: both + `,"ForAnyValue:StringLike":{"k:environment":"*"}`},
		{code: "CT010", why: "and not under an operator that holds for a missing one", host: g, condition: both + `,"StringLikeIfExists":{"k:environment":"*"}`, want: []string{"warning " + first + `.StringLikeIfExists["k:environment"]`}},
		{code: "CT010", why: "sub is always there", host: gl, condition: `"Null":{"k:sub":"false"}`, want: []string{"error " + first + `.Null["k:sub"]`}},
		{code: "CT010", why: "as a guard beside a condition it is what we advise", host: gl, condition: `"Null":{"k:sub":"false"},"StringNotLike":{"k:sub":"project_path:g/*"}`},
		{code: "CT010", why: "a Deny of everything does not narrow itself", host: g, statements: []string{stated("Allow", g, both), stated("Deny", g, `"StringLike":{"k:sub":"*"}`)}, want: []string{`warning Statement[1].Condition.StringLike["k:sub"]`}},

		// Whose job it is.
		{code: "CT013", why: "anybody names an environment so", host: g, condition: aud + `,"StringLike":{"k:environment":"prod"}`, want: []string{"warning " + first + `.StringLike["k:environment"]`}},
		{code: "CT013", why: "the actor is no tenant", host: g, condition: `"StringEquals":{"k:actor":"octocat","k:ref":"refs/heads/main"}`, want: []string{"warning " + first}},
		{code: "CT013", why: "subvectors: a customised subject that begins with the environment", host: g, condition: `"StringLike":{"k:sub":"environment:prod:*"}`, want: []string{"warning " + like0}},
		{code: "CT013", why: "the owner stands behind it", host: g, condition: `"StringLike":{"k:sub":"environment:prod:repository_owner:o"}`},
		{code: "CT013", why: "the subject says whose it is", host: g, condition: both + `,"StringEquals":{"k:environment":"prod"}`},
		{code: "CT013", why: "so does an id", host: g, condition: `"StringEquals":{"k:environment":"prod","k:repository_id":"1"}`},
		{code: "CT013", why: "GitLab's user is no tenant", host: gl, condition: `"StringEquals":{"k:user_login":"root"}`, want: []string{"warning " + first + `.StringEquals["k:user_login"]`}},
		{code: "CT013", why: "whoever calls STS picks the session's name", host: "gitlab.example.com", condition: `"StringLike":{"sts:RoleSessionName":"ci-*"}`, want: []string{"warning " + first + `.StringLike["sts:RoleSessionName"]`}},
		{code: "CT013", why: "a Deny of an environment leaves the rest as it is", host: g, statements: []string{stated("Allow", g, both), stated("Deny", g, `"StringEquals":{"k:environment":"dev"}`)}},

		// What AWS refuses.
		{code: "CT018", why: "Tinder 2023: no subject at all", host: g, condition: aud, want: []string{"error " + first}},
		{code: "CT018", why: "observed: values for GitHub must not begin with *", host: g, condition: `"StringLike":{"k:sub":"*:ref:refs/heads/main"}`, want: []string{"error " + like0}},
		{code: "CT018", why: "observed: ?* passes", host: g, condition: `"StringLike":{"k:sub":"?*"}`},
		{code: "CT018", why: "observed: a workflow is as good as a subject", host: g, condition: `"StringEquals":{"k:job_workflow_ref":"o/a/.github/workflows/d.yml@refs/heads/main"}`},
		{code: "CT018", why: "observed: both under one operator must pass", host: g, condition: `"StringLike":{"k:job_workflow_ref":"o/a/*","k:sub":"*"}`, want: []string{"error " + like0}},
		{code: "CT018", why: "AWS's example with ids alone against what was observed", host: g, condition: `"StringEquals":{"k:repository_id":"1"}`, want: []string{"warning " + first}},
		{code: "CT018", why: "the enterprise's issuer is checked as well", host: g + "/octo", condition: aud, want: []string{"error " + first}},
		{code: "CT018", why: "observed: IfExists does not count", host: gl, condition: `"StringLikeIfExists":{"k:sub":"project_path:g/*"}`, want: []string{"error " + first + `.StringLikeIfExists["k:sub"]`}},
		{code: "CT018", why: "observed: ForAllValues does", host: gl, condition: `"ForAllValues:StringLike":{"k:sub":"project_path:g/*"}`},
		{code: "CT018", why: "observed: negated does not", host: gl, condition: `"StringNotEquals":{"k:sub":"x"}`, want: []string{"error " + first + `.StringNotEquals["k:sub"]`}},
		{code: "CT018", why: "observed: the generic check minds * only", host: gl, condition: `"StringLike":{"k:sub":"**"}`},
		{code: "CT018", why: "and minds that", host: gl, condition: `"StringLike":{"k:sub":"*"}`, want: []string{"error " + like0}},
		{code: "CT018", why: "observed: a good statement does not repair a bad one", host: gl, statements: []string{stated("Allow", gl, `"StringEquals":{"k:sub":"x"}`), stated("Allow", gl, aud)}, want: []string{"error Statement[1].Condition"}},
		{code: "CT018", why: "observed: a Deny is not checked", host: gl, statements: []string{stated("Allow", gl, `"StringEquals":{"k:sub":"x"}`), stated("Deny", gl, aud)}},
		{code: "CT018", why: "an issuer of its own for each customer is not checked", host: circleHost, condition: `"StringEquals":{"k:aud":"a"}`},
		{code: "CT018", why: "Vercel's is checked for the audience", host: "oidc.vercel.com", condition: `"StringLike":{"k:sub":"owner:x:*"}`, want: []string{"error " + first}},
		{code: "CT018", why: "the built-in Google wants keys in lower case", host: "accounts.google.com", whole: policyOf(`{"Effect":"Allow","Principal":{"Federated":"accounts.google.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"accounts.google.com:Aud":"x"}}}`), want: []string{"error " + first}},
		{code: "CT018", why: "and takes them so", host: "accounts.google.com", whole: policyOf(`{"Effect":"Allow","Principal":{"Federated":"accounts.google.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"accounts.google.com:aud":"x"}}}`)},
		{code: "CT018", why: "a principal * is no trust", host: gl, whole: policyOf(strings.Replace(stated("Allow", gl, `"StringEquals":{"k:sub":"x"}`), `{"Federated":"arn:aws:iam::123456789012:oidc-provider/gitlab.com"}`, `"*"`, 1)), want: []string{"error Statement[0].Principal"}},
		{code: "CT018", why: "NotPrincipal is none", host: gl, whole: policyOf(strings.Replace(stated("Allow", gl, `"StringEquals":{"k:sub":"x"}`), `"Principal"`, `"NotPrincipal"`, 1)), want: []string{"error Statement[0].NotPrincipal"}},
		{code: "CT018", why: "a domain that is not built in is no provider", host: gl, whole: policyOf(strings.Replace(stated("Allow", gl, `"StringEquals":{"k:sub":"x"}`), "arn:aws:iam::123456789012:oidc-provider/", "", 1)), want: []string{"warning Statement[0].Principal.Federated"}},
		{code: "CT018", why: "actions of other services are refused", host: gl, whole: policyOf(strings.Replace(stated("Allow", gl, `"StringEquals":{"k:sub":"x"}`), `"sts:AssumeRoleWithWebIdentity"`, `["sts:AssumeRoleWithWebIdentity","s3:GetObject"]`, 1)), want: []string{"error Statement[0].Action"}},
		{code: "CT018", why: "a Sid has no hyphen", host: gl, whole: policyOf(strings.Replace(stated("Allow", gl, `"StringEquals":{"k:sub":"x"}`), `"Effect"`, `"Sid":"git-lab","Effect"`, 1)), want: []string{"error Statement[0].Sid"}},
		{code: "CT018", why: "a statement about nobody", host: gl, whole: policyOf(stated("Allow", gl, `"StringEquals":{"k:sub":"x"}`), `{"Effect":"Allow","Principal":{},"Action":"sts:AssumeRole"}`), want: []string{"error Statement[1].Principal"}},
		{code: "CT018", why: "a document is Latin-1", host: gl, condition: `"StringEquals":{"k:sub":"project_path:g/p:ref_type:branch:ref:деплой"}`, want: []string{"error policy"}},

		{code: "CT019", why: "AWS's check for GitHub takes any value that does not begin with *", host: g, condition: aud + `,"StringLike":{"k:sub":"repo:*"}`, want: []string{"error " + like0}},
		{code: "CT019", why: "the owner ends with a slash", host: g, condition: `"StringLike":{"k:sub":["repo:o/*","repo:o*"]}`, want: []string{"error " + like0}},
		{code: "CT019", why: "an owner that is said is one", host: g, condition: `"StringLike":{"k:sub":["repo:o/*","repo:o@1/*"]}`},
		{code: "CT019", why: "Rezonate: a wildcard for the owner", host: g, condition: `"StringLike":{"k:sub":"repo:*/infra:*"}`, want: []string{"error " + like0}},
		{code: "CT019", why: "an id beside it says whose it is", host: g, condition: `"StringLike":{"k:sub":"repo:*"},"StringEquals":{"k:repository_owner_id":"1"}`},
		{code: "CT019", why: "at an enterprise's own issuer it is the enterprise's repositories", host: g + "/octo", condition: `"StringLike":{"k:sub":"repo:*"}`, want: []string{"warning " + like0}},
		{code: "CT019", why: "KICS 6702", host: gl, condition: `"StringLike":{"k:sub":"project_path:*:ref_type:branch:ref:main"}`, want: []string{"error " + like0}},
		{code: "CT019", why: "a group is enough", host: gl, condition: `"StringLike":{"k:sub":"project_path:g/*:ref_type:branch:ref:main"}`},
		{code: "CT019", why: "HashiCorp's example", host: "app.terraform.io", condition: `"StringLike":{"k:sub":"organization:*:project:p:workspace:*:run_phase:*"}`, want: []string{"error " + like0}},
		{code: "CT019", why: "observed: the generic check takes ?* for an audience", host: "oidc.vercel.com", condition: `"StringLike":{"k:aud":"?*"}`, want: []string{"error " + first + `.StringLike["k:aud"]`}},
		{code: "CT019", why: "an exact condition on the subject beside it decides", host: g, condition: `"StringEquals":{"k:sub":"repo:o/r:pull_request"},"StringLike":{"k:sub":"repo:*"}`},
		{code: "CT019", why: "a claim in a partition of which nobody knows whether it is shown", host: g, whole: strings.ReplaceAll(policyOf(stated("Allow", g, `"StringLike":{"k:sub":"repo:*"},"StringEquals":{"k:repository_owner_id":"1"}`)), "arn:aws:", "arn:aws-cn:")},
		{code: "CT019", why: "what AWS refuses is another rule's", host: g, condition: `"StringLike":{"k:sub":"*"}`},

		{code: "CT020", why: "repositories made since 2026-07-15 have the other subject", host: g, condition: `"StringLike":{"k:sub":"repo:o/r:*"}`, want: []string{"warning " + like0}},
		{code: "CT020", why: "both are said", host: g, condition: both},
		{code: "CT020", why: "another statement says the other", host: g, statements: []string{stated("Allow", g, `"StringLike":{"k:sub":"repo:o/r:*"}`), stated("Allow", g, `"StringLike":{"k:sub":"repo:o@1/r@2:*"}`)}},
		{code: "CT020", why: "a Deny must say both of its own accord", host: g, statements: []string{stated("Allow", g, both), stated("Deny", g, `"StringLike":{"k:sub":"repo:o/r:pull_request"}`)}, want: []string{`warning Statement[1].Condition.StringLike["k:sub"]`}},
		{code: "CT020", why: "the new one alone is safe", host: g, condition: `"StringLike":{"k:sub":"repo:o@1/r@2:*"}`, want: []string{"info " + like0}},
		{code: "CT020", why: "customised subjects have neither", host: g, condition: `"StringLike":{"k:sub":"repository_owner_id:1:*"}`},
		{code: "CT020", why: "a server of one's own has the old one", host: "github.example.com/_services/token", condition: `"StringLike":{"k:sub":"repo:o/r:*"}`},

		// Audiences.
		{code: "CT022", why: "the provider takes several clients' tokens", host: gl, condition: `"StringEquals":{"k:sub":"x"}`, clients: map[string][]string{"https://gitlab.com": {"a", "b"}}, want: []string{"warning " + first}},
		{code: "CT022", why: "nobody said which it takes", host: gl, condition: `"StringEquals":{"k:sub":"x"}`, want: []string{"info " + first}},
		{code: "CT022", why: "one client is as good as a condition", host: gl, condition: `"StringEquals":{"k:sub":"x"}`, clients: map[string][]string{"https://gitlab.com": {"a"}}},
		{code: "CT022", why: "every audience is none", host: gl, condition: `"StringEquals":{"k:sub":"x"},"StringLike":{"k:aud":"*"}`, want: []string{"info " + first}},
		{code: "CT022", why: "asked for", host: gl, condition: `"StringEquals":{"k:sub":"x","k:aud":"https://gitlab.com"}`},
		{code: "CT022", why: "a Deny asks for none", host: gl, statements: []string{stated("Allow", gl, `"StringEquals":{"k:sub":"x","k:aud":"https://gitlab.com"}`), stated("Deny", gl, `"StringEquals":{"k:sub":"y"}`)}},

		{code: "CT023", why: "a slash at the end", host: g, condition: `"StringEquals":{"k:aud":"sts.amazonaws.com/"}`, want: []string{"warning " + first + `.StringEquals["k:aud"]`}},
		{code: "CT023", why: "a scheme before it, where another value is right", host: g, condition: `"StringEquals":{"k:aud":["https://sts.amazonaws.com","sts.amazonaws.com"]}`, want: []string{"info " + first + `.StringEquals["k:aud"]`}},
		{code: "CT023", why: "the convention", host: g, condition: aud},
		{code: "CT023", why: "CircleCI's own page until 30d6d059", host: circleHost, condition: aud, want: []string{"warning " + first + `.StringEquals["k:aud"]`}},
		{code: "CT023", why: "CircleCI's default", host: circleHost, condition: `"StringEquals":{"k:aud":"01234567-89ab-4def-8123-4567890abcde"}`},
		{code: "CT023", why: "Semaphore's older page: another organization's, with a slash", host: "acme.semaphoreci.com", condition: `"StringEquals":{"k:aud":"https://rtx.semaphoreci.com/"}`, want: []string{"warning " + first + `.StringEquals["k:aud"]`}},
		{code: "CT023", why: "the provider does not take it", host: gl, condition: `"StringEquals":{"k:aud":"b"}`, clients: map[string][]string{"https://gitlab.com": {"a"}}, want: []string{"warning " + first + `.StringEquals["k:aud"]`}},
		{code: "CT023", why: "a guard that asks for what no token has locks all out", host: g, statements: []string{stated("Allow", g, both), stated("Deny", g, `"StringNotEquals":{"k:aud":"sts.amazonaws.com/"}`)}, want: []string{`warning Statement[1].Condition.StringNotEquals["k:aud"]`}},

		// Sizes.
		{code: "CT024", why: "over every quota", host: gl, condition: `"StringEquals":{"k:sub":"` + strings.Repeat("x", 8192) + `"}`, want: []string{"error policy"}},
		{code: "CT024", why: "over the default", host: gl, condition: `"StringEquals":{"k:sub":"` + strings.Repeat("x", 2048) + `"}`, want: []string{"warning policy"}},
		{code: "CT024", why: "white space is not counted", host: gl, condition: strings.Repeat(" ", 8192) + `"StringEquals":{"k:sub":"x"}`},
		{code: "CT024", why: "too many clients", host: gl, condition: `"StringEquals":{"k:sub":"x"}`, clients: map[string][]string{"https://gitlab.com": make([]string, 101)}, want: []string{"error client_ids[\"https://gitlab.com\"]", "error client_ids[\"https://gitlab.com\"]"}},

		{code: "CT026", why: "everybody else gets in", host: gl, condition: `"StringNotEquals":{"k:sub":"x"}`, want: []string{"error " + first + `.StringNotEquals["k:sub"]`}},
		{code: "CT026", why: "an exception from what is said", host: gl, condition: `"StringNotLike":{"k:sub":"*:ref:dev"},"StringLike":{"k:sub":"project_path:g/*"}`},
		{code: "CT026", why: "an audience says nobody", host: gl, condition: `"StringNotEquals":{"k:sub":"x"},"StringEquals":{"k:aud":"a"}`, want: []string{"error " + first + `.StringNotEquals["k:sub"]`}},
		{code: "CT026", why: "a Deny with a negation is a guard", host: gl, statements: []string{stated("Allow", gl, `"StringLike":{"k:sub":"project_path:g/*"}`), stated("Deny", gl, `"StringNotLike":{"k:sub":"project_path:g/p:*"}`)}},

		// Spelling.
		{code: "CT027", why: "a page of Microsoft's spells it so", host: g, condition: `"StringEquals":{"k:sub":"repo:o/r:pull-request"}`, want: []string{"warning " + equal0}},
		{code: "CT027", why: "as GitHub spells it", host: g, condition: `"StringEquals":{"k:sub":"repo:o/r:pull_request"}`},
		{code: "CT027", why: "GitLab has branches and tags only", host: gl, condition: `"StringLike":{"k:sub":"project_path:g/p:ref_type:mr:*"}`, want: []string{"warning " + like0}},
		{code: "CT027", why: "a colon in an environment's name is %3A", host: g, condition: `"StringEquals":{"k:sub":"repo:o/r:environment:Production:V1"}`, want: []string{"warning " + equal0}},
		{code: "CT027", why: "escaped", host: g, condition: `"StringEquals":{"k:sub":"repo:o/r:environment:Production%3AV1"}`},
		{code: "CT027", why: "in any case, the case does not matter", host: g, condition: `"StringEqualsIgnoreCase":{"k:sub":"REPO:o/r:pull_request"}`},
		{code: "CT027", why: "no token's issuer is spelled so", host: "Token.Actions.GithubUserContent.com", condition: `"StringEquals":{"k:sub":"repo:o/r:pull_request"}`, want: []string{"warning Statement[0].Principal.Federated"}},
		{code: "CT027", why: "nor so", host: "gitlab.com/", condition: `"StringEquals":{"k:sub":"x"}`, want: []string{"warning Statement[0].Principal.Federated"}},
		{code: "CT027", why: "some issuers do end with a slash", host: "auth-dev.mozilla.auth0.com/", condition: `"StringEquals":{"k:sub":"x"}`},
		{code: "CT027", why: "an ARN with https://", host: "https://gitlab.com", condition: `"StringEquals":{"k:sub":"x"}`, want: []string{"warning Statement[0].Principal.Federated"}},

		{code: "CT028", why: "subvectors: a poisoned list", host: g, condition: `"StringLike":{"k:sub":["repo:o/r:ref:refs/heads/main","repo:o/*","repo:p/*"]}`, want: []string{"warning " + like0}},
		{code: "CT028", why: "of three that cover one another the widest is told", host: g, condition: `"StringLike":{"k:sub":["repo:o/r:*","repo:o/*","repo:o/r:pull_request"]}`, want: []string{"warning " + like0}},
		{code: "CT028", why: "values that say different things", host: g, condition: `"StringLike":{"k:sub":["repo:o/r:*","repo:o/r2:*"]}`},
		{code: "CT028", why: "a ? is compared exactly", host: g, condition: `"StringLike":{"k:sub":["repo:o/r?:*","repo:o/r??:pull"]}`},
		{code: "CT028", why: "and covers where it does", host: g, condition: `"StringLike":{"k:sub":["repo:o/r?*","repo:o/r*?:pull"]}`, want: []string{"warning " + like0}},
		{code: "CT028", why: "among what is refused the wide one is strict", host: g, condition: both + `,"StringNotLike":{"k:sub":["*:pull_request","repo:o/r:*"]}`},
		{code: "CT028", why: "and only needless", host: g, condition: both + `,"StringNotLike":{"k:sub":["*:pull_request","repo:o/r:pull_request"]}`, want: []string{"info " + first + `.StringNotLike["k:sub"]`}},
		{code: "CT028", why: "in a Deny's exceptions it is loose again", host: g, statements: []string{stated("Allow", g, both), stated("Deny", g, `"StringNotLike":{"k:sub":["repo:o/*","repo:o/r:*"]}`)}, want: []string{`warning Statement[1].Condition.StringNotLike["k:sub"]`}},
		{code: "CT028", why: "observed: one statement strong, another weak", host: gl, statements: []string{stated("Allow", gl, `"StringEquals":{"k:sub":"project_path:g/p:ref_type:branch:ref:main","k:aud":"a"}`), stated("Allow", gl, `"StringLike":{"k:sub":"project_path:g/*"}`)}, want: []string{"warning Statement[1]"}},
		{code: "CT028", why: "the wide one asks for more", host: gl, statements: []string{stated("Allow", gl, `"StringEquals":{"k:sub":"project_path:g/p:ref_type:branch:ref:main"}`), stated("Allow", gl, `"StringLike":{"k:sub":"project_path:g/*"},"StringEquals":{"k:aud":"a"}`)}},
		{code: "CT028", why: "a statement twice", host: gl, statements: []string{stated("Allow", gl, `"StringEquals":{"k:sub":["a","b"]}`), stated("Allow", gl, `"StringEquals":{"k:sub":["b","a"]}`)}, want: []string{"info Statement[0]"}},
		{code: "CT028", why: "an Allow and a Deny with the same text are not two ways in", host: gl, statements: []string{stated("Allow", gl, `"StringEquals":{"k:sub":"a"}`), stated("Deny", gl, `"StringEquals":{"k:sub":"a"}`)}},

		{code: "CT029", why: "anybody may call a public workflow", host: g, condition: `"StringEquals":{"k:job_workflow_ref":"o/a/.github/workflows/d.yml@` + strings.Repeat("a", 40) + `"}`, want: []string{"warning " + first + `.StringEquals["k:job_workflow_ref"]`}},
		{code: "CT029", why: "a branch, called by one's own", host: g, condition: both + `,"StringEquals":{"k:job_workflow_ref":"o/a/.github/workflows/d.yml@refs/heads/main"}`, want: []string{"warning " + first + `.StringEquals["k:job_workflow_ref"]`}},
		{code: "CT029", why: "called by one whose id is asked for", host: g, condition: both + `,"StringEquals":{"k:repository_owner_id":"1","k:job_workflow_ref":"o/a/.github/workflows/d.yml@refs/heads/main"}`, want: []string{"info " + first + `.StringEquals["k:job_workflow_ref"]`}},
		{code: "CT029", why: "a commit, called by one's own", host: g, condition: both + `,"StringEquals":{"k:job_workflow_ref":"o/a/.github/workflows/d.yml@` + strings.Repeat("a", 40) + `"}`},
		{code: "CT029", why: "in the subject, alone", host: g, condition: `"StringEquals":{"k:sub":"job_workflow_ref:o/a/.github/workflows/d.yml@refs/heads/main"}`, want: []string{"warning " + equal0}},

		{code: "CT030", why: "a person assumes the role too", host: gl, whole: policyOf(stated("Allow", gl, `"StringEquals":{"k:sub":"a"}`), `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"sts:AssumeRole"}`), want: []string{"info Statement[1].Principal"}},
		{code: "CT030", why: "a Deny lets nobody in", host: gl, whole: policyOf(stated("Allow", gl, `"StringEquals":{"k:sub":"a"}`), `{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}`)},

		{code: "CT032", why: "an empty list is no condition that anybody can read", host: gl, condition: `"StringEquals":{"k:sub":[]}`, want: []string{"error " + equal0}},
		{code: "CT032", why: "an empty text is a value", host: gl, condition: `"StringEquals":{"k:sub":""}`},
		{code: "CT034", why: "observed: an operator without prefix holds for no key with several values", host: "cognito-identity.amazonaws.com", whole: policyOf(`{"Effect":"Allow","Principal":{"Federated":"cognito-identity.amazonaws.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"cognito-identity.amazonaws.com:aud":"x","cognito-identity.amazonaws.com:amr":"authenticated"}}}`), want: []string{"error " + first + `.StringEquals["k:amr"]`}},
		{code: "CT034", why: "as AWS's example has it", host: "cognito-identity.amazonaws.com", whole: policyOf(`{"Effect":"Allow","Principal":{"Federated":"cognito-identity.amazonaws.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"cognito-identity.amazonaws.com:aud":"x"},"ForAnyValue:StringLike":{"cognito-identity.amazonaws.com:amr":"authenticated"}}}`)},
		{code: "CT033", why: "tokens come in by another action", host: gl, whole: policyOf(strings.Replace(stated("Allow", gl, `"StringEquals":{"k:sub":"x"}`), "WithWebIdentity", "", 1)), want: []string{"error Statement[0].Action"}},
		{code: "CT033", why: "a wildcard is about it", host: gl, whole: policyOf(strings.Replace(stated("Allow", gl, `"StringEquals":{"k:sub":"x"}`), "WithWebIdentity", "*", 1))},
		{code: "CT033", why: "session tags may be allowed apart", host: gl, whole: policyOf(stated("Allow", gl, `"StringEquals":{"k:sub":"x"}`), strings.Replace(stated("Allow", gl, ``), "AssumeRoleWithWebIdentity", "TagSession", 1))},
	}
	met := map[string][2]bool{}
	for _, c := range cases {
		c.run(t)
		m := met[c.code]
		if len(c.want) > 0 {
			m[0] = true
		} else {
			m[1] = true
		}
		met[c.code] = m
	}
	for code, m := range met {
		if !m[0] || !m[1] {
			t.Errorf("%s: a policy that meets the rule and one that does not are wanted", code)
		}
	}
}
