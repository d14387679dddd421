package proof

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// Roles differ in words: a thousand of them say the same of a thousand projects.
// Such comparisons are solved once. In place of every word that stands for
// nothing but itself a plain one is put, in the document and in the description
// alike, and that comparison is solved: its tokens are those of the first with
// the words exchanged, so the answers are the same.
//
// A word is a run (package pattern). Exchanging words takes the tokens of a space
// to its tokens when every template shows its variables with separators round
// them and none of its own words is exchanged, and when no domain tells the words
// apart. It takes a language of fixed texts and globs to the one with the words
// exchanged when none of them holds a run that a wildcard makes longer and, where
// characters are counted, all are as long as what stands for them. Where any of
// that fails, the word, or the whole comparison, stays as it is.

// mostWords bounds what is tried: an ordinary document has some ten.
const mostWords = 64

// alike is the comparison with plain words; ok is false when words may mean more
// than themselves in it.
func (c Comparison) alike(trusts []Trust) (_ *kindred, ok bool) {
	if len(c.Bindings) > 0 {
		return nil, false
	}
	g := gathering{seen: map[string]bool{}, ok: true}
	fixed := map[string]bool{}
	for _, t := range trusts {
		pattern.Runs(t.Issuer, func(run string) { fixed[run] = true })
		g.expr(&t.When)
	}
	for _, jobs := range []trust.Jobs{c.Jobs, c.Wide} {
		g.jobs(jobs)
	}
	if !g.ok || len(g.words) > mostWords {
		return nil, false
	}
	vs, ok := c.vocabularies()
	if !ok {
		return nil, false
	}
	k := &kindred{}
	for _, v := range vs {
		if v.tail != (platformFact{}) {
			k.tails = append(k.tails, v.tail)
			g.sized = true
		}
	}
	names := map[string]string{}
	for i, w := range g.words {
		for _, name := range plainWords(w, i) {
			if (len(name) == len(w) || !g.sized) && !g.seen[name] && !fixed[w] && !fixed[name] && g.free(w) && g.free(name) && !slices.ContainsFunc(vs, func(v *vocabulary) bool { return v.tells(w, name) }) {
				names[w] = name
				break
			}
		}
	}
	k.plain = exchange{names, map[string]int{}}.comparison(c, trusts)
	k.words, k.exchanged = map[string]string{}, map[string]string{}
	for word, name := range names {
		k.words[name], k.exchanged[word] = word, name
	}
	maps.Copy(k.exchanged, k.words)
	return k, true
}

// A kindred is a comparison with plain words, which stands for many.
type kindred struct {
	plain Comparison
	words map[string]string // plain word → word
	// exchanged has the words themselves too: one that is in an example by chance
	// may be just what is asked about.
	exchanged map[string]string
	// tails are the facts that say how a stranger's subject goes on. Without them a
	// variable has no separator behind it, so words count.
	tails []platformFact
}

// decide answers the comparison with plain words; ok is false when the answer may
// not be that of every comparison which it stands for.
func (k *kindred) decide() (_ Verdict, ok bool) {
	for _, k.plain.wild = range []bool{true, false} {
		if k.plain.wild && len(k.tails) == 0 {
			continue
		}
		v := decide(k.plain, k.plain.Document.Trusts())
		sure := func(a Answer, e *Example, reason string) bool {
			return a == No || a == Yes && e != nil && !k.plain.wild || a == Unknown && e == nil && reason == overBudget
		}
		switch {
		case !sure(v.Wider, v.WiderExample, v.WiderReason) || !sure(v.Narrower, v.NarrowerExample, v.NarrowerReason):
		case k.plain.wild, v.Wider != No, v.restsOn(k.tails):
			return v, true
		}
	}
	return Verdict{}, false
}

// back puts the comparison's own words into an example; ok is false when it does
// not stand with them.
func (k *kindred) back(e *Example, stands func(*Example) bool) (_ *Example, ok bool) {
	if e == nil {
		return nil, true
	}
	for _, names := range []map[string]string{k.words, k.exchanged} {
		if out := e.renamed(names); stands(out) {
			return out, true
		}
	}
	return nil, false
}

