package jwk

// Keys written as PEM, JWK and JWK set.

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// PublicPEM is the public part as a PEM block "PUBLIC KEY" (PKIX).
func (k Key) PublicPEM() string {
	der, err := x509.MarshalPKIXPublicKey(k.public)
	if err != nil { // no key that algorithmsOf takes
		return ""
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

// PrivatePEM is the private part as a PEM block "PRIVATE KEY" (PKCS#8), "" where
// it is not known.
func (k Key) PrivatePEM() string {
	if k.private == nil {
		return ""
	}
	der, err := x509.MarshalPKCS8PrivateKey(k.private)
	if err != nil { // likewise
		return ""
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// PublicJWK is the public part as a JWK (RFC 7517) with kid, use and alg.
func (k Key) PublicJWK() string { return k.json(k.public) }

// PrivateJWK is the key with its private part as a JWK, "" where that is not
// known.
func (k Key) PrivateJWK() string {
	if k.private == nil {
		return ""
	}
	return k.json(k.private)
}

// json has the members in the order of go-jose, which is fixed.
func (k Key) json(key crypto.PublicKey) string {
	out, err := jose.JSONWebKey{Key: key, KeyID: k.kid, Algorithm: k.algorithm, Use: "sig"}.MarshalJSON()
	if err != nil { // likewise
		return ""
	}
	return string(out)
}

// Set is the JWK set of the public parts, in the order of their kids, so that the
// order in which keys are given does not matter.
func Set(keys []Key) string {
	var texts []string
	for _, k := range Sorted(keys) {
		texts = append(texts, k.PublicJWK())
	}
	return `{"keys":[` + strings.Join(texts, ",") + `]}`
}

// Sorted are the keys in the order of their kids.
func Sorted(keys []Key) []Key {
	out := slices.Clone(keys)
	slices.SortStableFunc(out, func(a, b Key) int {
		if c := strings.Compare(a.kid, b.kid); c != 0 {
			return c
		}
		return strings.Compare(a.PublicJWK(), b.PublicJWK())
	})
	return out
}
