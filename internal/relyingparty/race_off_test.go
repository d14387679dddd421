//go:build !race

package relyingparty_test

const nearDocuments = 20_000
