package proof

import (
	"encoding/binary"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
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
		from := len(id)
		for _, a := range g.atoms {
			id = binary.AppendVarint(id, int64(b.byID[a].lang))
		}
		b.keyBuf = id
		sources, ok := b.machines[string(id)]
		if !ok {
			parts, err := b.reading(g.atoms, string(id[from:]))
			if err != nil {
				p.tooBig = true
				return p
			}
			for _, part := range parts {
				sources = append(sources, machine{b.source(), part})
			}
			b.machines[string(id)] = sources
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

// reading makes the machines of the atoms' languages, once for all texts that are asked
// about the same ones: a machine does not depend on the text, and its states are the
// costly part.
func (b *binder) reading(atoms []int32, langs string) ([]automaton.Part, error) {
	if parts, ok := b.readers[langs]; ok {
		return parts, nil
	}
	var tagged []automaton.Tagged
	for i, a := range atoms {
		tagged = append(tagged, automaton.Tagged{Lang: b.langs.list[b.byID[a].lang], Tag: int32(i)}) //nolint:gosec // fewer than the document's values
	}
	parts, err := automaton.Parts(tagged)
	if err == nil {
		b.readers[langs] = parts
	}
	return parts, err
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