// renamed is the example with other words.
func (e *Example) renamed(names map[string]string) *Example {
	out := *e
	out.Job.Values = map[string]string{}
	for v, text := range e.Job.Values {
		out.Job.Values[v] = pattern.Rename(text, names)
	}
	out.Claims = Claims{}
	for name, x := range e.Claims {
		switch x := x.(type) {
		case string:
			out.Claims[name] = pattern.Rename(x, names)
		case []any:
			list := make([]any, len(x))
			for i := range x {
				list[i] = x[i]
				if text, ok := x[i].(string); ok {
					list[i] = pattern.Rename(text, names)
				}
			}
			out.Claims[name] = list
		default:
			out.Claims[name] = x
		}
	}
	return &out
}

// restsOn reports that the answer rests on all the facts.
func (v Verdict) restsOn(facts []platformFact) bool {
	return !slices.ContainsFunc(facts, func(f platformFact) bool {
		return !slices.ContainsFunc(v.RestsOn, func(r Rest) bool { return r.Platform == f.platform.Name && r.Fact == f.id })
	})
}

// plainWords are candidates for the place of the i-th word: as many digits for a
// number, a UUID for a UUID, else short names, of which one may be as good for
// the domains as the word.
func plainWords(word string, i int) []string {
	switch {
	case strings.ContainsFunc(word, func(r rune) bool { return r >= utf8.RuneSelf }):
		return nil // as long in bytes as in characters, no more, is what names can be
	case strings.Trim(word, "0123456789") == "":
		return []string{fmt.Sprintf("9%0*d", len(word)-1, i)}
	case len(word) == 36 && strings.Count(word, "-") == 4:
		return []string{fmt.Sprintf("%08d-0000-4000-8000-000000000000", i)}
	}
	n := strings.Map(func(digit rune) rune { return digit - '0' + 'g' }, strconv.Itoa(i)) // no hexadecimal letters
	out := []string{"w" + n, "w0" + n, "w-" + n, "w_" + n, "w." + n, "W" + n}
	for _, name := range out {
		out = append(out, strings.Repeat(name[:1], max(len(word)-len(name), 0))+name)
	}
	return out
}

// A gathering is the words of a comparison.
type gathering struct {
	words []string // whole ones, in order of appearance
	seen  map[string]bool
	open  []string // those that a wildcard may make longer
	ok    bool     // nothing but fixed texts, globs and lengths was met
	sized bool     // a length was
}

func (g *gathering) add(run string, open bool) {
	switch {
	case open:
		g.open = append(g.open, run)
	case !g.seen[run]:
		g.seen[run] = true
		g.words = append(g.words, run)
	}
}

// free reports that no open run is in the word.
func (g *gathering) free(word string) bool {
	return !slices.ContainsFunc(g.open, func(run string) bool { return strings.Contains(word, run) })
}

func (g *gathering) expr(e *Expr) {
	if e.Op == OpTest {
		t := &e.Test
		g.ok = g.ok && len(t.Term) == 1 && t.Term[0].Claim != "" && t.Defined == nil
		g.lang(t.Lang)
	}
	for i := range e.Kids {
		g.expr(&e.Kids[i])
	}
}

func (g *gathering) lang(l pattern.Lang) {
	sized, ok := l.Runs(g.add)
	g.sized, g.ok = g.sized || sized, g.ok && ok
}

func (g *gathering) jobs(jobs trust.Jobs) {
	for _, d := range jobs {
		for _, a := range d.Audiences {
			pattern.Runs(a, func(run string) { g.add(run, false) })
		}
		for _, b := range d.Boxes {
			for _, v := range sortedKeys(b) {
				if v == trust.FormKey {
					continue
				}
				for _, glob := range b[v] {
					g.lang(pattern.Globs(pattern.FromGlob(glob)))
				}
			}
		}
	}
}

// An exchange puts other words in, and numbers in place of opaque conditions, of
// which only counts which are the same.
type exchange struct {
	names   map[string]string
	opaques map[string]int
}

func (x exchange) comparison(c Comparison, trusts []Trust) Comparison {
	doc := plainDocument{}
	for _, t := range trusts {
		doc = append(doc, Trust{Issuer: t.Issuer, When: x.expr(t.When)})
	}
	out := Comparison{Document: doc, Jobs: x.jobs(c.Jobs).Sorted(), Accepted: c.Accepted}
	if c.Wide != nil {
		out.Wide = x.jobs(c.Wide).Sorted()
	}
	return out
}

