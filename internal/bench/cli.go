package main

// The command lines that are measured.

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A cli is a Terraform or an OpenTofu.
type cli struct{ path, product, version string }

// findCLIs takes the first of each product that answers: the one that .ci/cli
// chose, what is on PATH, and OpenTofu from CIOIDC_TEST_TOFU or .tools.
func (w *workshop) findCLIs(ctx context.Context) error {
	candidates := []string{os.Getenv("TF_ACC_TERRAFORM_PATH"), "terraform", os.Getenv("CIOIDC_TEST_TOFU"), "tofu", filepath.Join(w.root, ".tools", "tofu")}
	for _, name := range candidates {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		if path, err = filepath.Abs(path); err != nil {
			continue
		}
		cmd := exec.CommandContext(ctx, path, "version")
		cmd.Env = []string{"CHECKPOINT_DISABLE=1", "TF_CLI_CONFIG_FILE=" + os.DevNull, "PATH=" + os.Getenv("PATH")}
		out, err := cmd.Output()
		if err != nil {
			continue
		}
		product, version, ok := parseVersion(string(out))
		if ok && !slices.ContainsFunc(w.clis, func(c cli) bool { return c.product == product }) {
			w.clis = append(w.clis, cli{path, product, version})
		}
	}
	if len(w.clis) == 0 {
		return errors.New("neither terraform nor tofu is here; make bench finds or builds one")
	}
	for _, product := range []string{"Terraform", "OpenTofu"} {
		if !slices.ContainsFunc(w.clis, func(c cli) bool { return c.product == product }) {
			w.notes = append(w.notes, product+" is left out: none is on PATH, in .tools or named by the environment")
		}
	}
	return nil
}

// parseVersion reads "Terraform v1.11.4", the first line of "version".
func parseVersion(out string) (product, version string, ok bool) {
	first, _, _ := strings.Cut(out, "\n")
	product, version, ok = strings.Cut(strings.TrimSpace(first), " v")
	return product, version, ok && (product == "Terraform" || product == "OpenTofu")
}
