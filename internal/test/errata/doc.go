// Package errata holds tests only. They compare what this provider gives with
// the vendor guides that people copy from today:
//
//   - testdata/seeds has one case for each example of the guides: a description,
//     options, and the whole document of each back end. Run the tests with
//     -update to write the documents anew, then read the difference.
//   - testdata/errata.txtar lists what the guides get wrong, and for each mistake
//     the test that shows that our document does not make it, or why no document
//     of ours can.
//   - vectors_test.go holds the subjects that must and must not get in, platform
//     by platform, decided by a matcher that shares nothing with the engine.
//
// No text of the guides is in here.
package errata
