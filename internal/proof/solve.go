package proof

import (
	"encoding/binary"
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// A prepared goal is a formula over machines, ready to be walked with any
// domains.
type prepared struct {
	goal    formula
	threads []*thread
	vars    []string
	choices []choice
	tooBig  bool
	plain   bool // no atom tells characters beyond ASCII from others, see Lang.Plain
}

// prepare makes machines of the goal's atoms: all languages that are asked of
// one text are read together.
func (b *binder) prepare(goal formula) *prepared {
	if p, ok := b.ready[goal]; ok {
		return p
	}
	p := &prepared{plain: true}
	b.ready[goal] = p
	for _, c := range b.inOrder {
		if b.fs.needs(goal, c.source) {
			p.choices = append(p.choices, c)
		}
	}
	type group struct {
		text  platform.Template
		atoms []int32
	}
	// What must hold by itself is read by a machine of its own: it dies at once
	// when it does not hold, however much else is asked of the same text.
	direct := map[int32]bool{}
	if n := &b.fs.nodes[goal]; n.op == opAll {
		for _, k := range n.kids {
			if l := &b.fs.nodes[k]; l.op == opLeaf {
				direct[l.leaf.source] = true
			}
		}
	}
	var order []int
	groups := map[int]*group{}
	for _, id := range b.fs.sources(goal) {
		a, ok := b.byID[id]
		if !ok {
			continue
		}
		add := func(key int) {
			g := groups[key]
			if g == nil {
				g = &group{text: a.text}
				groups[key] = g
				order = append(order, key)
			}
			g.atoms = append(g.atoms, id)
		}
		// The machine of a text reads all that is asked of it, also what another
		// machine reads: so it is the same machine for many goals.
		add(2 * a.id)
		if direct[id] {
			add(2*a.id + 1)
		}
		p.plain = p.plain && b.plain(a.lang)
	}
	order = slices.DeleteFunc(order, func(key int) bool {
		other := groups[key^1]
		return key%2 == 0 && other != nil && len(other.atoms) == len(groups[key].atoms)
	})
	// The longest text gives the order of the variables; the others fit in, those
	// that are compared with fixed texts first: they decide most in few steps.
	slices.SortStableFunc(order, func(x, y int) int {
		if n := len(groups[y].text.Vars) - len(groups[x].text.Vars); n != 0 {
			return n
		}
		if n := b.wild(groups[x].atoms) - b.wild(groups[y].atoms); n != 0 {
			return n
		}
		if n := strings.Compare(groups[x].text.String(), groups[y].text.String()); n != 0 {
			return n
		}
		return x - y // the machine of its own last: its leaf counts
	})
	for _, key := range order {
		p.vars = merge(p.vars, groups[key].text.Vars)
	}
	leaves := map[int32]formula{}
	for _, key := range order {
		g := groups[key]
		id := binary.AppendVarint(b.keyBuf[:0], int64(key))
		for _, a := range g.atoms {
			id = binary.AppendVarint(id, int64(b.byID[a].lang))
		}
		b.keyBuf = id
		sources, ok := b.machines[string(id)]
		if !ok {
			var tagged []pattern.Tagged
			for i, a := range g.atoms {
				tagged = append(tagged, pattern.Tagged{Lang: b.langs.list[b.byID[a].lang], Tag: int32(i)}) //nolint:gosec // fewer than the document's values
			}
			parts, err := pattern.Parts(tagged)
			if err != nil {
				p.tooBig = true
				return p
			}
			for _, part := range parts {
				sources = append(sources, machine{b.source(), part})
			}
			b.machines[string(b.keyBuf)] = sources
		}
		answers := make([][]formula, len(g.atoms))
		for _, m := range sources {
			t := &thread{source: m.source, text: key, machine: m.part.Machine, lits: g.text.Lits}
			for _, v := range g.text.Vars {
				t.vars = append(t.vars, slices.Index(p.vars, v))
			}
			p.threads = append(p.threads, t)
			for _, tag := range m.part.Tags {
				answers[tag] = append(answers[tag], b.fs.leaf(m.source, tag))
			}
		}
		for i, a := range g.atoms {
			leaves[a] = b.fs.any(answers[i]...)
		}
	}
	p.goal = b.fs.replace(goal, leaves, map[formula]formula{})
	return p
}

// wild is 1 when some language of the atoms is more than fixed texts.
func (b *binder) wild(atoms []int32) int {
	for _, id := range atoms {
		if !b.langs.list[b.byID[id].lang].Finite() {
			return 1
		}
	}
	return 0
}

// plain is Lang.Plain, remembered.
func (b *binder) plain(lang int) bool {
	for len(b.plains) <= lang {
		b.plains = append(b.plains, b.langs.list[len(b.plains)].Plain())
	}
	return b.plains[lang]
}

// A machine and the source that its answers are known by.
type machine struct {
	source int32
	part   pattern.Part
}

// merge puts the variables of a text into an order that has those of longer
// texts already.
func merge(order, more []string) []string {
	at := 0
	for i, v := range more {
		if j := slices.Index(order, v); j >= 0 {
			at = max(at, j+1)
			continue
		}
		// In front of the next one that is there, if any.
		place := at
		for _, w := range more[i+1:] {
			if j := slices.Index(order, w); j >= 0 {
				place = max(place, j)
				break
			}
		}
		if !slices.ContainsFunc(more[i+1:], func(w string) bool { return slices.Contains(order, w) }) && at == 0 {
			place = len(order)
		}
		order = slices.Insert(order, place, v)
		at = place + 1
	}
	return order
}

// A finding is what a search for a job came to.
type finding struct {
	over   bool
	found  bool
	values map[string]string
	picks  map[int32]int32
}

// A solvedKey is a goal and the space that its variables belong to.
type solvedKey struct {
	space string
	goal  formula
}

// search looks for values of the goal. Parts of a conjunction that share no
// variable and no choice are looked at one by one: all must have values, and one
// without is enough for a no.
func (b *binder) search(goal formula, budget *budget) finding {
	if goal == never {
		return finding{}
	}
	all := finding{found: true, values: map[string]string{}, picks: map[int32]int32{}}
	goal = b.propagate(goal)
	if goal == never {
		return finding{}
	}
	for _, part := range b.parts(goal) {
		key := solvedKey{b.spaceKey, part}
		f, ok := b.solved[key]
		if !ok {
			f = b.searchPart(part, budget)
			b.solved[key] = f
		}
		if f.over || !f.found {
			return f
		}
		for k, v := range f.values {
			all.values[k] = v
		}
		for k, v := range f.picks {
			all.picks[k] = v
		}
	}
	return all
}

// plainest finds values with as many choices as can be at their first
// alternative: a claim is there, a list is empty, what no platform names is
// missing.
func (b *binder) plainest(goal formula, f finding, budget *budget) finding {
	defer b.aside()()
	picks := map[int32]int32{}
	for _, c := range b.inOrder {
		if !b.fs.needs(goal, c.source) {
			continue
		}
		plain := b.fs.assign(goal, c.source, b.fs.answer([]int32{0}), []int32{0})
		if g := b.search(plain, budget); g.found {
			goal, f = plain, g
			picks[c.source] = 0
		}
	}
	maps.Copy(picks, f.picks)
	f.picks = picks
	return f
}

// aside keeps what is searched until the returned function is called out of
// what the answer rests on.
func (b *binder) aside() (end func()) {
	kept, proved, solved := maps.Clone(b.kept), len(b.proved), b.solved
	b.solved = map[solvedKey]finding{}
	return func() { b.kept, b.proved, b.solved = kept, b.proved[:proved], solved }
}

// propagate puts what a conjunction demands by itself into its other parts.
func (b *binder) propagate(goal formula) formula {
	n := b.fs.nodes[goal]
	if n.op != opAll {
		return goal
	}
	var demanded, others []formula
	for _, k := range n.kids {
		if b.fs.nodes[k].op == opLeaf {
			demanded = append(demanded, k)
		} else {
			others = append(others, k)
		}
	}
	for i, k := range others {
		for _, d := range demanded {
			l := b.fs.nodes[d].leaf
			if _, atom := b.byID[l.source]; atom {
				k = b.fs.assign(k, l.source, b.fs.answer([]int32{l.tag}), []int32{l.tag})
			}
		}
		others[i] = k
	}
	return b.fs.all(append(demanded, others...)...)
}

// parts splits a conjunction.
func (b *binder) parts(goal formula) []formula {
	n := &b.fs.nodes[goal]
	if n.op != opAll {
		return []formula{goal}
	}
	type part struct {
		kids  []formula
		about []uint64
	}
	var parts []part
	for _, k := range n.kids {
		mine := part{[]formula{k}, b.about(k)}
		apart := parts[:0]
		for _, p := range parts {
			if !meet(p.about, mine.about) {
				apart = append(apart, p)
				continue
			}
			mine.kids = append(mine.kids, p.kids...)
			mine.about = unite(mine.about, p.about)
		}
		parts = append(apart, mine)
	}
	if len(parts) == 1 {
		return []formula{goal}
	}
	out := make([]formula, 0, len(parts))
	for _, p := range parts {
		out = append(out, b.fs.all(p.kids...))
	}
	// Parts without choices first: they are the ones that have no values.
	slices.SortStableFunc(out, func(x, y formula) int { return b.choicesIn(x) - b.choicesIn(y) })
	return out
}

func (b *binder) choicesIn(f formula) int {
	n := 0
	for _, id := range b.fs.sources(f) {
		if _, ok := b.byID[id]; !ok {
			n++
		}
	}
	return n
}

func meet(a, b []uint64) bool {
	for i := range min(len(a), len(b)) {
		if a[i]&b[i] != 0 {
			return true
		}
	}
	return false
}

func unite(a, b []uint64) []uint64 {
	if len(a) < len(b) {
		a, b = b, a
	}
	a = slices.Clone(a)
	for i, w := range b {
		a[i] |= w
	}
	return a
}

// about tells the variables and choices of a formula.
func (b *binder) about(f formula) []uint64 {
	if about, ok := b.names[f]; ok {
		return about
	}
	var about []uint64
	set := func(bit int) {
		for len(about) <= bit/64 {
			about = append(about, 0)
		}
		about[bit/64] |= 1 << (bit % 64)
	}
	bit := func(name string) int {
		n, ok := b.bits[name]
		if !ok {
			n = len(b.bits)
			b.bits[name] = n
		}
		return n
	}
	for _, id := range b.fs.sources(f) {
		if a, ok := b.byID[id]; ok {
			for _, v := range a.text.Vars {
				set(bit(v))
			}
		} else {
			set(bit(b.choiceName(id)))
		}
	}
	b.names[f] = about
	return about
}

func (b *binder) choiceName(source int32) string {
	for _, c := range b.inOrder {
		if c.source == source {
			return "\x00" + c.name
		}
	}
	return ""
}

// searchPart looks for values of a goal within the variables' domains. All
// domains that rest on facts begin as any text; a fact is put back, for good,
// whenever an example stands outside of a domain that rests on it.
func (b *binder) searchPart(goal formula, budget *budget) finding {
	if goal == always {
		return finding{found: true}
	}
	p := b.prepare(goal)
	if p.tooBig {
		return finding{over: true}
	}
	var last platformFact
	for {
		r := b.solve(p, b.kept, budget)
		if r.over {
			return finding{over: true}
		}
		if !r.found {
			if last.id != "" {
				b.needed[last] = len(b.proved)
			}
			b.proved = append(b.proved, proved{p, b.spaceKey, b.space, b.must})
			return finding{}
		}
		outside := ""
		for _, v := range p.vars {
			if text, ok := r.values[v]; ok && !accepts(b.domain(v), text) {
				outside = v
				break
			}
		}
		if outside == "" {
			return finding{found: true, values: r.values, picks: r.picks}
		}
		last = b.factOf(outside)
		b.kept[last] = true
	}
}

// A proved is a goal without values.
type proved struct {
	*prepared
	spaceKey string
	space    *space
	must     *trust.Description
}

// minimize takes facts away again that no proof needs, in order.
func (b *binder) minimize(budget *budget) {
	for _, fact := range sortedFacts(b.kept) {
		first, needed := b.needed[fact]
		if len(b.kept) == 1 && needed {
			return // without it there was an example
		}
		fewer := maps.Clone(b.kept)
		delete(fewer, fact)
		fails := func(p proved) bool {
			b.space, b.must, b.spaceKey = p.space, p.must, p.spaceKey
			r := b.solve(p.prepared, fewer, budget)
			return r.found || r.over
		}
		// Most likely the goal for which it was put back needs it still.
		if needed && fails(b.proved[first]) || slices.ContainsFunc(b.proved, fails) {
			continue
		}
		b.kept = fewer
	}
}

func accepts(m pattern.Machine, text string) bool {
	s := m.Start()
	for i := 0; i < len(text) && s != pattern.Dead; i++ {
		s = m.Step(s, text[i])
	}
	return s != pattern.Dead && len(m.Tags(s)) > 0
}

// domain is a variable's, made once.
func (b *binder) domain(name string) pattern.Machine {
	key := b.spaceKey + "\x00" + name
	m, ok := b.domains[key]
	if !ok {
		m, _ = b.domainOf(name)
		b.domains[key] = m
	}
	return m
}

// solve walks a prepared goal. Variables whose domain rests on a fact that is
// not kept may be any text.
func (b *binder) solve(p *prepared, kept map[platformFact]bool, budget *budget) result {
	q := &question{fs: b.fs, goal: p.goal, threads: p.threads, choices: p.choices, budget: budget, shelf: &b.fs.shelf}
	for _, name := range p.vars {
		w := walked{name: name, domain: pattern.ValidUTF8()}
		if p.plain {
			w.domain = ascii()
		}
		if f := b.factOf(name); f.id == "" || kept[f] {
			w.domain = b.domain(name)
		}
		q.vars = append(q.vars, w)
	}
	return q.solve()
}

// A platformFact is a fact of a platform.
type platformFact struct {
	platform *platform.Platform
	id       string
}

func sortedFacts(m map[platformFact]bool) []platformFact {
	return slices.SortedFunc(maps.Keys(m), func(a, b platformFact) int {
		return strings.Compare(a.platform.Name+"\x00"+a.id, b.platform.Name+"\x00"+b.id)
	})
}

// factOf is the fact that a variable's domain rests on; none, when its values
// are no matter of facts.
func (b *binder) factOf(name string) platformFact {
	base, _, _ := strings.Cut(name, " #")
	p := b.space.platform
	if p == nil {
		return platformFact{}
	}
	if base == tail {
		return platformFact{p, p.Subject.Fact}
	}
	if v, ok := p.Variable(base); ok {
		return platformFact{p, v.Fact}
	}
	return platformFact{}
}
