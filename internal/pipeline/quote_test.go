package pipeline_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/pipeline"
)

// FuzzQuote: a quoted text is one word with that text in it, and no platform
// finds a template in it.
func FuzzQuote(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	bash, err := exec.LookPath("bash")
	if err != nil {
		f.Skip("there is no bash here")
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "\x00") {
			return // no argument holds it, and it is refused before
		}
		quoted := pipeline.Quote(text)
		for _, opener := range []string{"<<", "{{", "[["} {
			if strings.Contains(quoted, opener) {
				t.Errorf("%s in %s", opener, quoted)
			}
		}
		out, err := exec.CommandContext(t.Context(), bash, "--noprofile", "--norc", "-c", "printf '%s;' "+quoted+" end").Output()
		if err != nil || string(out) != text+";end;" {
			t.Errorf("%q arrives as %q: %v", text, out, err)
		}
	})
}
