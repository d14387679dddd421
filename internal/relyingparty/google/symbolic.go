package google

// What an expression comes to as a function of the claims.

import (
	"strconv"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types/ref"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// A symbol is what an expression comes to as a function of the claims. It is
// one of the types below.
type symbol interface{ symbol() }

type (
	// A choice is one of two, by a condition whose error is an error of the whole.
	choice struct {
		when        proof.Expr
		then, other symbol
		weight      int // size of the condition
	}
	// A raised is an error.
	raised struct{}
	// A constant is a string, bool, number or null.
	constant struct{ v ref.Val }
	// A truth is a bool.
	truth struct{ e proof.Expr }
	// A sequence is a list written out.
	sequence struct{ elems []symbol }
	// A claim is a top-level claim, of whatever kind.
	claim struct{ name string }
	// A partial is a text of claims that must be strings, of which steps take parts.
	partial struct {
		items []proof.Item
		steps []step
	}
	// A measure is the size of something.
	measure struct{ of symbol }
	// A cut is the list that split() makes.
	cut struct {
		of  partial
		sep string
	}
	// A whole is assertion or attribute itself.
	whole struct{ name string }
	// An opaque is what is not modelled.
	opaque struct {
		node   ast.Expr
		in     *lowerer
		reason string
	}
)

func (choice) symbol()   {}
func (raised) symbol()   {}
func (constant) symbol() {}
func (truth) symbol()    {}
func (sequence) symbol() {}
func (claim) symbol()    {}
func (partial) symbol()  {}
func (measure) symbol()  {}
func (cut) symbol()      {}
func (whole) symbol()    {}
func (opaque) symbol()   {}

// A step makes a text of a text: it takes a part by a template, takes the piece
// index of those between separators, or puts something round it.
type step struct {
	kind          stepKind
	template      template
	sep           string
	index         int
	before, after string
}

type stepKind int

const (
	byTemplate stepKind = iota
	bySeparator
	wrapped
)

// in is the language of the texts of which the step makes one of the language.
func (s step) in(l automaton.Lang) automaton.Lang {
	switch s.kind {
	case bySeparator:
		return automaton.Split(s.sep, s.index, l)
	case wrapped:
		return automaton.Within(s.before, s.after, l)
	case byTemplate:
	}
	return automaton.Extract(s.template.prefix, s.template.suffix, s.template.prefix != "", s.template.suffix != "", l)
}

// of makes the text; ok is false when there is none.
func (s step) of(text string) (part string, ok bool) {
	switch s.kind {
	case bySeparator:
		parts := strings.Split(text, s.sep)
		if s.index >= len(parts) {
			return "", false
		}
		return parts[s.index], true
	case wrapped:
		return s.before + text + s.after, true
	case byTemplate:
	}
	return s.template.of(text), true
}

// texts is what a symbol is as a text, if it can be one.
func texts(s symbol) (partial, bool) {
	switch s := s.(type) {
	case constant:
		if t, ok := s.v.Value().(string); ok {
			return partial{items: []proof.Item{{Text: t}}}, true
		}
	case claim:
		return partial{items: proof.Claim(s.name)}, true
	case partial:
		return s, true
	}
	return partial{}, false
}

// part takes a part of a text.
func (p partial) part(s step) symbol {
	if t, ok := p.fixed(); ok {
		if t, ok = s.of(t); ok {
			return textConstant(t)
		}
		return raised{}
	}
	return partial{p.items, append(p.steps[:len(p.steps):len(p.steps)], s)}
}

// fixed is the text when it has no claims.
func (p partial) fixed() (string, bool) {
	var b strings.Builder
	for _, i := range p.items {
		if i.Claim != "" {
			return "", false
		}
		b.WriteString(i.Text)
	}
	return b.String(), len(p.steps) == 0
}

// test asks whether the text is in a language; otherwise is the outcome for a
// claim that is no string but there.
func (p partial) test(l automaton.Lang, otherwise proof.Outcome, label string) proof.Expr {
	t := proof.Test{Term: p.items, Lang: l, Label: label}
	for k := range t.On {
		t.On[k] = otherwise
	}
	t.On[proof.Absent], t.On[proof.String] = proof.OutcomeError, proof.ByText
	var defined *automaton.Lang
	for i := len(p.steps) - 1; i >= 0; i-- {
		s := p.steps[i]
		t.Lang = s.in(t.Lang)
		switch {
		case defined != nil:
			d := s.in(*defined)
			defined = &d
		case s.kind == bySeparator && s.index > 0:
			d := automaton.Splits(s.sep, s.index)
			defined = &d
		}
	}
	t.Defined = defined
	return proof.Is(t)
}

// join appends a text to a text.
func (p partial) join(q partial) partial {
	var out []proof.Item
	for _, i := range append(p.items[:len(p.items):len(p.items)], q.items...) {
		if n := len(out); n > 0 && i.Claim == "" && out[n-1].Claim == "" {
			out[n-1].Text += i.Text
			continue
		}
		if i.Claim == "" && i.Text == "" {
			continue
		}
		out = append(out, i)
	}
	if len(out) == 0 {
		out = []proof.Item{{}}
	}
	return partial{items: out}
}

// kinds asks for a claim's kind; absent is the outcome when it is missing.
func kinds(name string, absent proof.Outcome, pass ...proof.Kind) proof.Expr {
	t := proof.Test{Term: proof.Claim(name)}
	for _, k := range pass {
		t.On[k] = proof.Pass
	}
	t.On[proof.Absent] = absent
	return proof.Is(t)
}

// asked is a test of one claim that is Fail or Raise but for some kinds.
func asked(name string, otherwise proof.Outcome, set map[proof.Kind]proof.Outcome, l automaton.Lang) proof.Expr {
	t := proof.Test{Term: proof.Claim(name), Lang: l}
	for k := range t.On {
		t.On[k] = otherwise
	}
	t.On[proof.Absent] = proof.OutcomeError
	for k, o := range set {
		t.On[k] = o
	}
	return proof.Is(t)
}

// when is proof.If without what a constant condition leaves out.
func when(c, then, otherwise proof.Expr) proof.Expr {
	switch c.Op {
	case proof.OpTrue:
		return then
	case proof.OpFalse:
		return otherwise
	case proof.OpError:
		return proof.Error
	case proof.OpAnd, proof.OpOr, proof.OpNot, proof.OpIf, proof.OpTest, proof.OpOpaque:
	}
	if then.Op == proof.OpTrue && otherwise.Op == proof.OpFalse {
		return c
	}
	return proof.If(c, then, otherwise)
}

func isTrue(ok bool) proof.Expr {
	if ok {
		return proof.True
	}
	return proof.False
}

// nodes is the size of a condition, as far as limit.
func nodes(e proof.Expr, limit int) int {
	n := 1
	for _, k := range e.Kids {
		if n >= limit {
			break
		}
		n += nodes(k, limit-n)
	}
	return n
}

// itemsKey is a text that only these items have.
func itemsKey(items []proof.Item) string {
	var b strings.Builder
	for _, i := range items {
		if i.Claim != "" {
			b.WriteString("assertion[" + strconv.Quote(i.Claim) + "]")
		} else {
			b.WriteString(strconv.Quote(i.Text))
		}
	}
	return b.String()
}
