// Package issuer makes what an issuer of tokens publishes: a JWK set and a
// discovery document (OpenID Connect Discovery 1.0), and says of each relying
// party whether it will take them.
//
// It opens no connection. Verdicts rest on what relying parties document or were
// seen to do; each rule in parties.go names its source, and what nobody has
// written down is unknown, never yes.
package issuer
