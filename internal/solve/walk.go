package solve

// The walk through variables, byte by byte.

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
)

// A question asks for values of variables that make a formula true. Variables
// are walked in order, each byte by byte; what has been decided is put into the
// formula as soon as it is known, and configurations that are equal from there
// on are one.
type question struct {
	fs      *Formulas
	goal    Formula
	vars    []walked
	cursors []*cursor
	choices []Choice
	budget  *Budget
	spare   *spare

	slots int
}

// A walked is a variable: its domain, and what its values may be.
type walked struct {
	name   string
	domain automaton.Machine // of one tag
}

// A cursor is a machine that reads a text.
type cursor struct {
	source  int32
	text    int // of the term
	machine automaton.Machine
	lits    []string // len(vars)+1
	vars    []int    // places in question.vars
	base    int      // of its slots: the state, then one for each deferred variable
	// deferred variables stand in the term behind a variable that is walked later,
	// or twice: what their word does is found when they are walked, and done when
	// the term gets there.
	deferred []int // places in vars
	words    *words
}

// off is a slot that no longer matters.
const off int32 = -2

// A result of a walk.
type result struct {
	found  bool
	over   bool // the budget ended first
	values map[string]string
	picks  map[int32]int32 // choice's source → alternative
}

// schedule finds for every cursor which of its variables are deferred, and the
// slots.
func (q *question) schedule() {
	q.slots = 0
	for _, t := range q.cursors {
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

// A walk is the state of solving one question.
type walk struct {
	*question
	fronts []*frontier // of each variable: its nodes; entries are nodes of the exit table before
	exits  []*frontier // exits[i] are the configurations in front of variable i
	picks  []map[int32]int32
	// Scratch, here so that it is not made anew for each node.
	live, cuts, one automaton.Bytes
	// What restrict found out of a formula: for each term, whether one of its
	// machines must go on.
	lastGoal Formula
	wanted   []bool
}

// solve looks for values that make the goal true.
func (q *question) solve() result {
	r := q.walk()
	// A machine that has given up steps to Dead, which looks like a proof.
	if !r.found && slices.ContainsFunc(q.cursors, (*cursor).over) {
		r.over = true
	}
	return r
}

// over reports that the cursor's machine made too many states to go on.
func (t *cursor) over() bool {
	b, is := t.machine.(automaton.Bounded)
	return is && b.Over() || t.words != nil && t.words.Over()
}

func (q *question) walk() result {
	q.schedule()
	w := &walk{question: q}
	defer func() {
		q.spare.put(w.fronts...)
		q.spare.put(w.exits...)
	}()
	first := q.spare.take(q.slots)
	for _, t := range q.cursors {
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
		next := q.spare.take(q.slots)
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
func (w *walk) enter(into *frontier) (done int32, ok bool) {
	type config struct {
		f     Formula
		picks map[int32]int32
	}
	configs := []config{{w.goal, nil}}
	for _, c := range w.choices {
		var next []config
		seen := map[Formula]bool{}
		for _, from := range configs {
			if !w.fs.Needs(from.f, c.Source) {
				if !seen[from.f] {
					seen[from.f] = true
					next = append(next, from)
				}
				continue
			}
			for a := range c.Alternatives {
				tags := []int32{a}
				f := w.fs.assign(from.f, c.Source, w.fs.answer(tags), tags)
				if f == Never || seen[f] {
					continue
				}
				seen[f] = true
				picks := map[int32]int32{c.Source: a}
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
		for _, t := range w.cursors {
			for k := range 1 + len(t.deferred) {
				n[2+t.base+k] = off
			}
			n[2+t.base] = w.read(t, t.machine.Start(), t.lits[0])
		}
		for _, t := range w.cursors {
			s := n[2+t.base]
			switch {
			case s == off:
			case len(t.vars) == 0 || s == automaton.Dead || t.machine.Settled(s):
				w.decide(n, t, s)
			}
		}
		w.tidy(n)
		if n[0] == Never {
			continue
		}
		at, fresh := into.put(n, -1, 0)
		if fresh {
			w.picks = append(w.picks, c.picks)
		}
		if n[0] == Always {
			return at, true
		}
	}
	return -1, true
}

func (w *walk) read(t *cursor, s automaton.State, text string) automaton.State {
	for i := 0; i < len(text) && s != automaton.Dead; i++ {
		s = t.machine.Step(s, text[i])
	}
	return s
}

// decide puts a machine's answer into the node's formula and switches it off.
func (w *walk) decide(n []int32, t *cursor, s automaton.State) {
	var tags []int32
	if s != automaton.Dead {
		tags = t.machine.Tags(s)
	}
	n[0] = w.fs.assign(n[0], t.source, w.fs.answer(tags), tags)
	for k := range 1 + len(t.deferred) {
		n[2+t.base+k] = off
	}
}

// tidy switches off what the formula no longer depends on.
func (w *walk) tidy(n []int32) {
	for _, t := range w.cursors {
		if n[2+t.base] != off && !w.fs.Needs(n[0], t.source) {
			for k := range 1 + len(t.deferred) {
				n[2+t.base+k] = off
			}
		}
	}
}

// variable walks one variable from all configurations at once.
func (w *walk) variable(i int, from, into *frontier) (done int32, ok bool) {
	var movers []move
	for _, t := range w.cursors {
		at := -1
		d := 0
		for k, v := range t.vars {
			late := v <= at
			if !late {
				at = v
			}
			if v == i {
				if late {
					movers = append(movers, move{t: t, machine: t.words, slot: 2 + t.base + 1 + d, late: true, k: k})
				} else {
					movers = append(movers, move{t: t, machine: t.machine, slot: 2 + t.base, k: k})
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
	w.lastGoal = Never
	domain := w.vars[i].domain
	st := w.spare.take(w.slots)
	w.fronts = append(w.fronts, st)
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
				if out[0] == Always {
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
			if held > w.budget.Bytes {
				return -1, false
			}
		}
		if !w.budget.spend(classes*(1+len(movers)), classes/2*4*st.stride) || !w.spend() {
			return -1, false
		}
	}
	return -1, true
}

// leave goes past the variable: texts behind it are read, terms at their end are
// decided. It is false when nothing is left.
func (w *walk) leave(n []int32, movers []move) bool {
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
		for ; s != automaton.Dead && d < len(t.deferred) && t.deferred[d] == k; d, k = d+1, k+1 {
			g := 2 + t.base + 1 + d
			s = w.read(t, t.words.apply(n[g], s), t.lits[k+1])
			n[g] = off
		}
		if s == automaton.Dead || k == len(t.vars) || t.machine.Settled(s) {
			w.decide(n, t, s)
		} else {
			n[m.slot] = s
		}
	}
	w.tidy(n)
	return n[0] != Never
}

// answer follows the parents back to the values.
func (w *walk) answer(last *frontier, fronts int, at int32) result {
	r := result{found: true, values: map[string]string{}}
	at = last.parent[at]
	for i := fronts - 1; i >= 0; i-- {
		st := w.fronts[i]
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
	if fronts == 0 {
		r.picks = w.picks[len(w.picks)-1]
	}
	return r
}
