// Package mint makes the claims of a token that a job of a platform could show,
// for tests of trust documents: it says which job is meant by some variables,
// mints its token, puts the user's own claims in, and refuses what no job of the
// platform can show.
//
// Could a job show these claims? Every form of token is tried: the claims that it
// has are held against its templates, which gives values of variables; one value
// for each variable, within its domain, has to make all claims and one of the
// form's subjects at once. Yes is said only with such a job. What the platform's
// data does not say (the value of a claim without template, how an unverified fact
// shows) is unknown, which is refused like no, with that reason.
//
// It signs nothing: package jwk does.
package mint
