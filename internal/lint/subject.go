package lint

import "strconv"

// This file holds what a document of any language says, for the rules that are the same
// everywhere. Who reads a document makes these of it and has Find look at them.

// Comparisons are what a document compares the claims of one issuer's tokens with, side
// by side.
type Comparisons struct {
	Issuer Issuer
	List   []Comparison
}

// A TrustedIssuer is an issuer as the document has it.
type TrustedIssuer struct {
	Issuer Issuer
	At     string
	Milder bool // where the relying party's own guides have it otherwise
}

// Audiences are those that a document of the party (its title) asks for.
type Audiences struct {
	Issuer    Issuer
	Party, At string
	List      []string
}

// each visits the audiences with their places.
func (a Audiences) each(visit func(at, audience string)) {
	for n, text := range a.List {
		at := a.At
		if len(a.List) > 1 {
			at += "[" + strconv.Itoa(n) + "]"
		}
		visit(at, text)
	}
}

// Demands are the claims that every token must have as the document says.
type Demands struct {
	Issuer Issuer
	At     string
	Claims []string
}

// Workflows are comparisons among which reusable workflows may be. Tenant says that the
// document asks whose job it is, by whatever claim; ByID, that it does so by an id.
type Workflows struct {
	Issuer       Issuer
	List         []Comparison
	Tenant, ByID bool
}
