package errata

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/aws"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A policy is a trust policy as AWS reads it.
type policy struct {
	Version   string
	Statement []statement
}

type statement struct {
	Effect    string
	Principal map[string]string
	Condition map[string]map[string]texts
}

// texts is a JSON string or a list of them.
type texts []string

func (ts *texts) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*ts = texts{one}
		return nil
	}
	return json.Unmarshal(data, (*[]string)(ts))
}

// account is what every policy here needs.
var account = args{"account_id": "123456789012"}

// trustPolicy compiles the policy and reads it back.
func trustPolicy(t *testing.T, jobs trust.Jobs, options args) policy {
	t.Helper()
	got, problems := aws.TrustPolicy(jobs, value.Of(options))
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	var p policy
	if err := json.Unmarshal([]byte(got.JSON), &p); err != nil {
		t.Fatalf("%v: %s", err, got.JSON)
	}
	return p
}

// admits decides a token by its condition keys, as AWS's documentation says:
// all operators and keys must hold, of each key's values one.
func (p policy) admits(token map[string]string) bool {
	return slices.ContainsFunc(p.Statement, func(s statement) bool {
		for op, keys := range s.Condition {
			for key, values := range keys {
				have, ok := token[key]
				holds := func(v string) bool { return v == have || op == "StringLike" && like(v, have) }
				if !ok || !slices.ContainsFunc(values, holds) {
					return false
				}
			}
		}
		return s.Effect == "Allow"
	})
}

// like is a textbook matcher of * and ?.
func like(glob, s string) bool {
	switch {
	case glob == "":
		return s == ""
	case glob[0] == '*':
		return like(glob[1:], s) || s != "" && like(glob, s[1:])
	}
	return s != "" && (glob[0] == '?' || glob[0] == s[0]) && like(glob[1:], s[1:])
}

// eachPolicy visits the policies of all cases.
func eachPolicy(t *testing.T, visit func(t *testing.T, p policy)) {
	t.Helper()
	eachWant(t, "aws", func(t *testing.T, text string) {
		var p policy
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			t.Fatal(err)
		}
		visit(t, p)
	})
}

// Row 1: two guides print JSON that does not parse.
func TestPoliciesAreJSON(t *testing.T) {
	eachPolicy(t, func(t *testing.T, p policy) {
		if p.Version != "2012-10-17" || len(p.Statement) == 0 {
			t.Errorf("got version %q and %d statements", p.Version, len(p.Statement))
		}
	})
}

// Rows 3 and 23: a guide's condition has a subject but no audience.
func TestPoliciesNameAudienceAndSubject(t *testing.T) {
	eachPolicy(t, func(t *testing.T, p policy) {
		for _, s := range p.Statement {
			_, host, _ := strings.Cut(s.Principal["Federated"], ":oidc-provider/")
			if aud := s.Condition["StringEquals"][host+":aud"]; len(aud) == 0 || aud[0] == "" {
				t.Errorf("no audience under StringEquals: %v", s.Condition)
			}
			if len(s.Condition["StringEquals"][host+":sub"])+len(s.Condition["StringLike"][host+":sub"]) == 0 {
				t.Errorf("no subject: %v", s.Condition)
			}
		}
	})
}

// Row 31: a table of wildcards does not say that only StringLike reads them.
// Nor may one key stand under both operators, which would be AND.
func TestWildcardsStandUnderStringLike(t *testing.T) {
	visit := func(t *testing.T, p policy) {
		t.Helper()
		for _, s := range p.Statement {
			for key, values := range s.Condition["StringEquals"] {
				if slices.ContainsFunc(values, func(v string) bool { return strings.ContainsAny(v, "*?") }) {
					t.Errorf("a wildcard under StringEquals: %v", values)
				}
				if _, both := s.Condition["StringLike"][key]; both {
					t.Errorf("%s stands under two operators", key)
				}
			}
			for key, values := range s.Condition["StringLike"] {
				if !slices.ContainsFunc(values, func(v string) bool { return strings.ContainsAny(v, "*?") }) {
					t.Errorf("StringLike without a wildcard: %s %v", key, values)
				}
			}
		}
	}
	eachPolicy(t, visit)
	mixed := describe(t, "gitlab", args{"projects": []string{"g/p"}, "branches": []string{"main", "release-*"}})
	visit(t, trustPolicy(t, mixed, args{"account_id": "123456789012", "audiences": []string{"x"}}))
}

