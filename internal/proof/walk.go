package proof

import (
	"math/bits"
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// A question asks for values of variables that make a formula true. Variables
// are walked in order, each byte by byte; what has been decided is put into the
// formula as soon as it is known, and configurations that are equal from there
// on are one.
type question struct {
	fs      *formulas
	goal    formula
	vars    []walked
	threads []*thread
	choices []choice
	budget  *budget
	shelf   *shelf

	slots int
}

// A walked is a variable: its domain, and what its values may be.
type walked struct {
	name   string
	domain pattern.Machine // of one tag
}

// A thread is a machine that reads a term.
type thread struct {
	source  int32
	text    int // of the term
	machine pattern.Machine
	lits    []string // len(vars)+1
	vars    []int    // places in question.vars
	base    int      // of its slots: the state, then one for each deferred variable
	// deferred variables stand in the term behind a variable that is walked later,
	// or twice: what their word does is found when they are walked, and done when
	// the term gets there.
	deferred []int // places in vars
	words    *words
}

// A choice is decided before any variable.
type choice struct {
	source       int32
	alternatives int32
	name         string
}

// off is a slot that no longer matters.
const off int32 = -2

// A budget bounds the work of one comparison, so that the same input has the
// same answer on every machine. A step is one machine's move by one byte, about
// 10 to 40 ns with the tables around it; 4 million are less than 200 ms. Bytes are
// what walks and machines hold.
type budget struct{ steps, bytes int }

const (
	maxSteps = 4_000_000
	maxBytes = 64 << 20
)

func newBudget() *budget { return &budget{maxSteps, maxBytes} }

func (b *budget) spend(steps, bytes int) bool {
	b.steps -= steps
	b.bytes -= bytes
	return b.steps >= 0 && b.bytes >= 0
}

// A result of a walk.
type result struct {
	found  bool
	over   bool // the budget ended first
	values map[string]string
	picks  map[int32]int32 // choice's source → alternative
}

// schedule finds for every thread which of its variables are deferred, and the
// slots.
func (q *question) schedule() {
	q.slots = 0
	for _, t := range q.threads {
		t.base = q.slots
		t.deferred = t.deferred[:0]
		at := -1
		for k, v := range t.vars {
			if v > at {
				at = v
			} else {
				t.deferred = append(t.deferred, k)
			}
		}
		q.slots += 1 + len(t.deferred)
	}
}

// A stage holds the nodes that are made while one variable is walked. A node is
// the formula, the state of the domain, and the slots.
type stage struct {
	cells  []int32
	parent []int32 // a node, or -1-entry
	via    []byte
	table  []int32
	stride int
}

// stages that are free to be used again.
type shelf struct{ free []*stage }

func (f *shelf) take(slots int) *stage {
	if n := len(f.free); n > 0 {
		s := f.free[n-1]
		f.free = f.free[:n-1]
		s.stride = 2 + slots
		s.cells, s.parent, s.via = s.cells[:0], s.parent[:0], s.via[:0]
		clear(s.table)
		return s
	}
	return &stage{stride: 2 + slots, table: make([]int32, 128), cells: make([]int32, 0, 512), parent: make([]int32, 0, 64), via: make([]byte, 0, 64)}
}

// mostKept is the largest table that is used again: clearing costs its length.
const mostKept = 1024

func (f *shelf) put(ss ...*stage) {
	for _, s := range ss {
		if len(s.table) <= mostKept {
			f.free = append(f.free, s)
		}
	}
}

func (s *stage) count() int { return len(s.parent) }

func (s *stage) node(i int32) []int32 { return s.cells[int(i)*s.stride : (int(i)+1)*s.stride] }

// put adds a node unless it is there.
func (s *stage) put(n []int32, parent int32, via byte) (int32, bool) {
	h := uint64(14695981039346656037)
	for _, c := range n {
		h = (h ^ uint64(uint32(c))) * 1099511628211 //nolint:gosec // bits
	}
	h ^= h >> 29
	mask := uint64(len(s.table) - 1)
	i := h & mask
	for s.table[i] != 0 {
		at := s.table[i] - 1
		if slices.Equal(s.node(at), n) {
			return at, false
		}
		i = (i + 1) & mask
	}
	at := int32(len(s.parent)) //nolint:gosec // the budget ends first
	s.table[i] = at + 1
	s.cells = append(s.cells, n...)
	s.parent = append(s.parent, parent)
	s.via = append(s.via, via)
	if len(s.parent)*2 > len(s.table) {
		s.grow()
	}
	return at, true
}

func (s *stage) grow() {
	s.table = make([]int32, 2*len(s.table))
	mask := uint64(len(s.table) - 1)
	for at := range s.parent {
		h := uint64(14695981039346656037)
		for _, c := range s.node(int32(at)) { //nolint:gosec // the budget ends first
			h = (h ^ uint64(uint32(c))) * 1099511628211 //nolint:gosec // bits
		}
		h ^= h >> 29
		i := h & mask
		for s.table[i] != 0 {
			i = (i + 1) & mask
		}
		s.table[i] = int32(at) + 1 //nolint:gosec // the budget ends first
	}
}

// A walk is the state of solving one question.
type walk struct {
	*question
	stages []*stage // of each variable: its nodes; entries are nodes of the exit table before
	exits  []*stage // exits[i] are the configurations in front of variable i
	picks  []map[int32]int32
	// Scratch, here so that it is not made anew for each node.
	live, cuts, one pattern.Bytes
	// What restrict found out of a formula: for each term, whether one of its
	// machines must go on.
	lastGoal formula
	wanted   []bool
}

// solve looks for values that make the goal true.
func (q *question) solve() result {
	r := q.walk()
	// A machine that has given up steps to Dead, which looks like a proof.
	if !r.found && slices.ContainsFunc(q.threads, (*thread).over) {
		r.over = true
	}
	return r
}

// over reports that the thread's machine made too many states to go on.
func (t *thread) over() bool {
	b, is := t.machine.(pattern.Bounded)
	return is && b.Over() || t.words != nil && t.words.Over()
}

func (q *question) walk() result {
	q.schedule()
	w := &walk{question: q}
	defer func() {
		q.shelf.put(w.stages...)
		q.shelf.put(w.exits...)
	}()
	first := q.shelf.take(q.slots)
	for _, t := range q.threads {
		if len(t.deferred) > 0 && t.words == nil {
			t.words = newWords(t.machine)
			if !q.budget.spend(len(t.words.from), 0) {
				return result{over: true}
			}
		}
	}
	w.exits = append(w.exits, first)
	done, ok := w.enter(first)
	if done >= 0 {
		return w.answer(first, 0, done)
	}
	if !ok {
		return result{over: true}
	}
	for i := range q.vars {
		if w.exits[i].count() == 0 {
			return result{}
		}
		next := q.shelf.take(q.slots)
		w.exits = append(w.exits, next)
		done, ok := w.variable(i, w.exits[i], next)
		if done >= 0 {
			return w.answer(next, i+1, done)
		}
		if !ok {
			return result{over: true}
		}
	}
	return result{}
}

// enter makes the first configurations: every combination of choices that
// matters, with the terms' first texts read.
func (w *walk) enter(into *stage) (done int32, ok bool) {
	type config struct {
		f     formula
		picks map[int32]int32
	}
	configs := []config{{w.goal, nil}}
	for _, c := range w.choices {
		var next []config
		seen := map[formula]bool{}
		for _, from := range configs {
			if !w.fs.needs(from.f, c.source) {
				if !seen[from.f] {
					seen[from.f] = true
					next = append(next, from)
				}
				continue
			}
			for a := range c.alternatives {
				f := w.fs.assign(from.f, c.source, a+1, []int32{a})
				if f == never || seen[f] {
					continue
				}
				seen[f] = true
				picks := map[int32]int32{c.source: a}
				for k, v := range from.picks {
					picks[k] = v
				}
				next = append(next, config{f, picks})
			}
			if !w.spend() {
				return -1, false
			}
		}
		configs = next
	}
	n := make([]int32, into.stride)
	for _, c := range configs {
		n[0], n[1] = c.f, 0
		for _, t := range w.threads {
			for k := range 1 + len(t.deferred) {
				n[2+t.base+k] = off
			}
			n[2+t.base] = w.read(t, t.machine.Start(), t.lits[0])
		}
		for _, t := range w.threads {
			s := n[2+t.base]
			switch {
			case s == off:
			case len(t.vars) == 0 || s == pattern.Dead || t.machine.Settled(s):
				w.decide(n, t, s)
			}
		}
		w.tidy(n)
		if n[0] == never {
			continue
		}
		at, fresh := into.put(n, -1, 0)
		if fresh {
			w.picks = append(w.picks, c.picks)
		}
		if n[0] == always {
			return at, true
		}
	}
	return -1, true
}

func (w *walk) spend() bool {
	steps := w.fs.steps
	w.fs.steps = 0
	return w.budget.spend(steps, 0)
}

func (w *walk) read(t *thread, s pattern.State, text string) pattern.State {
	for i := 0; i < len(text) && s != pattern.Dead; i++ {
		s = t.machine.Step(s, text[i])
	}
	return s
}

// decide puts a machine's answer into the node's formula and switches it off.
func (w *walk) decide(n []int32, t *thread, s pattern.State) {
	var tags []int32
	if s != pattern.Dead {
		tags = t.machine.Tags(s)
	}
	n[0] = w.fs.assign(n[0], t.source, w.fs.answer(tags), tags)
	for k := range 1 + len(t.deferred) {
		n[2+t.base+k] = off
	}
}

// tidy switches off what the formula no longer depends on.
func (w *walk) tidy(n []int32) {
	for _, t := range w.threads {
		if n[2+t.base] != off && !w.fs.needs(n[0], t.source) {
			for k := range 1 + len(t.deferred) {
				n[2+t.base+k] = off
			}
		}
	}
}

// A mover is a slot that moves while a variable is walked.
type mover struct {
	t       *thread
	group   int // movers of one term stand together
	machine pattern.Machine
	slot    int  // in the node
	late    bool // a deferred variable
	k       int  // the variable's place in the term
}

// variable walks one variable from all configurations at once.
func (w *walk) variable(i int, from, into *stage) (done int32, ok bool) {
	var movers []mover
	for _, t := range w.threads {
		at := -1
		d := 0
		for k, v := range t.vars {
			late := v <= at
			if !late {
				at = v
			}
			if v == i {
				if late {
					movers = append(movers, mover{t: t, machine: t.words, slot: 2 + t.base + 1 + d, late: true, k: k})
				} else {
					movers = append(movers, mover{t: t, machine: t.machine, slot: 2 + t.base, k: k})
				}
			}
			if late {
				d++
			}
		}
	}
	for k := range movers {
		if k > 0 {
			movers[k].group = movers[k-1].group
			if movers[k].t.text != movers[k-1].t.text {
				movers[k].group++
			}
		}
	}
	w.lastGoal = never
	domain := w.vars[i].domain
	st := w.shelf.take(w.slots)
	w.stages = append(w.stages, st)
	n := make([]int32, st.stride)
	for e := range from.count() {
		copy(n, from.node(int32(e))) //nolint:gosec // the budget ends first
		n[1] = domain.Start()
		for _, m := range movers {
			if m.late && n[2+m.t.base] != off {
				n[m.slot] = m.machine.Start()
			}
		}
		st.put(n, -1-int32(e), 0) //nolint:gosec // the budget ends first
	}
	out := make([]int32, into.stride)
	for at := int32(0); int(at) < st.count(); at++ {
		copy(n, st.node(at))
		w.want(n[0], movers)
		if len(domain.Tags(n[1])) > 0 && !w.stuck(n, movers) {
			copy(out, n)
			if w.leave(out, movers) {
				x, _ := into.put(out, at, 0)
				if out[0] == always {
					return x, true
				}
			}
		}
		classes := w.expand(st, at, n, out, domain, movers)
		held := 0
		for _, m := range movers {
			if m.t.over() {
				return -1, false
			}
		}
		if at&255 == 255 {
			for _, m := range movers {
				held += m.machine.Held()
			}
			if held > w.budget.bytes {
				return -1, false
			}
		}
		if !w.budget.spend(classes*(1+len(movers)), classes/2*4*st.stride) || !w.spend() {
			return -1, false
		}
	}
	return -1, true
}

// expand adds the nodes behind one more byte, one for each class of bytes that
// all machines treat alike. It returns how many classes there were.
func (w *walk) expand(st *stage, at int32, n, out []int32, domain pattern.Machine, movers []mover) int {
	live, cuts := &w.live, &w.cuts
	*live, *cuts = pattern.AllBytes, pattern.Bytes{}
	domain.Live(n[1], live)
	w.restrict(n, movers, live)
	if bits.OnesCount64(live[0])+bits.OnesCount64(live[1])+bits.OnesCount64(live[2])+bits.OnesCount64(live[3]) > 1 {
		domain.Cut(n[1], cuts)
		for _, m := range movers {
			if n[m.slot] >= 0 {
				m.machine.Cut(n[m.slot], cuts)
			}
		}
	}
	classes := 0
	next := 0
	for {
		b, ok := live.Next(next)
		if !ok {
			return classes
		}
		end, more := cuts.Next(int(b) + 1)
		if more {
			next = int(end)
		} else {
			next = 256
		}
		classes++
		b = nicest(live, b, next)
		copy(out, n)
		out[1] = domain.Step(n[1], b)
		for _, m := range movers {
			s := out[m.slot]
			if s < 0 {
				continue
			}
			s = m.machine.Step(s, b)
			out[m.slot] = s
			if !m.late && (s == pattern.Dead || m.t.machine.Settled(s)) {
				w.decide(out, m.t, s)
				w.tidy(out)
			}
		}
		if out[0] != never {
			st.put(out, at, b)
		}
	}
}

// want finds for each term whether the formula is lost when all of the term's
// machines die.
func (w *walk) want(f formula, movers []mover) {
	if f == w.lastGoal {
		return
	}
	w.lastGoal = f
	w.wanted = w.wanted[:0]
	for k := 0; k < len(movers); {
		left, g := f, movers[k].group
		for ; k < len(movers) && movers[k].group == g; k++ {
			if !movers[k].late {
				left = w.fs.assign(left, movers[k].t.source, 0, nil)
			}
		}
		w.wanted = append(w.wanted, left == never)
	}
}

// stuck reports that a variable cannot end here: every machine of a term that
// must go on dies on the next byte of the term.
func (w *walk) stuck(n []int32, movers []mover) bool {
	for k := 0; k < len(movers); {
		g := movers[k].group
		alive, asked := false, false
		for ; k < len(movers) && movers[k].group == g; k++ {
			m := movers[k]
			if !w.wanted[g] || m.late || n[m.slot] == off {
				continue
			}
			asked = true
			text := m.t.lits[m.k+1]
			alive = alive || text == "" || m.t.machine.Step(n[m.slot], text[0]) != pattern.Dead
		}
		if asked && !alive {
			return true
		}
	}
	return false
}

// restrict takes out the bytes on which every machine of a term dies that must
// go on.
func (w *walk) restrict(n []int32, movers []mover, live *pattern.Bytes) {
	for k := 0; k < len(movers); {
		g := movers[k].group
		if !w.wanted[g] {
			for ; k < len(movers) && movers[k].group == g; k++ {
			}
			continue
		}
		var some pattern.Bytes
		for ; k < len(movers) && movers[k].group == g; k++ {
			if m := movers[k]; !m.late && n[m.slot] != off {
				w.one = *live
				m.t.machine.Live(n[m.slot], &w.one)
				some.Or(&w.one)
			}
		}
		*live = some
	}
}

// nicest picks the byte of a class that reads best in an example.
func nicest(live *pattern.Bytes, least byte, end int) byte {
	for _, from := range [...]byte{'a', '0', 'A'} {
		last := byte('z')
		switch from {
		case '0':
			last = '9'
		case 'A':
			last = 'Z'
		}
		if b, ok := live.Next(max(int(from), int(least))); ok && b <= last && int(b) < end {
			return b
		}
	}
	return least
}

// leave goes past the variable: texts behind it are read, terms at their end are
// decided. It is false when nothing is left.
func (w *walk) leave(n []int32, movers []mover) bool {
	n[1] = 0
	for _, m := range movers {
		if m.late || n[m.slot] == off {
			continue
		}
		t := m.t
		s := w.read(t, n[m.slot], t.lits[m.k+1])
		k := m.k + 1
		d := 0
		for _, late := range t.deferred {
			if late < k {
				d++
			}
		}
		for ; s != pattern.Dead && d < len(t.deferred) && t.deferred[d] == k; d, k = d+1, k+1 {
			g := 2 + t.base + 1 + d
			s = w.read(t, t.words.apply(n[g], s), t.lits[k+1])
			n[g] = off
		}
		if s == pattern.Dead || k == len(t.vars) || t.machine.Settled(s) {
			w.decide(n, t, s)
		} else {
			n[m.slot] = s
		}
	}
	w.tidy(n)
	return n[0] != never
}

// answer follows the parents back to the values.
func (w *walk) answer(last *stage, stages int, at int32) result {
	r := result{found: true, values: map[string]string{}}
	at = last.parent[at]
	for i := stages - 1; i >= 0; i-- {
		st := w.stages[i]
		var back []byte
		for st.parent[at] >= 0 {
			back = append(back, st.via[at])
			at = st.parent[at]
		}
		for a, b := 0, len(back)-1; a < b; a, b = a+1, b-1 {
			back[a], back[b] = back[b], back[a]
		}
		r.values[w.vars[i].name] = string(back)
		entry := -1 - st.parent[at]
		at = w.exits[i].parent[entry]
		if i == 0 {
			r.picks = w.picks[entry]
		}
	}
	if stages == 0 {
		r.picks = w.picks[len(w.picks)-1]
	}
	return r
}
