package e2e_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/cioidc/terraform-provider-cioidc/internal/provider"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/e2e/runner"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/e2e/standin"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

const examples = "../../../examples"

var factory = providerserver.NewProtocol6WithError(provider.New("test")())

// A ci is a platform as the examples describe it: their variables' defaults are
// the samples of the platform's data.
type ci struct {
	platform, issuer string
	form             string   // of a branch's job
	pull             string   // the form of a pull request's job, "" where it is a branch's
	admitted         []string // branches that the examples describe
}

var platforms = []ci{
	{platform: "semaphore", issuer: "https://my-org.semaphoreci.com", form: "branch", pull: "pull_request", admitted: []string{"main", "release-1.2"}},
	{platform: "circleci", issuer: "https://oidc.circleci.com/org/01234567-89ab-4def-8123-4567890abcde", form: "github_branch", admitted: []string{"main", "release-1.2"}},
	{platform: "gitlab", issuer: "https://gitlab.com", form: "branch", admitted: []string{"main"}},
}

// smallShells are the shells that a platform takes where an image has no bash, of
// those on this machine. CircleCI's wants pipefail, which not every sh has.
func (c ci) smallShells() []string {
	_, err := exec.LookPath("busybox")
	switch {
	case c.platform == "semaphore": // jobs run in its own image
	case err == nil:
		return []string{"busybox sh"}
	case c.platform == "gitlab":
		return []string{"sh"}
	}
	return nil
}

// onBranch are the claims of a branch's job.
func (c ci) onBranch(i *standin.Issuer, branch, audience string) map[string]any {
	return i.Claims(c.form, map[string]string{"branch": branch}, audience)
}

// A refusal is a token that must not get in, and what the log then holds. OpenBao
// decides by itself and sees them all; the stand-ins of AWS and Google decide with
// this provider's own evaluators, which other tests are about, so what matters is
// that the job ends and says why.
type refusal struct {
	mint                      func(c ci, i *standin.Issuer, audience string) string
	vault, aws, google, azure string
}

// What AWS and Google say when their rules refuse.
const (
	denied   = "Not authorized to perform sts:AssumeRoleWithWebIdentity"
	rejected = "The given credential is rejected by the attribute condition"
)

var refusals = map[string]refusal{
	"another branch": {
		mint: func(c ci, i *standin.Issuer, audience string) string {
			return i.Mint(c.onBranch(i, "feature", audience))
		},
		vault: "error validating claims", aws: denied, google: rejected, azure: "AADSTS700213",
	},
	"a pull request": {
		mint: func(c ci, i *standin.Issuer, audience string) string {
			if c.pull == "" { // CircleCI and GitLab build them as branches
				return i.Mint(c.onBranch(i, "pull/7", audience))
			}
			return i.Mint(i.Claims(c.pull, nil, audience))
		},
		vault: "error validating claims",
	},
	"another audience": {
		mint: func(c ci, i *standin.Issuer, _ string) string {
			return i.Mint(c.onBranch(i, "main", "https://elsewhere.example"))
		},
		vault: "invalid audience (aud) claim",
	},
	"an old token": {
		mint: func(c ci, i *standin.Issuer, audience string) string {
			return i.MintAt(time.Now().Add(-2*time.Hour), c.onBranch(i, "main", audience))
		},
		vault: "token is expired",
	},
	"a token of somebody else's making": {
		mint: func(c ci, i *standin.Issuer, audience string) string {
			return i.Forge(c.onBranch(i, "main", audience))
		},
		vault: "failed to verify id token signature",
	},
}

// A play is one run of an example's pipeline file.
type play struct {
	ci          ci
	file        string // the pipeline file
	issuer      *standin.Issuer
	token       func(audience string) string
	internet    *standin.Internet
	programs    map[string]string // by the name that the job calls them
	environment []string
	deploy      string // what the repository's "make deploy" does, one line of shell
	shell       string // where the image has no bash
}

// branch is a play with tokens of that branch.
func (p play) branch(t *testing.T, name string) runner.Result {
	t.Helper()
	p.token = func(audience string) string { return p.issuer.Mint(p.ci.onBranch(p.issuer, name, audience)) }
	return p.run(t)
}

