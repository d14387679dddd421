package automaton

// The smallest machine that is equal to another.

// minimal is the smallest DFA that is equal: states that no text tells apart are
// one (Hopcroft's algorithm), so what cannot reach an end is dead. States are
// numbered as a walk in the order of the bytes finds them, so equal languages
// have equal DFAs.
func (g *graph) minimal() *DFA {
	classOf, classes := g.classes()
	n := len(g.edges) + 1 // the last one is dead
	dead := int32(n - 1)
	next := make([]int32, n*classes)
	for i := range next {
		next[i] = dead
	}
	for s, edges := range g.edges {
		for _, e := range edges {
			for c := classOf[e.lo]; c <= classOf[e.hi]; c++ {
				next[s*classes+c] = e.to
			}
		}
	}
	block := (&partition{next: next, classes: classes}).refine(n, func(s int) bool { return s < len(g.accepts) && g.accepts[s] })
	return g.build(next, classes, classOf, block)
}

// classes numbers the runs of bytes that no state tells apart.
func (g *graph) classes() (of [256]int, count int) {
	var cuts Bytes
	for _, edges := range g.edges {
		for _, e := range edges {
			cuts.Add(e.lo)
			if e.hi < 0xff {
				cuts.Add(e.hi + 1)
			}
		}
	}
	cuts.Add(0)
	for b := range of {
		if cuts.Has(byte(b)) {
			count++
		}
		of[b] = count - 1
	}
	return of, count
}

// A partition sorts states into blocks. The states of a block stand together in
// order; those to be split off are moved to its front.
type partition struct {
	next    []int32
	classes int
	order   []int32
	place   []int32 // of a state, in order
	block   []int32 // of a state
	from    []int32 // of a block, in order
	to      []int32
	marked  []int32 // of a block: how many states at its front
}

// refine returns the block of each state.
func (p *partition) refine(n int, accepts func(int) bool) []int32 {
	p.order, p.place, p.block = make([]int32, 0, n), make([]int32, n), make([]int32, n)
	for _, side := range []bool{true, false} {
		from := len(p.order)
		for s := range n {
			if accepts(s) == side {
				p.place[s], p.block[s] = int32(len(p.order)), int32(len(p.from))
				p.order = append(p.order, int32(s))
			}
		}
		if len(p.order) > from {
			p.from, p.to, p.marked = append(p.from, int32(from)), append(p.to, int32(len(p.order))), append(p.marked, 0)
		}
	}
	before, at := p.sources(n)
	// To be tried as splitters: blocks, each with all classes.
	todo, queued := []int32{0}, []bool{true, false}
	var members, touched []int32
	for len(todo) > 0 {
		b := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		queued[b] = false
		members = append(members[:0], p.order[p.from[b]:p.to[b]]...)
		for c := range p.classes {
			touched = touched[:0]
			for _, s := range members {
				k := int(s)*p.classes + c
				for _, t := range before[at[k]:at[k+1]] {
					if p.mark(t) {
						touched = append(touched, p.block[t])
					}
				}
			}
			for _, x := range touched {
				fresh, ok := p.split(x)
				if !ok {
					continue
				}
				queued = append(queued, false)
				// The smaller half is enough, unless the whole is still to be tried.
				if !queued[x] && p.to[x]-p.from[x] < p.to[fresh]-p.from[fresh] {
					fresh = x
				}
				queued[fresh] = true
				todo = append(todo, fresh)
			}
		}
	}
	return p.block
}

// sources lists the states before each state and class.
func (p *partition) sources(n int) (before, at []int32) {
	at = make([]int32, n*p.classes+1)
	for i, t := range p.next {
		at[int(t)*p.classes+i%p.classes+1]++
	}
	for i := 1; i < len(at); i++ {
		at[i] += at[i-1]
	}
	before = make([]int32, len(p.next))
	fill := append([]int32(nil), at...)
	for i, t := range p.next {
		k := int(t)*p.classes + i%p.classes
		before[fill[k]] = int32(i / p.classes)
		fill[k]++
	}
	return before, at
}

// mark moves a state to the front of its block; first is true for the block's
// first one.
func (p *partition) mark(s int32) (first bool) {
	b := p.block[s]
	front := p.from[b] + p.marked[b]
	if p.place[s] < front {
		return false
	}
	other := p.order[front]
	p.order[front], p.order[p.place[s]] = s, other
	p.place[other], p.place[s] = p.place[s], front
	p.marked[b]++
	return p.marked[b] == 1
}

// split makes a block of the marked states, unless all are.
func (p *partition) split(b int32) (fresh int32, ok bool) {
	middle := p.from[b] + p.marked[b]
	p.marked[b] = 0
	if middle == p.to[b] {
		return 0, false
	}
	fresh = int32(len(p.from))
	p.from, p.to, p.marked = append(p.from, p.from[b]), append(p.to, middle), append(p.marked, 0)
	p.from[b] = middle
	for _, s := range p.order[p.from[fresh]:middle] {
		p.block[s] = fresh
	}
	return fresh, true
}

// build numbers the blocks that the start leads to and makes the DFA.
func (g *graph) build(next []int32, classes int, classOf [256]int, block []int32) *DFA {
	dead := block[len(block)-1]
	d := &DFA{start: Dead}
	if block[0] == dead {
		d.classes = 1
		return d
	}
	number := make([]State, len(block)) // by block; 0: none yet
	var order []int32                   // a state of each
	see := func(s int32) State {
		b := block[s]
		if b == dead {
			return Dead
		}
		if number[b] == 0 {
			order = append(order, s)
			number[b] = State(len(order))
		}
		return number[b] - 1
	}
	d.start = see(0)
	var rows []State
	for i := 0; i < len(order); i++ {
		for c := range classes {
			rows = append(rows, see(next[int(order[i])*classes+c]))
		}
	}
	d.states = make([]dfaState, len(order))
	for i, s := range order {
		st := &d.states[i]
		st.accepts = g.accepts[s]
		last := Dead - 1
		for b := range 256 {
			to := rows[i*classes+classOf[b]]
			if to != Dead {
				st.live.Add(byte(b))
			}
			if b > 0 && to != last {
				st.cuts.Add(byte(b))
			}
			last = to
		}
	}
	d.squeeze(rows, classes, classOf)
	return d
}

// squeeze gives classes that behave alike one column.
func (d *DFA) squeeze(rows []State, classes int, classOf [256]int) {
	count := len(d.states)
	column := make([]int, classes)
	var keep []int
	seen := map[string]int{}
	key := make([]byte, 0, 4*count)
	for c := range classes {
		key = key[:0]
		for s := range count {
			t := rows[s*classes+c]
			key = append(key, byte(t), byte(t>>8), byte(t>>16), byte(t>>24))
		}
		k, ok := seen[string(key)]
		if !ok {
			k = len(keep)
			seen[string(key)] = k
			keep = append(keep, c)
		}
		column[c] = k
	}
	d.classes = len(keep)
	d.next = make([]State, count*len(keep))
	for s := range count {
		for k, c := range keep {
			d.next[s*len(keep)+k] = rows[s*classes+c]
		}
	}
	for b := range d.class {
		d.class[b] = uint8(column[classOf[b]])
	}
}
