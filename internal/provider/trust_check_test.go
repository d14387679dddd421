package provider_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// handWritten are documents of all four parties for one branch of one project,
// and who is meant by them.
const handWritten = `
locals {
  meant = provider::cioidc::jobs("gitlab", { name = "deploy web", projects = ["g/p"], branches = ["main"] }).jobs
  subject = "project_path:g/p:ref_type:branch:ref:main"
  policy = {
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/gitlab.com" }
      Condition = { StringEquals = { "gitlab.com:aud" = "a", "gitlab.com:sub" = local.subject } }
    }]
  }
  loose = merge(local.policy, { Statement = [merge(local.policy.Statement[0], {
    Condition = { StringEquals = { "gitlab.com:aud" = "a" }, StringLike = { "gitlab.com:sub" = "project_path:g*:ref:main" } }
  })] })
  other = merge(local.policy, { Statement = [merge(local.policy.Statement[0], {
    Condition = { StringEquals = { "gitlab.com:aud" = "a", "gitlab.com:sub" = "project_path:g/p:ref_type:branch:ref:dev" } }
  })] })
  service = { Version = "2012-10-17", Statement = { Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } } }
  good = {
    aws    = { aws = { policy = local.policy } }
    json   = { aws = { policy = jsonencode(local.policy), client_ids = { "https://gitlab.com" = ["a", "b"] } } }
    google = { google = { issuer_uri = "https://gitlab.com", allowed_audiences = ["a"], attribute_mapping = { "google.subject" = "assertion.project_id" }, attribute_condition = "assertion.project_path == 'g/p' && assertion.ref_type == 'branch' && assertion.ref == 'main'" } }
    vault  = { vault = { role_type = "jwt", bound_issuer = "https://gitlab.com", bound_audiences = ["a"], bound_claims = { project_path = "g/p", ref_type = "branch", ref = "main" }, user_claim = "project_id" } }
    azure  = { azure = { credentials = { main = { issuer = "https://gitlab.com", audiences = ["a"], subject = local.subject } } } }
  }
  token = { iss = "https://gitlab.com", aud = "a", sub = local.subject, project_id = "7", project_path = "g/p", ref_type = "branch", ref = "main" }
}
`

// An answer is what trust_check gives.
type answer struct {
	Applies         bool
	Relation        *string
	Wider           *string
	WiderKind       *string `json:"wider_kind"`
	Narrower        *string
	WiderExample    *string `json:"wider_example"`
	NarrowerExample *string `json:"narrower_example"`
	Findings        []struct {
		Code, Severity, Title, Detail string
		Example                       *string
	}
	Decisions map[string]struct {
		Admitted *bool
		Reason   string
	}
	ModelDate *string              `json:"model_date"`
	RestsOn   *[]map[string]string `json:"rests_on"`
	Summary   string
}

func text(s *string) string {
	if s == nil {
		return "null"
	}
	return *s
}

