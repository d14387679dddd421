package providertest

// Which command line is used, and of what version.

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// Product is the kind of command line interface in use.
type Product string

// The products that the harness knows.
const (
	Terraform Product = "Terraform"
	OpenTofu  Product = "OpenTofu"
)

// CLI is the command line interface that a harness runs.
type CLI struct {
	// Path is the absolute path of the binary.
	Path string
	// Product says whether it is Terraform or OpenTofu.
	Product Product
	// Version is its version without the leading "v".
	Version string
}

// EnvCLI names the environment variable with the path of the binary to run.
// It is the one that plugin-testing reads, so one setting serves both.
const EnvCLI = "TF_ACC_TERRAFORM_PATH"

// FindCLI returns the binary that [EnvCLI] names, or else terraform or tofu
// from PATH. A test without one fails: it does not skip.
func FindCLI(t testing.TB) CLI {
	t.Helper()
	if path := os.Getenv(EnvCLI); path != "" {
		return cliAt(t, path)
	}
	for _, name := range []string{"terraform", "tofu"} {
		if path, err := exec.LookPath(name); err == nil {
			return cliAt(t, path)
		}
	}
	t.Fatalf("providertest: neither terraform nor tofu is on PATH and %s is not set; run the tests with `make test`, which builds OpenTofu when there is none", EnvCLI)
	return CLI{}
}

// knownCLIs remembers what each binary said about itself.
var knownCLIs sync.Map

func cliAt(t testing.TB, path string) CLI {
	t.Helper()
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatalf("providertest: %v", err)
	}
	if known, _ := knownCLIs.Load(abs); known != nil {
		if cli, ok := known.(CLI); ok {
			return cli
		}
	}
	cli, err := askCLI(t.Context(), abs)
	if err != nil {
		t.Fatalf("providertest: %v; run the tests with `make test`, or let %s name a terraform or tofu binary", err, EnvCLI)
	}
	knownCLIs.Store(abs, cli)
	return cli
}

// askCLI learns product and version from the text of "version": its -json form
// names the key terraform_version in both products.
func askCLI(ctx context.Context, path string) (CLI, error) {
	cmd := exec.CommandContext(ctx, path, "version")
	cmd.Env = []string{"CHECKPOINT_DISABLE=1", "TF_CLI_CONFIG_FILE=" + os.DevNull, "PATH=" + os.Getenv("PATH")}
	out, err := cmd.CombinedOutput()
	if err != nil {
		return CLI{}, fmt.Errorf("%s version: %w\n%s", path, err, out)
	}
	first, _, _ := strings.Cut(string(out), "\n")
	product, version, ok := strings.Cut(strings.TrimSpace(first), " v")
	switch Product(product) {
	case Terraform, OpenTofu:
		if ok {
			return CLI{Path: path, Product: Product(product), Version: version}, nil
		}
	}
	return CLI{}, fmt.Errorf("%s version: not Terraform or OpenTofu: %q", path, first)
}
