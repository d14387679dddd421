package check

// The document to be checked, read.

import (
	"errors"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/parties"
	"github.com/cioidc/terraform-provider-cioidc/internal/token"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A Policy is a document of one relying party, as somebody wrote it.
type Policy struct {
	Party string // its name
	// Applies is false for a document that trusts no web identity.
	Applies bool
	doc     relyingparty.Document
	refused error          // why the relying party would not take it; doc is nil then
	others  []string       // other principals in the same policy
	around  []lint.Finding // what is wrong with what stands beside the document
}

// Read reads a policy block: an object with exactly one relying party's block. It is
// nil while part of it is unknown, or with problems.
func Read(v value.V, at string, problems *problem.List) *Policy {
	before := len(*problems)
	r := value.Read(v, at, problems)
	var given []string
	var party relyingparty.Party
	var block value.V
	for _, p := range parties.All {
		if r.Has(p.Name) {
			given = append(given, p.Name)
		}
		if b, ok := r.Take(p.Name); ok {
			party, block = p, b
		}
	}
	r.Done("policy")
	if len(*problems) == before && !r.Dead() && len(given) != 1 {
		got := "none"
		if len(given) > 0 {
			got = strings.Join(given, " and ")
		}
		problems.Add(problem.Conflict, at, "exactly one of "+strings.Join(parties.Names(), ", ")+" is wanted, got "+got, "")
	}
	if len(*problems) > before || r.Dead() || v.HasUnknown() {
		return nil
	}
	return read(party, block, at+"."+party.Name, problems)
}

func read(party relyingparty.Party, block value.V, at string, problems *problem.List) *Policy {
	before := len(*problems)
	b := relyingparty.Block{Document: block, At: at}
	if party.ReadBlock != nil {
		b = party.ReadBlock(block, at, problems)
	}
	if len(*problems) > before {
		return nil
	}
	if b.Document.Kind == value.String && token.Looks(b.Document.Text) {
		problems.Add(problem.Malformed, b.At, "is a token where a policy is wanted", "Pass decode_token(...) of it in options.tokens")
		return nil
	}
	text, decoded, ok := value.Decoded(b.Document, b.At, problems)
	if !ok || !shaped(party, decoded, b.At, problems) {
		return nil
	}
	p := &Policy{Party: party.Name, Applies: true, around: b.Around}
	if p.doc, p.refused = party.Read(text, decoded); p.refused != nil {
		return p
	}
	if b.Use != nil {
		b.Use(p.doc)
	}
	if d, ok := p.doc.(relyingparty.OtherPrincipals); ok {
		p.Applies, p.others = d.Applies(), d.Others()
	}
	return p
}

// shaped reports whether what was decoded is an object of the party.
func shaped(party relyingparty.Party, decoded any, at string, problems *problem.List) bool {
	object, ok := decoded.(map[string]any)
	if inner, isText := decoded.(string); isText && strings.HasPrefix(strings.TrimSpace(inner), "{") {
		problems.Add(problem.WrongType, at, "a policy stands inside a JSON string: it was encoded twice", "Encode it once")
		return false
	}
	if !ok {
		problems.Add(problem.WrongType, at, "a JSON object is wanted, got "+value.TypeOf(decoded), "")
		return false
	}
	if _, ok := party.Looks(object); ok {
		return true
	}
	for _, other := range parties.All {
		if key, ok := other.Looks(object); ok {
			problems.Add(problem.Malformed, at, "it looks like a document for "+other.Name+", since it has "+problem.Quote(key), "Write "+other.Name+" = … instead of "+party.Name+" = …")
			return false
		}
	}
	problems.Add(problem.Malformed, at, "it has none of "+strings.Join(party.Marks, ", ")+", so it is no document for "+party.Name, "")
	return false
}

// refusals are why the relying party would not take the document.
func (p *Policy) refusals() []lint.Finding {
	if found, all := lint.Refusals(p.refused); all {
		return found
	}
	errs := []error{p.refused}
	var several interface{ Unwrap() []error }
	if errors.As(p.refused, &several) {
		errs = several.Unwrap()
	}
	var out []lint.Finding
	for _, e := range errs {
		out = append(out, lint.Finding{Code: "CT018", At: p.Party, Detail: strings.TrimSuffix(e.Error(), ".")})
	}
	return out
}
