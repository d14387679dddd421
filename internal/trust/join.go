package trust

// This file holds how products of claims become clauses, and how clauses are joined and sorted.

import (
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// clause makes a clause of a product whose columns are claims.
func (c *compiler) clause(d Description, p *platform.Platform, r product) Clause {
	out := Clause{Platform: p, Issuer: d.Issuer, Audiences: d.Audiences}
	for _, name := range slices.SortedFunc(maps.Keys(r), subFirst) {
		a := Atom{Claim: name, Type: "string"}
		for _, f := range p.Forms {
			if cl, ok := f.Claim(name); ok {
				a.Type = cl.Type
			}
		}
		for _, k := range r[name] {
			a.Any = append(a.Any, c.seqs[k])
		}
		out.Atoms = append(out.Atoms, a)
	}
	return out
}

func subFirst(a, b string) int {
	if (a == "sub") != (b == "sub") {
		if a == "sub" {
			return -1
		}
		return 1
	}
	return strings.Compare(a, b)
}

// joinClauses drops doubles and sorts by issuer and content, so that the order
// of descriptions does not show. Clauses of different descriptions at one
// issuer are joined where they differ in one claim only.
func joinClauses(clauses []Clause) []Clause {
	type group struct {
		first    Clause
		products []product
	}
	groups := map[string]*group{}
	seqs := map[string]pattern.Seq{}
	for _, cl := range clauses {
		key := cl.Issuer + "\x00" + cl.Platform.Name + "\x00" + strings.Join(cl.Audiences, "\x01")
		g := groups[key]
		if g == nil {
			g = &group{first: cl}
			groups[key] = g
		}
		r := product{}
		for _, a := range cl.Atoms {
			for _, s := range a.Any {
				seqs[s.Key()] = s
				r[a.Claim] = append(r[a.Claim], s.Key())
			}
		}
		g.products = append(g.products, r)
	}
	var out []Clause
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		g := groups[key]
		c := &compiler{seqs: seqs}
		for _, r := range uniteProducts(g.products, sortedOnce) {
			out = append(out, c.clause(Description{Issuer: g.first.Issuer, Audiences: g.first.Audiences}, g.first.Platform, r))
		}
	}
	return out
}

func sortNotes(notes []Note) []Note {
	slices.SortFunc(notes, func(a, b Note) int {
		return strings.Compare(a.Dropped+"\x00"+a.Assumed, b.Dropped+"\x00"+b.Assumed)
	})
	return slices.Compact(notes)
}

func sortedOnce(keys []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(keys)))
}

// remember gives a sequence a key for the columns of a product.
func (c *compiler) remember(s pattern.Seq) string {
	if c.seqs == nil {
		c.seqs = map[string]pattern.Seq{}
	}
	k := s.Key()
	c.seqs[k] = s
	return k
}
