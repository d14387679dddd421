package lint

import "strings"

// This file holds how a document compares a claim.

// An Operator says in which way a text is compared with a claim.
type Operator int

// Equal compares as written, Begins and Ends one end, Holds any part; Glob has *
// for any run of characters, and Regexp is an RE2 expression.
const (
	Equal Operator = iota
	Begins
	Ends
	Holds
	Glob
	Regexp
)

// A Comparison is one text that a document compares a claim with.
type Comparison struct {
	At       string
	Claim    string
	Text     string
	Operator Operator
	Type     string // bool or number where the document has one; else a string
	Not      bool   // it is refused instead of asked for
	Deny     bool   // whoever has it is refused
}

// Restricts reports whether the text asks for is more than how all of its kind begin:
// startsWith('repo:') holds for everybody.
func (c Comparison) Restricts() bool {
	text := c.Text
	switch c.Operator {
	case Glob:
		if !strings.Contains(text, "*") {
			return text != ""
		}
		text, _, _ = strings.Cut(text, "*")
	case Begins:
	case Equal, Ends, Holds, Regexp:
		return true
	}
	if text == "" {
		return false
	}
	if c.Claim != "sub" {
		return true
	}
	_, rest, ok := strings.Cut(text, ":")
	return !ok || rest != ""
}
