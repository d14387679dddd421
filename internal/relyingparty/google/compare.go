package google

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// defined holds where a symbol has a value, and is an error elsewhere.
func (l *lowerer) defined(s symbol) proof.Expr {
	switch s := s.(type) {
	case choice:
		l.spend(s.weight)
		return when(s.when, l.defined(s.then), l.defined(s.other))
	case raised:
		return proof.Error
	case truth:
		if s.e.Op == proof.OpTrue || s.e.Op == proof.OpFalse {
			return proof.True
		}
		return proof.If(s.e, proof.True, proof.True)
	case sequence:
		var all []proof.Expr
		for _, e := range s.elems {
			all = append(all, l.defined(e))
		}
		return proof.And(all...)
	case claim:
		return proof.Is(presence(s.name, proof.Raise))
	case partial:
		return s.test(pattern.All(), proof.Raise, "")
	case cut:
		return l.defined(s.of)
	case measure:
		if c, ok := s.of.(claim); ok {
			return asked(c.name, proof.Raise, map[proof.Kind]proof.Outcome{proof.String: proof.Pass, proof.List: proof.Pass, proof.Object: proof.Pass}, pattern.Lang{})
		}
		return l.defined(s.of)
	case opaque:
		return when(proof.Opaque(s.in.key(s.node)+" has a value", s.reason), proof.True, proof.Error)
	case constant, whole:
	}
	return proof.True
}

// presence asks for a claim; absent is the outcome when it is missing.
func presence(name string, absent proof.Outcome) proof.Test {
	t := proof.Present(name).Test
	t.On[proof.Absent] = absent
	return t
}

// strictly is an expression that is an error where an operand has no value.
func (l *lowerer) strictly(s symbol, e proof.Expr) proof.Expr {
	return when(l.defined(s), e, proof.Error)
}

// equal is a == b, as node e says it.
func (l *lowerer) equal(e ast.Expr, a, b symbol) proof.Expr {
	return l.pairs(a, b, func(a, b symbol) proof.Expr {
		if rank(a) < rank(b) {
			a, b = b, a
		}
		return l.equalLeaves(e, a, b)
	})
}

// rank orders the types of symbols, so that of two the first has the higher.
func rank(s symbol) int {
	switch s.(type) {
	case raised:
		return 9
	case opaque:
		return 8
	case cut, whole, measure:
		return 7
	case claim:
		return 6
	case partial:
		return 5
	case truth:
		return 4
	case sequence:
		return 3
	}
	return 0
}

func (l *lowerer) equalLeaves(e ast.Expr, a, b symbol) proof.Expr {
	switch a := a.(type) {
	case raised:
		return proof.Error
	case measure:
		if n, ok := number(b); ok {
			return l.sized(e, a, func(size float64) bool { return size == n }, n)
		}
	case claim:
		return l.equalClaim(e, a, b)
	case partial:
		switch b := b.(type) {
		case partial:
			return l.equalTexts(e, a, b)
		case constant:
			if t, ok := b.v.Value().(string); ok {
				return a.test(pattern.Texts(t), proof.Raise, "== "+problem.Quote(t))
			}
			return l.strictly(a, proof.False)
		case truth:
			return l.strictly(a, l.strictly(b, proof.False))
		case sequence:
			return l.strictly(a, l.strictly(b, proof.False))
		}
	case truth:
		switch b := b.(type) {
		case truth:
			return when(a.e, b.e, proof.Not(b.e))
		case constant:
			switch b.v {
			case types.True:
				return a.e
			case types.False:
				return proof.Not(a.e)
			}
			return l.strictly(a, proof.False)
		case sequence:
			return l.strictly(a, l.strictly(b, proof.False))
		}
	case sequence:
		switch b := b.(type) {
		case constant:
			return l.strictly(a, proof.False)
		case sequence:
			return l.equalLists(e, a, b)
		}
	case constant:
		if b, ok := b.(constant); ok {
			return isTrue(a.v.Equal(b.v) == types.True)
		}
	}
	return l.unknown(e, because("it compares what is not modelled", a, b))
}

// because is the reason of what is opaque among symbols, or else the given one.
func because(reason string, of ...symbol) string {
	for _, s := range of {
		if o, ok := s.(opaque); ok {
			return o.reason
		}
	}
	return reason
}

func (l *lowerer) equalLists(e ast.Expr, a, b sequence) proof.Expr {
	same := isTrue(len(a.elems) == len(b.elems))
	if same.Op == proof.OpTrue {
		var all []proof.Expr
		for i := range a.elems {
			all = append(all, l.equal(e, a.elems[i], b.elems[i]))
		}
		same = proof.And(all...)
	}
	return l.strictly(a, l.strictly(b, same))
}

