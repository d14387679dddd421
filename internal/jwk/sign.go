package jwk

// Signatures of tokens.

import "github.com/go-jose/go-jose/v4"

// Sign makes a token (JWT, RFC 7519) of claims, which are a JSON object: the
// compact form, with alg, kid and typ in its header. A Fault where the private
// part is not known.
func (k Key) Sign(claims []byte) (string, error) {
	if k.private == nil {
		return "", fault("only the public part of the key is known, and signing takes the private one", "")
	}
	if _, err := readObject(string(claims)); err != nil {
		return "", err
	}
	options := (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", k.kid)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.SignatureAlgorithm(k.algorithm), Key: k.private}, options)
	if err != nil {
		return "", fault("the key cannot sign", "")
	}
	signed, err := signer.Sign(claims)
	if err != nil {
		return "", fault("the key cannot sign", "")
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		return "", fault("the key cannot sign", "")
	}
	return token, nil
}
