package proof

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// An alternative is one thing that a claim of the shape can be. Those of one
// claim exclude each other.
type alternative struct {
	when   formula
	kind   Kind
	text   platform.Template   // of a string
	list   []platform.Template // of a list
	number float64
	open   bool // a value of that kind about which nothing is known
	lacks  bool // the claim is missing, null or empty in place of what it shows
	// unknown says why not even the kind is known.
	unknown string
}

// why says why nothing is known about the value.
func (a alternative) why() string {
	if len(a.text.Vars) > 0 {
		return "the described jobs' " + strings.Join(a.text.Vars, " ") + " is not in the description and follows from what is"
	}
	return "time and identity of a token are not modelled"
}

// claim lists what a claim can be.
func (b *binder) claim(name string) []alternative {
	if !b.shaped(name) {
		key := named{b.tokens, name}
		alts, ok := b.common[key]
		if !ok {
			alts = b.makeClaim(name)
			b.common[key] = alts
		}
		return alts
	}
	alts, ok := b.alts[name]
	if !ok {
		alts = b.makeClaim(name)
		b.alts[name] = alts
	}
	return alts
}

// shaped reports whether what a claim can be depends on the shape.
func (b *binder) shaped(name string) bool {
	return name == "sub" || b.space.platform != nil && b.space.platform.Names(name)
}

func (b *binder) makeClaim(name string) []alternative {
	p := b.space.platform
	switch name {
	case "iss":
		return []alternative{{when: always, kind: String, text: literal(b.space.issuer)}}
	case "aud":
		return b.audience()
	case "exp", "iat", "nbf", "jti":
		kind := Number
		if name == "jti" {
			kind = String
		}
		return []alternative{{when: always, kind: kind, open: true}}
	case "sub":
		there := []alternative{{when: always, kind: String, text: b.shape.subject}}
		if p != nil && p.Switchable != "" && b.must == nil {
			return b.switched(name, there)
		}
		return there
	}
	if p == nil || !p.Names(name) {
		if p == nil || b.must == nil && !b.replay {
			return b.anything(name)
		}
		if m, lacks := p.Lacks(name); lacks {
			b.lacked[platformFact{p, m.Fact}] = true
			return []alternative{{when: always, kind: Absent}}
		}
		if b.must == nil {
			return b.anything(name)
		}
		return []alternative{{when: always, unknown: "the data of " + p.Title + " does not name the claim " + name}}
	}
	c, ok := b.shape.form.Claim(name)
	if !ok {
		return []alternative{{when: always, kind: Absent}}
	}
	if b.anyhow(name) {
		return b.anything(name)
	}
	there := b.typed(c)
	if c.Empty != "" {
		there = b.instead(b.reason(c.Empty, false), alternative{kind: String, text: literal("")}, there)
	}
	if c.Null != "" {
		there = b.instead(b.reason(c.Null, false), alternative{kind: Null}, there)
	}
	if len(c.Optional(b.space.issuer)) > 0 {
		return b.instead(b.lacks(c), alternative{kind: Absent}, there)
	}
	if p.Switchable != "" && (b.must == nil || c.Off) {
		return b.switched(name, there)
	}
	return there
}

// switched adds that an admin may have switched the claim off.
func (b *binder) switched(name string, there []alternative) []alternative {
	return b.instead(b.reason("switched off: "+name, false), alternative{kind: Absent}, there)
}

// lacks says when the claim is missing: for one of its reasons. Claims that are missing
// for the same reason are missing together.
func (b *binder) lacks(c platform.Claim) pair {
	var applies, not []formula
	for _, reason := range c.Optional(b.space.issuer) {
		missing, known := b.shape.given[reason]
		switch {
		case known && missing:
			return pair{always, never}
		case !known:
			p := b.reason(reason, c.Seldom)
			applies, not = append(applies, p.t), append(not, p.f)
		}
	}
	return pair{b.fs.any(applies...), b.fs.all(not...)}
}

// reason says when a reason for which claims are not what they are most often applies.
// Examples take the first alternative: it does not, unless those claims are seldom
// there.
func (b *binder) reason(reason string, seldom bool) pair {
	if seldom {
		return pair{b.choose(reason, 2, 0), b.choose(reason, 2, 1)}
	}
	return pair{b.choose(reason, 2, 1), b.choose(reason, 2, 0)}
}

// instead adds that the claim is another when the condition holds.
func (b *binder) instead(when pair, other alternative, there []alternative) []alternative {
	other.when, other.lacks = when.t, true
	out := []alternative{other}
	if when.t == never {
		out = nil
	}
	for _, a := range there {
		if a.when = b.fs.all(a.when, when.f); a.when != never {
			out = append(out, a)
		}
	}
	return out
}

