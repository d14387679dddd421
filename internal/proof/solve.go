package proof

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
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
}

// prepare makes machines of the goal's atoms: all languages that are asked of
// one text are read together.
func (b *binder) prepare(goal formula) *prepared {
	if p, ok := b.ready[goal]; ok {
		return p
	}
	p := &prepared{}
	b.ready[goal] = p
	atoms := map[int32]bool{}
	b.collect(goal, map[formula]bool{}, atoms)
	for _, c := range b.inOrder {
		if atoms[c.source] {
			p.choices = append(p.choices, c)
			delete(atoms, c.source)
		}
	}
	type group struct {
		text  platform.Template
		atoms []int32
	}
	var order []string
	groups := map[string]*group{}
	ids := make([]int32, 0, len(atoms))
	for id := range atoms {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		a := b.byID[id]
		key := a.text.String()
		g := groups[key]
		if g == nil {
			g = &group{text: a.text}
			groups[key] = g
			order = append(order, key)
		}
		g.atoms = append(g.atoms, id)
	}
	// The longest text gives the order of the variables; the others fit in.
	slices.SortStableFunc(order, func(x, y string) int {
		if n := len(groups[y].text.Vars) - len(groups[x].text.Vars); n != 0 {
			return n
		}
		return strings.Compare(x, y)
	})
	for _, key := range order {
		p.vars = merge(p.vars, groups[key].text.Vars)
	}
	leaves := map[int32]formula{}
	for _, key := range order {
		g := groups[key]
		var id strings.Builder
		id.WriteString(key)
		for _, a := range g.atoms {
			id.WriteString("\x00" + strconv.Itoa(b.byID[a].lang))
		}
		sources, ok := b.machines[id.String()]
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
			b.machines[id.String()] = sources
		}
		any := make([][]formula, len(g.atoms))
		for _, m := range sources {
			t := &thread{source: m.source, machine: m.part.Machine, lits: g.text.Lits}
			for _, v := range g.text.Vars {
				t.vars = append(t.vars, slices.Index(p.vars, v))
			}
			p.threads = append(p.threads, t)
			for _, tag := range m.part.Tags {
				any[tag] = append(any[tag], b.fs.leaf(m.source, tag))
			}
		}
		for i, a := range g.atoms {
			leaves[a] = b.fs.any(any[i]...)
		}
	}
	p.goal = b.fs.replace(goal, leaves, map[formula]formula{})
	return p
}

// A machine and the source that its answers are known by.
type machine struct {
	source int32
	part   pattern.Part
}

func (b *binder) collect(f formula, seen map[formula]bool, into map[int32]bool) {
	if seen[f] {
		return
	}
	seen[f] = true
	n := &b.fs.nodes[f]
	if n.op == opLeaf {
		into[n.leaf.source] = true
	}
	for _, k := range n.kids {
		b.collect(k, seen, into)
	}
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
	rests  []string // variables whose domains the absence rests on
}

// search looks for values of the goal within the variables' domains. When there
// are none, it says which domains that rests on: all begin as any text, and one
// is put back whenever an example stands outside of it.
func (b *binder) search(goal formula, budget *budget) finding {
	switch goal {
	case never:
		return finding{}
	case always:
		return finding{found: true}
	}
	p := b.prepare(goal)
	if p.tooBig {
		return finding{over: true}
	}
	var kept []string
	for {
		r := b.solve(p, kept, budget)
		if r.over {
			return finding{over: true}
		}
		if !r.found {
			break
		}
		outside := ""
		for _, v := range p.vars {
			if text, ok := r.values[v]; ok && !slices.Contains(kept, v) && !accepts(b.domain(v), text) {
				outside = v
				break
			}
		}
		if outside == "" {
			return finding{found: true, values: r.values, picks: r.picks}
		}
		kept = append(kept, outside)
	}
	// Perhaps not all of them are needed.
	for i := 0; len(kept) > 1 && i < len(kept); {
		fewer := slices.Delete(slices.Clone(kept), i, i+1)
		r := b.solve(p, fewer, budget)
		if r.over || r.found {
			i++
			continue
		}
		kept = fewer
	}
	return finding{rests: kept}
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

// solve walks a prepared goal with the domains of the kept variables; the others
// may be any text.
func (b *binder) solve(p *prepared, kept []string, budget *budget) result {
	q := &question{fs: b.fs, goal: p.goal, threads: p.threads, choices: p.choices, budget: budget}
	for _, name := range p.vars {
		w := walked{name: name, domain: pattern.ValidUTF8()}
		if slices.Contains(kept, name) {
			w.domain = b.domain(name)
		}
		q.vars = append(q.vars, w)
	}
	return q.solve()
}