// Row 5: guides show branches only. Tags, pull requests and debug sessions have
// subjects of their own, and each is admitted only when it is described.
func TestSemaphoreRefsHaveTheirOwnForms(t *testing.T) {
	const before = "org:my-org:project:936a5312-a3b8-4921-8b3f-2cec8baac574:repo:web:ref_type:"
	tokens := map[string]string{
		"branches":      before + "branch:ref:refs/heads/main",
		"tags":          before + "tag:ref:refs/tags/v1.0.0",
		"pull_requests": before + "pull-request:ref:refs/semaphoreci/5c84719708b9b649b9ef3b56af214f38cee6acd3",
		"pull merge":    before + "pull-request:ref:refs/pull/123/merge",
		"debug":         before + ":ref:",
	}
	for filter, wanted := range map[string][]string{
		"branches": {"branches"}, "tags": {"tags"}, "pull_requests": {"pull_requests", "pull merge"},
	} {
		filters := semaphoreWeb()
		delete(filters, "branches")
		filters[filter] = []string{"*"}
		if filter == "pull_requests" {
			filters[filter] = true
		}
		p := trustPolicy(t, describe(t, "semaphore", filters), account)
		for name, sub := range tokens {
			token := map[string]string{"my-org.semaphoreci.com:aud": "https://my-org.semaphoreci.com", "my-org.semaphoreci.com:sub": sub}
			if got, want := p.admits(token), slices.Contains(wanted, name); got != want {
				t.Errorf("%s describes %s: got %t, want %t", filter, sub, got, want)
			}
		}
	}
}

// semaphoreWeb is the description that Semaphore's guides are about: branch main
// of repository web in one project.
func semaphoreWeb() args {
	return args{
		"organization": "my-org",
		"project_ids":  []string{"936a5312-a3b8-4921-8b3f-2cec8baac574"},
		"repositories": []string{"web"},
		"branches":     []string{"main"},
	}
}

// Row 16: an audience of another organization, with a slash at the end.
func TestSemaphoreAudienceIsTheIssuer(t *testing.T) {
	jobs := describe(t, "semaphore", semaphoreWeb())
	for _, wrong := range []string{"https://my-org.semaphoreci.com/", "https://rtx.semaphoreci.com", "https://rtx.semaphoreci.com/", "sts.amazonaws.com"} {
		for name, render := range renderers {
			options := args{"audiences": []string{wrong}}
			switch name {
			case "aws":
				options["account_id"] = "123456789012"
			case "azure":
				options = args{"audience": wrong}
			case "google":
				options["project_number"], options["pool_id"], options["provider_id"] = "123456789012", "pool", "provider"
			}
			_, problems := render(jobs, options)
			t.Run(name, func(t *testing.T) { refused(t, problem.BadAudience, problems) })
		}
	}
	options := args{"account_id": "123456789012", "audiences": []string{"https://my-org.semaphoreci.com"}}
	trustPolicy(t, jobs, options) // the right one may be said
}

const (
	circleOrg     = "01234567-89ab-cdef-0123-4567890abcde"
	circleProject = "76543210-ba98-fedc-3210-edcba0987654"
	circleUser    = "11111111-2222-4333-8444-555555555555"
	circleHost    = "oidc.circleci.com/org/" + circleOrg
)

// circleToken is the condition keys of the project's token with the subject.
func circleToken(sub string) map[string]string {
	return map[string]string{
		circleHost + ":aud": circleOrg, circleHost + ":sub": sub,
		circleHost + ":oidc.circleci.com/project-id": circleProject,
	}
}

