// Package conformance is a module of its own: it compares what this provider
// emits with what other people's policy engines make of it. Nothing here is
// linked into the provider. See README.md.
package conformance
