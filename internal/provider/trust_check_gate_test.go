package provider_test

import (
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// gateOf is a configuration with one gate.
func gateOf(arguments string) providertest.Source {
	return config(handWritten + `
locals {
  policy_for_any = merge(local.policy, { Statement = [merge(local.policy.Statement[0], { Condition = { StringEquals = { "gitlab.com:sub" = local.subject } } })] })
  opaque = merge(local.policy, { Statement = [merge(local.policy.Statement[0], {
    Condition = merge(local.policy.Statement[0].Condition, { IpAddress = { "aws:SourceIp" = "203.0.113.0/24" } })
  })] })
}
data "cioidc_trust_check" "gate" {
  audiences = ["a"]
` + arguments + `
}
output "relation" { value = data.cioidc_trust_check.gate.relation }
`)
}

// TestGate: what stops the plan, what warns and what is silent, by mode.
func TestGate(t *testing.T) {
	t.Parallel()
	const (
		loose    = "policy = { aws = { policy = local.loose } }\n jobs = local.meant\n on_findings = \"ignore\"\n"
		findings = "policy = { aws = { policy = local.loose } }"
	)
	for name, c := range map[string]struct {
		arguments string
		stops     []string
		says      []string // in the output of a plan that passes
		silent    []string
	}{
		"wider": {
			arguments: loose,
			stops:     []string{"Error: Wider than described", "wider: a job gets in that is not described: ", `token: {"`, `(in the description named "deploy web")`},
			silent:    []string{"Narrower", "CT0"},
		},
		"wider is a warning": {
			arguments: loose + "on_wider = \"warning\"",
			says:      []string{"Warning: Wider than described", `relation = "wider"`},
		},
		"wider is ignored": {
			arguments: loose + "on_wider = \"ignore\"",
			says:      []string{`relation = "wider"`}, silent: []string{"Warning"},
		},
		"an audience of somebody else's stops": {
			arguments: "policy = { aws = { policy = local.policy_for_any, client_ids = { \"https://gitlab.com\" = [\"a\", \"b\"] } } }\n jobs = local.meant\n on_findings = \"ignore\"\n",
			stops:     []string{"Error: Wider than described", "wider: a described job's token for another audience gets in: ", `"aud":"b"`},
			silent:    []string{"Narrower"},
		},
		"an audience of somebody else's is a warning": {
			arguments: "policy = { aws = { policy = local.policy_for_any, client_ids = { \"https://gitlab.com\" = [\"a\", \"b\"] } } }\n jobs = local.meant\n on_findings = \"ignore\"\n on_wider = \"warning\"\n",
			says:      []string{"Warning: Wider than described", `relation = "wider"`},
		},
		"an audience of somebody else's is ignored": {
			arguments: "policy = { aws = { policy = local.policy_for_any, client_ids = { \"https://gitlab.com\" = [\"a\", \"b\"] } } }\n jobs = local.meant\n on_findings = \"ignore\"\n on_wider = \"ignore\"\n",
			says:      []string{`relation = "wider"`}, silent: []string{"Warning"},
		},
		"narrower warns": {
			arguments: "policy = { aws = { policy = local.other } }\n jobs = local.meant\n on_findings = \"ignore\"\n on_wider = \"ignore\"",
			says:      []string{"Warning: Narrower than described", "narrower: a described job does not get in: ", `token: {"`},
		},
		"narrower stops": {
			arguments: "policy = { aws = { policy = local.other } }\n jobs = local.meant\n on_findings = \"ignore\"\n on_wider = \"ignore\"\n on_narrower = \"error\"",
			stops:     []string{"Error: Narrower than described"}, silent: []string{"Wider"},
		},
		"unknown is no more than the answer": {
			arguments: "policy = { aws = { policy = local.opaque } }\n jobs = local.meant\n on_findings = \"ignore\"",
			says:      []string{"Warning: ", "arrower than described"}, silent: []string{"Error"},
		},
		"unknown is ignored": {
			arguments: "policy = { aws = { policy = local.opaque } }\n jobs = local.meant\n on_findings = \"ignore\"\n on_unknown = \"ignore\"\n on_narrower = \"ignore\"",
			silent:    []string{"Warning", "Error"},
		},
		"refused documents are unknown": {
			arguments: "policy = { google = merge(local.good.google.google, { attribute_condition = \"assertion.ref ==\" }) }\n jobs = local.meant\n on_findings = \"ignore\"",
			stops:     []string{"Error: Perhaps wider than described", "unknown: whether a job gets in that is not described could not be decided: "},
		},
		"findings": {
			arguments: findings,
			stops:     []string{"Error: CT0", "token: {"}, silent: []string{"ider than described"},
		},
		"findings are ignored": {
			arguments: findings + "\n on_findings = \"ignore\"",
			silent:    []string{"Warning", "Error", "CT0"},
		},
		"a service's role passes": {
			arguments: "policy = { aws = { policy = local.service } }\n jobs = local.meant\n on_findings = \"info\"\n on_narrower = \"error\"",
			silent:    []string{"Warning", "Error"},
		},
		"a mode that is none": {
			arguments: "policy = local.good.aws\n on_wider = \"stop\"",
			stops:     []string{`CE104 on_wider: "stop" is none of ignore, warning, error`},
		},
		"a severity that is none": {
			arguments: "policy = local.good.aws\n on_findings = \"fatal\"",
			stops:     []string{`CE104 on_findings: "fatal" is none of ignore, info, warning, error`},
		},
		"what cannot be used is found where it stands": {
			arguments: "policy = { aws = { policy = jsonencode(local.good.vault.vault) } }\n ignore_findings = { CT999 = \"x\" }",
			stops:     []string{"CE108 policy.aws.policy: it looks like a document for vault", `CE101 ignore_findings: there is no finding "CT999"`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := providertest.New(t, factory, gateOf(c.arguments))
			var flat string
			if c.stops != nil {
				flat = h.PlanFails(nil, c.stops...)
			} else {
				plan, err := h.Plan(nil)
				if err != nil {
					t.Fatal(err)
				}
				flat = providertest.Flatten(plan.Output)
			}
			for _, want := range c.says {
				if !strings.Contains(flat, want) {
					t.Errorf("the plan does not say %q:\n%s", want, flat)
				}
			}
			for _, no := range c.silent {
				if strings.Contains(flat, no) {
					t.Errorf("the plan says %q:\n%s", no, flat)
				}
			}
		})
	}
}

// TestGateInCheckBlock: there Terraform makes a warning of what stops the plan
// elsewhere, since no verdict comes from the validation.
func TestGateInCheckBlock(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, factory, config(handWritten+`
check "trust" {
  data "cioidc_trust_check" "gate" {
    policy    = { aws = { policy = local.loose } }
    jobs      = local.meant
    audiences = ["a"]
  }
  assert {
    condition     = data.cioidc_trust_check.gate.relation == "equal"
    error_message = "not equal"
  }
}
`))
	if _, err := h.Validate(); err != nil {
		t.Error(err)
	}
	plan, err := h.Plan(nil)
	if err != nil {
		t.Fatal(err)
	}
	if flat := providertest.Flatten(plan.Output); !strings.Contains(flat, "Warning: Wider than described") {
		t.Error(plan.Output)
	}
}

// TestGateWaits: with a policy that is known only after apply the plan passes,
// and the apply stops.
func TestGateWaits(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, factory, config(handWritten+`
resource "terraform_data" "u" { input = "project_path:g*" }
data "cioidc_trust_check" "gate" {
  policy = { aws = { policy = jsonencode(merge(local.loose, { Id = terraform_data.u.output })) } }
}
`))
	plan, err := h.Plan(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.ApplyPlan(plan); err == nil || !strings.Contains(err.Error(), "CT0") {
		t.Errorf("the apply passes: %v", err)
	}
}
