package proof

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// mostWords bounds what is tried: an ordinary document has some ten.
const mostWords = 64

// A gathering is the words of a comparison.
type gathering struct {
	words  []string // whole ones, in order of appearance
	begins []string // beginnings of words, in order of appearance
	parts  []string // other parts of words
	seen   map[string]bool
	ok     bool // nothing but fixed texts, globs and lengths was met
	sized  bool // a length was
}

func (g *gathering) add(run string, open automaton.Open) {
	list, key := &g.words, run
	switch open {
	case automaton.After:
		list, key = &g.begins, run+"*"
	case automaton.Before, automaton.Before | automaton.After:
		list, key = &g.parts, "*"+run
	}
	if !g.seen[key] {
		g.seen[key] = true
		*list = append(*list, run)
	}
}

func (g *gathering) expr(e *Expr) {
	if e.Op == OpTest {
		t := &e.Test
		g.ok = g.ok && len(t.Term) == 1 && t.Term[0].Claim != "" && t.Defined == nil
		g.lang(t.Lang)
	}
	g.ok = g.ok && e.Same == nil
	for i := range e.Kids {
		g.expr(&e.Kids[i])
	}
}

func (g *gathering) lang(l automaton.Lang) {
	sized, ok := l.Runs(g.add)
	g.sized, g.ok = g.sized || sized, g.ok && ok
}

func (g *gathering) jobs(jobs trust.Jobs) {
	for _, d := range jobs {
		for _, a := range d.Audiences {
			automaton.Runs(a, func(run string) { g.add(run, 0) })
		}
		for _, b := range d.Boxes {
			for _, v := range sortedKeys(b) {
				if v == trust.FormKey {
					continue
				}
				for _, glob := range b[v] {
					g.lang(automaton.Globs(pattern.FromGlob(glob)))
				}
			}
		}
	}
}