func (x exchange) expr(e Expr) Expr {
	switch e.Op {
	case OpTest:
		e.Test.Lang, e.Test.Label = e.Test.Lang.Rename(x.names), ""
		return e
	case OpOpaque:
		id, ok := x.opaques[e.Key]
		if !ok {
			id = len(x.opaques)
			x.opaques[e.Key] = id
		}
		return Opaque(strconv.Itoa(id), "")
	case OpTrue, OpFalse, OpError, OpAnd, OpOr, OpNot, OpIf:
	}
	kids := make([]Expr, len(e.Kids))
	for i, k := range e.Kids {
		kids[i] = x.expr(k)
	}
	e.Kids = kids
	return e
}

func (x exchange) jobs(jobs trust.Jobs) trust.Jobs {
	var out trust.Jobs
	for _, d := range jobs {
		d.Settings = withoutName(d.Settings)
		audiences := make([]string, len(d.Audiences))
		for i, a := range d.Audiences {
			audiences[i] = pattern.Rename(a, x.names)
		}
		d.Audiences = audiences
		boxes := make([]trust.Box, len(d.Boxes))
		for i, b := range d.Boxes {
			boxes[i] = trust.Box{}
			for v, globs := range b {
				boxes[i][v] = globs
				if v == trust.FormKey {
					continue
				}
				renamed := make([]string, len(globs))
				for j, glob := range globs {
					renamed[j] = pattern.FromGlob(glob).Rename(x.names).String()
				}
				slices.Sort(renamed)
				boxes[i][v] = renamed
			}
		}
		d.Boxes = boxes
		out = append(out, d)
	}
	return out
}

func withoutName(s platform.Settings) platform.Settings {
	out := platform.Settings{}
	for k, v := range s {
		if k != trust.NameKey {
			out[k] = v
		}
	}
	return out
}

// A plainDocument is nothing but its conditions.
type plainDocument []Trust

// Trusts implements Document.
func (d plainDocument) Trusts() []Trust { return d }

// Admits implements Document.
func (d plainDocument) Admits(c Claims) Decision {
	answer := No
	for _, t := range d {
		if t.Issuer != c["iss"] {
			continue
		}
		switch t.When.Eval(c) {
		case Holds:
			return Decision{Admitted: Yes}
		case Hangs:
			answer = Unknown
		case Fails, Neither:
		}
	}
	return Decision{Admitted: answer}
}

// text is all that the comparison's answer depends on.
func (c Comparison) text() string {
	b := make([]byte, 0, 2048)
	add := func(texts ...string) {
		for _, t := range texts {
			b = append(append(strconv.AppendInt(b, int64(len(t)), 10), ':'), t...)
		}
		b = append(b, '\n')
	}
	for _, t := range c.Document.Trusts() {
		add("trust", t.Issuer, t.When.String())
	}
	for _, jobs := range []trust.Jobs{c.Jobs, c.Wide} {
		add("jobs")
		for _, d := range jobs {
			add(d.Platform, fmt.Sprintf("%p", d.Model()), d.Issuer, d.Definition)
			add(d.Audiences...)
			for _, k := range sortedKeys(d.Settings) {
				add("setting", k, d.Settings[k])
			}
			for _, box := range d.Boxes {
				add("box")
				for _, v := range sortedKeys(box) {
					add("variable", v)
					add(box[v]...)
				}
			}
		}
	}
	add(sortedOnce(c.Accepted)...)
	return string(b)
}

// vocabularies are the words of the platforms at the comparison's issuers, for
// every space that its search looks at; ok is false when one of them shows a
// variable without a separator.
func (c Comparison) vocabularies() (out []*vocabulary, ok bool) {
	accepted := acceptedFacts(c.Accepted)
	for _, jobs := range []trust.Jobs{c.Jobs, c.Wide} {
		for i, d := range jobs {
			if d.Model() == nil {
				return nil, false
			}
			spaces := []trust.Jobs{jobs[i : i+1]}
			if all := at(jobs, d.Issuer); len(all) > 1 {
				spaces = append(spaces, all)
			}
			for _, s := range spaces {
				v := newSpace(d.Issuer, s, accepted, false).vocabulary()
				if !v.separate {
					return nil, false
				}
				if !slices.Contains(out, v) { // most often it is the same
					out = append(out, v)
				}
			}
		}
	}
	return out, true
}

