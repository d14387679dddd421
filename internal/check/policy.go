package check

import (
	"errors"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/finding"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/aws"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/azure"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/vault"
	"github.com/cioidc/terraform-provider-cioidc/internal/token"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A Policy is a document of one relying party, as somebody wrote it.
type Policy struct {
	Party string // aws, google, vault or azure
	// Applies is false for a document that trusts no web identity.
	Applies bool
	doc     proof.Document
	// short is a Google provider whose google.subject is never too long; subject is
	// what it is mapped from.
	short   proof.Document
	subject string
	rules   interface{ Findings() []finding.Finding } // what the document's own text says
	text    string
	refused error             // why the relying party would not take it; doc is nil then
	others  []string          // other principals in the same policy
	around  []finding.Finding // what is wrong with what stands beside the document
}

// Parties are the relying parties, in the order of the docs.
var Parties = []string{"aws", "google", "vault", "azure"}

// marks are what a document of the party has, and no other's does.
var marks = map[string][]string{
	"aws":    {"Statement"},
	"google": {"issuer_uri", "attribute_mapping", "attribute_condition"},
	"vault":  {"role_type", "user_claim", "bound_audiences", "bound_claims", "bound_subject", "bound_issuer"},
	"azure":  {"credentials", "flexible_credentials"},
}

// Read reads a policy block: an object with exactly one of Parties. It is nil
// while part of it is unknown, or with problems.
func Read(v value.V, at string, problems *problem.List) *Policy {
	before := len(*problems)
	r := value.Read(v, at, problems)
	var given []string
	for _, party := range Parties {
		if r.Has(party) {
			given = append(given, party)
		}
	}
	var blocks []value.V
	for _, party := range Parties {
		block, _ := r.Take(party)
		blocks = append(blocks, block)
	}
	r.Done("policy")
	if len(*problems) == before && !r.Dead() && len(given) != 1 {
		got := "none"
		if len(given) > 0 {
			got = strings.Join(given, " and ")
		}
		problems.Add(problem.Conflict, at, "exactly one of "+strings.Join(Parties, ", ")+" is wanted, got "+got, "")
	}
	if len(*problems) > before || r.Dead() || v.HasUnknown() {
		return nil
	}
	for i, party := range Parties {
		if party == given[0] {
			return read(party, blocks[i], at+"."+party, problems)
		}
	}
	return nil
}

func read(party string, block value.V, at string, problems *problem.List) *Policy {
	before := len(*problems)
	clients := map[string][]string{}
	if party == "aws" {
		r := value.Read(block, at, problems)
		policy, ok := r.Take("policy")
		if !ok && !r.Dead() {
			problems.Add(problem.Missing, at+".policy", "the trust policy is missing", "Give assume_role_policy of the role")
		}
		ids, _ := r.Take("client_ids")
		of := value.Read(ids, at+".client_ids", problems)
		for _, issuer := range ids.Keys() {
			clients[issuer], _ = of.Texts(issuer)
		}
		r.Done("aws")
		block, at = policy, at+".policy"
	}
	var others []finding.Finding
	if party == "google" && block.Kind == value.String {
		if x, err := value.JSON(block.Text); err == nil {
			if object, ok := x.(map[string]any); ok && object["other_providers"] != nil {
				block = value.Of(object)
			}
		}
	}
	if party == "google" && block.Kind == value.Map {
		block, others = pool(block, at, problems)
	}
	if len(*problems) > before {
		return nil
	}
	text, ok := value.JSONOf(block, at, problems)
	if !ok || !shaped(party, text, at, problems) {
		return nil
	}
	p := &Policy{Party: party, Applies: true, text: text, around: others}
	p.parse(clients)
	return p
}

// shaped reports whether the text is a JSON object of the party.
func shaped(party, text, at string, problems *problem.List) bool {
	if token.Looks(text) {
		problems.Add(problem.Malformed, at, "is a token where a policy is wanted", "Pass decode_token(...) of it in options.tokens")
		return false
	}
	x, err := value.JSON(text)
	if err != nil {
		problems.Add(problem.Malformed, at, strings.TrimSuffix(err.Error(), "."), "")
		return false
	}
	object, ok := x.(map[string]any)
	if inner, isText := x.(string); isText && strings.HasPrefix(strings.TrimSpace(inner), "{") {
		problems.Add(problem.WrongType, at, "a policy stands inside a JSON string: it was encoded twice", "Encode it once")
		return false
	}
	if !ok {
		problems.Add(problem.WrongType, at, "a JSON object is wanted, got "+value.TypeOf(x), "")
		return false
	}
	for _, key := range marks[party] {
		if _, ok := object[key]; ok {
			return true
		}
	}
	for _, other := range Parties {
		for _, key := range marks[other] {
			if _, ok := object[key]; ok {
				problems.Add(problem.Malformed, at, "it looks like a document for "+other+", since it has "+problem.Quote(key), "Write "+other+" = … instead of "+party+" = …")
				return false
			}
		}
	}
	problems.Add(problem.Malformed, at, "it has none of "+strings.Join(marks[party], ", ")+", so it is no document for "+party, "")
	return false
}

func (p *Policy) parse(clients map[string][]string) {
	switch p.Party {
	case "aws":
		d, err := aws.Parse(p.text)
		if p.refused = err; err == nil {
			if len(clients) > 0 {
				d.ClientIDs = clients
			}
			p.doc, p.rules, p.Applies, p.others = d, d, d.Applies(), d.Others()
		}
	case "google":
		d, err := google.Parse(p.text)
		if p.refused = err; err == nil {
			p.doc, p.rules = d, d
			if short, from := shortened(p.text); short != nil {
				p.short, p.subject = short, from
			}
		}
	case "vault":
		d, err := vault.Parse(p.text)
		if p.refused = err; err == nil {
			p.doc, p.rules = d, d
		}
	case "azure":
		d, err := azure.Parse(p.text)
		if p.refused = err; err == nil {
			p.doc, p.rules = d, d
		}
	}
}

// refusals are why the relying party would not take the document.
func (p *Policy) refusals() []finding.Finding {
	if found, all := finding.Refusals(p.refused); all {
		for i := range found {
			found[i].Detail = strings.TrimPrefix(found[i].Detail, found[i].At+": ")
		}
		return found
	}
	errs := []error{p.refused}
	var several interface{ Unwrap() []error }
	if errors.As(p.refused, &several) {
		errs = several.Unwrap()
	}
	var out []finding.Finding
	for _, e := range errs {
		out = append(out, finding.Finding{Code: "CT018", At: p.Party, Detail: strings.TrimSuffix(e.Error(), ".")})
	}
	return out
}
