package proof

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// This file lists the symbols of a comparison.

// mostSymbols bounds what is tried: an ordinary document has some ten.
const mostSymbols = 64

// symbols are those of a comparison.
type symbols struct {
	whole  []string // whole ones, in order of appearance
	begins []string // beginnings of symbols, in order of appearance
	parts  []string // other parts of symbols
	seen   map[string]bool
	ok     bool // nothing but fixed texts, globs and lengths was met
	sized  bool // a length was
}

func (g *symbols) add(run string, open automaton.Open) {
	list, key := &g.whole, run
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

func (g *symbols) expr(e *Expr) {
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

func (g *symbols) lang(l automaton.Lang) {
	sized, ok := l.Runs(g.add)
	g.sized, g.ok = g.sized || sized, g.ok && ok
}

func (g *symbols) jobs(jobs trust.Jobs) {
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