// A vocabulary is what a space's templates and domains make of words.
type vocabulary struct {
	own      map[string]bool // words of templates
	domains  []*pattern.DFA
	separate bool         // every variable stands between separators
	tail     platformFact // which says that one stands behind a stranger's project, too
}

// tells reports whether the space tells the words apart.
func (v *vocabulary) tells(a, b string) bool {
	return v.own[a] || v.own[b] || slices.ContainsFunc(v.domains, func(d *pattern.DFA) bool { return !d.SameRuns(a, b) })
}

func newVocabulary(s *space, shapes []shape) *vocabulary {
	v := &vocabulary{own: map[string]bool{"true": true, "false": true}, separate: true}
	for _, sh := range shapes {
		v.template(sh.subject)
		if sh.stranger {
			v.tail = platformFact{s.platform, s.platform.Subject.Fact}
		}
	}
	for i := range s.platform.Forms {
		f := &s.platform.Forms[i]
		for _, name := range f.ClaimNames() {
			c, _ := f.Claim(name)
			if t, ok := c.Template(); ok {
				v.template(s.fill(t))
			}
		}
	}
	own := func(run string) { v.own[run] = true }
	pattern.Runs(s.issuer, own)
	pattern.Runs(s.platform.DefaultAudience(s.known), own)
	for _, part := range s.known {
		pattern.Runs(part, own)
	}
	v.domains = []*pattern.DFA{pattern.ValidUTF8(), tails()}
	for _, x := range s.platform.Variables {
		if d := s.platform.DomainOf(x.Name, s.settings).DFA(); !slices.Contains(v.domains, d) {
			v.domains = append(v.domains, d)
		}
	}
	return v
}

func (v *vocabulary) template(t platform.Template) {
	for i, lit := range t.Lits {
		pattern.Runs(lit, func(run string) { v.own[run] = true })
		before, after := pattern.EndsRun(lit)
		outer := i == 0 && lit == "" || i == len(t.Lits)-1 && lit == ""
		tailed := i > 0 && i < len(t.Vars) && t.Vars[i] == tail
		switch {
		case outer, tailed && (lit == "" || before):
		case i > 0 && !before, i < len(t.Vars) && !after:
			v.separate = false
		}
	}
}

// solutions keeps what was solved in this process.
type solutions struct {
	sync.Mutex
	byKey map[[sha256.Size]byte]*solution
}

type solution struct {
	once    sync.Once
	verdict Verdict
	shared  bool
}

// mostSolved bounds the solutions: some hundred bytes each.
const mostSolved = 4096

var solvedHere = &solutions{byKey: map[[sha256.Size]byte]*solution{}}

func (s *solutions) get(key string) *solution {
	s.Lock()
	defer s.Unlock()
	sum := sha256.Sum256([]byte(key))
	out, ok := s.byKey[sum]
	if !ok {
		out = &solution{}
		if len(s.byKey) < mostSolved {
			s.byKey[sum] = out
		}
	}
	return out
}

// asOthers answers a comparison by the one that all of its kind have in common,
// when that answer is theirs too.
func (c Comparison) asOthers(trusts []Trust) (Verdict, bool) {
	k, ok := c.alike(trusts)
	if !ok {
		return Verdict{}, false
	}
	s := solvedHere.get(k.plain.text())
	s.once.Do(func() { s.verdict, s.shared = k.decide() })
	if !s.shared {
		return Verdict{}, false
	}
	v := s.verdict
	v.RestsOn = slices.Clone(v.RestsOn)
	wide := c.Wide
	if wide == nil {
		wide = c.Jobs
	}
	var wider, narrower bool
	v.WiderExample, wider = k.back(v.WiderExample, func(e *Example) bool {
		return c.Document.Admits(e.Claims).Admitted == Yes && !contains(at(wide, issuerOf(e)), e)
	})
	v.NarrowerExample, narrower = k.back(v.NarrowerExample, func(e *Example) bool {
		return c.Document.Admits(e.Claims).Admitted == No && contains(at(c.Jobs, issuerOf(e)), e)
	})
	return v, wider && narrower
}

func issuerOf(e *Example) string {
	iss, _ := e.Claims["iss"].(string)
	return iss
}
