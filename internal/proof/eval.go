package proof

// A condition decided for one token.

import (
	"encoding/json"
	"strings"
)

// Claims are a token's payload: strings, bools, json.Number or float64, nil,
// []any and map[string]any.
type Claims = map[string]any

// A Value is what a condition comes to for one token.
type Value int8

// Holds, Fails and ValueError are the three values of a condition. ValueUnknown means
// that an opaque part decides.
const (
	Holds Value = iota
	Fails
	ValueError
	ValueUnknown
)

func (v Value) String() string { return [...]string{"holds", "fails", "error", "hangs"}[v] }

// A set of values, one bit each.
type values uint8

const (
	canHold values = 1 << iota
	canFail
	canErr
)

// Eval is the condition's value for a token. It is computed by the claims alone,
// without any automaton.
func (e Expr) Eval(c Claims) Value {
	switch e.eval(c, nil) {
	case canHold:
		return Holds
	case canFail:
		return Fails
	case canErr:
		return ValueError
	}
	return ValueUnknown
}

// eval is every value that the condition can have, an opaque part being free
// (each place by itself, which is an upper bound) unless fixed says it.
func (e Expr) eval(c Claims, fixed map[string]bool) values {
	switch e.Op {
	case OpTrue:
		return canHold
	case OpFalse:
		return canFail
	case OpError:
		return canErr
	case OpOpaque:
		if v, ok := e.same(c); ok {
			return v
		}
		if v, ok := fixed[e.Key]; ok {
			if v {
				return canHold
			}
			return canFail
		}
		return canHold | canFail
	case OpNot:
		return e.Kids[0].eval(c, fixed).not()
	case OpAnd:
		v := canHold
		for _, k := range e.Kids {
			v = v.and(k.eval(c, fixed))
		}
		return v
	case OpOr:
		v := canFail
		for _, k := range e.Kids {
			v = v.not().and(k.eval(c, fixed).not()).not()
		}
		return v
	case OpIf:
		cond := e.Kids[0].eval(c, fixed)
		v := cond & canErr
		if cond&canHold != 0 {
			v |= e.Kids[1].eval(c, fixed)
		}
		if cond&canFail != 0 {
			v |= e.Kids[2].eval(c, fixed)
		}
		return v
	default:
		return e.Test.eval(c)
	}
}

// same is the value of an equality for the token; ok is false where not all of it are
// texts, and of other conditions.
func (e Expr) same(c Claims) (v values, ok bool) {
	if e.Same == nil {
		return 0, false
	}
	var sides [2]string
	for i, term := range e.Same {
		for _, item := range term {
			text := item.Text
			if item.Claim != "" {
				if text, ok = c[item.Claim].(string); !ok {
					return 0, false
				}
			}
			sides[i] += text
		}
	}
	if sides[0] == sides[1] {
		return canHold, true
	}
	return canFail, true
}

func (v values) not() values {
	return v&canErr | v&canHold<<1 | v&canFail>>1
}

// and combines every value of one with every value of the other.
func (v values) and(w values) values {
	var out values
	if v&canFail != 0 || w&canFail != 0 {
		out |= canFail
	}
	if v&canHold != 0 && w&canHold != 0 {
		out |= canHold
	}
	if v&canErr != 0 && w&(canErr|canHold) != 0 || w&canErr != 0 && v&canHold != 0 {
		out |= canErr
	}
	return out
}

func (t Test) eval(c Claims) values {
	var text strings.Builder
	var odd any
	kind := String
	for _, i := range t.Term {
		if i.Claim == "" {
			text.WriteString(i.Text)
			continue
		}
		v, ok := c[i.Claim]
		if k := kindOf(v, ok); k != String {
			odd, kind = v, k
			break
		}
		s, _ := v.(string)
		text.WriteString(s)
	}
	return t.outcome(t.On[kind], text.String(), odd)
}

func (t Test) outcome(o Outcome, text string, v any) values {
	is := func(ok bool) values {
		if ok {
			return canHold
		}
		return canFail
	}
	switch o {
	case Pass:
		return canHold
	case OutcomeError:
		return canErr
	case OutcomeUnknown:
		return canHold | canFail
	case ByText:
		if t.Defined != nil && !t.Defined.Match(text) {
			return canErr
		}
		return is(t.Lang.Match(text))
	case BySome, ByAll, ByOne:
		list, _ := v.([]any)
		hits := 0
		for _, e := range list {
			if s, ok := e.(string); ok && t.Lang.Match(s) {
				hits++
			}
		}
		switch o {
		case BySome:
			return is(hits > 0)
		case ByAll:
			return is(hits == len(list))
		case Fail, Pass, OutcomeError, ByText, ByOne, ByNumber, OutcomeUnknown:
		}
		return is(len(list) == 1 && hits == 1)
	case ByNumber:
		f, ok := number(v)
		if !ok {
			return canErr
		}
		return is(compare(f, t.Compare, t.Than))
	case Fail:
	}
	return canFail
}

func compare(f float64, op string, than float64) bool {
	switch op {
	case "==":
		return f == than
	case "<":
		return f < than
	case "<=":
		return f <= than
	}
	return false
}

func number(v any) (float64, bool) {
	switch n := v.(type) {
	case float64:
		return n, true
	case json.Number:
		f, err := n.Float64()
		return f, err == nil
	}
	return 0, false
}

// kindOf is the kind of a claim's value.
func kindOf(v any, ok bool) Kind {
	switch v := v.(type) {
	case nil:
		if !ok {
			return Absent
		}
		return Null
	case bool:
		if v {
			return BoolTrue
		}
		return BoolFalse
	case string:
		return String
	case []any:
		return List
	case map[string]any:
		return Object
	}
	return Number
}
