// Package jwk holds signing keys: made, read from PEM and JWK, named, and written
// as PEM, JWK and JWK sets.
//
// A [Key] prints as its kid and nothing else, whatever the verb, and no error of
// this package repeats any part of what it was given but names of algorithms and
// curves: what cannot be read may be somebody's private key.
//
// What a key may be is a closed list: RSA with 2048 to 8192 bits, P-256, P-384
// and Ed25519. JSON comes out the same for the same key, byte for byte.
package jwk
