package pipeline_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The commands that steps run, as a script under their names that writes each
// call down, whole.
var stubs = []string{"aws", "az", "circleci", "curl", "gcloud", "jq", "vault", "canary"}

// tools are the commands that steps need as they are.
var tools = []string{"mktemp", "rm", "cut"}

// A call is one that a stub was run with.
type call struct {
	Name  string
	Args  []string
	Env   map[string]string
	Stdin string
	Files map[string]string // what the files that arguments and variables name held
	Modes map[string]string // and who may read them
}

// answers are what stubs print, by the command and its first argument.
var answers = map[string]string{
	"vault write":  stubVaultToken + "\n",
	"vault kv":     stubSecret + "\n",
	"circleci run": stubToken + "\n",
	"curl -sSf":    `{"count": 1, "value": "` + stubToken + `"}` + "\n",
	"jq -re":       stubToken + "\n",
	"aws sts":      "AKIA_STUB\tsecret/key+\tsession==\n",
}

const (
	stubToken      = "aaaa.bbbb.cccc"
	stubVaultToken = "hvs.stub"
	stubSecret     = `it's "$(canary)" ` + "`canary`"
)

// stub is the script. STUB is a folder with a folder for each call, in order, and
// the answers. It reads standard input where something is to be read, and looks
// into the folder of the token while there is one.
const stub = `#!/bin/sh
n=0
until mkdir "$STUB/$n" 2>/dev/null; do n=$((n + 1)); done
env -0 > "$STUB/$n/env"
printf '%s\0' "${0##*/}" "$@" > "$STUB/$n/args"
case "${0##*/} $*" in jq* | *@-* | *jwt=-) cat > "$STUB/$n/stdin" ;; esac
for text in "$AWS_WEB_IDENTITY_TOKEN_FILE" "$AZURE_FEDERATED_TOKEN_FILE" "$GOOGLE_APPLICATION_CREDENTIALS" "$@"; do
  case $text in */tmp/oidc.*)
    folder=/tmp/oidc.${text#*/tmp/oidc.}
    cp -p "${folder%/*}"/* "$STUB/$n" && ls -ld "${folder%/*}" "${folder%/*}"/* > "$STUB/$n/modes" || exit 9 ;;
  esac
done
if [ -f "$STUB/${0##*/} $1" ]; then cat "$STUB/${0##*/} $1"; fi
`

// tokens are what the platforms give to a job.
var tokens = map[string]string{
	"SEMAPHORE_OIDC_TOKEN": stubToken, "CIRCLE_OIDC_TOKEN": stubToken, "CIRCLE_OIDC_TOKEN_V2": stubToken, "GITLAB_OIDC_TOKEN": stubToken,
	"ACTIONS_ID_TOKEN_REQUEST_TOKEN": "request-token", "ACTIONS_ID_TOKEN_REQUEST_URL": "https://token.actions.invalid/x?api-version=2",
	"SEMAPHORE_JOB_ID": "11111111-2222-4333-8444-555555555555", "CIRCLE_WORKFLOW_JOB_ID": "11111111-2222-4333-8444-555555555555",
	"AWS_ACCESS_KEY_ID": "AKIA_STALE", "AWS_SECRET_ACCESS_KEY": "stale", "AZURE_CLIENT_SECRET": "stale", "VAULT_TOKEN": "stale", // left from before
	"CI_PROJECT_ID": "57382910", "CI_JOB_ID": "9876543210", "GITHUB_RUN_ID": "1234567890", "GITHUB_RUN_ATTEMPT": "1",
}

// shell runs a script under bash or another shell, with nothing on PATH but the
// stubs and the few real commands, and returns the calls and what was printed.
func shell(t testing.TB, name, script string, environment map[string]string) ([]call, string, error) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("there is no %s here", name)
	}
	log := t.TempDir()
	for what, text := range answers {
		if err := os.WriteFile(filepath.Join(log, what), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	args := []string{"-e", "-c", script}
	if name == "bash" {
		args = []string{"--noprofile", "--norc", "-eo", "pipefail", "-u", "-c", script}
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = []string{"PATH=" + stubFolder, "HOME=" + cmd.Dir, "STUB=" + log}
	for n, text := range environment {
		cmd.Env = append(cmd.Env, n+"="+text)
	}
	printed, err := cmd.CombinedOutput()
	var calls []call
	for n := 0; ; n++ {
		dir := filepath.Join(log, strconv.Itoa(n))
		if _, statErr := os.Stat(dir); statErr != nil {
			return calls, string(printed), err
		}
		calls = append(calls, readCall(t, dir))
	}
}

func readCall(t testing.TB, dir string) call {
	t.Helper()
	read := func(name string) string {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		return string(raw)
	}
	args := strings.Split(strings.TrimSuffix(read("args"), "\x00"), "\x00")
	c := call{Name: args[0], Args: args[1:], Env: map[string]string{}, Stdin: read("stdin"), Files: map[string]string{}, Modes: map[string]string{}}
	for e := range strings.SplitSeq(read("env"), "\x00") {
		name, text, _ := strings.Cut(e, "=")
		c.Env[name] = text
	}
	for line := range strings.Lines(read("modes")) {
		fields := strings.Fields(line)
		file := fields[len(fields)-1]
		c.Modes[file] = fields[0][:10]
		c.Files[filepath.Base(file)] = read(filepath.Base(file))
	}
	return c
}

// TestMain makes the folder of the stubs once for all tests.
func TestMain(m *testing.M) {
	flag.Parse()
	dir, err := os.MkdirTemp("", "pipeline-stubs")
	if err == nil {
		err = fillStubs(dir)
	}
	stubFolder = dir
	code := 1
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	} else {
		code = m.Run()
	}
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// stubFolder holds the stubs and the real commands, and nothing else.
var stubFolder string

func fillStubs(dir string) error {
	at := map[string]string{}
	for _, name := range append([]string{"env", "mkdir"}, tools...) {
		path, err := exec.LookPath(name)
		if err != nil {
			return err
		}
		at[name] = path
	}
	script := strings.Replace(stub, "\n", "\nPATH="+filepath.Dir(at["env"])+":"+filepath.Dir(at["mkdir"])+"\n", 1)
	for _, s := range stubs {
		if err := os.WriteFile(filepath.Join(dir, s), []byte(script), 0o700); err != nil { //nolint:gosec // a script runs
			return err
		}
	}
	for _, name := range tools {
		if err := os.Symlink(at[name], filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// find is the first call of a command with the argument; "" is any.
func find(t testing.TB, calls []call, name, argument string) call {
	t.Helper()
	for _, c := range calls {
		if c.Name == name && (argument == "" || slices.Contains(c.Args, argument)) {
			return c
		}
	}
	t.Fatalf("%s %s was not run: %+v", name, argument, calls)
	return call{}
}
