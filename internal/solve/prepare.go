package solve

// The machines that a goal needs.

import (
	"encoding/binary"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// machinery keeps the machines of goals.
type machinery struct {
	ready    map[Formula]*prepared
	machines map[string][]machine        // by text and languages
	readers  map[string][]automaton.Part // by languages
}

// A prepared goal is a formula over machines, ready to be walked with any
// domains.
type prepared struct {
	goal    Formula
	cursors []*cursor
	vars    []string
	choices []Choice
	tooBig  bool
	plain   bool // no atom tells characters beyond ASCII from others, see Lang.Plain
}

// prepare makes machines of the goal's atoms: all languages that are asked of
// one text are read together.
func (s *Solver) prepare(goal Formula) *prepared {
	if p, ok := s.ready[goal]; ok {
		return p
	}
	p := &prepared{plain: true}
	s.ready[goal] = p
	for _, c := range s.inOrder {
		if s.Needs(goal, c.Source) {
			p.choices = append(p.choices, c)
		}
	}
	type group struct {
		text  pattern.Text
		atoms []int32
	}
	// What must hold by itself is read by a machine of its own: it dies at once
	// when it does not hold, however much else is asked of the same text.
	direct := map[int32]bool{}
	if n := &s.nodes[goal]; n.op == opAll {
		for _, k := range n.kids {
			if l := &s.nodes[k]; l.op == opLeaf {
				direct[l.leaf.source] = true
			}
		}
	}
	var order []int
	groups := map[int]*group{}
	for _, id := range s.sourcesOf(goal) {
		a, ok := s.byID[id]
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
		p.plain = p.plain && s.plain(a.lang)
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
		if n := s.wild(groups[x].atoms) - s.wild(groups[y].atoms); n != 0 {
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
	leaves := map[int32]Formula{}
	for _, key := range order {
		g := groups[key]
		id := binary.AppendVarint(s.leaves.buf[:0], int64(key))
		from := len(id)
		for _, a := range g.atoms {
			id = binary.AppendVarint(id, int64(s.byID[a].lang))
		}
		s.leaves.buf = id
		sources, ok := s.machines[string(id)]
		if !ok {
			parts, err := s.reading(g.atoms, string(id[from:]))
			if err != nil {
				p.tooBig = true
				return p
			}
			for _, part := range parts {
				sources = append(sources, machine{s.source(), part})
			}
			s.machines[string(id)] = sources
		}
		answers := make([][]Formula, len(g.atoms))
		for _, m := range sources {
			t := &cursor{source: m.source, text: key, machine: m.part.Machine, lits: g.text.Lits}
			for _, v := range g.text.Vars {
				t.vars = append(t.vars, slices.Index(p.vars, v))
			}
			p.cursors = append(p.cursors, t)
			for _, tag := range m.part.Tags {
				answers[tag] = append(answers[tag], s.leaf(m.source, tag))
			}
		}
		for i, a := range g.atoms {
			leaves[a] = s.Any(answers[i]...)
		}
	}
	p.goal = s.replace(goal, leaves, map[Formula]Formula{})
	return p
}

// reading makes the machines of the atoms' languages, once for all texts that are asked
// about the same ones: a machine does not depend on the text, and its states are the
// costly part.
func (s *Solver) reading(atoms []int32, langs string) ([]automaton.Part, error) {
	if parts, ok := s.readers[langs]; ok {
		return parts, nil
	}
	var tagged []automaton.Tagged
	for i, a := range atoms {
		tagged = append(tagged, automaton.Tagged{Lang: s.langs[s.byID[a].lang], Tag: int32(i)}) //nolint:gosec // fewer than the document's values
	}
	parts, err := automaton.Parts(tagged)
	if err == nil {
		s.readers[langs] = parts
	}
	return parts, err
}

// wild is 1 when some language of the atoms is more than fixed texts.
func (s *Solver) wild(atoms []int32) int {
	for _, id := range atoms {
		if !s.langs[s.byID[id].lang].Finite() {
			return 1
		}
	}
	return 0
}

// A machine and the source that its answers are known by.
type machine struct {
	source int32
	part   automaton.Part
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
