package google

// What there is to know of a condition without a token.

import (
	"maps"
	"slices"
)

// A known is what there is to know of a condition without a token.
type known int

const (
	depends known = iota
	always
	never
)

// told is what a condition says of every token for which it holds.
type told struct {
	truth known
	why   string // of always
	// pins are the claims that must be as some text says; a loose one is only
	// looked for somewhere in the claim.
	pins     map[string]bool // claim → loose
	negative string          // a claim that is only kept from being something
	loose    string          // the call that is loose
}

// both is what a && b tells.
func both(a, b told) told {
	switch {
	case a.truth == never || b.truth == never:
		return told{truth: never}
	case a.truth == always:
		return b.noting(a)
	case b.truth == always:
		return a.noting(b)
	}
	out := told{pins: maps.Clone(a.pins)}
	if out.pins == nil {
		out.pins = map[string]bool{}
	}
	for c, loose := range b.pins {
		if was, ok := out.pins[c]; ok {
			loose = loose && was
		}
		out.pins[c] = loose
	}
	return out.noting(a).noting(b)
}

// either is what a || b tells.
func either(a, b told) told {
	switch {
	case a.truth == always:
		return a
	case b.truth == always:
		return b
	case a.truth == never:
		return b.noting(a)
	case b.truth == never:
		return a.noting(b)
	}
	out := told{pins: map[string]bool{}}
	for c, loose := range a.pins {
		if other, ok := b.pins[c]; ok {
			out.pins[c] = loose || other
		}
	}
	return out.noting(a).noting(b)
}

// noting keeps what the other says beside its claims.
func (t told) noting(o told) told {
	if t.negative == "" {
		t.negative = o.negative
	}
	if t.loose == "" {
		t.loose = o.loose
	}
	return t
}

// claims lists the claims that every token must have as some text says.
func (t told) claims() []string { return slices.Sorted(maps.Keys(t.pins)) }
