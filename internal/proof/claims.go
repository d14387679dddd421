package proof

// What each claim of a form can be.

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// An alternative is one thing that a claim of the token form can be. Those of one
// claim exclude each other.
type alternative struct {
	when   formula
	kind   Kind
	text   pattern.Text   // of a string
	list   []pattern.Text // of a list
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
func (enc *encoder) claim(name string) []alternative {
	if !enc.shaped(name) {
		alts, ok := enc.alts[name]
		if !ok {
			alts = enc.makeClaim(name)
			enc.alts[name] = alts
		}
		return alts
	}
	alts, ok := enc.perForm.alts[name]
	if !ok {
		alts = enc.makeClaim(name)
		enc.perForm.alts[name] = alts
	}
	return alts
}

// shaped reports whether what a claim can be depends on the token form.
func (enc *encoder) shaped(name string) bool {
	return name == "sub" || enc.space.platform != nil && enc.space.platform.Names(name)
}

func (enc *encoder) makeClaim(name string) []alternative {
	p := enc.space.platform
	switch name {
	case "iss":
		return []alternative{{when: always, kind: String, text: pattern.Fixed(enc.space.issuer)}}
	case "aud":
		return enc.audience()
	case "exp", "iat", "nbf", "jti":
		kind := Number
		if name == "jti" {
			kind = String
		}
		return []alternative{{when: always, kind: kind, open: true}}
	case "sub":
		there := []alternative{{when: always, kind: String, text: enc.tf.subject}}
		if p != nil && p.Switchable != "" && enc.declared == nil {
			return enc.switched(name, there)
		}
		return there
	}
	if p == nil || !p.Names(name) {
		if p == nil || enc.declared == nil && !enc.replay {
			return enc.anything(name)
		}
		if m, lacks := p.Lacks(name); lacks {
			enc.lacked[platformFact{p, m.Fact}] = true
			return []alternative{{when: always, kind: Absent}}
		}
		if enc.declared == nil {
			return enc.anything(name)
		}
		return []alternative{{when: always, unknown: "the data of " + p.Title + " does not name the claim " + name}}
	}
	c, ok := enc.tf.form.Claim(name)
	if !ok {
		return []alternative{{when: always, kind: Absent}}
	}
	if enc.anyhow(name) {
		return enc.anything(name)
	}
	there := enc.typed(c)
	if c.Empty != "" {
		there = enc.instead(enc.reason(c.Empty, false), alternative{kind: String, text: pattern.Fixed("")}, there)
	}
	if c.Null != "" {
		there = enc.instead(enc.reason(c.Null, false), alternative{kind: Null}, there)
	}
	if len(c.Optional(enc.space.issuer)) > 0 {
		return enc.instead(enc.lacks(c), alternative{kind: Absent}, there)
	}
	if p.Switchable != "" && (enc.declared == nil || c.Off) {
		return enc.switched(name, there)
	}
	return there
}

// switched adds that an admin may have switched the claim off.
func (enc *encoder) switched(name string, there []alternative) []alternative {
	return enc.instead(enc.reason("switched off: "+name, false), alternative{kind: Absent}, there)
}

// lacks says when the claim is missing: for one of its reasons. Claims that are missing
// for the same reason are missing together.
func (enc *encoder) lacks(c platform.Claim) pair {
	var applies, not []formula
	for _, reason := range c.Optional(enc.space.issuer) {
		missing, known := enc.tf.given[reason]
		switch {
		case known && missing:
			return pair{always, never}
		case !known:
			p := enc.reason(reason, c.Seldom)
			applies, not = append(applies, p.t), append(not, p.f)
		}
	}
	return pair{enc.Any(applies...), enc.All(not...)}
}

// reason says when a reason for which claims are not what they are most often applies.
// Examples take the first alternative: it does not, unless those claims are seldom
// there.
func (enc *encoder) reason(reason string, seldom bool) pair {
	if seldom {
		return pair{enc.Choose(reason, 2, 0), enc.Choose(reason, 2, 1)}
	}
	return pair{enc.Choose(reason, 2, 1), enc.Choose(reason, 2, 0)}
}

// instead adds that the claim is another when the condition holds.
func (enc *encoder) instead(when pair, other alternative, there []alternative) []alternative {
	other.when, other.lacks = when.t, true
	out := []alternative{other}
	if when.t == never {
		out = nil
	}
	for _, a := range there {
		if a.when = enc.All(a.when, when.f); a.when != never {
			out = append(out, a)
		}
	}
	return out
}

// typed is a claim that is there, by its type.
func (enc *encoder) typed(c platform.Claim) []alternative {
	t, known := c.Template()
	if known {
		t = enc.space.fill(t)
	}
	switch {
	case c.Type == "string" && known && enc.declared != nil && enc.derived(t):
		return []alternative{{when: always, kind: String, text: t, open: true}}
	case c.Type == "string" && known:
		return []alternative{{when: always, kind: String, text: t}}
	case c.Type == "string":
		return []alternative{{when: always, kind: String, text: pattern.Variable("the claim " + c.Name), open: enc.declared != nil}}
	case c.Type == "bool" && known:
		if text, constant := t.Constant(); constant {
			return []alternative{{when: always, kind: boolKind(text == "true")}}
		}
		yes := enc.in(t, automaton.Texts("true"))
		return []alternative{{when: yes, kind: BoolTrue}, {when: enc.Not(yes), kind: BoolFalse}}
	case c.Type == "list":
		if !known {
			t = pattern.Variable("the claim " + c.Name)
		}
		return enc.sizes(c.Name, t)
	case c.Type == "bool":
		return []alternative{{when: enc.Choose("the claim "+c.Name, 2, 0), kind: BoolTrue}, {when: enc.Choose("the claim "+c.Name, 2, 1), kind: BoolFalse}}
	}
	return enc.numbersOf(c.Name, always)
}

// derived reports that the claim follows from variables that it does not show:
// nobody knows what described jobs have there.
func (enc *encoder) derived(t pattern.Text) bool {
	return slices.ContainsFunc(t.Vars, func(name string) bool {
		v, _ := enc.space.platform.Variable(name)
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
func (enc *encoder) sizes(name string, t pattern.Text) []alternative {
	n := enc.elements(name)
	if n > most {
		n = most
		enc.capped = true
	}
	var list []pattern.Text
	var out []alternative
	for i := range n + 1 {
		out = append(out, alternative{when: enc.Choose("elements of "+name, int32(n+1), int32(i)), kind: List, list: slices.Clone(list)}) //nolint:gosec // few
		e := pattern.Text{Lits: t.Lits}
		for _, v := range t.Vars {
			e.Vars = append(e.Vars, element(v, i))
		}
		list = append(list, e)
	}
	return out
}

// numbersOf are the numbers that a claim can be, as far as the conditions tell
// them apart: what it is compared with, and something between and around.
func (enc *encoder) numbersOf(name string, when formula) []alternative {
	cells := []float64{}
	than := slices.Compact(slices.Sorted(slices.Values(enc.numbers[name])))
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
		out = append(out, alternative{when: enc.All(when, enc.Choose("the number "+name, int32(len(cells)), int32(i))), kind: Number, number: v}) //nolint:gosec // few
	}
	return out
}

// anything is a claim that no platform data names: it may be missing, and of any
// type.
func (enc *encoder) anything(name string) []alternative {
	kind := func(k Kind) formula { return enc.Choose("the claim "+name, int32(Kinds), int32(k)) }
	out := []alternative{
		{when: kind(Absent), kind: Absent}, {when: kind(Null), kind: Null}, {when: kind(BoolFalse), kind: BoolFalse},
		{when: kind(BoolTrue), kind: BoolTrue}, {when: kind(Object), kind: Object, open: true},
		{when: kind(String), kind: String, text: pattern.Variable("the claim " + name)},
	}
	out = append(out, enc.numbersOf(name, kind(Number))...)
	for _, a := range enc.sizes(name, pattern.Variable("the claim "+name)) {
		a.when = enc.All(kind(List), a.when)
		out = append(out, a)
	}
	return out
}

// audience is the claim aud.
func (enc *encoder) audience() []alternative {
	p := enc.space.platform
	if p != nil && p.Issuer.Audience.Kind == "fixed" {
		return []alternative{{when: always, kind: String, text: pattern.Fixed(p.DefaultAudience(enc.space.known))}}
	}
	if enc.declared != nil {
		if len(enc.declared.Audiences) == 1 {
			return []alternative{{when: always, kind: String, text: pattern.Fixed(enc.declared.Audiences[0])}}
		}
		return []alternative{{when: always, kind: String, text: pattern.Variable("aud")}}
	}
	out := []alternative{{when: enc.Choose("the type of aud", 2, 0), kind: String, text: pattern.Variable("aud")}}
	for _, a := range enc.sizes("aud", pattern.Variable("aud")) {
		a.when = enc.All(enc.Choose("the type of aud", 2, 1), a.when)
		out = append(out, a)
	}
	return out
}
