package google

// Texts that are compared with each other.

import (
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// equalTexts compares two texts, after what is equal at their ends is taken away.
func (l *lowerer) equalTexts(e ast.Expr, a, b partial) proof.Expr {
	if t, ok := b.fixed(); ok {
		return a.test(automaton.Texts(t), proof.OutcomeError, "== "+problem.Quote(t))
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
		return there(p.test(automaton.Texts(t), proof.OutcomeError, "== "+problem.Quote(t)))
	}
	pair := []string{itemsKey(p.items), itemsKey(q.items)}
	slices.Sort(pair)
	return there(equality(p.items, q.items, strings.Join(pair, " == ")))
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
