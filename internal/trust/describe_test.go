package trust

import (
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// TestDescribeWhole: what is wrong with the arguments as such.
func TestDescribeWhole(t *testing.T) {
	for _, c := range []struct {
		why, platform string
		filters       value.V
		problems      int
		want          string
	}{
		{"nothing is trusted by omission: project and ref", "gitlab", value.Of(map[string]any{}), 2, "CE103"},
		{"null is an empty object", "gitlab", value.V{}, 2, "CE103"},
		{"a JSON text is no object; nothing else is said", "gitlab", value.Of(`{"projects":["g/p"]}`), 1, "CE102 filters: an object is wanted, got a string"},
		{"the platform's title is not its name", "GitLab", value.V{}, 1, `Did you mean "gitlab"?`},
		{"a platform that is not known", "jenkins", value.V{}, 1, "Known are circleci, github, gitlab, hcp_terraform, semaphore"},
	} {
		_, problems := Describe(c.platform, c.filters)
		if len(problems) != c.problems || !strings.Contains(problems.Text(""), c.want) {
			t.Errorf("%s: got\n%s", c.why, problems.Text(""))
		}
	}
	// The place of a bad element counts the unknown ones before it.
	later := value.V{Kind: value.List, Elems: []value.V{{Kind: value.Unknown}, value.Of("bad branch")}}
	_, faults := Describe("gitlab", value.Of(map[string]any{"projects": []string{"g/p"}, "branches": later}))
	if got := faults.Text(""); !strings.HasPrefix(got, "CE104 filters.branches[1]") {
		t.Errorf("got %s", got)
	}
	later = value.V{Kind: value.List, Elems: []value.V{{Kind: value.Unknown}, value.Of("ref")}}
	d, problems := Describe("gitlab", value.Of(map[string]any{"projects": []string{"g/p"}, "branches": []string{"main"}, "subject_components": later}))
	if len(problems) > 0 || !d.Partial {
		t.Errorf("an unknown first component: %s", problems.Text(""))
	}
	if d, problems := Describe("gitlab", value.V{Kind: value.Unknown}); len(problems) > 0 || !d.Partial || d.Jobs != nil {
		t.Errorf("unknown filters: %+v, %s", d, problems.Text(""))
	}
}
