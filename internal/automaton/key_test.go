package automaton

import (
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// TestHostileText: a fixed text that holds a control character is not taken for a
// wildcard: the language of "*a\x02" is not that of "*a*".
func TestHostileText(t *testing.T) {
	literal := pattern.Seq{{Kind: pattern.Star}, {Kind: pattern.Lit, Text: "a\x02"}}
	wild := pattern.Seq{{Kind: pattern.Star}, {Kind: pattern.Lit, Text: "a"}, {Kind: pattern.Star}}
	if example, found := Covers(Globs(literal), Globs(wild)); found != Found {
		t.Errorf("all texts with an a are taken to end in \\x02: %v %q", found, example)
	}
	if both := Globs(literal, wild); !both.Match("ab") {
		t.Error("one of two patterns is dropped for the other")
	}
}
