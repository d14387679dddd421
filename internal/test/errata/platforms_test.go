package errata

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/aws"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/azure"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Row 2: a guide asks for the organization's name, which is not what the issuer
// is made of.
func TestOrganizationIsASlug(t *testing.T) {
	for _, name := range []string{"My Org", "My-Org", "my_org", "-my-org", "my-org.semaphoreci.com", "{org-name}"} {
		filters := semaphoreWeb()
		filters["organization"] = name
		_, problems := trust.Describe("semaphore", value.Of(filters))
		t.Run(name, func(t *testing.T) { refused(t, problem.BadValue, problems) })
	}
	if got := describe(t, "semaphore", semaphoreWeb())[0].Issuer; got != "https://my-org.semaphoreci.com" {
		t.Errorf("got the issuer %s", got)
	}
}

// Row 19: a reference page shows a value of tag, which is always empty, and a
// ref_type that does not occur. No condition rests on an empty claim, and every
// ref_type is one of three.
func TestNoConditionOnEmptyClaims(t *testing.T) {
	for _, ref := range []args{{"branches": []string{"*"}}, {"tags": []string{"*"}}, {"tags": []string{"v1"}}, {"pull_requests": true}} {
		filters := semaphoreWeb()
		delete(filters, "branches")
		maps.Copy(filters, ref)
		p := workloadIdentity(t, describe(t, "semaphore", filters))
		for _, claim := range []string{"tag", "actor", "pr", "pr_branch", "branch"} {
			if slices.Contains(claimsOf(p.AttributeCondition), claim) {
				t.Errorf("%v: the condition rests on %s: %s", ref, claim, p.AttributeCondition)
			}
		}
		_, rest, typed := strings.Cut(p.AttributeCondition, "assertion.ref_type == ")
		if typed && !slices.ContainsFunc([]string{"'branch'", "'tag'", "'pull-request'"}, func(q string) bool { return strings.HasPrefix(rest, q) }) {
			t.Errorf("%v: got the condition %s", ref, p.AttributeCondition)
		}
	}
}

// Row 29: a page calls the subject's format fixed. It follows the project's
// setting; and where a fork's merge request may show it, that is an error.
func TestGitLabSubjectFollowsTheSetting(t *testing.T) {
	options := args{"account_id": "123456789012", "audiences": []string{"https://gitlab.com"}}
	for want, filters := range map[string]args{
		"project_path:g/p:ref_type:branch:ref:main": {"projects": []string{"g/p"}},
		"project_id:123:ref_type:branch:ref:main": {
			"project_ids": []string{"123"}, "subject_components": []string{"project_id", "ref_type", "ref"},
		},
		"project_path:g/p:ref_protected:true:ref_type:branch:ref:main": {
			"projects": []string{"g/p"}, "ref_protected": true,
			"subject_components": []string{"project_path", "ref_protected", "ref_type", "ref"},
		},
	} {
		filters["branches"] = []string{"main"}
		p := trustPolicy(t, describe(t, "gitlab", filters), options)
		if got := p.Statement[0].Condition["StringEquals"]["gitlab.com:sub"]; !slices.Equal(got, texts{want}) {
			t.Errorf("got the subject %v, want %s", got, want)
		}
	}
	filters := args{"url": "https://gitlab.example.com", "projects": []string{"g/p"}, "branches": []string{"main"}}
	_, problems := aws.TrustPolicy(describe(t, "gitlab", filters), value.Of(options))
	refused(t, problem.Inexpressible, problems)
	filters["minimum_version"] = "18.2.2"
	trustPolicy(t, describe(t, "gitlab", filters), options)
}

// Row 33: a guide wants the issuer to end with a slash, as no token's does.
func TestIssuersEndWithoutSlash(t *testing.T) {
	eachProvider(t, func(t *testing.T, jobs trust.Jobs, p google.Provider, _ []string) {
		if strings.HasSuffix(p.IssuerURI, "/") || p.IssuerURI != jobs[0].Issuer {
			t.Errorf("got the issuer %s", p.IssuerURI)
		}
	})
	for _, url := range []string{"https://gitlab.com/", "https://gitlab.example.com/gitlab//"} {
		filters := args{"url": url, "projects": []string{"g/p"}, "branches": []string{"main"}}
		_, problems := trust.Describe("gitlab", value.Of(filters))
		refused(t, problem.BadValue, problems)
	}
}

// Row 34: a guide gives the job one audience and the credential another. The
// credential's is the one that the description or the option says.
func TestAzureAudienceIsTheJobs(t *testing.T) {
	jobs := describe(t, "gitlab", args{"projects": []string{"g/p"}, "branches": []string{"main"}})
	for want, options := range map[string]args{
		"api://AzureADTokenExchange":      {},
		"https://gitlab.com":              {"audience": "https://gitlab.com"},
		"api://AzureADTokenExchangeChina": {"cloud": "china"},
	} {
		cs, problems := azure.FederatedCredentials(jobs, value.Of(options))
		if len(problems) > 0 || len(cs.Ordinary) != 1 {
			t.Fatalf("got %v %s", cs, problems.Text(""))
		}
		for _, c := range cs.Ordinary {
			if c.Audience != want {
				t.Errorf("%v: got the audience %s, want %s", options, c.Audience, want)
			}
		}
	}
}
