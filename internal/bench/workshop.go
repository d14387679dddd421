package main

// The folder in which everything is built and run.

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// A workshop is a temporary folder with the built providers and a CLI
// configuration that finds them, and what there is to run.
type workshop struct {
	dir, root string
	clis      []cli
	aws       string // version of the official provider, empty where there is none
	notes     []string
	patience  time.Duration
}

func newWorkshop(ctx context.Context, dir string) (*workshop, error) {
	w := &workshop{dir: dir}
	out, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return nil, fmt.Errorf("go list -m: %w", err)
	}
	w.root = strings.TrimSpace(string(out))
	if err := w.findCLIs(ctx); err != nil {
		return nil, err
	}
	overrides := map[string]string{}
	for local, pkg := range map[string]string{"cioidc": ".", "noop": "./internal/bench/noop"} {
		bin := filepath.Join(dir, local)
		overrides["cioidc/"+local] = bin
		if err := w.build(ctx, pkg, filepath.Join(bin, "terraform-provider-"+local)); err != nil {
			return nil, err
		}
	}
	if err := writeAnswers(ctx, filepath.Join(dir, "noop")); err != nil {
		return nil, err
	}
	if aws, version, err := findAWS(os.Getenv(envMirror), filepath.Join(dir, "aws")); err != nil {
		w.notes = append(w.notes, string(awsDocument)+" is left out: "+err.Error())
	} else {
		w.aws, overrides["hashicorp/aws"] = version, aws
	}
	return w, w.configure(overrides)
}

// build builds a provider as a release does.
func (w *workshop) build(ctx context.Context, pkg, binary string) error {
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	cmd := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-trimpath", "-ldflags", "-s -w", "-o", binary, pkg)
	cmd.Dir = w.root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build %s: %w\n%s", pkg, err, out)
	}
	return nil
}

// configure writes the CLI configuration. OpenTofu looks for the same sources
// under its own registry. With overrides no plan needs an init, and none checks
// the hash of a provider's package, the official one's neither.
func (w *workshop) configure(overrides map[string]string) error {
	var b strings.Builder
	b.WriteString("provider_installation {\n  dev_overrides {\n")
	for source, dir := range overrides {
		for _, host := range hosts {
			fmt.Fprintf(&b, "    %q = %q\n", host+"/"+source, filepath.ToSlash(dir))
		}
	}
	b.WriteString("  }\n}\n")
	return os.WriteFile(w.tfrc(), []byte(b.String()), 0o644)
}

func (w *workshop) tfrc() string { return filepath.Join(w.dir, "cli.tfrc") }

// env is all that a plan sees of the environment: no settings of the caller's,
// no credentials, and no check for a new version.
func (w *workshop) env() []string {
	env := []string{
		"CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1", "TF_CLI_CONFIG_FILE=" + w.tfrc(),
		"AWS_EC2_METADATA_DISABLED=true", "HOME=" + w.dir, "TMPDIR=" + w.dir,
	}
	for _, name := range []string{"PATH", "SystemRoot", "TEMP", "TMP"} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	return env
}

func (w *workshop) about() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s/%s, %d CPUs, %s\n", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version())
	for _, c := range w.clis {
		fmt.Fprintf(&b, "%s %s: %s\n", c.product, c.version, c.path)
	}
	if w.aws != "" {
		fmt.Fprintf(&b, "%s: official AWS provider %s\n", awsDocument, w.aws)
	}
	for _, note := range w.notes {
		b.WriteString(note + "\n")
	}
	return b.String()
}
