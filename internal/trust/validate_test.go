package trust

import (
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// TestValidateHandMadeJobs: a module can spell the type of jobs by hand, so
// nothing of it is believed.
func TestValidateHandMadeJobs(t *testing.T) {
	sound := func(change func(*Description)) Jobs {
		d, problems := Describe("circleci", value.Of(map[string]any{
			"organization_id": "01234567-89ab-4def-8123-4567890abcde", "project_ids": []string{"*"},
			"repositories": []string{"github.com/my-org/web"}, "branches": []string{"main"},
		}))
		if len(problems) > 0 {
			t.Fatal(problems.Text(""))
		}
		if change != nil {
			change(&d.Jobs[0])
		}
		return d.Jobs
	}
	if problems := sound(nil).Validate(); len(problems) > 0 {
		t.Fatalf("our own jobs: %s", problems.Text(""))
	}
	for _, c := range []struct {
		want   string
		change func(*Description)
	}{
		{"there is no platform", func(d *Description) { d.Platform = "jenkins" }},
		{"belongs to", func(d *Description) { d.Issuer = "https://oidc.circleci.com/org/other" }},
		{"belongs to", func(d *Description) { d.Issuer += "/" }},
		{"no boxes", func(d *Description) { d.Boxes = nil }},
		{"names no form", func(d *Description) { delete(d.Boxes[0], FormKey) }},
		{"no form", func(d *Description) { d.Boxes[0][FormKey] = []string{"audit_log"} }},
		{"no variable", func(d *Description) { d.Boxes[0]["colour"] = []string{"red"} }},
		{"has no patterns", func(d *Description) { d.Boxes[0]["branch"] = nil }},
		{"cannot occur", func(d *Description) { d.Boxes[0]["branch"] = []string{"a:b"} }},
		{"pattern where exact", func(d *Description) { d.Boxes[0]["project_id"] = []string{"9*"} }},
		{"does not say organization_id", func(d *Description) { delete(d.Boxes[0], "organization_id") }},
		{"does not say organization_id", func(d *Description) { d.Boxes[0]["organization_id"] = []string{"*"} }},
		{"no setting", func(d *Description) { d.Settings["colour"] = "red" }},
		{"setting token_version is missing", func(d *Description) { delete(d.Settings, "token_version") }},
		{"is none of", func(d *Description) { d.Settings["token_version"] = "3" }},
		{"is a filter, not a setting", func(d *Description) { d.Settings["branches"] = "main" }},
		{"definition", func(d *Description) { d.Definition = "{}" }},
		{"audience", func(d *Description) { d.Audiences = []string{" "} }},
	} {
		if got := sound(c.change).Validate().Text(""); !strings.Contains(got, c.want) {
			t.Errorf("got %q, want an error with %q", got, c.want)
		}
	}
	if got := (Jobs{}).Validate().Text(""); !strings.Contains(got, "nobody would get in") {
		t.Errorf("empty jobs: %q", got)
	}
	fixed, _ := Describe("semaphore", value.Of(map[string]any{"organization": "acme", "project_ids": []string{"*"}, "branches": []string{"*"}}))
	fixed.Jobs[0].Audiences = []string{"https://evil.example"}
	if got := fixed.Jobs.Validate().Text(""); !strings.Contains(got, "always signs for the audience") {
		t.Errorf("another audience than the platform's: %q", got)
	}
}
