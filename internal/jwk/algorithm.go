package jwk

// Algorithms, and which keys fit them.

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"slices"
	"strconv"
)

// The algorithms that keys are made for, as JOSE names them (RFC 7518, section
// 3.1, and RFC 8037).
const (
	RS256 = "RS256"
	RS384 = "RS384"
	RS512 = "RS512"
	ES256 = "ES256"
	ES384 = "ES384"
	EdDSA = "EdDSA"
)

// Algorithms are those that keys are made for, the default first.
var Algorithms = []string{RS256, RS384, RS512, ES256, ES384, EdDSA}

// rsaAlgorithms are those that an RSA key may be marked with. PS256 and its
// kin are read only: no CI platform signs with them.
var rsaAlgorithms = []string{RS256, RS384, RS512, "PS256", "PS384", "PS512"}

// RSABits are the sizes of RSA keys that are made, the default first.
var RSABits = []int{2048, 3072, 4096}

// Sizes of RSA keys that are read: RFC 7518, section 3.3, wants 2048 bits or more;
// 8192 is what TLS libraries stop at.
const (
	minRSABits = 2048
	maxRSABits = 8192
)

// algorithmsOf are the algorithms that a public key can sign with, the default
// first; a Fault where the key is none of those that are taken.
func algorithmsOf(public crypto.PublicKey) ([]string, error) {
	switch k := public.(type) {
	case *rsa.PublicKey:
		bits := k.N.BitLen()
		if bits < minRSABits {
			return nil, fault("the RSA key has "+strconv.Itoa(bits)+" bits, fewer than the 2048 that RFC 7518 asks for", "Make a key with 2048 bits or more")
		}
		if bits > maxRSABits {
			return nil, fault("the RSA key has "+strconv.Itoa(bits)+" bits, more than the 8192 that are taken", "")
		}
		// Odd, above 1, and in 31 bits, as crypto/rsa has it: others are no keys, or
		// ones that libraries refuse.
		if k.N.Bit(0) == 0 || k.E < 3 || k.E%2 == 0 || k.E > 1<<31-1 {
			return nil, fault("the modulus or the exponent is not one of an RSA key", "")
		}
		return rsaAlgorithms, nil
	case *ecdsa.PublicKey:
		switch k.Curve {
		case elliptic.P256():
			return []string{ES256}, nil
		case elliptic.P384():
			return []string{ES384}, nil
		}
		return nil, fault("the elliptic curve is not taken", curves)
	case ed25519.PublicKey:
		return []string{EdDSA}, nil
	}
	return nil, fault("this type of key is not taken", curves)
}

const curves = "Take RSA, P-256, P-384 or Ed25519"

// fits says whether a key can sign with the algorithm.
func fits(public crypto.PublicKey, algorithm string) error {
	can, err := algorithmsOf(public)
	if err != nil {
		return err
	}
	if !slices.Contains(can, algorithm) {
		return fault("the key does not fit the algorithm that it is marked with", "")
	}
	return nil
}