// equalClaim compares a claim of any kind.
func (l *lowerer) equalClaim(e ast.Expr, a claim, b symbol) proof.Expr {
	only := func(set map[proof.Kind]proof.Outcome, lang pattern.Lang) proof.Expr {
		return asked(a.name, proof.Fail, set, lang)
	}
	switch b := b.(type) {
	case constant:
		if n, ok := number(b); ok {
			t := proof.Test{Term: proof.Claim(a.name), Compare: "==", Than: n}
			t.On[proof.Absent], t.On[proof.Number] = proof.Raise, proof.ByNumber
			return proof.Is(t)
		}
		switch v := b.v.Value().(type) {
		case string:
			return partial{items: proof.Claim(a.name)}.test(pattern.Texts(v), proof.Fail, "== "+problem.Quote(v))
		case bool:
			k := proof.BoolFalse
			if v {
				k = proof.BoolTrue
			}
			return only(map[proof.Kind]proof.Outcome{k: proof.Pass}, pattern.Lang{})
		}
		if b.v == types.NullValue {
			return only(map[proof.Kind]proof.Outcome{proof.Null: proof.Pass}, pattern.Lang{})
		}
	case truth:
		return l.strictly(a, when(b.e,
			only(map[proof.Kind]proof.Outcome{proof.BoolTrue: proof.Pass}, pattern.Lang{}),
			only(map[proof.Kind]proof.Outcome{proof.BoolFalse: proof.Pass}, pattern.Lang{})))
	case claim:
		return equalClaims(a.name, b.name)
	case partial:
		text := kinds(a.name, proof.Raise, proof.String)
		return l.strictly(a, l.strictly(b, when(text, l.equalTexts(e, partial{items: proof.Claim(a.name)}, b), proof.False)))
	case sequence:
		texts, fixed := fixedTexts(b)
		set := map[proof.Kind]proof.Outcome{proof.List: proof.ByAll}
		switch {
		case fixed && len(texts) == 1:
			set[proof.List] = proof.ByOne
		case fixed && len(texts) == 0:
		default:
			return l.strictly(a, l.strictly(b, when(kinds(a.name, proof.Raise, proof.List), l.unknown(e, "it compares lists"), proof.False)))
		}
		return only(set, pattern.Texts(texts...))
	}
	return l.strictly(a, l.unknown(e, because("it compares what is not modelled", b)))
}

// equalClaims compares two claims: of equal kinds, texts, numbers, lists and
// objects are not modelled.
func equalClaims(a, b string) proof.Expr {
	both := proof.And(proof.Is(presence(a, proof.Raise)), proof.Is(presence(b, proof.Raise)))
	if a == b {
		return both
	}
	var ways, open []proof.Expr
	for k := proof.Null; k < proof.Kinds; k++ {
		way := proof.And(kinds(a, proof.Raise, k), kinds(b, proof.Raise, k))
		switch k {
		case proof.Null, proof.BoolFalse, proof.BoolTrue:
			ways = append(ways, way)
		default:
			open = append(open, way)
		}
	}
	pair := []string{itemsKey(proof.Claim(a)), itemsKey(proof.Claim(b))}
	slices.Sort(pair)
	ways = append(ways, proof.And(proof.Or(open...), equality(strings.Join(pair, " == "))))
	return when(both, proof.Or(ways...), proof.Error)
}

func equality(key string) proof.Expr {
	return proof.Opaque(key, "whether two claims of one token are equal is not modelled")
}

// equalTexts compares two texts, after what is equal at their ends is taken away.
func (l *lowerer) equalTexts(e ast.Expr, a, b partial) proof.Expr {
	if t, ok := b.fixed(); ok {
		return a.test(pattern.Texts(t), proof.Raise, "== "+problem.Quote(t))
	}
	there := func(body proof.Expr) proof.Expr { return l.strictly(a, l.strictly(b, body)) }
	if len(a.steps)+len(b.steps) > 0 {
		if slices.Equal(a.items, b.items) && slices.Equal(a.steps, b.steps) {
			return there(proof.True)
		}
		return there(l.unknown(e, "whether parts of claims are equal is not modelled"))
	}
	x, y, ok := cancel(a.items, b.items)
	switch {
	case !ok:
		return there(proof.False)
	case len(x) == 0 && len(y) == 0:
		return there(proof.True)
	}
	p, q := partial{}.join(partial{items: x}), partial{}.join(partial{items: y})
	if _, ok := p.fixed(); ok {
		p, q = q, p
	}
	if t, ok := q.fixed(); ok {
		return there(p.test(pattern.Texts(t), proof.Raise, "== "+problem.Quote(t)))
	}
	pair := []string{itemsKey(p.items), itemsKey(q.items)}
	slices.Sort(pair)
	return there(equality(strings.Join(pair, " == ")))
}

