package provider

import (
	"os"
	"runtime/debug"
)

// Roomy lets the heap grow further between collections, unless the environment
// says how far: a process lives for one plan, and memory is cheaper than looking
// through it (make bench: a quarter of what a plan with a thousand policies
// costs the provider). Call it first in main.
func Roomy() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}