// TestTrustCheck: documents of all parties with a verdict, tokens and findings.
func TestTrustCheck(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, factory, config(handWritten+`
variable "jwt" { type = string }
locals {
  options = {
    jobs      = local.meant
    audiences = ["a"]
    tokens = {
      main    = local.token
      json    = jsonencode(local.token)
      decoded = provider::cioidc::decode_token(var.jwt)
      dev     = merge(local.token, { sub = "project_path:g/p:ref_type:branch:ref:dev", ref = "dev" })
    }
  }
}
output "good" { value = { for name, p in local.good : name => provider::cioidc::trust_check(p, local.options) } }
output "alone" { value = provider::cioidc::trust_check(local.good.aws, {}) }
output "nulls" { value = provider::cioidc::trust_check(local.good.aws, { jobs = null, audiences = null, tokens = null, ignore_findings = null }) }
output "loose" { value = provider::cioidc::trust_check({ aws = { policy = local.loose } }, { jobs = local.meant, audiences = ["a"] }) }
output "other" { value = provider::cioidc::trust_check({ aws = { policy = local.other } }, { jobs = local.meant, audiences = ["a"] }) }
output "azures" { value = provider::cioidc::trust_check({ azure = { credentials = [{ issuer = "https://gitlab.com", audiences = ["api://AzureADTokenExchange"], subject = local.subject }] } }, { jobs = local.meant }) }
output "service" { value = provider::cioidc::trust_check({ aws = { policy = local.service } }, local.options) }
`))
	h.ApplyTwiceClean(providertest.Vars{"jwt": token(`{"alg":"none"}`, `{"iss":"https://gitlab.com","aud":"a","sub":"project_path:g/p:ref_type:branch:ref:main","project_id":"7","project_path":"g/p","ref_type":"branch","ref":"main"}`)})
	var got struct {
		Good                                        map[string]answer
		Alone, Nulls, Loose, Other, Azures, Service answer
	}
	outputs(t, h, &got)
	for name, a := range got.Good {
		if text(a.Relation) != "equal" || text(a.Wider) != "no" || text(a.Narrower) != "no" || a.RestsOn == nil || a.WiderExample != nil || a.Summary == "" || text(a.ModelDate) < "2026" {
			t.Errorf("%s: %+v", name, a)
		}
		for token, d := range a.Decisions {
			if d.Admitted == nil || *d.Admitted != (token != "dev") || d.Reason == "" {
				t.Errorf("%s: token %s: %+v", name, token, d)
			}
		}
		if len(a.Decisions) != 4 {
			t.Errorf("%s: %d decisions", name, len(a.Decisions))
		}
	}
	if a := got.Alone; !a.Applies || a.Relation != nil || a.Wider != nil || a.Narrower != nil || a.RestsOn != nil || len(a.Decisions) > 0 {
		t.Errorf("alone: %+v", a)
	}
	if diff := cmp.Diff(got.Alone, got.Nulls); diff != "" {
		t.Errorf("null options are no options: %s", diff)
	}
	claims := map[string]any{}
	if a := got.Loose; text(a.Relation) != "wider" || json.Unmarshal([]byte(text(a.WiderExample)), &claims) != nil || claims["iss"] != "https://gitlab.com" || len(a.Findings) == 0 || a.Findings[0].Severity != "error" {
		t.Errorf("loose: %+v", a)
	}
	if a := got.Other; text(a.Relation) != "disjoint" || text(a.Narrower) != "yes" || !strings.Contains(text(a.NarrowerExample), `ref:main"`) {
		t.Errorf("other: %+v", a)
	}
	if a := got.Azures; text(a.Relation) != "equal" {
		t.Errorf("azure's own audience: %+v", a)
	}
	if a := got.Service; a.Applies || a.Relation != nil || a.Wider != nil || a.RestsOn != nil || a.Summary == "" || len(a.Decisions) > 0 {
		t.Errorf("service: %+v", a)
	}
}

// TestTrustCheckIgnores: a finding with a reason is not listed, the others are.
func TestTrustCheckIgnores(t *testing.T) {
	t.Parallel()
	h := providertest.ApplyTwiceClean(t, factory, config(handWritten+`
locals {
  all  = provider::cioidc::trust_check({ aws = { policy = local.loose } }, {})
  none = provider::cioidc::trust_check({ aws = { policy = local.loose } }, { ignore_findings = { for f in local.all.findings : f.code => "known" } })
}
output "all" { value = local.all }
output "none" { value = local.none }
`), nil)
	var got struct{ All, None answer }
	outputs(t, h, &got)
	if len(got.All.Findings) == 0 || len(got.None.Findings) != 0 {
		t.Errorf("%d findings, and %d when all are taken on", len(got.All.Findings), len(got.None.Findings))
	}
}