func (p play) run(t *testing.T) runner.Result {
	t.Helper()
	for _, name := range []string{"bash", "make"} {
		program(t, name)
	}
	dir := t.TempDir()
	bin := filepath.Join(dir, "bin")
	if err := os.Mkdir(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, path := range p.programs {
		if err := os.Symlink(path, filepath.Join(bin, name)); err != nil {
			t.Fatal(err)
		}
	}
	// The checkout.
	makefile := "deploy:\n\t@" + strings.ReplaceAll(p.deploy, "$", "$$") + "\n"
	if err := os.WriteFile(filepath.Join(dir, "Makefile"), []byte(makefile), 0o600); err != nil {
		t.Fatal(err)
	}
	return runner.Run(t, runner.Job{
		Platform: p.ci.platform, File: p.file, Dir: dir, Token: p.token, Shell: p.shell,
		Environment: slices.Concat([]string{"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"), "TMPDIR=" + dir}, p.internet.Environment(t), p.environment),
	})
}

// refuse runs the play with every token that must not get in; says is what the
// log then holds.
func (p play) refuse(t *testing.T, says func(refusal) string, secrets ...string) {
	t.Helper()
	var names []string
	for name, r := range refusals {
		if says(r) != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range effort.Some(names, 1, 1) {
		r := refusals[name]
		t.Run(name, func(t *testing.T) {
			p := p
			var shown string
			p.token = func(audience string) string {
				shown = r.mint(p.ci, p.issuer, audience)
				return shown
			}
			got := p.run(t)
			if got.ExitCode == 0 || !strings.Contains(got.Output, says(r)) {
				t.Errorf("it ended with %d and does not say %q:\n%s", got.ExitCode, says(r), got.Output)
			}
			withheld(t, got.Output, append(secrets, shown)...)
		})
	}
}

// program is a program of this machine; a test without it is skipped.
func program(t *testing.T, name string) string {
	t.Helper()
	effort.Alone(t)
	effort.Since(t, effort.Test)
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("SKIPPED: %v", err)
	}
	return path
}

// pipeline is the file that an applied example gives (and has beside itself, as
// other tests hold), with the repository's own "make deploy" in place of the
// command that follows the steps.
func pipeline(t *testing.T, h *providertest.Harness, command string) string {
	t.Helper()
	file := outputs(t, h)["pipeline"]
	if strings.Count(file, command) != 1 {
		t.Fatalf("%q is not once in the file:\n%s", command, file)
	}
	return strings.Replace(file, command, "make deploy", 1)
}

// edit changes a text that is once in a file.
func edit(t *testing.T, path, was, is string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(text), was) != 1 {
		t.Fatalf("%q is not once in %s:\n%s", was, path, text)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), was, is, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// outputs are the outputs of an example that has been applied.
func outputs(t *testing.T, h *providertest.Harness) map[string]string {
	t.Helper()
	raw, err := h.Outputs()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for name, value := range raw {
		var text string
		if err := json.Unmarshal(value, &text); err == nil {
			out[name] = text
		}
	}
	return out
}

// noStrays demands that nobody asked for a host that is not played, but for these.
func noStrays(t *testing.T, n *standin.Internet, but ...string) {
	t.Helper()
	strays := slices.DeleteFunc(n.Strays(), func(s string) bool { return slices.Contains(but, s) })
	if len(strays) > 0 {
		t.Errorf("somebody asked for %s, which is not served here", strings.Join(strays, ", "))
	}
}

// kept demands that the job's own command saw a file that nobody else may read,
// and that it is gone with the job: the log holds "file MODE PATH".
func kept(t *testing.T, log string) {
	t.Helper()
	found := shown.FindStringSubmatch(log)
	if found == nil || found[1] != "600" {
		t.Errorf("the job shows no file with mode 600:\n%s", log)
		return
	}
	if path := found[2]; exists(path) {
		t.Errorf("%s is left behind", path)
	}
}

// shown is what stat prints in the job.
var shown = regexp.MustCompile(`(?m)^file (\d+) (/.+)$`)

func exists(path string) bool {
	_, err := os.Stat(path)
	return !os.IsNotExist(err)
}

// withheld demands that a log holds none of these.
func withheld(t *testing.T, log string, secrets ...string) {
	t.Helper()
	for _, s := range secrets {
		if strings.Contains(log, s) {
			t.Errorf("the log holds what nobody should read there (%d bytes):\n%s", len(s), log)
		}
	}
}
