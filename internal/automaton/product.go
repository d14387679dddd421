package automaton

// Several machines walked at a time.

import "slices"

// A product walks several languages at a time: the texts in all of some and in
// none of others. A state is a state of each machine, written one behind the
// other; machines whose answer no longer matters stand still, so that states
// that differ only there are one.
type product struct {
	machines []Machine
	lazy     []Bounded
	groups   []group
	steps    int

	blocks [][]State // of the product's states, each as long as machines
	count  int
	table  []slot  // by hash, open addressing
	next   []State // scratch

	live, cuts, some, mine Bytes // scratch
}

// A slot holds a state's number, counted from 1.
type slot struct {
	n    int32
	hash uint32
}

// A group are the machines that one language has.
type group struct {
	from, to int
	out      bool
}

func (p *product) add(l Lang, out bool) error {
	machines, err := Machines([]Tagged{{Lang: l}})
	if err != nil {
		return err
	}
	p.addMachines(machines, out)
	return nil
}

func (p *product) addMachines(machines []Machine, out bool) {
	p.groups = append(p.groups, group{len(p.machines), len(p.machines) + len(machines), out})
	p.machines = append(p.machines, machines...)
	for _, m := range machines {
		if b, ok := m.(Bounded); ok {
			p.lazy = append(p.lazy, b)
		}
	}
}

// newProduct makes the product of languages and a DFA; the texts outside are one
// language.
func newProduct(within *DFA, in, out []Lang) (*product, error) {
	p := &product{table: make([]slot, 64)}
	p.addMachines([]Machine{within}, false)
	for _, l := range in {
		if err := p.add(l, false); err != nil {
			return nil, err
		}
	}
	var none Lang
	for _, l := range out {
		none = none.Or(l)
	}
	if err := p.add(none, true); err != nil {
		return nil, err
	}
	p.next = make([]State, len(p.machines))
	return p, nil
}

// start is the number of the first state, if anything is possible.
func (p *product) start() (int32, bool) {
	for i, m := range p.machines {
		p.next[i] = m.Start()
	}
	if !p.tidy() {
		return 0, false
	}
	n, _ := p.number()
	return n, true
}

// at is a state's states.
func (p *product) at(n int32) []State {
	k := len(p.machines)
	i := int(n) & (1<<blockBits - 1) * k
	return p.blocks[n>>blockBits][i : i+k : i+k]
}

// tidy makes p.next as equal to others as may be: a language that has the text
// for good lets its other machines rest. It reports whether a text that goes on
// so may still be found.
func (p *product) tidy() bool {
	for _, g := range p.groups {
		alive := false
		for i := g.from; i < g.to; i++ {
			s := p.next[i]
			if s == Dead {
				continue
			}
			m := p.machines[i]
			if !m.Settled(s) {
				alive = true
				continue
			}
			if len(m.Tags(s)) == 0 {
				p.next[i] = Dead
				continue
			}
			if g.out {
				return false
			}
			for j := g.from; j < g.to; j++ {
				if j != i {
					p.next[j] = Dead
				}
			}
			alive = true
			break
		}
		if !alive && !g.out {
			return false
		}
	}
	return true
}

// number finds or gives the number of p.next; fresh is true when it is new.
func (p *product) number() (n int32, fresh bool) {
	hash := uint32(2166136261)
	for _, s := range p.next {
		hash = (hash ^ uint32(s)) * 0x85ebca6b
		hash ^= hash >> 15
	}
	at := int(hash) & (len(p.table) - 1)
	for ; p.table[at].n != 0; at = (at + 1) & (len(p.table) - 1) {
		if t := p.table[at]; t.hash == hash && slices.Equal(p.at(t.n-1), p.next) {
			return t.n - 1, false
		}
	}
	n = int32(p.count)
	if p.count&(1<<blockBits-1) == 0 {
		p.blocks = append(p.blocks, make([]State, len(p.next)<<blockBits))
	}
	p.count++
	copy(p.at(n), p.next)
	p.table[at] = slot{n + 1, hash}
	if 2*p.count > len(p.table) {
		p.rehash()
	}
	return n, true
}

func (p *product) rehash() {
	old := p.table
	p.table = make([]slot, 2*len(old))
	for _, t := range old {
		if t.n == 0 {
			continue
		}
		at := int(t.hash) & (len(p.table) - 1)
		for p.table[at].n != 0 {
			at = (at + 1) & (len(p.table) - 1)
		}
		p.table[at] = t
	}
}

// accepts reports whether the text that led to a state is in the product.
func (p *product) accepts(n int32) bool {
	states := p.at(n)
	for _, g := range p.groups {
		has := false
		for i := g.from; i < g.to && !has; i++ {
			has = states[i] != Dead && len(p.machines[i].Tags(states[i])) > 0
		}
		if has == g.out {
			return false
		}
	}
	return true
}

// edges sets p.live to the bytes worth trying from a state, and p.cuts to where
// their classes begin.
func (p *product) edges(n int32) {
	states := p.at(n)
	p.live, p.cuts = AllBytes, Bytes{}
	for _, g := range p.groups {
		p.some = Bytes{}
		for i := g.from; i < g.to; i++ {
			s := states[i]
			if s == Dead {
				continue
			}
			m := p.machines[i]
			if m.Settled(s) {
				p.some = AllBytes
				continue
			}
			m.Cut(s, &p.cuts)
			if !g.out {
				p.mine = AllBytes
				m.Live(s, &p.mine)
				p.some.Or(&p.mine)
			}
		}
		if !g.out {
			p.live.And(&p.some)
		}
	}
}

// step is the state behind a byte.
func (p *product) step(n int32, b byte) (to int32, fresh, ok bool) {
	for i, s := range p.at(n) {
		if s != Dead && !p.machines[i].Settled(s) {
			s = p.machines[i].Step(s, b)
		}
		p.next[i] = s
	}
	p.steps += len(p.next)
	if !p.tidy() {
		return 0, false, false
	}
	to, fresh = p.number()
	return to, fresh, true
}

// held is the bytes of all machines and of the walk.
func (p *product) held() int {
	n := 4*len(p.machines)*len(p.blocks)<<blockBits + 8*len(p.table)
	for _, m := range p.machines {
		n += m.Held()
	}
	return n
}

// over reports that a machine has given up.
func (p *product) over() bool {
	for _, m := range p.lazy {
		if m.Over() {
			return true
		}
	}
	return false
}
