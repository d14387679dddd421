package proof

// Conditions on claims as formulas.

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// This file turns conditions on claims into formulas.

// A pair says when a condition holds, and when it does not.
type pair struct{ t, f formula }

var constant = map[Op]pair{OpTrue: {always, never}, OpFalse: {never, always}, OpError: {never, never}}

// bind is the condition over the token form's variables.
func (enc *encoder) bind(c *cond) pair {
	reads := c.reads(enc.space.platform)
	loosely := pair{always, always}
	switch {
	case c.op != OpTest && c.same == nil:
	case enc.mode == onAudience && reads >= aboutForm, enc.mode == roughest && (reads == aboutSub || slices.ContainsFunc(c.claims, enc.anyhow)):
		return loosely
	}
	switch {
	case reads == aboutNone, reads == aboutSub:
		return enc.bindHere(c)
	case reads == aboutForm:
		key := boundCond{enc.mode, c}
		if c.op == OpTest {
			key.mode = enc.mode.opaque()
		}
		p, ok := enc.perForm.pairs[key]
		if !ok {
			p = enc.bindHere(c)
			enc.perForm.pairs[key] = p
		}
		return p
	case enc.mode == rough || enc.mode == roughest:
		return loosely
	}
	key := boundCond{enc.mode, c}
	p, ok := enc.pairs[key]
	if !ok {
		p = enc.bindHere(c)
		enc.pairs[key] = p
	}
	return p
}

// anyhow reports that nobody knows what the token form's tokens show in the claim.
func (enc *encoder) anyhow(claim string) bool {
	if !enc.tf.loose {
		return false
	}
	c, ok := enc.tf.form.Claim(claim)
	return ok && c.Fact == enc.tf.form.Fact
}

func (enc *encoder) bindHere(c *cond) pair {
	switch c.op {
	case OpTrue, OpFalse, OpError:
		return constant[c.op]
	case OpOpaque:
		if c.same != nil {
			return enc.equal(c)
		}
		return enc.opaquely(c.opaque)
	case OpNot:
		p := enc.bind(&c.kids[0])
		return pair{p.f, p.t}
	case OpAnd:
		ts, fs := make([]formula, 0, len(c.kids)), make([]formula, 0, len(c.kids))
		for i := range c.kids {
			p := enc.bind(&c.kids[i])
			ts, fs = append(ts, p.t), append(fs, p.f)
		}
		return pair{enc.All(ts...), enc.Any(fs...)}
	case OpOr:
		ts, fs := make([]formula, 0, len(c.kids)), make([]formula, 0, len(c.kids))
		for i := range c.kids {
			p := enc.bind(&c.kids[i])
			ts, fs = append(ts, p.t), append(fs, p.f)
		}
		return pair{enc.Any(ts...), enc.All(fs...)}
	case OpIf:
		p, then, otherwise := enc.bind(&c.kids[0]), enc.bind(&c.kids[1]), enc.bind(&c.kids[2])
		return pair{
			enc.Any(enc.All(p.t, then.t), enc.All(p.f, otherwise.t)),
			enc.Any(enc.All(p.t, then.f), enc.All(p.f, otherwise.f)),
		}
	case OpTest:
	}
	return enc.test(c, 0, noText)
}

func (enc *encoder) opaquely(id int) pair {
	switch enc.mode {
	case lower:
		return pair{never, never}
	case upper, onAudience:
		return pair{always, always}
	case free, rough, roughest:
	}
	holds := enc.Choose("opaque\x00"+enc.opaques[id], 2, 0)
	return pair{holds, enc.Not(holds)}
}

// noText is what stands in front of a term.
var noText = pattern.Fixed("")

// test reads the items of a test's term from i on, text being what the ones
// before it gave.
func (enc *encoder) test(c *cond, i int, text pattern.Text) pair {
	t := c.test
	if i == len(t.Term) {
		return enc.outcome(c, t.On[String], alternative{kind: String, text: text})
	}
	item := t.Term[i]
	if item.Claim == "" {
		return enc.test(c, i+1, text.Then(pattern.Fixed(item.Text)))
	}
	out := pair{never, never}
	for _, a := range enc.claim(item.Claim) {
		var p pair
		switch {
		case a.unknown != "":
			p = enc.opaquely(enc.opaque(a.unknown + "\x00" + t.Key()))
		case a.kind == String && !a.open:
			p = enc.test(c, i+1, text.Then(a.text))
		default:
			p = enc.outcome(c, t.On[a.kind], a)
		}
		out = pair{enc.Any(out.t, enc.All(a.when, p.t)), enc.Any(out.f, enc.All(a.when, p.f))}
	}
	return out
}

func (enc *encoder) outcome(c *cond, o Outcome, a alternative) pair {
	yes := func(f formula) pair { return pair{f, enc.Not(f)} }
	switch o {
	case Fail:
		return pair{never, always}
	case Pass:
		return pair{always, never}
	case OutcomeError:
		return pair{never, never}
	case OutcomeUnknown:
		return enc.opaquely(enc.opaque("a value of this type is not modelled\x00" + c.test.Key()))
	case ByText, BySome, ByAll, ByOne, ByNumber:
	}
	if a.open {
		return enc.opaquely(enc.opaque(a.why() + "\x00" + c.test.Key()))
	}
	switch o {
	case ByText:
		p := yes(enc.In(a.text, c.lang))
		if c.inside >= 0 {
			in := enc.In(a.text, c.inside)
			p = pair{enc.All(in, p.t), enc.All(in, p.f)}
		}
		return p
	case ByNumber:
		if compare(a.number, c.test.Compare, c.test.Than) {
			return pair{always, never}
		}
		return pair{never, always}
	case BySome, ByAll, ByOne:
		var hits []formula
		for _, e := range a.list {
			hits = append(hits, enc.In(e, c.lang))
		}
		switch {
		case o == BySome:
			return yes(enc.Any(hits...))
		case o == ByAll:
			return yes(enc.All(hits...))
		case len(hits) == 1:
			return yes(hits[0])
		}
	case Fail, Pass, OutcomeError, OutcomeUnknown:
	}
	return pair{never, always}
}

// equal is an equality of two texts over the token form's variables. Where what both show
// does not cancel, and where something is no text, it stays opaque.
func (enc *encoder) equal(c *cond) pair {
	out := pair{never, never}
	for _, l := range enc.textsOf(c.same[0]) {
		for _, r := range enc.textsOf(c.same[1]) {
			p := enc.opaquely(c.opaque)
			if !l.open && !r.open {
				if same, ok := enc.Same(l.text, r.text); ok {
					p = pair{same, enc.Not(same)}
				}
			}
			when := enc.All(l.when, r.when)
			out = pair{enc.Any(out.t, enc.All(when, p.t)), enc.Any(out.f, enc.All(when, p.f))}
		}
	}
	return out
}

// textsOf are the texts that a term can be; those that are none are open.
func (enc *encoder) textsOf(term []Item) []alternative {
	out := []alternative{{when: always, text: pattern.Fixed("")}}
	for _, item := range term {
		more := []alternative{{when: always, kind: String, text: pattern.Fixed(item.Text)}}
		if item.Claim != "" {
			more = enc.claim(item.Claim)
		}
		var next []alternative
		for _, a := range out {
			for _, m := range more {
				joined := alternative{when: enc.All(a.when, m.when), open: a.open || m.open || m.unknown != "" || m.kind != String}
				if joined.when == never {
					continue
				}
				if !joined.open {
					joined.text = a.text.Then(m.text)
				}
				next = append(next, joined)
			}
		}
		out = next
	}
	return out
}
