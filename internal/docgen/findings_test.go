package main

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// hostile is a rule whose texts would break out of a table, a heading or the
// front matter, if they could.
var hostile = lint.Rule{
	Code: "CT999", Class: "open", Title: `A "quoted" | title <b> with \ and : colon`,
	Parties: []string{"aws", "vault"}, Why: "one\ntwo `a|b`", Fix: "Write `x`", Source: "a | b.",
}

// TestFindingPages: each rule has a page, the index lists each once, and no text
// leaves its place.
func TestFindingPages(t *testing.T) {
	t.Parallel()
	rules := append([]lint.Rule{hostile}, lint.Rules()...)
	pages := findingPages(rules)
	if len(pages) != len(rules)+1 {
		t.Errorf("%d pages for %d rules", len(pages), len(rules))
	}
	for name, text := range pages {
		head, body, ok := strings.Cut(strings.TrimPrefix(text, "---\n"), "\n---\n")
		var front struct {
			Title       string `yaml:"page_title"`
			Section     string `yaml:"subcategory"`
			Description string `yaml:"description"`
		}
		if err := yaml.Unmarshal([]byte(head), &front); err != nil || !ok || front.Section != findingsSection || front.Title == "" || front.Description == "" {
			t.Errorf("%s: front matter %+v: %v", name, front, err)
		}
		for row := range strings.SplitSeq(body, "\n") {
			if strings.HasPrefix(row, "|") && strings.Count(strings.ReplaceAll(row, `\|`, ""), "|") != 7 {
				t.Errorf("%s: a cell is broken: %s", name, row)
			}
		}
		if strings.Contains(body, "\n\n\n") || strings.Contains(body, "..\n") || strings.Contains(body, ": \n") {
			t.Errorf("%s: something is missing:\n%s", name, body)
		}
	}
	for _, r := range rules {
		if n := strings.Count(pages["findings.md"], "["+string(r.Code)+"]("+string(r.Code)+".md)"); n != 1 {
			t.Errorf("the index has %s %d times", r.Code, n)
		}
		if classes[r.Class] == "" || partiesOf(r) == "" {
			t.Errorf("%s: class %q, parties %v", r.Code, r.Class, r.Parties)
		}
	}
	if page := pages["CT999.md"]; !strings.Contains(page, "one two `a|b`.\n") {
		t.Error(page)
	}
}
