// Package effort says how much a test does. Nothing but tests imports it.
package effort

import (
	"os"
	"testing"
)

// Soak reports that the long run was asked for: make soak.
func Soak() bool { return os.Getenv("CIOIDC_SOAK") != "" }

// Alone is for long tests of one goroutine, or of other people's programs: the race
// detector makes them up to ten times longer and cannot find anything. They are left out where it is on;
// make test runs their packages once more without it.
func Alone(t testing.TB) {
	t.Helper()
	if race {
		t.Skip("long, and nothing for the race detector: runs without it")
	}
}
