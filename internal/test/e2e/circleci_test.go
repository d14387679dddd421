package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// TestCircleCIAudience lets the jobs ask for another audience than the
// organization's, with a stand-in for CircleCI's own command in the job: the real
// one asks CircleCI.
func TestCircleCIAudience(t *testing.T) {
	t.Parallel()
	c := platforms[1]
	h := providertest.New(t, factory, providertest.Tree(examples, "circleci-aws"))
	edit(t, filepath.Join(h.Dir(), "main.tf"), "    organization_id = var.organization_id\n", "    organization_id = var.organization_id\n    audiences = [\"sts.amazonaws.com\"]\n")
	job, sts, _ := awsOf(t, c, h, "true")
	job.token = func(string) string { return "not this one" }
	dir := t.TempDir()
	on := func(branch, audience string) {
		token := job.issuer.Mint(c.onBranch(job.issuer, branch, audience))
		script := fmt.Sprintf("#!/bin/sh\n[ \"$*\" = 'run oidc get --claims {\"aud\":\"sts.amazonaws.com\"}' ] && echo %s\n", token)
		if err := os.WriteFile(filepath.Join(dir, "circleci"), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	job.programs["circleci"] = filepath.Join(dir, "circleci")
	on("main", "sts.amazonaws.com")
	if r, calls := job.run(t), sts.Calls(); r.ExitCode != 0 || len(calls) != 1 || !calls[0].Admitted {
		t.Errorf("it ended with %d after %d calls:\n%s", r.ExitCode, len(calls), r.Output)
	} else {
		withheld(t, r.Output, calls[0].Token)
	}
	on("main", "") // the organization's
	if r := job.run(t); r.ExitCode == 0 || !strings.Contains(r.Output, denied) {
		t.Errorf("another audience ended with %d:\n%s", r.ExitCode, r.Output)
	}
	noStrays(t, job.internet)
}
