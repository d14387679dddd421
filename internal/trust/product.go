package trust

// This file holds products of value lists, and their exact union.

import (
	"maps"
	"slices"
	"strings"
)

// A row is a product of value lists, by column.
type row map[string][]string

func (r row) key(except string) string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(r)) {
		b.WriteString("\x00" + k + "\x01")
		if k != except {
			b.WriteString(strings.Join(r[k], "\x02"))
		}
	}
	return b.String()
}

// mergeRows joins rows that are equal in all columns but one. Each join is
// exact: (A × B) ∪ (A × C) = A × (B ∪ C).
func mergeRows(rows []row, normal func([]string) []string) []row {
	for len(rows) > 1 {
		before := len(rows)
		columns := map[string]bool{}
		for _, r := range rows {
			for k := range r {
				columns[k] = true
			}
		}
		for _, column := range slices.Sorted(maps.Keys(columns)) {
			seen := map[string]int{}
			var kept []row
			for _, r := range rows {
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
			rows = kept
		}
		if len(rows) == before {
			break
		}
	}
	if len(rows) > 1 {
		slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.key(""), b.key("")) })
	}
	return rows
}
