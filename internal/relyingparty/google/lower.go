package google

// Expressions as conditions for the proof.

import (
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/parser"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// maxLowered bounds the conditions that are made of one provider: a mapping is
// put in wherever its attribute is used, and a choice doubles what is asked of
// it.
const maxLowered = 20_000

// A lowerer turns one expression into conditions on claims.
type lowerer struct {
	doc    *Document
	of     *compiled
	own    map[string]bound // iteration variables
	mapped map[string]symbol
	left   *int // of maxLowered; below zero: given up
}

// A bound is what an iteration variable stands for, and its text.
type bound struct {
	symbol
	text string
}

func (l *lowerer) spend(n int) { *l.left -= 1 + n }

// key is a text that only parts of the same meaning have: the part as CEL spells
// it, and what the names in it stand for.
func (l *lowerer) key(e ast.Expr) string {
	out := l.spell(e)
	seen := map[string]bool{}
	add := func(name, text string) {
		if !seen[name] {
			seen[name] = true
			out += ", where " + name + " is " + text
		}
	}
	mapping := func(key string, c *compiled) {
		if c != nil {
			add(key, (&lowerer{of: c}).spell(c.checked.NativeRep().Expr()))
		}
	}
	ast.PreOrderVisit(e, ast.NewExprVisitor(func(e ast.Expr) {
		if name, ok := attributeOf(e); ok {
			if c, ok := l.doc.mapped(name); ok {
				mapping(attributePrefix+name, c)
			}
		}
		if e.Kind() != ast.IdentKind {
			return
		}
		switch name := e.AsIdent(); {
		case name == subjectKey:
			mapping(name, l.doc.subject)
		case name == groupsKey:
			mapping(name, l.doc.groups)
		case name == "attribute" || name == ".attribute":
			for _, a := range l.doc.custom {
				mapping(attributePrefix+a.name, a.compiled)
			}
		case l.own[name].symbol != nil:
			add(name, l.own[name].text)
		}
	}))
	return out
}

// spell is an expression as CEL spells it.
func (l *lowerer) spell(e ast.Expr) string {
	text, err := parser.Unparse(e, l.of.checked.NativeRep().SourceInfo())
	if err != nil {
		return l.of.text
	}
	return strings.ReplaceAll(text, "\n", " ") // long chains are wrapped
}

// unknown is a part that is not modelled: it may hold, fail or be an error.
func (l *lowerer) unknown(e ast.Expr, reason string) proof.Expr {
	const perUnit = 100 // bytes of a key that cost as much as a part
	if *l.left < 0 {
		return proof.Error
	}
	key := l.key(e)
	l.spend(len(key) / perUnit)
	return proof.If(proof.Opaque(key+" has a value", reason), proof.Opaque(key, reason), proof.Error)
}

// pairs applies a question to what two symbols may be.
func (l *lowerer) pairs(a, b symbol, ask func(a, b symbol) proof.Expr) proof.Expr {
	return l.each(a, func(a symbol) proof.Expr {
		return l.each(b, func(b symbol) proof.Expr { return ask(a, b) })
	})
}

// each applies a question to what a symbol may be.
func (l *lowerer) each(s symbol, ask func(symbol) proof.Expr) proof.Expr {
	if *l.left < 0 {
		return proof.Error
	}
	c, ok := s.(choice)
	if !ok {
		l.spend(0)
		return ask(s)
	}
	l.spend(c.weight)
	return when(c.when, l.each(c.then, ask), l.each(c.other, ask))
}

// apply makes symbols of what a symbol may be.
func (l *lowerer) apply(s symbol, f func(symbol) symbol) symbol {
	if *l.left < 0 {
		return raised{}
	}
	c, ok := s.(choice)
	if !ok {
		l.spend(0)
		return f(s)
	}
	l.spend(c.weight)
	return l.choose(c.when, l.apply(c.then, f), l.apply(c.other, f))
}

func (l *lowerer) choose(c proof.Expr, then, other symbol) symbol {
	switch c.Op {
	case proof.OpTrue:
		return then
	case proof.OpFalse:
		return other
	case proof.OpError:
		return raised{}
	case proof.OpAnd, proof.OpOr, proof.OpNot, proof.OpIf, proof.OpTest, proof.OpOpaque:
	}
	return choice{c, then, other, nodes(c, maxLowered)}
}

// condition is an expression where CEL wants a bool.
func (l *lowerer) condition(e ast.Expr) proof.Expr {
	if *l.left < 0 {
		return proof.Error
	}
	l.spend(0)
	if e.Kind() == ast.CallKind {
		c := e.AsCall()
		switch c.FunctionName() {
		case operators.LogicalAnd:
			return proof.And(l.condition(c.Args()[0]), l.condition(c.Args()[1]))
		case operators.LogicalOr:
			return proof.Or(l.condition(c.Args()[0]), l.condition(c.Args()[1]))
		case operators.LogicalNot:
			return proof.Not(l.condition(c.Args()[0]))
		}
	}
	return l.bool(l.symbol(e))
}

// bool is a symbol where CEL wants a bool.
func (l *lowerer) bool(s symbol) proof.Expr {
	return l.each(s, func(s symbol) proof.Expr {
		switch s := s.(type) {
		case truth:
			return s.e
		case constant:
			if b, ok := s.v.(types.Bool); ok {
				return isTrue(bool(b))
			}
		case claim:
			t := proof.Test{Term: proof.Claim(s.name), Label: "is true"}
			for k := range t.On {
				t.On[k] = proof.OutcomeError
			}
			t.On[proof.BoolTrue], t.On[proof.BoolFalse] = proof.Pass, proof.Fail
			return proof.Is(t)
		case opaque:
			return s.in.unknown(s.node, s.reason)
		default:
		}
		return proof.Error
	})
}

// symbol is what an expression comes to.
func (l *lowerer) symbol(e ast.Expr) symbol {
	if *l.left < 0 {
		return raised{}
	}
	l.spend(0)
	switch e.Kind() {
	case ast.LiteralKind:
		switch e.AsLiteral().(type) {
		case types.String, types.Bool, types.Int, types.Uint, types.Double, types.Null:
			return constant{e.AsLiteral()}
		}
	case ast.IdentKind:
		return l.ident(e)
	case ast.SelectKind:
		s := e.AsSelect()
		if s.IsTestOnly() {
			return truth{l.has(e, l.symbol(s.Operand()), s.FieldName())}
		}
		return l.member(e, l.symbol(s.Operand()), textConstant(s.FieldName()))
	case ast.ListKind:
		var out sequence
		list := e.AsList()
		for _, k := range list.Elements() {
			out.elems = append(out.elems, l.symbol(k))
		}
		if len(list.OptionalIndices()) == 0 {
			return out
		}
	case ast.CallKind:
		return l.call(e, e.AsCall())
	case ast.ComprehensionKind:
		return l.loop(e, e.AsComprehension())
	default:
	}
	return opaque{e, l, "such an expression is not modelled"}
}

func textConstant(s string) constant { return constant{types.String(s)} }

func (l *lowerer) ident(e ast.Expr) symbol {
	name := e.AsIdent()
	if own, ok := l.own[name]; ok {
		return own.symbol
	}
	switch name = strings.TrimPrefix(name, "."); name {
	case "assertion", "attribute":
		return whole{name}
	case subjectKey:
		return l.mapping(name, l.doc.subject)
	case groupsKey:
		return l.mapping(name, l.doc.groups)
	}
	return opaque{e, l, "such a name is not modelled"}
}

// mapping is what a mapped attribute comes to.
func (l *lowerer) mapping(key string, c *compiled) symbol {
	if s, ok := l.mapped[key]; ok {
		return s
	}
	s := (&lowerer{doc: l.doc, of: c, left: l.left}).symbol(c.checked.NativeRep().Expr())
	if l.mapped != nil {
		l.mapped[key] = s
	}
	return s
}

func (l *lowerer) attribute(name string) (symbol, bool) {
	c, ok := l.doc.mapped(name)
	if !ok {
		return nil, false
	}
	return l.mapping(attributePrefix+name, c), true
}

// has is has(of.field).
func (l *lowerer) has(e ast.Expr, of symbol, field string) proof.Expr {
	return l.each(of, func(of symbol) proof.Expr {
		switch of := of.(type) {
		case whole:
			return l.within(of, field)
		case claim:
			return when(kinds(of.name, proof.OutcomeError, proof.Object), l.unknown(e, "what an object holds is not modelled"), l.unknown(e, "has() of what need not be an object is not modelled"))
		case raised:
			return proof.Error
		default:
		}
		return l.unknown(e, "has() of this is not modelled")
	})
}

// within asks whether assertion or attribute has a key.
func (l *lowerer) within(of whole, key string) proof.Expr {
	if of.name == "assertion" {
		return proof.Present(key)
	}
	s, ok := l.attribute(key)
	if !ok {
		return proof.False
	}
	return holds(l.defined(s))
}

// member is of[key] and of.key.
func (l *lowerer) member(e ast.Expr, of, key symbol) symbol {
	return l.apply(of, func(of symbol) symbol {
		return l.apply(key, func(key symbol) symbol { return l.memberLeaf(e, of, key) })
	})
}

func (l *lowerer) memberLeaf(e ast.Expr, of, key symbol) symbol {
	if _, ok := key.(raised); ok {
		return raised{}
	}
	c, fixed := key.(constant)
	switch of := of.(type) {
	case raised, truth, partial, constant, measure:
		return raised{}
	case whole:
		if !fixed {
			return opaque{e, l, "a claim whose name is computed is not modelled"}
		}
		name, ok := c.v.Value().(string)
		if !ok {
			return raised{}
		}
		if of.name == "assertion" {
			return claim{name}
		}
		if s, ok := l.attribute(name); ok {
			return s
		}
		return raised{}
	case claim:
		return l.choose(kinds(of.name, proof.OutcomeError, proof.Object, proof.List), opaque{e, l, "what a list or an object holds is not modelled"}, raised{})
	case cut:
		if i, ok := c.v.(types.Int); ok && fixed {
			if i < 0 {
				return l.choose(l.defined(of), raised{}, raised{})
			}
			if i < 100 {
				return of.of.part(step{kind: bySeparator, sep: of.sep, index: int(i)})
			}
		}
	case sequence:
		if i, ok := c.v.(types.Int); ok && fixed {
			if i < 0 || int(i) >= len(of.elems) {
				return raised{}
			}
			return l.choose(l.defined(of), of.elems[i], raised{})
		}
	}
	return opaque{e, l, "such an index is not modelled"}
}
