//go:build !race

package effort

// Builds without the race detector.

const race = false
