package proof

import (
	"fmt"
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// An atom is a question to a text over variables: is it in the language?
type atom struct {
	text platform.Template
	id   int // of the text
	lang int
}

type atomKey struct{ text, lang int }

// A binder turns conditions on claims into formulas over the variables of one
// shape. Its atoms and choices are shared by all shapes of a comparison, so that
// shapes that ask the same are seen to be the same.
type binder struct {
	*reader
	fs      *formulas
	atoms   map[atomKey]int32 // → source
	texts   map[string]int
	keyBuf  []byte
	byID    map[int32]atom
	choices map[string]choice
	inOrder []choice
	domains map[named]automaton.Machine // of variables
	sources int32

	ready  map[formula]*prepared
	solved map[solvedKey]finding
	// solvedAside is solved while what answers rest on is not noted.
	solvedAside map[solvedKey]finding
	names       map[formula][]uint64 // variables and choices of a formula, a bit each
	bits        map[string]int
	plains      []bool                      // by language
	machines    map[string][]machine        // by text and languages
	readers     map[string][]automaton.Part // by languages
	boxLangs    map[string]int              // by a box's patterns
	spaces      map[tokens]int32            // numbers
	tokens      int32                       // of the space at hand
	capped      bool                        // a list has more tests than elements are looked at
	bindings    []Binding
	telling     map[string][]string   // variables that the description restricts → patterns
	kept        map[platformFact]bool // facts that are put back
	needed      map[platformFact]int  // put back last before this proof, an index of proved
	proved      []proved

	space  *space
	shape  shape
	must   *trust.Description // of M: what is not named is absent
	replay bool               // tokens of described jobs, of whatever audience
	// lacked are the facts by which described jobs' tokens have no such claims.
	lacked map[platformFact]bool
	mode   mode
	alts   map[string][]alternative
	// What does not depend on the subject is made once for the form at hand.
	formOf    formOf
	formPairs map[formCond]pair
	formJobs  map[formJobs]formula
	// What does not depend on the shape is made once for each space.
	common map[named][]alternative // of claims
	pairs  map[commonCond]pair
}

// A commonCond is a condition on claims that are the same in every shape.
type commonCond struct {
	tokens int32
	mode   mode
	c      *cond
}

// tokens tell apart what questions are about: those of an issuer, a description's
// alone, of whatever audience.
type tokens struct {
	issuer string
	must   *trust.Description
	replay bool
}

// A named is a claim or variable of some tokens.
type named struct {
	tokens int32
	name   string
}

// A mode says what opaque conditions are.
type mode int

const (
	free  mode = iota // one choice for each
	lower             // they hold nowhere
	upper             // they may hold and not hold at once
	// onAudience: whatever depends on the shape may hold and not hold.
	onAudience
	// rough: whatever does not depend on the shape may hold and not hold. What has
	// no values then has none.
	rough
	// roughest is rough, and any subject and any value of a loose claim will do.
	roughest
)

func newBinder(r *reader) *binder {
	return &binder{
		reader: r, fs: used.Get().(*formulas), //nolint:forcetypeassert // nothing else is in it
		atoms: map[atomKey]int32{}, texts: map[string]int{}, byID: map[int32]atom{}, choices: map[string]choice{},
		domains: map[named]automaton.Machine{}, spaces: map[tokens]int32{}, ready: map[formula]*prepared{}, machines: map[string][]machine{}, readers: map[string][]automaton.Part{}, boxLangs: map[string]int{},
		common: map[named][]alternative{}, pairs: map[commonCond]pair{}, solved: map[solvedKey]finding{}, solvedAside: map[solvedKey]finding{}, names: map[formula][]uint64{}, bits: map[string]int{}, kept: map[platformFact]bool{}, needed: map[platformFact]int{}, lacked: map[platformFact]bool{},
	}
}

// at makes the binder ready for a shape.
func (b *binder) at(s *space, sh shape, must *trust.Description) {
	b.space, b.shape, b.must = s, sh, must
	of := tokens{s.issuer, must, b.replay}
	n, ok := b.spaces[of]
	if !ok {
		n = int32(len(b.spaces)) //nolint:gosec // few
		b.spaces[of] = n
	}
	b.tokens = n
	key := formOf{n, sh.form, sh.loose, ""}
	if len(sh.given) > 0 {
		key.given = fmt.Sprint(sh.given) // maps print in order
	}
	if key == b.formOf && b.alts != nil {
		delete(b.alts, "sub")
		return
	}
	b.formOf, b.alts, b.formPairs, b.formJobs = key, map[string][]alternative{}, map[formCond]pair{}, map[formJobs]formula{}
}

// A formOf is all that the claims of a shape depend on but its subject.
type formOf struct {
	tokens int32
	form   *platform.Form
	loose  bool
	given  string
}

// A formCond is a condition on claims that are the same in all shapes of a form.
type formCond struct {
	mode mode
	c    *cond
}

func (b *binder) source() int32 {
	b.sources++
	return b.sources
}

// choose is the formula that a choice of n alternatives is the given one.
func (b *binder) choose(name string, n, alt int32) formula {
	c, ok := b.choices[name]
	if !ok {
		c = choice{b.source(), n, name}
		b.choices[name] = c
		b.inOrder = append(b.inOrder, c)
	}
	return b.fs.leaf(c.source, alt)
}

// asks is the formula that a text is in a language.
func (b *binder) asks(t platform.Template, lang int) formula {
	if len(t.Vars) == 0 {
		if b.langs.list[lang].Match(t.Lits[0]) {
			return always
		}
		return never
	}
	if !b.langs.list[lang].Begins(t.Lits[0]) {
		return never
	}
	key := atomKey{b.textID(t), lang}
	id, ok := b.atoms[key]
	if !ok {
		id = b.source()
		b.atoms[key] = id
		b.byID[id] = atom{t, key.text, lang}
	}
	return b.fs.leaf(id, 0)
}

// textID numbers texts.
func (b *binder) textID(t platform.Template) int {
	key := b.keyBuf[:0]
	for i, v := range t.Vars {
		key = append(append(key, t.Lits[i]...), 1)
		key = append(append(key, v...), 2)
	}
	key = append(key, t.Lits[len(t.Vars)]...)
	b.keyBuf = key
	id, ok := b.texts[string(key)]
	if !ok {
		id = len(b.texts)
		b.texts[string(key)] = id
	}
	return id
}

// text1 is a text of one variable.
func text1(name string) platform.Template {
	return platform.Template{Lits: []string{"", ""}, Vars: []string{name}}
}

func literal(s string) platform.Template { return platform.Template{Lits: []string{s}} }

// A pair says when a condition holds, and when it does not.
type pair struct{ t, f formula }

var constant = map[Op]pair{OpTrue: {always, never}, OpFalse: {never, always}, OpError: {never, never}}

// bind is the condition over the shape's variables.
func (b *binder) bind(c *cond) pair {
	reads := c.reads(b.space.platform)
	loosely := pair{always, always}
	switch {
	case c.op != OpTest && c.same == nil:
	case b.mode == onAudience && reads >= aboutForm, b.mode == roughest && (reads == aboutSub || slices.ContainsFunc(c.claims, b.anyhow)):
		return loosely
	}
	switch {
	case reads == aboutNone, reads == aboutSub:
		return b.bindHere(c)
	case reads == aboutForm:
		key := formCond{b.mode, c}
		p, ok := b.formPairs[key]
		if !ok {
			p = b.bindHere(c)
			b.formPairs[key] = p
		}
		return p
	case b.mode == rough || b.mode == roughest:
		return loosely
	}
	key := commonCond{b.tokens, b.mode, c}
	p, ok := b.pairs[key]
	if !ok {
		p = b.bindHere(c)
		b.pairs[key] = p
	}
	return p
}

// anyhow reports that nobody knows what the shape's tokens show in the claim.
func (b *binder) anyhow(claim string) bool {
	if !b.shape.loose {
		return false
	}
	c, ok := b.shape.form.Claim(claim)
	return ok && c.Fact == b.shape.form.Fact
}

func (b *binder) bindHere(c *cond) pair {
	switch c.op {
	case OpTrue, OpFalse, OpError:
		return constant[c.op]
	case OpOpaque:
		if c.same != nil {
			return b.equal(c)
		}
		return b.opaquely(c.opaque)
	case OpNot:
		p := b.bind(&c.kids[0])
		return pair{p.f, p.t}
	case OpAnd:
		ts, fs := make([]formula, 0, len(c.kids)), make([]formula, 0, len(c.kids))
		for i := range c.kids {
			p := b.bind(&c.kids[i])
			ts, fs = append(ts, p.t), append(fs, p.f)
		}
		return pair{b.fs.all(ts...), b.fs.any(fs...)}
	case OpOr:
		ts, fs := make([]formula, 0, len(c.kids)), make([]formula, 0, len(c.kids))
		for i := range c.kids {
			p := b.bind(&c.kids[i])
			ts, fs = append(ts, p.t), append(fs, p.f)
		}
		return pair{b.fs.any(ts...), b.fs.all(fs...)}
	case OpIf:
		p, then, otherwise := b.bind(&c.kids[0]), b.bind(&c.kids[1]), b.bind(&c.kids[2])
		return pair{
			b.fs.any(b.fs.all(p.t, then.t), b.fs.all(p.f, otherwise.t)),
			b.fs.any(b.fs.all(p.t, then.f), b.fs.all(p.f, otherwise.f)),
		}
	case OpTest:
	}
	return b.test(c, 0, platform.Template{Lits: []string{""}})
}

func (b *binder) opaquely(id int) pair {
	switch b.mode {
	case lower:
		return pair{never, never}
	case upper, onAudience:
		return pair{always, always}
	case free, rough, roughest:
	}
	holds := b.choose("opaque\x00"+b.opaques[id], 2, 0)
	return pair{holds, b.fs.not(holds)}
}

// test reads the items of a test's term from i on, text being what the ones
// before it gave.
func (b *binder) test(c *cond, i int, text platform.Template) pair {
	t := c.test
	if i == len(t.Term) {
		return b.outcome(c, t.On[String], alternative{kind: String, text: text})
	}
	item := t.Term[i]
	if item.Claim == "" {
		return b.test(c, i+1, follow(text, literal(item.Text)))
	}
	out := pair{never, never}
	for _, a := range b.claim(item.Claim) {
		var p pair
		switch {
		case a.unknown != "":
			p = b.opaquely(b.opaque(a.unknown + "\x00" + t.Key()))
		case a.kind == String && !a.open:
			p = b.test(c, i+1, follow(text, a.text))
		default:
			p = b.outcome(c, t.On[a.kind], a)
		}
		out = pair{b.fs.any(out.t, b.fs.all(a.when, p.t)), b.fs.any(out.f, b.fs.all(a.when, p.f))}
	}
	return out
}

// follow joins two texts.
func follow(a, b platform.Template) platform.Template {
	if len(a.Vars) == 0 && a.Lits[0] == "" {
		return b
	}
	out := platform.Template{Lits: slices.Clone(a.Lits), Vars: slices.Concat(a.Vars, b.Vars)}
	out.Lits[len(out.Lits)-1] += b.Lits[0]
	out.Lits = append(out.Lits, b.Lits[1:]...)
	return out
}

func (b *binder) outcome(c *cond, o Outcome, a alternative) pair {
	yes := func(f formula) pair { return pair{f, b.fs.not(f)} }
	switch o {
	case Fail:
		return pair{never, always}
	case Pass:
		return pair{always, never}
	case Raise:
		return pair{never, never}
	case Open:
		return b.opaquely(b.opaque("a value of this type is not modelled\x00" + c.test.Key()))
	case ByText, BySome, ByAll, ByOne, ByNumber:
	}
	if a.open {
		return b.opaquely(b.opaque(a.why() + "\x00" + c.test.Key()))
	}
	switch o {
	case ByText:
		p := yes(b.asks(a.text, c.lang))
		if c.inside >= 0 {
			in := b.asks(a.text, c.inside)
			p = pair{b.fs.all(in, p.t), b.fs.all(in, p.f)}
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
			hits = append(hits, b.asks(e, c.lang))
		}
		switch {
		case o == BySome:
			return yes(b.fs.any(hits...))
		case o == ByAll:
			return yes(b.fs.all(hits...))
		case len(hits) == 1:
			return yes(hits[0])
		}
	case Fail, Pass, Raise, Open:
	}
	return pair{never, always}
}
