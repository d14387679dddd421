//go:build race

package effort

// Builds with the race detector.

const race = true
