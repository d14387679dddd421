// Package proof decides what conditions on tokens admit, and compares that with
// described jobs. A relying party's document is read back as an Expr; Compare
// answers whether some job that is not described gets in, and whether some
// described one is kept out, each with yes and an example, with no, or with
// unknown and the reason.
package proof
