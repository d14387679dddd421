package automaton

// The machine of a regular expression, with its assertions.

import "regexp/syntax"

// A regexpNFA runs a program. Assertions wait in the set until the next byte, or
// the end of the text, decides them; the context tells what stood before. The
// match is a position that stays.
type regexpNFA struct {
	*regexpProg
	now  places // the positions of the set with its assertions decided
	seen places // instructions, in one run of follow
	todo []int32
	tag  [1]int32
}

// Contexts: the byte before, as far as assertions care; noContext when none
// waits.
const (
	noContext byte = iota
	atStart
	afterNewline
	afterWord
	afterOther
)

func newRegexpNFA(p *regexpProg, tag int32) *regexpNFA {
	r := &regexpNFA{regexpProg: p, tag: [1]int32{tag}}
	r.now.init(len(p.owner))
	r.seen.init(len(p.insts))
	return r
}

func (r *regexpNFA) size() int { return len(r.owner) }

// weight counts looking at assertions too.
func (r *regexpNFA) weight() int { return 2 }

// held leaves the program out: all machines of one expression share it.
func (r *regexpNFA) held() int { return 8 * (len(r.now.in) + len(r.seen.in)) }

func (r *regexpNFA) start(to *places) byte {
	waits := r.follow(r.regexpProg.start, to, atStart, undecided)
	r.seen.clear()
	return r.settle(to, atStart, waits)
}

// undecided keeps assertions waiting.
const undecided = -1

// follow adds the positions that an instruction leads to without reading.
// Assertions wait, or are decided by the flags. It reports whether one waits.
func (r *regexpNFA) follow(inst int32, to *places, context byte, flags int) (waits bool) {
	r.todo = append(r.todo[:0], inst)
	for len(r.todo) > 0 {
		i := r.todo[len(r.todo)-1]
		r.todo = r.todo[:len(r.todo)-1]
		in := &r.insts[i]
		if context != atStart && !in.late || !r.seen.add(i) {
			continue
		}
		switch in.op {
		case syntax.InstAlt, syntax.InstAltMatch:
			r.todo = append(r.todo, in.out, in.arg)
		case syntax.InstCapture, syntax.InstNop:
			r.todo = append(r.todo, in.out)
		case syntax.InstFail:
		case syntax.InstEmptyWidth:
			switch {
			case flags == undecided:
				waits = true
				to.add(in.base)
			case int(in.arg)&^flags == 0:
				r.todo = append(r.todo, in.out)
			}
		default:
			to.add(in.base)
		}
	}
	return waits
}

// settle drops everything beside a match, and says which context to keep.
func (r *regexpNFA) settle(to *places, context byte, waits bool) byte {
	if to.has(r.match) {
		to.clear()
		to.add(r.match)
		return noContext
	}
	if !waits {
		return noContext
	}
	return context
}

// decide fills r.now with the positions of the set behind its assertions.
func (r *regexpNFA) decide(set []int32, context byte, flags int) {
	r.now.clear()
	for _, at := range set {
		in := &r.insts[r.owner[at]]
		switch {
		case in.op != syntax.InstEmptyWidth:
			r.now.add(at)
		case int(in.arg)&^flags == 0:
			r.follow(in.out, &r.now, context, flags)
		}
	}
	r.seen.clear()
}

// emptyFlags says which assertions hold between the context and a character.
func emptyFlags(context byte, next rune) int {
	before := ' '
	switch context {
	case atStart:
		before = -1
	case afterNewline:
		before = '\n'
	case afterWord:
		before = 'a'
	}
	return int(syntax.EmptyOpContext(before, next))
}

// contextOf is no finer than the program's assertions.
func (p *regexpProg) contextOf(b byte) byte {
	switch {
	case p.lines && b == '\n':
		return afterNewline
	case p.words && syntax.IsWordChar(rune(b)):
		return afterWord
	}
	return afterOther
}

func (r *regexpNFA) advance(from []int32, context, b byte, to *places) byte {
	if context != noContext {
		// A byte beyond ASCII is no word character, just as the one it belongs to.
		r.decide(from, context, emptyFlags(context, rune(b)))
		from = r.now.list
	}
	waits := false
	next := r.contextOf(b)
	for _, at := range from {
		if at == r.match {
			to.add(at)
			break
		}
		in := &r.insts[r.owner[at]]
		node, ok := in.code.step(at-in.base, b)
		switch {
		case !ok:
		case node != runeEnd:
			to.add(in.base + node)
		default:
			waits = r.follow(in.out, to, next, undecided) || waits
		}
	}
	r.seen.clear()
	return r.settle(to, next, waits)
}

func (r *regexpNFA) look(set []int32, context byte) view {
	var v view
	if context != noContext {
		r.decide(set, context, emptyFlags(context, -1))
		if r.now.has(r.match) {
			v.tags = r.tag[:]
		}
		// As if all assertions held that another character may stand behind.
		hopes := emptyFlags(context, '\n') | emptyFlags(context, 'a') | emptyFlags(context, ' ')
		r.decide(set, context, hopes)
		set = r.now.list
		if len(set) > 0 {
			v.cuts.Or(&r.cuts)
		}
	}
	for _, at := range set {
		if at == r.match {
			v.live = AllBytes
			if context == noContext {
				v.tags = r.tag[:]
				v.settled = true
			}
			continue
		}
		in := &r.insts[r.owner[at]]
		node := at - in.base
		v.live.Or(&in.code.live[node])
		v.cuts.Or(&in.code.cuts[node])
		if in.waits {
			v.cuts.Or(&r.cuts) // the character's last byte will be the context
		}
	}
	return v
}
