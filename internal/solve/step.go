package solve

// One step of a walk: a byte of a variable.

import (
	"math/bits"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
)

// A move is a slot of nodes that changes while one variable is walked.
type move struct {
	t       *cursor
	group   int // those of one text stand together
	machine automaton.Machine
	slot    int  // in the node
	late    bool // a deferred variable
	k       int  // the variable's place in the term
}

// expand adds the nodes behind one more byte, one for each class of bytes that
// all machines treat alike. It returns how many classes there were.
func (w *walk) expand(st *frontier, at int32, n, out []int32, domain automaton.Machine, movers []move) int {
	live, cuts := &w.live, &w.cuts
	*live, *cuts = automaton.AllBytes, automaton.Bytes{}
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
			if !m.late && (s == automaton.Dead || m.t.machine.Settled(s)) {
				w.decide(out, m.t, s)
				w.tidy(out)
			}
		}
		if out[0] == Never {
			continue
		}
		if x, fresh := st.put(out, at, b); !fresh && st.parent[x] == at && plainness(b) < plainness(st.via[x]) {
			st.via[x] = b // the same, and reads better
		}
	}
}

// want finds for each term whether the formula is lost when all of the term's
// machines die.
func (w *walk) want(f Formula, movers []move) {
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
		w.wanted = append(w.wanted, left == Never)
	}
}

// stuck reports that a variable cannot end here: every machine of a term that
// must go on dies on the next byte of the term.
func (w *walk) stuck(n []int32, movers []move) bool {
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
			alive = alive || text == "" || m.t.machine.Step(n[m.slot], text[0]) != automaton.Dead
		}
		if asked && !alive {
			return true
		}
	}
	return false
}

// restrict takes out the bytes on which every machine of a term dies that must
// go on.
func (w *walk) restrict(n []int32, movers []move, live *automaton.Bytes) {
	for k := 0; k < len(movers); {
		g := movers[k].group
		if !w.wanted[g] {
			for ; k < len(movers) && movers[k].group == g; k++ {
			}
			continue
		}
		var some automaton.Bytes
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

// plainness is less for bytes that read better in an example.
func plainness(b byte) int {
	switch {
	case 'a' <= b && b <= 'z':
		return 0
	case '0' <= b && b <= '9':
		return 1
	case 'A' <= b && b <= 'Z':
		return 2
	}
	return 3
}

// nicest picks the byte of a class that reads best in an example.
func nicest(live *automaton.Bytes, least byte, end int) byte {
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
