package jwk

// Keys: made, and asked about.

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"slices"
)

// A Key is a public key with its name and algorithm, and its private part where
// that is known.
type Key struct {
	kid       string
	algorithm string
	public    crypto.PublicKey
	private   crypto.Signer // nil where only the public part is known
}

// Generate makes a key for an algorithm. bits is the size of an RSA key and is
// not looked at for others; 0 is the default. The kid is the RFC 7638 thumbprint.
func Generate(algorithm string, bits int) (Key, error) {
	var private crypto.Signer
	var err error
	switch algorithm {
	case RS256, RS384, RS512:
		if bits == 0 {
			bits = RSABits[0]
		}
		if !slices.Contains(RSABits, bits) {
			return Key{}, fault("RSA keys are made with 2048, 3072 or 4096 bits", "")
		}
		private, err = rsa.GenerateKey(rand.Reader, bits)
	case ES256:
		private, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case ES384:
		private, err = ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	case EdDSA:
		_, private, err = generateEd25519()
	default:
		return Key{}, fault("no keys are made for this algorithm", "Known are RS256, RS384, RS512, ES256, ES384 and EdDSA")
	}
	if err != nil {
		return Key{}, fault("the key could not be made: this machine gives no random numbers", "")
	}
	k, err := ofPrivate(private)
	k.algorithm = algorithm
	return k, err
}

func generateEd25519() (ed25519.PublicKey, crypto.Signer, error) {
	return ed25519.GenerateKey(rand.Reader)
}

// ofPrivate is the key of a private part, named by its thumbprint and with the
// default algorithm.
func ofPrivate(private crypto.Signer) (Key, error) {
	if k, ok := private.(*rsa.PrivateKey); ok && len(k.Primes) > 2 {
		return Key{}, fault("RSA keys of more than two primes are not taken", "Make a key of two, as openssl does")
	}
	k, err := ofPublic(private.Public())
	k.private = private
	return k, err
}

// ofPublic is the key of a public part, likewise.
func ofPublic(public crypto.PublicKey) (Key, error) {
	can, err := algorithmsOf(public)
	if err != nil {
		return Key{}, err
	}
	k := Key{algorithm: can[0], public: public}
	k.kid = k.Thumbprint()
	return k, nil
}

// KID is the name of the key.
func (k Key) KID() string { return k.kid }

// Algorithm is what tokens are signed with, such as RS256.
func (k Key) Algorithm() string { return k.algorithm }

// HasPrivate says whether the private part is known.
func (k Key) HasPrivate() bool { return k.private != nil }

// Public is the key without its private part.
func (k Key) Public() Key {
	k.private = nil
	return k
}

// Bits is the size of an RSA key, 0 for others.
func (k Key) Bits() int {
	if r, ok := k.public.(*rsa.PublicKey); ok {
		return r.N.BitLen()
	}
	return 0
}

// Type is the key's type as JWK has it: RSA, EC or OKP.
func (k Key) Type() string {
	switch k.public.(type) {
	case *rsa.PublicKey:
		return "RSA"
	case *ecdsa.PublicKey:
		return "EC"
	}
	return "OKP"
}

// For is the key marked for another algorithm that it can sign with.
func (k Key) For(algorithm string) (Key, error) {
	if err := fits(k.public, algorithm); err != nil {
		return Key{}, err
	}
	k.algorithm = algorithm
	return k, nil
}

// Format writes the kid alone, whatever the verb: a key that ends in a log or a
// message by mistake shows nothing.
func (k Key) Format(w fmt.State, _ rune) { fmt.Fprintf(w, "key %s", k.kid) }
