package main

// Plans that check documents, with trust_check.

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/check"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

const (
	goalAudit    = 1.5 // a plan that checks roles, by one with as many no-op calls
	goalFindings = 3 * time.Millisecond
)

// An audited document is one that people write, as trust_check takes it; APP
// stands for the name of the project, so that no two roles are the same.
type audited struct{ name, policy string }

const firstApp = "app-00000"

// audits are the documents of an audit: right and wrong ones of all parties, and
// two roles of services.
var audits = []audited{
	{"AWS, GitHub, one branch", webIdentity("token.actions.githubusercontent.com", `"StringEquals":{"ISS:aud":"sts.amazonaws.com","ISS:sub":["repo:my-org/APP:ref:refs/heads/main","repo:my-org@123456/APP@456789:ref:refs/heads/main"]}`)},
	{"AWS, GitHub, any ref", webIdentity("token.actions.githubusercontent.com", `"StringEquals":{"ISS:aud":"sts.amazonaws.com"},"StringLike":{"ISS:sub":"repo:my-org/APP:*"}`)},
	{"AWS, GitLab, one branch", webIdentity("gitlab.com", `"StringEquals":{"ISS:aud":"sts.amazonaws.com","ISS:sub":"project_path:my-group/APP:ref_type:branch:ref:main"}`)},
	{"AWS, GitLab, no delimiter", webIdentity("gitlab.com", `"StringEquals":{"ISS:aud":"sts.amazonaws.com"},"StringLike":{"ISS:sub":"project_path:my-group/APP*:ref:main"}`)},
	{"AWS, CircleCI's guide", webIdentity("oidc.circleci.com/org/"+sampleOrg, `"StringEquals":{"ISS:aud":"`+sampleOrg+`"},"StringLike":{"ISS:sub":"org/`+sampleOrg+`/project/*/user/*/vcs-origin/github.com/my-org/APP/vcs-ref/refs/heads/main"}`)},
	{"AWS, Lambda", `{"aws":{"policy":{"Version":"2012-10-17","Statement":[{"Sid":"APP","Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}}}`},
	{"AWS, EC2", `{"aws":{"policy":{"Version":"2012-10-17","Statement":[{"Sid":"APP","Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}}}`},
	{"Vault, GitLab, glob", `{"vault":{"role_type":"jwt","bound_issuer":"https://gitlab.com","bound_audiences":["https://vault.example.com"],"bound_claims_type":"glob","bound_claims":{"project_path":"my-group/APP*","ref":"main"},"user_claim":"project_id"}}`},
	{"Google, GitHub, repository", `{"google":{"issuer_uri":"https://token.actions.githubusercontent.com","allowed_audiences":["https://iam.googleapis.com/ci"],"attribute_mapping":{"google.subject":"assertion.sub","attribute.repository":"assertion.repository"},"attribute_condition":"assertion.repository == 'my-org/APP'"}}`},
	{"Azure, GitHub, one branch", `{"azure":{"credentials":[{"issuer":"https://token.actions.githubusercontent.com","audiences":["api://AzureADTokenExchange"],"subject":"repo:my-org/APP:ref:refs/heads/main"}]}}`},
}

// webIdentity is a trust policy for an issuer; ISS stands for it in conditions.
func webIdentity(issuer, conditions string) string {
	return `{"aws":{"policy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::` + account + `:oidc-provider/` + issuer +
		`"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{` + strings.ReplaceAll(conditions, "ISS", issuer) + `}}]}}}`
}

// of is the document for the app.
func (a audited) of(app string) (value.V, error) {
	var policy any
	err := json.Unmarshal([]byte(strings.ReplaceAll(a.policy, "APP", app)), &policy)
	return value.Of(policy), err
}

// findings times what is found in one document, by its first call and by others
// like it.
func findings() (string, error) {
	rows := [][]string{{"", "findings", "first: CPU", "again: wall", "CPU"}}
	var first, again []float64
	for _, a := range audits {
		n, found := 0, 0
		run := func() error {
			policy, err := a.of(fmt.Sprintf("app-%05d", n))
			n++
			if err != nil {
				return err
			}
			var problems problem.List
			p := check.Read(policy, "policy", &problems)
			if len(problems) > 0 {
				return errors.New(a.name + ": " + problems.Text(""))
			}
			found = len(check.Run(p, check.Options{}).Findings)
			return nil
		}
		f := once(1, run)
		o := often(5, 10*time.Millisecond, run)
		if err := errors.Join(f.wrong, o.wrong); err != nil {
			return "", err
		}
		first, again = append(first, f.judged()), append(again, o.judged())
		rows = append(rows, []string{a.name, fmt.Sprint(found), brief(f.judged()), brief(o.wall), brief(o.judged())})
	}
	rows = append(rows, []string{"median", "", within(median(first), goalFindings), "", within(median(again), goalFindings)})
	rows = append(rows, []string{"worst", "", brief(slices.Max(first)), "", brief(slices.Max(again))})
	return grid("what is found in one document, without jobs; first is the document's first call in this process, again is one with another project's name", rows), nil
}

// auditConfig is a plan that checks as many roles in one for expression.
func auditConfig(local string, roles int) string {
	var documents strings.Builder
	for _, a := range audits {
		fmt.Fprintf(&documents, "    %q,\n", a.policy)
	}
	return header(local, "cioidc/"+local) + fmt.Sprintf(`
locals {
  documents = [
%s  ]
  audits = [for i in range(%d) : provider::%s::trust_check(
    jsondecode(replace(local.documents[i %% %d], "APP", format("app-%%05d", i))), {}
  )]
}

output "characters" {
  value = sum([for a in local.audits : a.applies && length(a.findings) < 0 ? 0 : 1])
}
`, documents.String(), roles, local, len(audits))
}
