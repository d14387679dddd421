// Package verdicts is for tests. It keeps files that list what the engine says
// today, a line for each question: whether a description compiles and with which
// codes, and what the check says of a document. Such a list does not say what is
// right. It is there so that a change of the engine shows every answer that it
// changes: write the list anew with -update and read the difference.
//
// testdata/matrix.json is a grid of ordinary descriptions, the names of a platform
// by its jobs by its settings, and testdata/grid.txt has the answers, for every
// relying party. The stories of package check and the examples of the provider
// have lists of their own, beside their tests.
package verdicts
