package trust

import "github.com/cioidc/terraform-provider-cioidc/internal/platform"

// This file holds what a relying party can compare, and what its user accepts:
// all that Compile is told about the language it compiles to.

// Capabilities are what documents of a relying party can be about and say.
type Capabilities struct {
	Name string // of the relying party, for messages
	// Claims reports whether documents can compare a claim other than sub.
	Claims func(d Description, c platform.Claim) bool
	// RequireSubject: always restrict sub, and other claims only for what it does
	// not hold.
	RequireSubject bool
	// OneClause: all forms of a box in one clause, where that can be said.
	OneClause bool
	// AnyCharWildcard: there is a wildcard for a single character.
	AnyCharWildcard bool
	// NoWildcards: values are compared as whole texts only.
	NoWildcards bool
	// AcceptUnenforced lists filters whose restriction may be given up where the
	// relying party cannot compare it.
	AcceptUnenforced []string
	// AcceptUnverified lists facts that count as verified, since the user accepts
	// them.
	AcceptUnverified []string
	// Advice says what to do about a variable that the relying party cannot
	// compare.
	Advice map[string]string
	// approximate: write the nearest document, whatever else it admits.
	approximate bool
}
