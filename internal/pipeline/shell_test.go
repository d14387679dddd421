package pipeline_test

import (
	"os/exec"
	"strings"
	"testing"
)

// TestShell reads every pair's steps with bash, dash and shellcheck, in all ways
// that options change them.
func TestShell(t *testing.T) {
	checks := map[string][]string{"bash": {"-n"}, "dash": {"-n"}, "shellcheck": {"--shell=sh", "--severity=style", "-"}}
	each(t, func(t *testing.T, platform, party string) {
		for _, more := range [][]any{nil, variants[party], {"audiences", []string{"https://x.example.com/it's"}}} {
			r, problems := attempt(platform, party, options(platform, party, more...))
			if len(problems) > 0 {
				if platform == "semaphore" && len(more) > 0 && more[0] == "audiences" {
					continue // it has one of its own
				}
				t.Fatal(problems.Text(""))
			}
			for name, args := range checks {
				path, err := exec.LookPath(name)
				if err != nil {
					t.Logf("there is no %s here", name)
					continue
				}
				cmd := exec.CommandContext(t.Context(), path, args...)
				cmd.Stdin = strings.NewReader(strings.Join(texts(r.Steps), "\n") + "\n")
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Errorf("%s: %v\n%s", name, err, out)
				}
			}
		}
	})
}

// variants are the options that change a relying party's lines.
var variants = map[string][]any{
	"aws":    {"duration", 900.0, "session_name", "ci"},
	"azure":  {"cloud", "usgovernment", "subscription_id", nil},
	"google": {"service_account", nil, "project_id", nil},
	"vault": {"namespace", "team/a b", "secrets", map[string]any{
		"A": map[string]any{"path": "a b", "field": "c'd"}, "B": map[string]any{"path": "x", "field": "y", "mount": "kv"},
	}},
}
