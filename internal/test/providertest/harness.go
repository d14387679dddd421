package providertest

// A configuration and the CLI that runs over it.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest/doubles"
)

// ProviderSource is the source address of the provider under test.
const ProviderSource = "cioidc/cioidc"

// Harness runs the CLI over its own copy of a configuration. It is not for
// concurrent use; parallel tests each make their own.
type Harness struct {
	t         testing.TB
	cli       CLI
	providers map[string]Factory
	env       []string
	dir       string // where the configuration is
	scratch   string // for variables and plans
	initDone  bool
}

// New copies the configuration into a temporary directory and prepares the CLI
// to run there with the provider that cioidc makes and a double of each
// official provider.
func New(t testing.TB, cioidc Factory, source Source, options ...Option) *Harness {
	t.Helper()
	effort.Since(t, effort.Test) // make quick is without a CLI
	s := settings{cli: FindCLI, providers: map[string]Factory{}}
	maps.Copy(s.providers, doubles.Factories())
	s.providers[ProviderSource] = cioidc
	for _, option := range options {
		option(&s)
	}
	base := t.TempDir()
	h := &Harness{t: t, cli: s.cli(t), providers: s.providers, scratch: filepath.Join(base, "scratch")}
	if err := h.prepare(base, source, s); err != nil {
		t.Fatalf("providertest: %v", err)
	}
	return h
}

func (h *Harness) prepare(base string, source Source, s settings) error {
	home, config, mirror := filepath.Join(base, "home"), filepath.Join(base, "config"), filepath.Join(base, "mirror")
	for _, dir := range []string{home, config, mirror, h.scratch} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			return err
		}
	}
	sub, err := source.place(config)
	if err != nil {
		return err
	}
	h.dir = filepath.Join(config, sub)
	if err := linkMirror(mirror, s.mirror, s.real); err != nil {
		return err
	}
	rc := filepath.Join(base, "cli.tfrc")
	text := fmt.Sprintf("disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror)
	if err := os.WriteFile(rc, []byte(text), 0o644); err != nil {
		return err
	}
	h.env = append(environment(home, rc), s.env...)
	return nil
}

// environment is all that the CLI sees. The proxy that nobody serves makes a
// call to the network fail at once; loopback addresses do not go through it.
func environment(home, rc string) []string {
	env := []string{
		"HOME=" + home,
		"TF_CLI_CONFIG_FILE=" + rc,
		"TF_IN_AUTOMATION=1",
		"CHECKPOINT_DISABLE=1",
		"HTTP_PROXY=http://127.0.0.1:9",
		"HTTPS_PROXY=http://127.0.0.1:9",
		"NO_PROXY=localhost,127.0.0.1,::1",
		"AWS_EC2_METADATA_DISABLED=true",
	}
	for _, name := range []string{"PATH", "TMPDIR", "LANG", "SYSTEMROOT", "GOGC"} {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// CLI says what the harness runs.
func (h *Harness) CLI() CLI { return h.cli }

// Dir is the folder of the configuration's copy: a test may change files there
// between two commands.
func (h *Harness) Dir() string { return h.dir }

// Run runs any command of the CLI, as it is, and returns what it printed. A
// non-zero exit code is a *[CommandError]. Commands that need "init" want a
// call of [Harness.Init] first.
func (h *Harness) Run(args ...string) (Result, error) {
	h.t.Helper()
	attached, stop, err := serveAll(h.t, h.providers)
	if err != nil {
		return Result{Args: args}, err
	}
	defer stop()
	return h.exec(attached, args)
}

func (h *Harness) exec(attached string, args []string) (Result, error) {
	ctx, cancel := context.WithTimeout(h.t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, h.cli.Path, args...)
	cmd.Dir = h.dir
	cmd.Env = append(h.env[:len(h.env):len(h.env)], "TF_REATTACH_PROVIDERS="+attached)
	cmd.WaitDelay = 5 * time.Second
	var out, both bytes.Buffer
	tee := &lockedWriter{to: &both}
	cmd.Stdout, cmd.Stderr = &lockedPair{&out, tee}, tee
	err := cmd.Run()
	result := Result{Args: args, ExitCode: cmd.ProcessState.ExitCode(), Output: both.String(), Stdout: out.String()}
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.Exited() {
		return result, &CommandError{Result: result, CLI: h.cli}
	}
	if err != nil {
		return result, fmt.Errorf("%s %q: %w\n%s", h.cli.Path, args, err, result.Output)
	}
	return result, nil
}
