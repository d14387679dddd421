package jwk

// Private keys read from a JWK.

import (
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/go-jose/go-jose/v4"
)

// secretMembers are the private ones that are read: those of RSA, and d of the
// others (RFC 7518, sections 6.2.2 and 6.3.2; RFC 8037, section 2).
var secretMembers = []string{"d", "p", "q", "dp", "dq", "qi"}

// ParsePrivateJWK reads a private key that is written as a JWK. Its kid and alg
// are kept; without them it has its thumbprint and the default algorithm.
func ParsePrivateJWK(text string) (Key, error) {
	object, err := readObject(text)
	if err != nil {
		return Key{}, err
	}
	switch {
	case object["keys"] != nil:
		return Key{}, fault("this is a JWK set where one private key is wanted", "Give one element of its keys")
	case object["k"] != nil:
		return Key{}, fault("this is a symmetric key: whoever checks its tokens can sign them", curves)
	case object["oth"] != nil:
		return Key{}, fault("RSA keys of more than two primes are not taken", "")
	case object["d"] == nil:
		return Key{}, fault("this is a public key where a private one is wanted", "")
	}
	if ops, ok := object["key_ops"].([]any); ok && !slices.Contains(ops, any("sign")) {
		return Key{}, fault("the key is not for signing: key_ops lacks sign", "")
	}
	public := maps.Clone(object)
	for _, m := range append([]string{"key_ops"}, secretMembers...) {
		delete(public, m)
	}
	k, _, err := parseJWK(public)
	if err != nil {
		return Key{}, err
	}
	private := map[string]any{}
	for _, m := range slices.Concat([]string{"kty", "n", "e", "crv", "x", "y"}, secretMembers) {
		if v, ok := object[m]; ok {
			private[m] = v
		}
	}
	raw, err := json.Marshal(private)
	if err != nil {
		return Key{}, fault("the JWK cannot be read", "")
	}
	var parsed jose.JSONWebKey
	if err := parsed.UnmarshalJSON(raw); err != nil {
		return Key{}, fault("the private members do not make a key: one is missing, cut off, or does not belong to the others", "")
	}
	// The reader of PEMs makes sure that the halves belong together.
	der, err := x509.MarshalPKCS8PrivateKey(parsed.Key)
	if err != nil {
		return Key{}, fault("the private members do not make a key", "")
	}
	own, err := ParsePrivatePEM(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
	if err != nil {
		return Key{}, err
	}
	if own.Thumbprint() != k.Thumbprint() {
		return Key{}, fault("the private and the public half of the JWK do not belong together", "")
	}
	k.private = own.private
	return k, nil
}

// WithKID is the key under a name of somebody's choice: 1 to 1024 bytes of valid
// UTF-8.
func (k Key) WithKID(kid string) (Key, error) {
	if kid == "" || len(kid) > maxKID || !utf8.ValidString(kid) {
		return Key{}, fault("a kid is 1 to 1024 bytes of text", "")
	}
	k.kid = kid
	return k, nil
}