// typed is a claim that is there, by its type.
func (b *binder) typed(c platform.Claim) []alternative {
	t, known := c.Template()
	if known {
		t = b.space.fill(t)
	}
	switch {
	case c.Type == "string" && known && b.must != nil && b.derived(t):
		return []alternative{{when: always, kind: String, text: t, open: true}}
	case c.Type == "string" && known:
		return []alternative{{when: always, kind: String, text: t}}
	case c.Type == "string":
		return []alternative{{when: always, kind: String, text: text1("the claim " + c.Name), open: b.must != nil}}
	case c.Type == "bool" && known:
		if text, constant := t.Constant(); constant {
			return []alternative{{when: always, kind: boolKind(text == "true")}}
		}
		yes := b.asks(t, b.langs.id(automaton.Texts("true")))
		return []alternative{{when: yes, kind: BoolTrue}, {when: b.fs.not(yes), kind: BoolFalse}}
	case c.Type == "list":
		if !known {
			t = text1("the claim " + c.Name)
		}
		return b.sizes(c.Name, t)
	case c.Type == "bool":
		return []alternative{{when: b.choose("the claim "+c.Name, 2, 0), kind: BoolTrue}, {when: b.choose("the claim "+c.Name, 2, 1), kind: BoolFalse}}
	}
	return b.numbersOf(c.Name, always)
}

// derived reports that the claim follows from variables that it does not show:
// nobody knows what described jobs have there.
func (b *binder) derived(t platform.Template) bool {
	return slices.ContainsFunc(t.Vars, func(name string) bool {
		v, _ := b.space.platform.Variable(name)
		return v.Derived != ""
	})
}

func boolKind(v bool) Kind {
	if v {
		return BoolTrue
	}
	return BoolFalse
}

// most is how many elements of a list are looked at: k tests of a list's
// elements have a model with at most k elements, and a described restriction is
// one more.
const most = 6

// elements is how many elements of a list are enough: one for each language that
// they are asked for, one for a described restriction, and two where the only
// element is asked for.
func (r *reader) elements(name string) int {
	n := len(r.lists[name]) + 1
	if r.ones[name] {
		n = max(n, 2)
	}
	return n
}

// sizes is a list of elements that a template makes, with any number of them.
func (b *binder) sizes(name string, t platform.Template) []alternative {
	n := b.elements(name)
	if n > most {
		n = most
		b.capped = true
	}
	var list []platform.Template
	var out []alternative
	for i := range n + 1 {
		out = append(out, alternative{when: b.choose("elements of "+name, int32(n+1), int32(i)), kind: List, list: slices.Clone(list)}) //nolint:gosec // few
		e := platform.Template{Lits: t.Lits}
		for _, v := range t.Vars {
			e.Vars = append(e.Vars, element(v, i))
		}
		list = append(list, e)
	}
	return out
}

// numbersOf are the numbers that a claim can be, as far as the conditions tell
// them apart: what it is compared with, and something between and around.
func (b *binder) numbersOf(name string, when formula) []alternative {
	cells := []float64{}
	than := slices.Compact(slices.Sorted(slices.Values(b.numbers[name])))
	for i, v := range than {
		if i == 0 {
			cells = append(cells, v-1)
		} else {
			cells = append(cells, (than[i-1]+v)/2)
		}
		cells = append(cells, v)
	}
	if len(than) == 0 {
		cells = append(cells, 7)
	} else {
		cells = append(cells, than[len(than)-1]+1)
	}
	var out []alternative
	for i, v := range cells {
		out = append(out, alternative{when: b.fs.all(when, b.choose("the number "+name, int32(len(cells)), int32(i))), kind: Number, number: v}) //nolint:gosec // few
	}
	return out
}

// anything is a claim that no platform data names: it may be missing, and of any
// type.
func (b *binder) anything(name string) []alternative {
	kind := func(k Kind) formula { return b.choose("the claim "+name, int32(Kinds), int32(k)) }
	out := []alternative{
		{when: kind(Absent), kind: Absent}, {when: kind(Null), kind: Null}, {when: kind(BoolFalse), kind: BoolFalse},
		{when: kind(BoolTrue), kind: BoolTrue}, {when: kind(Object), kind: Object, open: true},
		{when: kind(String), kind: String, text: text1("the claim " + name)},
	}
	out = append(out, b.numbersOf(name, kind(Number))...)
	for _, a := range b.sizes(name, text1("the claim "+name)) {
		a.when = b.fs.all(kind(List), a.when)
		out = append(out, a)
	}
	return out
}

// audience is the claim aud.
func (b *binder) audience() []alternative {
	p := b.space.platform
	if p != nil && p.Issuer.Audience.Kind == "fixed" {
		return []alternative{{when: always, kind: String, text: literal(p.DefaultAudience(b.space.known))}}
	}
	if b.must != nil {
		if len(b.must.Audiences) == 1 {
			return []alternative{{when: always, kind: String, text: literal(b.must.Audiences[0])}}
		}
		return []alternative{{when: always, kind: String, text: text1("aud")}}
	}
	out := []alternative{{when: b.choose("the type of aud", 2, 0), kind: String, text: text1("aud")}}
	for _, a := range b.sizes("aud", text1("aud")) {
		a.when = b.fs.all(b.choose("the type of aud", 2, 1), a.when)
		out = append(out, a)
	}
	return out
}