// cancel takes equal ends away; ok is false when the texts differ at an end.
func cancel(a, b []proof.Item) (x, y []proof.Item, ok bool) {
	turn := func(items []proof.Item) []proof.Item {
		items = slices.Clone(items)
		slices.Reverse(items)
		return items
	}
	cut := func(a, b []proof.Item, end func(t string, n int) (head, rest string)) ([]proof.Item, []proof.Item, bool) {
		for len(a) > 0 && len(b) > 0 {
			switch {
			case a[0].Claim != "" && a[0].Claim == b[0].Claim:
				a, b = a[1:], b[1:]
			case a[0].Claim != "" || b[0].Claim != "":
				return a, b, true
			default:
				n := min(len(a[0].Text), len(b[0].Text))
				p, restA := end(a[0].Text, n)
				q, restB := end(b[0].Text, n)
				if p != q {
					return a, b, false
				}
				a, b = slices.Clone(a), slices.Clone(b)
				a[0].Text, b[0].Text = restA, restB
				if restA == "" {
					a = a[1:]
				}
				if restB == "" {
					b = b[1:]
				}
			}
		}
		return a, b, true
	}
	a, b, ok = cut(a, b, func(t string, n int) (string, string) { return t[:n], t[n:] })
	if !ok {
		return a, b, false
	}
	a, b, ok = cut(turn(a), turn(b), func(t string, n int) (string, string) { return t[len(t)-n:], t[:len(t)-n] })
	return turn(a), turn(b), ok
}

// ordered is a < b and its like.
func (l *lowerer) ordered(e ast.Expr, op string, a, b symbol) proof.Expr {
	return l.pairs(a, b, func(a, b symbol) proof.Expr {
		op := op
		if rank(a) < rank(b) {
			a, b = b, a
			op = map[string]string{operators.Less: operators.Greater, operators.LessEquals: operators.GreaterEquals, operators.Greater: operators.Less, operators.GreaterEquals: operators.LessEquals}[op]
		}
		return l.orderedLeaves(e, op, a, b)
	})
}

func (l *lowerer) orderedLeaves(e ast.Expr, op string, a, b symbol) proof.Expr {
	turned := op == operators.Greater || op == operators.GreaterEquals
	compare := "<"
	if op == operators.LessEquals || op == operators.Greater {
		compare = "<="
	}
	than, numeric := number(b)
	switch a := a.(type) {
	case raised:
		return proof.Error
	case constant:
		if b, ok := b.(constant); ok {
			if c, ok := a.v.(traits.Comparer); ok {
				if n, ok := c.Compare(b.v).(types.Int); ok {
					return isTrue(map[string]bool{operators.Less: n < 0, operators.LessEquals: n <= 0, operators.Greater: n > 0, operators.GreaterEquals: n >= 0}[op])
				}
			}
			return proof.Error
		}
	case measure:
		if numeric {
			return l.sized(e, a, func(n float64) bool {
				return map[string]bool{operators.Less: n < than, operators.LessEquals: n <= than, operators.Greater: n > than, operators.GreaterEquals: n >= than}[op]
			}, than)
		}
	case claim:
		if numeric {
			t := proof.Test{Term: proof.Claim(a.name), Compare: compare, Than: than}
			for k := range t.On {
				t.On[k] = proof.Raise
			}
			t.On[proof.Number] = proof.ByNumber
			if turned {
				return proof.Not(proof.Is(t))
			}
			return proof.Is(t)
		}
		if c, ok := b.(constant); ok {
			if _, text := c.v.Value().(string); text {
				return when(asked(a.name, proof.Raise, map[proof.Kind]proof.Outcome{proof.String: proof.Pass}, pattern.Lang{}), l.unknown(e, "the order of texts is not modelled"), proof.Error)
			}
		}
	}
	return l.unknown(e, because("the order of such values is not modelled", a, b))
}

// number is a constant as claims' numbers are.
func number(s symbol) (float64, bool) {
	c, ok := s.(constant)
	if !ok {
		return 0, false
	}
	switch v := c.v.(type) {
	case types.Int:
		return float64(v), true
	case types.Uint:
		return float64(v), true
	case types.Double:
		return float64(v), !math.IsNaN(float64(v))
	}
	return 0, false
}