// TestTrustCheckTwins: the data source gives what the function gives, with every
// block.
func TestTrustCheckTwins(t *testing.T) {
	t.Parallel()
	var body strings.Builder
	body.WriteString(handWritten)
	for _, name := range []string{"aws", "json", "google", "vault", "azure"} {
		fmt.Fprintf(&body, `
data "cioidc_trust_check" %[1]q {
  policy          = local.good.%[1]s
  jobs            = local.meant
  audiences       = ["a"]
  tokens          = { main = local.token }
  ignore_findings = { CT012 = "names are all there is" }
}
locals {
  %[1]s = provider::cioidc::trust_check(local.good.%[1]s, { jobs = local.meant, audiences = ["a"], tokens = { main = local.token }, ignore_findings = { CT012 = "names are all there is" } })
}
output %[1]q { value = [for k, v in local.%[1]s : k if v != data.cioidc_trust_check.%[1]s[k]] }
`, name)
	}
	h := providertest.ApplyTwiceClean(t, factory, config(body.String()), nil)
	got := map[string][]string{}
	outputs(t, h, &got)
	for name, differ := range got {
		if len(differ) > 0 {
			t.Errorf("%s: function and data source differ in %v", name, differ)
		}
	}
}

// TestTrustCheckUnknown: what depends on something known only after apply is
// unknown in the plan, what does not is known, and the apply agrees.
func TestTrustCheckUnknown(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, factory, config(handWritten+`
resource "terraform_data" "u" { input = "main" }
locals {
  later   = terraform_data.u.output
  jobs    = provider::cioidc::jobs("gitlab", { projects = ["g/p"], branches = [local.later] }).jobs
  pending = { main = local.token, later = merge(local.token, { ref = local.later }) }
  policy_later  = provider::cioidc::trust_check({ aws = { policy = merge(local.policy, { Id = local.later }) } }, { jobs = local.meant, audiences = ["a"] })
  block_later   = provider::cioidc::trust_check({ aws = local.later == "" ? null : { policy = local.policy } }, {})
  jobs_later    = provider::cioidc::trust_check(local.good.aws, { jobs = local.jobs, audiences = ["a"] })
  aud_later     = provider::cioidc::trust_check(local.good.aws, { jobs = local.meant, audiences = [local.later == "" ? "b" : "a"] })
  tokens_later  = provider::cioidc::trust_check(local.good.aws, { tokens = local.pending })
  whole_later   = provider::cioidc::trust_check(local.good.aws, { jobs = local.meant, audiences = ["a"], tokens = { whole = jsonencode(local.pending.later) } })
  ignored_later = provider::cioidc::trust_check(local.good.aws, { ignore_findings = { CT012 = local.later } })
  service_later = provider::cioidc::trust_check({ aws = { policy = local.service } }, { jobs = local.jobs, audiences = ["a"], tokens = local.pending, ignore_findings = { CT012 = local.later } })
  options_later = provider::cioidc::trust_check(local.good.aws, local.later == "" ? null : { jobs = local.meant, audiences = ["a"] })
}
output "policy_later" { value = local.policy_later }
output "block_later" { value = local.block_later }
output "jobs_later" { value = local.jobs_later }
output "aud_later" { value = local.aud_later }
output "tokens_later" { value = local.tokens_later }
output "whole_later" { value = local.whole_later }
output "ignored_later" { value = local.ignored_later }
output "service_later" { value = local.service_later }
output "options_later" { value = local.options_later }
`))
	plan, err := h.Plan(nil)
	if err != nil {
		t.Fatal(err)
	}
	all := "applies decisions findings model_date narrower narrower_example relation rests_on summary wider wider_example wider_kind"
	butApplies := strings.TrimPrefix(all, "applies ")
	for name, want := range map[string]string{
		"policy_later": all, "block_later": all, "jobs_later": butApplies, "aud_later": butApplies, "options_later": butApplies,
		"tokens_later": "decisions.later summary",
		// A whole token may show that the data is out of date, and take back each no.
		"whole_later": "decisions.whole findings narrower relation summary wider", "ignored_later": "findings summary", "service_later": "model_date",
	} {
		var got []string
		unknown, _ := plan.JSON.OutputChanges[name].AfterUnknown.(map[string]any)
		for _, field := range strings.Fields(all) {
			switch u := unknown[field].(type) {
			case bool:
				if u {
					got = append(got, field)
				}
			case map[string]any:
				for key, e := range u {
					if e == true {
						got = append(got, field+"."+key)
					}
				}
			}
		}
		if diff := cmp.Diff(strings.Fields(want), got); diff != "" {
			t.Errorf("%s: unknown at plan: %s", name, diff)
		}
	}
	h.ApplyTwiceClean(nil)
}
