// Package e2e shows that the job side works for real: the pipeline files of
// examples/ are played as their platforms play them (package runner), with
// nothing but other people's command lines in between (aws, gcloud, and
// OpenBao's as vault), against OpenBao's server, or against AWS and Google as
// package standin has them, which decide by the trust documents that the same
// examples gave. The token is in the variable that the platform uses, names are
// the real ones (standin.Internet), and a token of another branch is refused.
//
// Everything is in tests. What is not on this machine is skipped with the reason;
// make peers builds what can be built.
package e2e
