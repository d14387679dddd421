package e2e_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/e2e/standin"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// TestAWS lets the example's pipeline file assume the example's role with the
// AWS CLI. STS decides by the example's trust policy, and verifies the signature
// of the call that follows.
func TestAWS(t *testing.T) {
	t.Parallel()
	for _, c := range effort.Some(platforms, 1, 1) {
		t.Run(c.platform, func(t *testing.T) {
			t.Parallel()
			testAWS(t, c)
		})
	}
}

// awsOf plays an example against STS.
func awsOf(t *testing.T, c ci, h *providertest.Harness, deploy string) (play, *standin.STS, string) {
	t.Helper()
	cli := program(t, "aws")
	n := standin.New(t)
	i := n.Issuer(t, c.issuer)
	h.ApplyTwiceClean(nil)
	out := outputs(t, h)
	role := out["role_arn"]
	sts := &standin.STS{Issuer: i, Roles: map[string]string{role: out["trust_policy"]}}
	for _, host := range []string{"sts.eu-central-1.amazonaws.com", "sts.amazonaws.com"} { // old versions take the latter
		n.Handle(host, sts)
	}
	job := play{
		ci: c, file: pipeline(t, h, "aws s3 sync public s3://my-bucket"), issuer: i, internet: n, programs: map[string]string{"aws": cli},
		deploy: deploy, environment: []string{"AWS_EC2_METADATA_DISABLED=true"}, // a machine of AWS's has a role of its own
	}
	return job, sts, role
}

func testAWS(t *testing.T, c ci) {
	h := providertest.New(t, factory, providertest.Tree(examples, c.platform+"-aws"))
	job, sts, role := awsOf(t, c, h, `stat -c 'file %a %n' "$AWS_WEB_IDENTITY_TOKEN_FILE" && aws sts get-caller-identity --query Account --output text`)
	session := ":assumed-role/" + role[strings.LastIndex(role, "/")+1:] + "/" + c.platform + "-"
	r := job.branch(t, c.admitted[0])
	if r.ExitCode != 0 || !strings.Contains(r.Output, session) {
		t.Errorf("it ended with %d and does not show %q:\n%s", r.ExitCode, session, r.Output)
	}
	kept(t, r.Output)
	calls := sts.Calls()
	if len(calls) != 1 { // the CLI keeps what it got, in ~/.aws/cli/cache
		t.Errorf("%d roles were assumed", len(calls))
	}
	for _, call := range calls {
		if !call.Admitted || call.RoleARN != role || !strings.HasPrefix(call.SessionName, c.platform+"-") {
			t.Errorf("STS was asked for %s, session %s", call.RoleARN, call.SessionName)
		}
		withheld(t, r.Output, call.Token, standin.SecretKey)
	}
	job.refuse(t, func(r refusal) string { return r.aws })
	noStrays(t, job.internet)
}

// TestAWSDuration lets the steps fetch credentials for half an hour, once, and
// holds that STS, as it is here, looks at how calls are signed.
func TestAWSDuration(t *testing.T) {
	t.Parallel()
	effort.Since(t, effort.CI) // TestAWS has all but the duration
	for _, c := range effort.Some(platforms, 1, 1) {
		t.Run(c.platform, func(t *testing.T) {
			t.Parallel()
			h := providertest.New(t, factory, providertest.Tree(examples, c.platform+"-aws"))
			edit(t, filepath.Join(h.Dir(), "pipeline.tf"), "commands ", "duration = 1800\n    commands ")
			job, sts, _ := awsOf(t, c, h, `aws sts get-caller-identity --query Account --output text && AWS_SECRET_ACCESS_KEY=another aws sts get-caller-identity`)
			r := job.branch(t, "main")
			if r.ExitCode == 0 || !strings.Contains(r.Output, "\n123456789012\n") || !strings.Contains(r.Output, "SignatureDoesNotMatch") {
				t.Errorf("it ended with %d:\n%s", r.ExitCode, r.Output)
			}
			calls := sts.Calls()
			if len(calls) != 1 || !calls[0].Admitted || calls[0].Duration != "1800" {
				t.Errorf("%d roles were assumed: %+v", len(calls), calls)
			}
			for _, call := range calls {
				withheld(t, r.Output, call.Token, standin.SecretKey)
			}
			job.refuse(t, func(r refusal) string { return r.aws })
			noStrays(t, job.internet)
		})
	}
}
