package pattern

import (
	"slices"
	"testing"
)

// TestKey: a key is one sequence's, whatever its fixed texts hold, and says which.
func TestKey(t *testing.T) {
	texts := []string{"", "a", "12", "\x01", "\x02", "\x03", "\x04", "\x03\x31", "a\x02", "\x04\x02", "\x04\x04\x01b"}
	var seqs []Seq
	for _, text := range texts {
		for _, more := range texts {
			for _, wild := range []Tok{{Kind: Star}, {Kind: Ones, N: 1}, {Kind: Ones, N: 12}} {
				seqs = append(seqs, Literal(text).Append(wild).Append(Tok{Kind: Lit, Text: more}), Literal(text).Append(wild, Tok{Kind: Lit, Text: more}, wild))
			}
		}
		seqs = append(seqs, Literal(text))
	}
	seen := map[Key]Seq{}
	for _, s := range seqs {
		if got := s.Key().Seq(); !slices.Equal(got, s) {
			t.Errorf("%q comes back as %q", s, got)
		}
		if other, ok := seen[s.Key()]; ok && !slices.Equal(other, s) {
			t.Errorf("%q and %q have one key", s, other)
		}
		seen[s.Key()] = s
	}
}
