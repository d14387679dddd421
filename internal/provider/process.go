package provider

// How the provider's process runs.

import (
	"os"
	"runtime/debug"
	"strings"
)

// SetGC lets the heap grow further between collections, unless the environment
// says how far: a process lives for one plan, and memory is cheaper than looking
// through it (make bench: a quarter of what a plan with a thousand policies
// costs the provider). Call it first in main.
func SetGC() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}

// Quiet turns the framework's own log off unless somebody asked for a log. With
// no TF_LOG variable set the framework writes every trace line and the CLI
// throws them away: almost half of what a plan with many data sources costs
// (make bench). Call it first in main.
func Quiet() error {
	for _, e := range os.Environ() {
		if strings.HasPrefix(e, "TF_LOG") {
			return nil
		}
	}
	for _, name := range []string{"TF_LOG_SDK", "TF_LOG_SDK_FRAMEWORK"} {
		if err := os.Setenv(name, "off"); err != nil {
			return err
		}
	}
	return nil
}
