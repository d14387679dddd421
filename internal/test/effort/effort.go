// Package effort says how much a test does: how many rounds a random test makes, and
// which tests are left to longer runs. Nothing but tests imports it.
package effort

import (
	"os"
	"testing"
	"time"
)

// A Level is how long a run may take.
type Level int

// The levels, each of which does all that the one before it does.
const (
	Quick Level = iota // make quick: go test -short
	Test               // make test
	CI                 // .ci/run
	Soak               // make soak
)

// variable asks for a level above Test: ci or soak.
const variable = "CIOIDC_EFFORT"

// Now is the level of this run.
func Now() Level {
	switch os.Getenv(variable) {
	case "":
		if testing.Short() {
			return Quick
		}
		return Test
	case "ci":
		return CI
	case "soak":
		return Soak
	}
	panic(variable + " is neither ci nor soak") // a typo must not make a run shorter
}

// Rounds picks the number of rounds of this run.
func Rounds(quick, test, ci, soak int) int {
	return [...]int{Quick: quick, Test: test, CI: ci, Soak: soak}[Now()]
}

// Some are the cases of this run: below .ci/run at most so many, spread evenly and
// always the same, and there all of them.
func Some[E any](all []E, quick, test int) []E {
	most := min(Rounds(quick, test, len(all), len(all)), len(all))
	out := make([]E, 0, most)
	for i := range most {
		out = append(out, all[i*len(all)/most])
	}
	return out
}

// Seed is the seed of a random test: the same every time, but in the long run.
func Seed(t testing.TB) uint64 {
	t.Helper()
	if Now() < Soak {
		return 1
	}
	seed := uint64(time.Now().UnixNano()) //nolint:gosec // any seed will do
	t.Logf("seed %d", seed)
	return seed
}

// Since leaves a test to runs of that level and above. It is for what no smaller
// sample stands for.
func Since(t testing.TB, least Level) {
	t.Helper()
	if Now() < least {
		t.Skip("left to longer runs (CONTRIBUTING.md says which)")
	}
}

// Alone is for long tests of one goroutine, or of other people's programs: the race
// detector makes them up to ten times longer and cannot find anything. They are left
// out where it is on; .ci/run runs everything without it too.
func Alone(t testing.TB) {
	t.Helper()
	if race {
		t.Skip("long, and nothing for the race detector: runs without it")
	}
}