// sized asks something of a size; only whether it is empty is modelled.
func (l *lowerer) sized(e ast.Expr, m measure, is func(n float64) bool, bound float64) proof.Expr {
	const many = 1 << 40
	full := is(1)
	for _, n := range []float64{2, math.Floor(bound) - 1, math.Floor(bound), math.Floor(bound) + 1, many} {
		if n >= 1 && is(n) != full {
			return l.strictly(m, l.unknown(e, "sizes are modelled only as far as empty or not"))
		}
	}
	if full == is(0) {
		return l.strictly(m, isTrue(full))
	}
	turn := func(empty proof.Expr) proof.Expr {
		if full {
			return proof.Not(empty)
		}
		return empty
	}
	switch of := m.of.(type) {
	case claim:
		object := kinds(of.name, proof.Raise, proof.Object)
		list := kinds(of.name, proof.Raise, proof.List)
		return when(object, l.unknown(e, "the size of an object is not modelled"),
			when(list, turn(asked(of.name, proof.Raise, map[proof.Kind]proof.Outcome{proof.List: proof.ByAll}, pattern.Lang{})),
				turn(partial{items: proof.Claim(of.name)}.test(pattern.Texts(""), proof.Raise, "is empty"))))
	case partial:
		return turn(of.test(pattern.Texts(""), proof.Raise, "is empty"))
	case sequence:
		return l.strictly(of, isTrue(is(float64(len(of.elems)))))
	}
	return l.strictly(m, l.unknown(e, "the size of this is not modelled"))
}

// asks is startsWith, endsWith, contains and matches.
func (l *lowerer) asks(e ast.Expr, function string, of, arg symbol) proof.Expr {
	return l.pairs(of, arg, func(of, arg symbol) proof.Expr {
		for _, s := range []symbol{of, arg} {
			switch s.(type) {
			case raised, truth, sequence, cut, whole, measure:
				return proof.Error
			}
		}
		c, ok := arg.(constant)
		if !ok {
			return l.strictly(of, l.strictly(arg, l.unknown(e, because("the second text is not fixed", of, arg))))
		}
		text, ok := c.v.Value().(string)
		if !ok {
			return proof.Error
		}
		if c, ok := of.(constant); ok {
			return l.asksFixed(function, c.v, text)
		}
		p, ok := texts(of)
		if !ok {
			return l.unknown(e, because("what it asks is not modelled", of))
		}
		lang, err := language(function, text)
		switch {
		case err == nil:
			return p.test(lang, proof.Raise, function+" "+problem.Quote(text))
		case !regular(text):
			return proof.Error // as CEL has it, when it evaluates
		}
		return l.strictly(p, l.unknown(e, oneLine(err.Error())))
	})
}

func regular(text string) bool {
	_, err := regexp.Compile(text)
	return err == nil
}

func (l *lowerer) asksFixed(function string, of ref.Val, text string) proof.Expr {
	s, ok := of.Value().(string)
	if !ok {
		return proof.Error
	}
	switch function {
	case "startsWith":
		return isTrue(strings.HasPrefix(s, text))
	case "endsWith":
		return isTrue(strings.HasSuffix(s, text))
	case "contains":
		return isTrue(strings.Contains(s, text))
	}
	r, err := regexp.Compile(text)
	if err != nil {
		return proof.Error
	}
	return isTrue(r.MatchString(s))
}

// language is the language of the texts for which a function says yes.
func language(function, text string) (pattern.Lang, error) {
	star, lit := pattern.Tok{Kind: pattern.Star}, pattern.Tok{Kind: pattern.Lit, Text: text}
	switch function {
	case "startsWith":
		return pattern.Globs(pattern.Seq(nil).Append(lit, star)), nil
	case "endsWith":
		return pattern.Globs(pattern.Seq(nil).Append(star, lit)), nil
	case "contains":
		return pattern.Globs(pattern.Seq(nil).Append(star, lit, star)), nil
	}
	return pattern.Regexp(text)
}

// fixedTexts are the texts of a list of texts.
func fixedTexts(s sequence) (out []string, ok bool) {
	for _, e := range s.elems {
		c, isConstant := e.(constant)
		if !isConstant {
			return nil, false
		}
		t, isText := c.v.Value().(string)
		if !isText {
			return nil, false
		}
		out = append(out, t)
	}
	return out, true
}
