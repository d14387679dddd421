package platform

import "testing"

// TestAt: an issuer is known by its whole shape, never by a host that could be
// anybody's.
func TestAt(t *testing.T) {
	for _, tt := range []struct{ issuer, platform, setting, value string }{
		{"https://acme.semaphoreci.com", "semaphore", "organization", "acme"},
		{"https://acme.evil.example", "", "", ""},
		{"https://a.b.semaphoreci.com", "", "", ""},
		{"https://oidc.circleci.com/org/01234567-89ab-4def-8123-4567890abcde", "circleci", "organization_id", "01234567-89ab-4def-8123-4567890abcde"},
		{"https://oidc.circleci.com/org/acme", "", "", ""},
		{"https://evil.example/org/01234567-89ab-4def-8123-4567890abcde", "", "", ""},
		{"https://gitlab.com", "gitlab", "subject_components", "project_path,ref_type,ref"},
		{"https://gitlab.example.com", "", "", ""},
		{"https://token.actions.githubusercontent.com", "github", "subject_format", "any"},
		{"https://token.actions.githubusercontent.com/acme", "github", "issuer", "https://token.actions.githubusercontent.com/acme"},
		{"https://app.terraform.io", "hcp_terraform", "url", "https://app.terraform.io"},
		{"https://accounts.google.com", "", "", ""},
		{"", "", "", ""},
	} {
		p, s := At(tt.issuer)
		switch {
		case (p == nil) != (tt.platform == ""), p != nil && (p.Name != tt.platform || s[tt.setting] != tt.value):
			t.Errorf("%s: %v %v", tt.issuer, p, s)
		}
	}
}
