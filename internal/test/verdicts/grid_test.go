package verdicts_test

import (
	"flag"
	"math/rand/v2"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/verdicts"
)

var update = flag.Bool("update", false, "write testdata/grid.txt anew")

// TestGrid holds the answers to the grid against the list: all of them in the long
// run, else a sample, which is always the same.
func TestGrid(t *testing.T) {
	effort.Alone(t)
	all := cells(t)
	l := verdicts.List{File: "testdata/grid.txt", Command: "go test ./internal/test/verdicts -run TestGrid -update"}
	for _, c := range all {
		l.Names = append(l.Names, c.name)
	}
	if !*update && effort.Now() < effort.Soak {
		all = sample(all)
	}
	got := verdicts.Answers{}
	for _, c := range all {
		got[c.name] = []string{c.answer()}
	}
	if *update {
		l.Write(t, got)
		return
	}
	l.Compare(t, got)
}

// sample draws cells of every platform for every relying party; the whole grid takes
// half a minute.
func sample(all []cell) []cell {
	most := effort.Rounds(2, 8, 20, 20) // of a platform and a relying party
	r := rand.New(rand.NewPCG(1, 2))
	shuffled := append([]cell(nil), all...)
	r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	drawn := map[[2]string]int{}
	var out []cell
	for _, c := range shuffled {
		group := [2]string{c.platform, c.party}
		if drawn[group]++; drawn[group] <= most {
			out = append(out, c)
		}
	}
	return out
}
