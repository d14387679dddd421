// Package pipeline writes the job side: the lines that obtain a CI job's token
// and exchange it at a relying party, and the platform's file around them. The
// relying parties are data (data/*.yaml), and platforms are the section pipeline of
// theirs; a pair is a platform's
// frame with a relying party's lines in it.
//
// What users say reaches the shell by Quote and YAML by an encoder, never by
// joining texts. The token goes from the platform's variable to standard input or
// to a file that nobody else may read: no argument of a command shows it.
//
// The token that the lines present is the one that the jobs are described with;
// a disagreement is a problem that names both.
package pipeline
