package google

import (
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

func semaphore(t *testing.T, branch string) trust.Jobs {
	t.Helper()
	d, problems := trust.Describe("semaphore", value.Of(map[string]any{
		"organization": "acme", "project_ids": []string{"936a5312-a3b8-4921-8b3f-2cec8baac574"}, "branches": []string{branch},
	}))
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	return d.Jobs
}

var ids = value.Of(map[string]any{"project_number": "123456789012", "pool_id": "ci-pool", "provider_id": "semaphore"})

// TestCredentialConfig holds the two files that gcloud writes: with a service
// account to impersonate, and without.
func TestCredentialConfig(t *testing.T) {
	const with = `{
  "universe_domain": "googleapis.com",
  "type": "external_account",
  "audience": "//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/ci-pool/providers/semaphore",
  "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
  "token_url": "https://sts.googleapis.com/v1/token",
  "credential_source": {
    "file": "/tmp/oidc_token"
  },
  "service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/d@p.iam.gserviceaccount.com:generateAccessToken"
}`
	without := with[:strings.Index(with, `  "service_account`)] + "  \"token_info_url\": \"https://sts.googleapis.com/v1/introspect\"\n}"
	p, problems := WorkloadIdentity(map[string]Grant{
		"a": {Jobs: semaphore(t, "main"), ServiceAccount: "d@p.iam.gserviceaccount.com"},
		"b": {Jobs: semaphore(t, "dev")},
	}, ids)
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	if got := p.Grants["a"].CredentialConfig; got != with {
		t.Errorf("got\n%s\nwant\n%s", got, with)
	}
	if got := p.Grants["b"].CredentialConfig; got != without {
		t.Errorf("got\n%s\nwant\n%s", got, without)
	}
}

// TestGrantsStayApart: the provider admits the union, each attribute its own
// grant's jobs only.
func TestGrantsStayApart(t *testing.T) {
	p, problems := WorkloadIdentity(map[string]Grant{"prod": {Jobs: semaphore(t, "main")}, "Dev env": {Jobs: semaphore(t, "dev")}}, ids)
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	const project = "assertion.prj_id == '936a5312-a3b8-4921-8b3f-2cec8baac574' && has(assertion.ref) && assertion.ref == "
	if want := "(" + project + "'refs/heads/dev') || (" + project + "'refs/heads/main')"; p.AttributeCondition != want {
		t.Errorf("condition\n%s\nwant\n%s", p.AttributeCondition, want)
	}
	if want := project + "'refs/heads/main' ? 'semaphore' : ''"; p.AttributeMapping["attribute.grant_prod"] != want {
		t.Errorf("mapping\n%v\nwant\n%s", p.AttributeMapping, want)
	}
	dev := Attribute("Dev env")
	if !strings.HasSuffix(p.Grants["Dev env"].Members["principal_set"], "/attribute."+dev+"/semaphore") || !strings.Contains(p.AttributeMapping["attribute."+dev], "refs/heads/dev") {
		t.Errorf("member %v of attribute %s", p.Grants["Dev env"].Members, dev)
	}
	if Attribute("a-b") == Attribute("a_b") || Attribute("a b") == Attribute("a-b") {
		t.Error("two names share an attribute")
	}
}

// TestQuote: what ends a literal is escaped, what prints stays readable.
func TestQuote(t *testing.T) {
	for in, want := range map[string]string{
		`it's`:         `'it\'s'`,
		`a\b`:          `'a\\b'`,
		"a\nb":         `'a\u000ab'`,
		"ветка":        `'ветка'`,
		"K":            `'K'`,
		"a\u00a0b":     `'a\u00a0b'`,
		"\u2028":       `'\u2028'`,
		"\U000e0001":   `'\U000e0001'`,
		`"${x}%{y}`:    `'"${x}%{y}'`,
		"\u202eabc":    `'\u202eabc'`,
		"😀":            `'😀'`,
		"' || true //": `'\' || true //'`,
	} {
		if got := quote(in); got != want {
			t.Errorf("quote(%q) = %s, want %s", in, got, want)
		}
	}
}
