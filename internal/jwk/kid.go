package jwk

// Names of keys.

import (
	"crypto"
	"crypto/md5" //nolint:gosec // a name that Semaphore fixes, no protection
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"

	"github.com/go-jose/go-jose/v4"
)

// The ways to name a key.
const (
	// KIDThumbprint is the thumbprint of RFC 7638 with SHA-256.
	KIDThumbprint = "rfc7638"
	// KIDKubernetes is what kube-apiserver gives its service account keys:
	// base64url without padding of the SHA-256 of the PKIX DER (kubernetes,
	// pkg/serviceaccount/jwt.go, keyIDFromPublicKey).
	KIDKubernetes = "kubernetes"
	// KIDSemaphore is what Semaphore computes: the MD5, in lower-case hex, of the
	// base64url text of n (semaphoreio/semaphore 2bf23f54,
	// secrethub/lib/secrethub/open_id_connect/key.ex).
	KIDSemaphore = "semaphore"
)

// KIDFormats are the ways to name a key, the default first.
var KIDFormats = []string{KIDThumbprint, KIDKubernetes, KIDSemaphore}

// KIDFormatDoc says in the docs how each of them is made.
const KIDFormatDoc = "How `kid` is made: `rfc7638` (the default; the key's thumbprint, RFC 7638 with SHA-256), `kubernetes` (as kube-apiserver does: base64url of the SHA-256 of the public key's PKIX DER), or `semaphore` (as Semaphore does: the MD5, in hex, of the base64url text of the modulus; RSA only, others are an error)."

// RSAOnly says why no key but an RSA key can be named so; empty: any can.
func RSAOnly(format string) string {
	if format == KIDSemaphore {
		return "Semaphore signs with RSA only, so its kid is made of an RSA key's modulus"
	}
	return ""
}

// Thumbprint is the key's RFC 7638 thumbprint with SHA-256, in base64url. It is
// the same for the same key material, whatever its kid and algorithm.
func (k Key) Thumbprint() string {
	sum, err := (&jose.JSONWebKey{Key: k.public}).Thumbprint(crypto.SHA256)
	if err != nil { // no key that algorithmsOf takes
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(sum)
}

// Named is the key with its kid made in one of the ways.
func (k Key) Named(format string) (Key, error) {
	switch format {
	case KIDThumbprint:
		k.kid = k.Thumbprint()
	case KIDKubernetes:
		der, err := x509.MarshalPKIXPublicKey(k.public)
		if err != nil {
			return Key{}, fault("the public key cannot be written", "")
		}
		sum := sha256.Sum256(der)
		k.kid = base64.RawURLEncoding.EncodeToString(sum[:])
	case KIDSemaphore:
		r, ok := k.public.(*rsa.PublicKey)
		if !ok {
			return Key{}, fault(RSAOnly(format), "Take an RSA key or another kid_format")
		}
		sum := md5.Sum([]byte(base64.RawURLEncoding.EncodeToString(r.N.Bytes()))) //nolint:gosec // as above
		k.kid = hex.EncodeToString(sum[:])
	default:
		return Key{}, fault("there is no such way to make a kid", "Known are kubernetes, rfc7638 and semaphore")
	}
	return k, nil
}
