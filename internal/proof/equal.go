package proof

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// equal is an equality of two texts over the shape's variables. Where what both show
// does not cancel, and where something is no text, it stays opaque.
func (b *binder) equal(c *cond) pair {
	out := pair{never, never}
	for _, l := range b.textsOf(c.same[0]) {
		for _, r := range b.textsOf(c.same[1]) {
			p := b.opaquely(c.opaque)
			if !l.open && !r.open {
				if same, ok := b.sameText(l.text, r.text); ok {
					p = pair{same, b.fs.not(same)}
				}
			}
			when := b.fs.all(l.when, r.when)
			out = pair{b.fs.any(out.t, b.fs.all(when, p.t)), b.fs.any(out.f, b.fs.all(when, p.f))}
		}
	}
	return out
}

// textsOf are the texts that a term can be; those that are none are open.
func (b *binder) textsOf(term []Item) []alternative {
	out := []alternative{{when: always, text: literal("")}}
	for _, item := range term {
		more := []alternative{{when: always, kind: String, text: literal(item.Text)}}
		if item.Claim != "" {
			more = b.claim(item.Claim)
		}
		var next []alternative
		for _, a := range out {
			for _, m := range more {
				joined := alternative{when: b.fs.all(a.when, m.when), open: a.open || m.open || m.unknown != "" || m.kind != String}
				if joined.when == never {
					continue
				}
				if !joined.open {
					joined.text = follow(a.text, m.text)
				}
				next = append(next, joined)
			}
		}
		out = next
	}
	return out
}

// sameText is the formula that two templates make the same text, after what is equal
// at their ends is taken away; ok is false where variables are left on both sides.
func (b *binder) sameText(l, r platform.Template) (_ formula, ok bool) {
	for range 2 { // from the left, and turned round from the right
		if l, r, ok = cancel(l, r); !ok {
			return never, true
		}
		l, r = turned(l), turned(r)
	}
	if len(r.Vars) > 0 {
		l, r = r, l
	}
	text, fixed := r.Constant()
	if !fixed {
		return never, false
	}
	return b.asks(l, b.langs.id(automaton.Texts(text))), true
}

// cancel takes away what both begin with; ok is false where they part at once.
func cancel(l, r platform.Template) (_, _ platform.Template, ok bool) {
	for {
		n := min(len(l.Lits[0]), len(r.Lits[0]))
		if l.Lits[0][:n] != r.Lits[0][:n] {
			return l, r, false
		}
		l, r = behind(l, n), behind(r, n)
		if l.Lits[0] != "" || r.Lits[0] != "" || len(l.Vars) == 0 || len(r.Vars) == 0 || l.Vars[0] != r.Vars[0] {
			return l, r, true
		}
		l, r = platform.Template{Lits: l.Lits[1:], Vars: l.Vars[1:]}, platform.Template{Lits: r.Lits[1:], Vars: r.Vars[1:]}
	}
}

// behind is the template without the first n bytes of its first text.
func behind(t platform.Template, n int) platform.Template {
	lits := slices.Clone(t.Lits)
	lits[0] = lits[0][n:]
	return platform.Template{Lits: lits, Vars: t.Vars}
}

// turned is the template from the right: its parts, and their bytes, in reverse.
func turned(t platform.Template) platform.Template {
	out := platform.Template{Lits: slices.Clone(t.Lits), Vars: slices.Clone(t.Vars)}
	slices.Reverse(out.Lits)
	slices.Reverse(out.Vars)
	for i, lit := range out.Lits {
		bytes := []byte(lit)
		slices.Reverse(bytes)
		out.Lits[i] = string(bytes)
	}
	return out
}
