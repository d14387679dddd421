package runner

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// indent puts a step's text into a file.
func indent(text string, by int) string {
	return strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", by))
}

// files are minimal files around one step.
var files = map[string]func(step string) string{
	"semaphore": func(step string) string {
		return "version: v1.0\nname: x\nagent: {}\nblocks:\n  - name: a\n    task:\n      env_vars: [{name: SAID, value: \"1.0\"}]\n      jobs:\n        - name: b\n          commands:\n            - checkout\n            - |-\n              " + indent(step, 14) + "\n            - echo after\n"
	},
	"circleci": func(step string) string {
		return "version: 2.1\njobs:\n  b:\n    docker: [{image: x}]\n    environment: {SAID: 1.0}\n    steps:\n      - checkout\n      - run: |\n          " + indent(step, 10) + "\n      - run: {name: n, command: echo after}\nworkflows: {w: {jobs: [b]}}\n"
	},
	"github": func(step string) string {
		return "on: [push]\npermissions: {id-token: write}\njobs:\n  b:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v4\n      - shell: bash\n        run: |\n          " + indent(step, 10) + "\n      - {shell: bash, run: 'echo after'}\n"
	},
	"gitlab": func(step string) string {
		return "b:\n  image: {name: x, entrypoint: ['']}\n  variables: {SAID: 1.0}\n  id_tokens: {GITLAB_OIDC_TOKEN: {aud: \"https://$SAID.example\"}}\n  script:\n    - |\n      " + indent(step, 6) + "\n    - echo after\n"
	},
}

var variables = map[string]string{"semaphore": "SEMAPHORE_OIDC_TOKEN", "circleci": "CIRCLE_OIDC_TOKEN_V2", "gitlab": "GITLAB_OIDC_TOKEN"}

func play(t *testing.T, platform, file string) Result {
	t.Helper()
	return Run(t, Job{
		Platform: platform, File: file, Dir: t.TempDir(), Environment: []string{"PATH=" + os.Getenv("PATH")},
		Token: func(audience string) string { return "token for <" + audience + ">" },
	})
}

// TestSteps holds how each platform's shell behaves.
func TestSteps(t *testing.T) {
	t.Parallel()
	everywhere := func(text string) map[string]string {
		return map[string]string{"semaphore": text, "circleci": text, "github": text, "gitlab": text}
	}
	for name, c := range map[string]struct {
		step string
		want map[string]string // the log; "!" before it: the job fails
	}{
		"variables are texts": {`echo "$SAID"`, map[string]string{"semaphore": "1.0\nafter\n", "circleci": "1.0\nafter\n", "gitlab": "1.0\nafter\n"}},
		"a failure ends it":   {"false", everywhere("!")},
		"exit ends it":        {"echo bye; exit 3", everywhere("!bye\n")},
		"errexit": {"false\necho still here", map[string]string{
			"semaphore": "still here\nafter\n", "circleci": "!", "github": "!", "gitlab": "!",
		}},
		"pipefail": {"false | true", map[string]string{
			"semaphore": "after\n", "circleci": "!", "github": "!", "gitlab": "!",
		}},
		"nothing is swallowed":  {"cat", everywhere("after\n")},
		"a file's end":          {"cat <<'END_OF_COMMAND'\nx\nEND_OF_COMMAND", everywhere("x\nafter\n")},
		"nothing of the test's": {`echo "${TMPDIR-none}"`, everywhere("none\nafter\n")},
	} {
		for platform, want := range c.want {
			t.Run(name+"/"+platform, func(t *testing.T) {
				t.Parallel()
				step := c.step
				if platform == "circleci" {
					step = strings.ReplaceAll(step, "<<", `\<<`)
				}
				got := play(t, platform, files[platform](step))
				log, fails := strings.CutPrefix(want, "!")
				if got.Output != log || (got.ExitCode != 0) != fails {
					t.Errorf("it ended with %d and %q instead of %q", got.ExitCode, got.Output, log)
				}
			})
		}
	}
}

// TestTokens holds where the token is, and for whom.
func TestTokens(t *testing.T) {
	t.Parallel()
	for platform, audience := range map[string]string{"semaphore": "", "circleci": "", "gitlab": "https://1.0.example"} {
		got := play(t, platform, files[platform](`echo "$`+variables[platform]+`"`))
		if want := "token for <" + audience + ">\nafter\n"; got.Output != want {
			t.Errorf("%s: %q instead of %q", platform, got.Output, want)
		}
	}
}

// TestRefused holds that nothing of a file goes unheeded.
func TestRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ platform, was, is, says string }{
		{"semaphore", "env_vars:", "secrets: [{name: s}]\n      env_vars:", "the runner does not play secrets"},
		{"semaphore", "version: v1.0", "version: 2.1", "the version is not v1.0"},
		{"semaphore", "blocks:", "promotions: []\nblocks:", "the runner does not play promotions"},
		{"circleci", "- checkout", "- checkout\n      - aws-cli/setup: {role_arn: r}", "is no run step"},
		{"circleci", "jobs: [b]", "jobs: [c]", "no workflow runs the job b"},
		{"circleci", "echo 1", "echo << x >>", "which CircleCI takes for a parameter"},
		{"circleci", "version: 2.1", "version: 2.1\norbs: {}", "the runner does not play orbs"},
		{"gitlab", "  script:", "  rules: []\n  script:", "the runner does not play rules"},
		{"gitlab", "b:", "c: {}\nb:", "2 jobs"},
		{"github", "id-token: write", "contents: read", "without id-token: write there is no token"},
		{"github", "shell: bash, ", "", "run with shell: bash"},
		{"github", "checkout@v4", "cache@v4", "run with shell: bash"},
		{"github", "steps:", "if: false\n    steps:", "the runner does not play if"},
		{"gitlab", "aud: \"", "sub: x, aud: \"", "the runner does not play sub"},
	} {
		file := files[c.platform]("echo 1")
		if !strings.Contains(file, c.was) {
			t.Fatalf("%q is not in\n%s", c.was, file)
		}
		job := Job{File: strings.Replace(file, c.was, c.is, 1), Token: func(string) string { return "" }}
		if _, err := readers[c.platform](job); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s with %q: %v does not say %q", c.platform, c.is, err, c.says)
		}
	}
}

func TestGitLabShells(t *testing.T) {
	t.Parallel()
	job := Job{File: files["gitlab"]("false\necho still here"), Token: func(string) string { return "" }, Shell: "sh"}
	scripts, err := gitlab(job)
	if err != nil || len(scripts) != 1 || !slices.Equal(scripts[0].shell, []string{"sh"}) {
		t.Fatalf("%+v, %v", scripts, err)
	}
	got := Run(t, Job{
		Platform: "gitlab", File: job.File, Token: job.Token, Shell: "sh", Dir: t.TempDir(), Environment: []string{"PATH=" + os.Getenv("PATH")},
	})
	if got.ExitCode == 0 || got.Output != "" {
		t.Errorf("it ended with %d and %q", got.ExitCode, got.Output)
	}
}
