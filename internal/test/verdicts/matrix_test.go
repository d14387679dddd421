package verdicts_test

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"testing"
)

type m = map[string]any

// A grid is the descriptions of one platform: each of Names with each of Jobs and
// each of Settings, all of which are filters.
type grid struct {
	Names    map[string]m `json:"names"`
	Jobs     map[string]m `json:"jobs"`
	Settings []m          `json:"settings"`
}

// parties are the relying parties as the list names them.
var parties = []string{"aws", "google", "vault", "azure", "azure flexible"}

// A cell is one description for one relying party.
type cell struct {
	name            string // of the line
	platform, party string
	filters         m
}

// cells are all of testdata/matrix.json, in the order of the list.
func cells(t testing.TB) []cell {
	t.Helper()
	raw, err := os.ReadFile("testdata/matrix.json")
	if err != nil {
		t.Fatal(err)
	}
	var grids map[string]grid
	if err := json.Unmarshal(raw, &grids); err != nil {
		t.Fatal(err)
	}
	var out []cell
	for _, platform := range slices.Sorted(maps.Keys(grids)) {
		g := grids[platform]
		for _, name := range slices.Sorted(maps.Keys(g.Names)) {
			for _, job := range slices.Sorted(maps.Keys(g.Jobs)) {
				for _, settings := range g.Settings {
					filters := maps.Clone(g.Names[name])
					maps.Copy(filters, g.Jobs[job])
					maps.Copy(filters, settings)
					shown, err := json.Marshal(settings)
					if err != nil {
						t.Fatal(err)
					}
					for _, party := range parties {
						line := platform + " | " + name + " / " + job + " | " + string(shown) + " | " + party
						out = append(out, cell{line, platform, party, filters})
					}
				}
			}
		}
	}
	return out
}
