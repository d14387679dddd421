package trust

// This file holds how products of claims become clauses, and how clauses are joined
// and sorted.

import (
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// clause makes a clause of a product whose columns are claims, and whose values are
// keys of sequences.
func (r product) clause(p *platform.Platform, issuer string, audiences []string) Clause {
	out := Clause{Platform: p, Issuer: issuer, Audiences: audiences}
	for _, name := range slices.SortedFunc(maps.Keys(r), subFirst) {
		a := Atom{Claim: name, Type: "string"}
		for _, f := range p.Forms {
			if cl, ok := f.Claim(name); ok {
				a.Type = cl.Type
			}
		}
		for _, k := range r[name] {
			a.Any = append(a.Any, pattern.Key(k).Seq())
		}
		out.Atoms = append(out.Atoms, a)
	}
	return out
}

// product is the clause as a product again.
func (c Clause) product() product {
	r := product{}
	for _, a := range c.Atoms {
		r[a.Claim] = keysOf(a.Any)
	}
	return r
}

// keysOf are the sequences' keys, sorted, each once.
func keysOf(seqs []pattern.Seq) []string {
	keys := make([]string, len(seqs))
	for i, s := range seqs {
		keys[i] = string(s.Key())
	}
	return sortedOnce(keys)
}

func sortedOnce(keys []string) []string {
	out := append([]string(nil), keys...)
	slices.Sort(out)
	return slices.Compact(out)
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
	groups := map[string][]Clause{}
	for _, cl := range clauses {
		key := cl.Issuer + "\x00" + cl.Platform.Name + "\x00" + strings.Join(cl.Audiences, "\x01")
		groups[key] = append(groups[key], cl)
	}
	var out []Clause
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		var products []product
		for _, cl := range groups[key] {
			products = append(products, cl.product())
		}
		first := groups[key][0]
		for _, r := range uniteProducts(products, sortedOnce) {
			out = append(out, r.clause(first.Platform, first.Issuer, first.Audiences))
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
