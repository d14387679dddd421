package trust

// This file holds products of value lists, and their exact union.

import (
	"maps"
	"slices"
	"strings"
)

// A product is one of value lists, by column.
type product map[string][]string

func (r product) key(except string) string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(r)) {
		b.WriteString("\x00" + k + "\x01")
		if k != except {
			b.WriteString(strings.Join(r[k], "\x02"))
		}
	}
	return b.String()
}

// uniteProducts joins products that are equal in all columns but one. Each join is
// exact: (A × B) ∪ (A × C) = A × (B ∪ C).
func uniteProducts(products []product, normal func([]string) []string) []product {
	for len(products) > 1 {
		before := len(products)
		columns := map[string]bool{}
		for _, r := range products {
			for k := range r {
				columns[k] = true
			}
		}
		for _, column := range slices.Sorted(maps.Keys(columns)) {
			seen := map[string]int{}
			var kept []product
			for _, r := range products {
				k := r.key(column)
				if _, has := r[column]; !has {
					k = r.key("")
				}
				if at, ok := seen[k]; ok {
					if _, has := r[column]; has {
						joined := maps.Clone(kept[at])
						joined[column] = normal(append(slices.Clone(joined[column]), r[column]...))
						kept[at] = joined
					}
					continue
				}
				seen[k] = len(kept)
				kept = append(kept, r)
			}
			products = kept
		}
		if len(products) == before {
			break
		}
	}
	if len(products) > 1 {
		slices.SortFunc(products, func(a, b product) int { return strings.Compare(a.key(""), b.key("")) })
	}
	return products
}
