package lint

import (
	"cmp"
	"slices"
	"strings"
)

// This file holds what rules find.

// A Finding is one rule met in one document.
type Finding struct {
	Code Code
	// At is the place: Statement[0].Condition.StringLike, attribute_condition,
	// bound_claims.sub, credentials["main"].subject, jwks.keys[0].
	At     string
	Detail string // what stands there and what follows from it; a sentence without full stop
	// Example is the token that proves it, claims as JSON; empty where text is read.
	Example string
	// Milder lowers the rule's severity where this case is less bad.
	Milder bool
}

// Severity is the rule's, one less for a milder case.
func (f Finding) Severity() Severity {
	s := f.Code.Rule().Severity
	if f.Milder && s > Info {
		s--
	}
	return s
}

// Sorted orders findings by severity, code and place, each once.
func Sorted(fs []Finding) []Finding {
	out := slices.Clone(fs)
	slices.SortStableFunc(out, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(b.Severity(), a.Severity()), cmp.Compare(a.Code, b.Code), strings.Compare(a.At, b.At), strings.Compare(a.Detail, b.Detail))
	})
	return slices.CompactFunc(out, func(a, b Finding) bool { return a.Code == b.Code && a.At == b.At && a.Detail == b.Detail })
}
