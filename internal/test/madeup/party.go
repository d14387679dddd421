// Package madeup is a relying party that does not exist, for tests: it compares the
// issuer, one subject and the audience whole, as Databricks and Snowflake do. It is
// all that a new relying party takes, beside its entry in the list.
package madeup

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/issuer"
	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Party is the relying party.
var Party = relyingparty.Party{
	Name: "madeup", Title: "Madeup", Long: "Madeup Warehouse",
	Audiences:        []string{"https://warehouse.example"},
	DefaultAudiences: []string{"https://warehouse.example"},
	Kinds:            []relyingparty.Kind{kind},
	Marks:            []string{"oidc_subject"},
	Block:            "The policy: `oidc_issuer`, `oidc_subject` and `oidc_audience`. An object or JSON.",
	Read: func(_ string, decoded any) (relyingparty.Document, error) {
		return relyingparty.AsDocument(read(decoded))
	},
	Admission: relyingparty.Admission{
		Title: "Whether a federation policy of Madeup admits a token", Doc: "Answers whether a policy lets in a token with these claims: issuer, subject and audience are compared whole.",
		Parameter: "policy", About: "The policy: `oidc_issuer`, `oidc_subject`, `oidc_audience`.",
	},
	Takes: issuer.Taker{
		Keys: func(keys []jwk.Key, v *issuer.Verdict) { v.Only(keys, issuer.No, "Madeup takes RS256", "RS256") },
		Address: func(a issuer.Address, v *issuer.Verdict) {
			if a.URL.Scheme != "https" {
				v.No("Madeup takes https")
			}
		},
	},
}

var kind = relyingparty.Kind{
	Name: "madeup_federation_policy", Title: "Federation policy of Madeup", Doc: "Compiles jobs to a federation policy: one whole subject.",
	Options: []relyingparty.Option{{Name: "audiences", Type: "list", Doc: "What the jobs pick as `aud`. Default: the warehouse's."}},
	Results: []relyingparty.Field{
		{Name: "oidc_issuer", Type: value.Text, Doc: "For the policy."},
		{Name: "oidc_subject", Type: value.Text, Doc: "For the policy."},
		{Name: "oidc_audience", Type: value.Text, Doc: "For the policy."},
	},
	Summary: "Madeup federation policy", Limit: 100,
	New: func() relyingparty.Maker { return &maker{} },
}

type maker struct{ policy map[string]any }

// Read implements relyingparty.Maker.
func (*maker) Read(r *value.Reader) relyingparty.Plan {
	return relyingparty.Plan{
		Audiences: relyingparty.ReadAudiences(r), Fallback: Party.DefaultAudiences,
		Capabilities: &trust.Capabilities{
			Name: "Madeup", RequireSubject: true, NoWildcards: true,
			Claims: func(trust.Description, platform.Claim) bool { return false },
		},
		Waits: []string{"audiences"}, Parse: relyingparty.ForProof(parse),
	}
}

// Write implements relyingparty.Maker.
func (m *maker) Write(d *relyingparty.Draft) {
	iss, audiences := relyingparty.OneIssuer(d.Clauses(), "A federation policy", d.Problems)
	var subjects []string
	for _, c := range d.Clauses() {
		sub, _ := c.Atom("sub")
		literals, _ := sub.Literals()
		subjects = append(subjects, literals...)
	}
	if len(subjects) != 1 || len(audiences) != 1 {
		d.Problems.Add(problem.Split, "jobs", fmt.Sprintf("a federation policy has one subject and one audience, got %d and %d", len(subjects), len(audiences)), "Make one for each")
		return
	}
	m.policy = map[string]any{"oidc_issuer": iss, "oidc_subject": subjects[0], "oidc_audience": audiences[0]}
	d.Proofs = []relyingparty.Proof{{What: "the policy", Text: relyingparty.JSON(m.policy, ""), Jobs: d.Jobs(), Notes: d.Notes()}}
}

// Results implements relyingparty.Maker.
func (m *maker) Results() map[string]value.V { return value.Of(m.policy).Attrs }

// A policy is a document of the party.
type policy struct{ issuer, subject, audience string }

func parse(text string) (*policy, error) {
	decoded, err := value.JSON(text)
	if err != nil {
		return nil, err
	}
	return read(decoded)
}

func read(decoded any) (*policy, error) {
	fields, ok := decoded.(map[string]any)
	if !ok {
		return nil, errors.New("a policy is an object, not " + value.TypeOf(decoded))
	}
	p := &policy{}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		s, ok := fields[name].(string)
		if !ok {
			return nil, errors.New(name + ": it is a string, not " + value.TypeOf(fields[name]))
		}
		switch name {
		case "oidc_issuer":
			p.issuer = s
		case "oidc_subject":
			p.subject = s
		case "oidc_audience":
			p.audience = s
		default:
			return nil, errors.New(name + ": a policy has no such field")
		}
	}
	return p, nil
}

// Trusts implements proof.Document.
func (p *policy) Trusts() []proof.Trust {
	return []proof.Trust{{Issuer: p.issuer, When: proof.And(
		proof.TextIn("iss", automaton.Texts(p.issuer)), proof.TextIn("sub", automaton.Texts(p.subject)), proof.TextIn("aud", automaton.Texts(p.audience)),
	)}}
}

// Admits implements proof.Document.
func (p *policy) Admits(c proof.Claims) proof.Decision {
	for _, want := range [][2]string{{"iss", p.issuer}, {"sub", p.subject}, {"aud", p.audience}} {
		if c[want[0]] != any(want[1]) {
			return proof.Decision{Admitted: proof.No, Why: func() string { return want[0] + " is not " + problem.Quote(want[1]) }}
		}
	}
	return proof.Decision{Admitted: proof.Yes, Why: func() string { return "the policy matches" }}
}

// Findings implements relyingparty.Document.
func (p *policy) Findings() []lint.Finding {
	return lint.Find(lint.Audiences{Issuer: lint.IssuerOf(p.issuer), Party: Party.Title, At: "oidc_audience", List: []string{p.audience}})
}
