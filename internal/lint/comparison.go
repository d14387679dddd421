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
	head, whole, known := c.head()
	if !known || c.Operator == Equal {
		return true
	}
	if whole || head == "" || c.Claim != "sub" {
		return head != ""
	}
	_, rest, ok := strings.Cut(head, ":")
	return !ok || rest != ""
}

// head is how the claim's text must begin, if that is known; whole says that it is all.
func (c Comparison) head() (text string, whole, known bool) {
	switch c.Operator {
	case Glob:
		head, _, wild := strings.Cut(c.Text, "*")
		return head, !wild, true
	case Equal, Begins:
		return c.Text, c.Operator == Equal, true
	case Ends, Holds, Regexp:
	}
	return "", false, false
}
