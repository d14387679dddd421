package proof

// Conditions on the claims of a token.

import (
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
)

// An Expr is a condition on the claims of a token. It has three values: it
// holds, it does not, or neither (an error, as CEL has it). A relying party lets
// a token in only when its condition holds.
type Expr struct {
	Op   Op
	Kids []Expr
	Test Test   // of OpTest
	Key  string // of OpOpaque: the normalised text of what is not modelled, and why
	// Same, of OpOpaque: it holds when these two terms are the same text.
	Same *[2][]Item
}

// An Op is what an Expr does.
type Op int

// OpTrue, OpFalse and OpError are constant. OpAnd and OpOr absorb as CEL's do:
// false wins over an error in And, true in Or. OpIf has three kids. OpOpaque is what the claims do not decide: it holds or
// does not, nobody here knows, and the same key is the same answer everywhere.
const (
	OpTrue Op = iota
	OpFalse
	OpError
	OpAnd
	OpOr
	OpNot
	OpIf
	OpTest
	OpOpaque
)

// True, False and Error are constant conditions.
var (
	True  = Expr{Op: OpTrue}
	False = Expr{Op: OpFalse}
	Error = Expr{Op: OpError}
)

// And holds when all hold; of none it is true.
func And(kids ...Expr) Expr { return join(OpAnd, OpTrue, OpFalse, kids) }

// Or holds when one holds; of none it is false.
func Or(kids ...Expr) Expr { return join(OpOr, OpFalse, OpTrue, kids) }

func join(op, neutral, absorbing Op, kids []Expr) Expr {
	flat := make([]Expr, 0, len(kids))
	for _, k := range kids {
		switch k.Op {
		case neutral:
		case absorbing:
			return k
		case op:
			flat = append(flat, k.Kids...)
		default:
			flat = append(flat, k)
		}
	}
	switch len(flat) {
	case 0:
		return Expr{Op: neutral}
	case 1:
		return flat[0]
	}
	return Expr{Op: op, Kids: flat}
}

// Not swaps truth and falsehood; an error stays one.
func Not(e Expr) Expr {
	switch e.Op {
	case OpTrue:
		return False
	case OpFalse:
		return True
	case OpError:
		return Error
	case OpNot:
		return e.Kids[0]
	case OpAnd, OpOr, OpIf, OpTest, OpOpaque:
	}
	return Expr{Op: OpNot, Kids: []Expr{e}}
}

// If is CEL's conditional: an error in the condition is an error.
func If(c, then, otherwise Expr) Expr { return Expr{Op: OpIf, Kids: []Expr{c, then, otherwise}} }

// Opaque is a condition that the claims do not decide, or that is not modelled.
// The key is its normalised text; the reason is a sentence part that says why.
func Opaque(key, reason string) Expr { return Expr{Op: OpOpaque, Key: reason + "\x00" + key} }

// Same is the opaque condition that two texts of one token are equal. It is decided
// where the claims' templates cancel, and for a token at hand.
func Same(a, b []Item, key, reason string) Expr {
	e := Opaque(key, reason)
	e.Same = &[2][]Item{a, b}
	return e
}

// Reason is why an opaque condition is not decided.
func (e Expr) Reason() string {
	reason, key, _ := strings.Cut(e.Key, "\x00")
	if key == "" {
		return reason
	}
	return reason + ": " + key
}

// A Kind is what a claim of a token can be.
type Kind int

// The kinds of a claim. A claim that is missing is Absent.
const (
	Absent Kind = iota
	Null
	BoolFalse
	BoolTrue
	Number
	String
	List
	Object
	Kinds
)

// An Outcome is what a test gives for a claim of one kind.
type Outcome int8

// Fail, Pass and OutcomeError are the three values. ByText asks the languages (for strings),
// BySome, ByAll and ByOne ask about a list's elements: whether some string of it
// is in the language, whether all elements are strings in it (of an empty list:
// yes), whether it has exactly one element and that is a string in it. ByNumber
// compares a number.
const (
	Fail Outcome = iota
	Pass
	OutcomeError
	ByText
	BySome
	ByAll
	ByOne
	ByNumber
	// OutcomeUnknown is an outcome that is not modelled: it may hold or not.
	OutcomeUnknown
)

// A Test is one question to one claim, or to the text joined of several.
type Test struct {
	// Term is what is asked: usually a single claim. Of several items, each claim
	// must be a string; else the outcome is that of the first that is none.
	Term []Item
	// On is the outcome for each kind of the (first odd) claim.
	On [Kinds]Outcome
	// Lang is the language of ByText and of lists.
	Lang automaton.Lang
	// Defined, when set, is where the test has a value at all; a text outside is
	// an error.
	Defined *automaton.Lang
	// Compare and Than are ByNumber's: the number Compare Than, Compare being one
	// of == < <= (others are made with Not and by turning round).
	Compare string
	Than    float64
	// Label says what is asked, for messages; it is no part of the meaning.
	Label string
}

// An Item is a fixed text or a claim.
type Item struct {
	Text  string
	Claim string // top-level name; empty: fixed text
}

// Claim is the term of one claim.
func Claim(name string) []Item { return []Item{{Claim: name}} }

// Is makes a condition of a test.
func Is(t Test) Expr { return Expr{Op: OpTest, Test: t} }

// TextIn is the test of a relying party that knows strings only: a string in
// the language; anything else, also a missing claim, does not hold.
func TextIn(claim string, lang automaton.Lang) Expr {
	t := Test{Term: Claim(claim), Lang: lang}
	t.On[String] = ByText
	return Is(t)
}

// Present holds when the claim is there, of whatever kind.
func Present(claim string) Expr {
	t := Test{Term: Claim(claim)}
	for k := Null; k < Kinds; k++ {
		t.On[k] = Pass
	}
	return Is(t)
}

// String is a text that only conditions of the same meaning have.
func (e Expr) String() string { return string(e.append(nil)) }

func (e *Expr) append(b []byte) []byte {
	switch e.Op {
	case OpTest:
		return e.Test.append(b)
	case OpOpaque:
		return strconv.AppendQuote(append(b, "opaque"...), e.Key)
	case OpTrue, OpFalse, OpError, OpAnd, OpOr, OpNot, OpIf:
	}
	b = append(b, [...]string{OpTrue: "true", OpFalse: "false", OpError: "error", OpAnd: "and", OpOr: "or", OpNot: "not", OpIf: "if"}[e.Op]...)
	for i := range e.Kids {
		if i == 0 {
			b = append(b, '(')
		} else {
			b = append(b, ' ')
		}
		b = e.Kids[i].append(b)
	}
	if len(e.Kids) > 0 {
		b = append(b, ')')
	}
	return b
}

// Key is a text that only tests of the same meaning have.
func (t *Test) Key() string { return string(t.append(nil)) }

func (t *Test) append(b []byte) []byte {
	for _, i := range t.Term {
		if i.Claim != "" {
			b = append(strconv.AppendQuote(append(b, '{'), i.Claim), '}')
		} else {
			b = strconv.AppendQuote(b, i.Text)
		}
	}
	for _, o := range t.On {
		b = append(b, '0'+byte(o)) //nolint:gosec // an Outcome
	}
	b = strconv.AppendQuote(b, t.Lang.Key())
	if t.Defined != nil {
		b = strconv.AppendQuote(append(b, "in"...), t.Defined.Key())
	}
	if t.Compare != "" {
		b = strconv.AppendFloat(append(b, t.Compare...), t.Than, 'g', -1, 64)
	}
	return b
}
