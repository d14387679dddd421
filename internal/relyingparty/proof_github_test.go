package relyingparty_test

import (
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// TestGitHubStrangers: whoever has a repository on github.com orders the
// subject's components as they like, and holds what people write by hand against
// that.
func TestGitHubStrangers(t *testing.T) {
	const issuer = "https://token.actions.githubusercontent.com"
	policy := func(sub, more string) string {
		return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},` +
			`"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{` + more + `"token.actions.githubusercontent.com:aud":"aud"},"StringLike":{"token.actions.githubusercontent.com:sub":"` + sub + `"}}}]}`
	}
	key := func(name, value string) string {
		return `"token.actions.githubusercontent.com:` + name + `":"` + value + `",`
	}
	classic := m{"repositories": list("o/r"), "branches": list("main"), "subject_format": "classic"}
	byName := m{"repositories": list("o/r"), "branches": list("main"), "subject_format": "immutable"}
	owner := m{"repositories": list("o/*"), "branches": list("main"), "subject_format": "classic"}
	production := m{"repositories": list("o/r"), "environments": list("prod"), "subject_format": "classic"}
	for _, c := range []struct {
		why, backend, document string
		filters                m
		relation, sub          string // sub: of the example, its beginning
	}{
		{"as described", "aws", policy("repo:o/r:ref:refs/heads/main", ""), classic, "equal", ""},
		{"no end", "aws", policy("repo:o/r:*", ""), classic, "wider", "repo:o/r:"},
		{"the tempting fix for immutable subjects", "aws", policy("repo:o*:ref:refs/heads/main", ""), owner, "wider", "repo:o"},
		{"ids as wildcards: another repository of the owner makes such a subject", "aws", policy("repo:o@*/r@*:ref:refs/heads/main", ""), byName, "wider", "repo:o@"},
		{"ids as wildcards, the claim beside it", "aws", policy("repo:o@*/r@*:ref:refs/heads/main", key("repository", "o/r")), byName, "equal", ""},
		{"a * inside the repository", "aws", policy("repo:o/*r:ref:refs/heads/main", ""), m{"repositories": list("o/*r"), "branches": list("main"), "subject_format": "classic"}, "wider", "repo:o/"},
		{"any first component", "aws", policy("*:ref:refs/heads/main", key("ref", "refs/heads/main")), classic, "wider", ""},
		{"an owner, whole", "aws", policy("repo:o/*:ref:refs/heads/main", ""), owner, "equal", ""},
		{"an environment", "aws", policy("repo:o/r:environment:prod", ""), production, "equal", ""},
		{"the ref alone leaves environments in", "google", googleProvider(issuer, "aud", "assertion.repository_id", "assertion.repository == 'o/r' && assertion.ref == 'refs/heads/main'"), classic, "wider", ""},
		{"whose claims tell the truth", "google", googleProvider(issuer, "aud", "assertion.repository_id", "assertion.repository == 'o/r' && assertion.sub == 'repo:o/r:ref:refs/heads/main'"), classic, "equal", ""},
		{"a component that anybody may put first", "google", googleProvider(issuer, "aud", "assertion.repository_id", "assertion.sub.startsWith('actor:') || assertion.sub == 'repo:o/r:ref:refs/heads/main'"), classic, "wider", "actor:"},
		{"another owner's repository of the same name is a stranger's", "google", googleProvider(issuer, "aud", "assertion.repository_id", "assertion.repository.endsWith('/r') && assertion.sub.startsWith('actor:') || assertion.sub == 'repo:o/r:ref:refs/heads/main'"), classic, "wider", "actor:"},
		{"an owner's id in front is the truth", "google", googleProvider(issuer, "aud", "assertion.repository_id", "assertion.sub.startsWith('repository_owner_id:1:') && assertion.repository_owner_id != '1' || assertion.sub == 'repo:o/r:ref:refs/heads/main'"), classic, "equal", ""},
		{"a name that the subject may spell otherwise", "google", googleProvider(issuer, "aud", "assertion.repository_id", "assertion.repository == 'o/r' && assertion.environment == 'prod' && assertion.sub.startsWith('repo:o/r:')"), production, "equal", ""},
		{"a name with a colon by its claim", "google", googleProvider(issuer, "aud", "assertion.repository_id", "assertion.repository == 'o/r' && assertion.environment == 'a:b' || assertion.sub == 'repo:o/r:environment:prod'"), production, "unknown", ""},
	} {
		jobs := forAudience(describe(t, "github", c.filters), "aud")
		doc, err := readBack(c.backend, c.document)
		if err != nil {
			t.Fatalf("%s: %v", c.why, err)
		}
		comparison := proof.Comparison{Document: doc, Jobs: jobs, Named: true}
		v := proof.Compare(comparison)
		if v.Relation != c.relation {
			t.Errorf("%s: want %s, got %s", c.why, c.relation, said(v))
		}
		if fault := examplesFault(comparison, v); fault != "" {
			t.Errorf("%s: %s\n%s", c.why, fault, said(v))
		}
		if e := v.WiderExample; c.sub != "" && e != nil {
			if sub, _ := e.Claims["sub"].(string); !strings.HasPrefix(sub, c.sub) {
				t.Errorf("%s: the example's sub is %s", c.why, sub)
			}
		}
	}
}