// Row 22: helpers moved from the first token to the second, whose
// subject is longer. The second is the default, and each policy admits the token
// that it is for.
func TestCircleCITokenVersionDecidesTheSubject(t *testing.T) {
	v1 := circleToken("org/" + circleOrg + "/project/" + circleProject + "/user/" + circleUser)
	v2 := circleToken(v1[circleHost+":sub"] + "/vcs-origin/github.com/my-org/web/vcs-ref/refs/heads/main")
	base := args{"organization_id": circleOrg, "project_ids": []string{circleProject}}
	second := args{"repositories": []string{"github.com/my-org/web"}, "branches": []string{"main"}}
	for name, c := range map[string]struct {
		more   args
		v1, v2 bool
	}{
		"default": {second, false, true},
		"v1":      {args{"token_version": "v1"}, true, false},
	} {
		filters := maps.Clone(base)
		maps.Copy(filters, c.more)
		p := trustPolicy(t, describe(t, "circleci", filters), account)
		if p.admits(v1) != c.v1 || p.admits(v2) != c.v2 {
			t.Errorf("%s: got %t for the first token and %t for the second", name, p.admits(v1), p.admits(v2))
		}
	}
}

// Row 23: a condition on the subject alone ends in a wildcard. Ours names the
// audience and the project, no wildcard of any length stands in the subject, and
// what AWS cannot see is an error.
func TestCircleCIPolicyPinsTheProject(t *testing.T) {
	filters := args{"organization_id": circleOrg, "project_ids": []string{circleProject}, "token_version": "v1"}
	p := trustPolicy(t, describe(t, "circleci", filters), account)
	sub := p.Statement[0].Condition["StringLike"][circleHost+":sub"]
	if len(sub) != 1 || strings.Contains(sub[0], "*") || !strings.Contains(sub[0], "/project/"+circleProject+"/") {
		t.Errorf("got the subjects %v", sub)
	}
	noAudience := circleToken("org/" + circleOrg + "/project/" + circleProject + "/user/" + circleUser)
	noAudience[circleHost+":aud"] = "sts.amazonaws.com"
	if p.admits(noAudience) {
		t.Error("admits another audience")
	}
	filters["ssh_rerun"] = false
	_, problems := aws.TrustPolicy(describe(t, "circleci", filters), value.Of(account))
	refused(t, problem.Unenforced, problems)
}

// Row 30: on gitlab.com AWS sees more than aud and sub; elsewhere it does not,
// and the audience alone never lets anyone in.
func TestGitLabConditionKeys(t *testing.T) {
	filters := args{
		"projects": []string{"g/p"}, "project_ids": []string{"123"}, "namespace_ids": []string{"7"},
		"branches": []string{"main"}, "ref_protected": true, "pipeline_sources": []string{"push"},
	}
	options := args{"account_id": "123456789012", "audiences": []string{"sts.amazonaws.com"}}
	p := trustPolicy(t, describe(t, "gitlab", filters), options)
	token := map[string]string{
		"gitlab.com:aud": "sts.amazonaws.com", "gitlab.com:sub": "project_path:g/p:ref_type:branch:ref:main",
		"gitlab.com:project_id": "123", "gitlab.com:namespace_id": "7", "gitlab.com:ref_protected": "true", "gitlab.com:pipeline_source": "push",
	}
	if !p.admits(token) {
		t.Fatalf("refuses the described job: %+v", p)
	}
	for key, have := range token {
		token[key] = have + "0"
		if p.admits(token) {
			t.Errorf("admits another %s", key)
		}
		token[key] = have
	}
	filters["url"], filters["minimum_version"] = "https://gitlab.example.com", "18.2.2"
	_, problems := aws.TrustPolicy(describe(t, "gitlab", filters), value.Of(options))
	refused(t, problem.Unenforced, problems)
}
