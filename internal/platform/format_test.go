package platform

import (
	"os"
	"strings"
	"testing"
)

// TestReadFormat: of which format a text on the subject is, and what it says.
func TestReadFormat(t *testing.T) {
	t.Parallel()
	p := Find("github")
	for _, c := range []struct {
		text, wild string
		open       bool
		want       string // format owner repository tail; -: not read
	}{
		{"repo:my-org/web:ref:refs/heads/main", "*", false, "classic my-org web :ref:refs/heads/main"},
		{"repo:my-org@1/web@2:pull_request", "*", false, "immutable my-org web :pull_request"},
		{"repo:my-org/*", "*", true, "classic my-org  "},
		{"repo:my-org@1/*", "*", true, "immutable my-org  "},
		{"repo:my-org@*/web@*:*", "*", true, "immutable my-org web :*"},
		{"repo:my-org*", "*", true, "   "},
		{"repo:my-*/web:*", "*", true, "   "}, // as in repo:my-org@1/web
		{"repo:*@1/web@2:*", "*", true, "immutable * web :*"},
		{"repo:my-org", "*", true, "   "},
		{"repo:my-org", "*", false, "-"},
		{"environment:production", "*", false, "-"},
		{"repo:my-org/web(:|$)", ".*+?[(|", true, "classic my-org  :|$)"},
	} {
		r, ok := p.ReadFormat(c.text, c.wild, c.open)
		got := "-"
		if ok {
			got = strings.Join([]string{r.Format, r.Values["owner"], r.Values["repository"], r.Tail}, " ")
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.text, got, c.want)
		}
	}
	if len(p.FormatsAt("https://ci.example/_services/token")) > 0 || len(p.FormatsAt("https://token.actions.githubusercontent.com")) != 2 {
		t.Error("a server of one's own has one format, github.com two")
	}
}

// TestKnowledgeRefused changes what the made-up platform's data says of mistakes, of
// tenants and of relying parties; the loader must say what is wrong.
func TestKnowledgeRefused(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/nova.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{"claim: sub, regexp: \":branch:\"", "claim: sub, regexp: \":branch(\"", "typo"},
		{"claim: sub, regexp", "claim: subject, regexp", "typo"},
		{"keywords: [\"group:\"", "keywords: [\"Group:\"", "keyword"},
		{"workflow: {claim: template", "workflow: {claim: workflow", "workflow"},
		{"person: [starter_id]", "person: [starter]", "whose"},
		{"job: [ref]", "job: [ref, starter_id]", "whose"},
		{"pull_requests: pulls", "pull_requests: branches", "pull_requests"},
		{"project_id: [eq]}", "project_id: [is]}", "operator"},
		{"makes: [project_id]", "makes: [starter_id]", "azure_flexible"},
		{"  source: made up", "", "azure_flexible"},
		{"kind: picked", "kind: picked, doc: its own", "audience"},
	} {
		text := strings.Replace(string(raw), c.old, c.new, 1)
		if _, err := Parse([]byte(text)); text == string(raw) || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.new, err, c.want)
		}
	}
}
