package aws

import (
	"slices"
	"strings"
	"testing"
)

const githubHost = "token.actions.githubusercontent.com"

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

// Parts of conditions that nothing is wrong with.
const (
	aud  = `"StringEquals":{"k:aud":"sts.amazonaws.com"}`
	both = `"StringLike":{"k:sub":["repo:o/r:ref:refs/heads/main","repo:o@1/r@2:ref:refs/heads/main"]}`
)

// Sizes that are too long for a document beside the rule.
func TestQuotas(t *testing.T) {
	for _, c := range []struct {
		why, subject string
		clients      int
		want         []string
	}{
		{"over every quota", strings.Repeat("x", 8192), 0, []string{"error policy"}},
		{"too many clients", "x", 101, []string{"error client_ids[\"https://gitlab.com\"]", "error client_ids[\"https://gitlab.com\"]"}},
	} {
		d, err := Parse(policyOf(stated("Allow", "gitlab.com", `"StringEquals":{"k:sub":"`+c.subject+`"}`)))
		if err != nil {
			t.Fatal(err)
		}
		if c.clients > 0 {
			d.ClientIDs = map[string][]string{"https://gitlab.com": make([]string, c.clients)}
		}
		if got := found(t, d, "CT024"); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.why, got, c.want)
		}
	}
}
