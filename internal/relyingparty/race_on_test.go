//go:build race

package relyingparty_test

// The race detector finds nothing in what one goroutine does.
const nearDocuments = 2_000
