package jwk

// Keys read from PEM.

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"regexp"
	"strings"
)

// maxPEM is far beyond the PEM of the largest key that is taken (7 kB), with
// text around it.
const maxPEM = 64 << 10

// ParsePrivatePEM reads a private key: PKCS#8, PKCS#1 or SEC1, unencrypted.
func ParsePrivatePEM(text string) (Key, error) {
	block, err := onlyBlock(text)
	if err != nil {
		return Key{}, err
	}
	var private any
	switch block.Type {
	case "PRIVATE KEY":
		private, err = x509.ParsePKCS8PrivateKey(block.Bytes)
		if err == nil {
			err = pkcs8Halves(block.Bytes, private)
		}
	case "RSA PRIVATE KEY":
		private, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	case "EC PRIVATE KEY":
		private, err = x509.ParseECPrivateKey(block.Bytes)
		if err == nil {
			err = sec1Halves(block.Bytes, private)
		}
	case "PUBLIC KEY", "RSA PUBLIC KEY":
		return Key{}, fault("this is a public key where a private one is wanted", "")
	default:
		return Key{}, wrongBlock(block.Type)
	}
	if err != nil {
		return Key{}, unreadable(block, err)
	}
	signer, ok := private.(crypto.Signer)
	if !ok { // ECDH keys
		return Key{}, fault("this type of key signs nothing", curves)
	}
	return ofPrivate(signer)
}

// ParsePublicPEM reads a public key: PKIX, or PKCS#1 for RSA.
func ParsePublicPEM(text string) (Key, error) {
	block, err := onlyBlock(text)
	if err != nil {
		return Key{}, err
	}
	var public any
	switch block.Type {
	case "PUBLIC KEY":
		public, err = x509.ParsePKIXPublicKey(block.Bytes)
	case "RSA PUBLIC KEY":
		public, err = x509.ParsePKCS1PublicKey(block.Bytes)
	case "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY":
		return Key{}, fault("this is a private key where a public one is wanted", "Give its public part, for example public_key_pem of cioidc_signing_key; whoever has seen the private key can sign tokens")
	default:
		return Key{}, wrongBlock(block.Type)
	}
	if err != nil {
		return Key{}, unreadable(block, err)
	}
	return ofPublic(public)
}

// indented is a first line of a PEM with space in front of it.
var indented = regexp.MustCompile("(?m)^[ \t]+-----BEGIN ")

// onlyBlock is the one PEM block of a text. A block of curve parameters, which
// openssl writes before a key, is passed over.
func onlyBlock(text string) (*pem.Block, error) {
	if len(text) > maxPEM {
		return nil, fault("the text is longer than any PEM of a key", "")
	}
	var found *pem.Block
	begins := strings.Count(text, "-----BEGIN ")
	rest := []byte(text)
	for seen := 0; seen < begins; seen++ {
		var block *pem.Block
		block, rest = pem.Decode(rest)
		switch {
		case block == nil && strings.HasPrefix(text, "\ufeff"):
			return nil, fault("the text begins with a byte order mark", "Save the file as UTF-8 without one")
		case block == nil && indented.MatchString(text):
			return nil, fault("a PEM begins at the start of a line, and its lines are indented", "Write <<-EOT in place of <<EOT, or take the indentation off")
		case block == nil:
			return nil, fault("the PEM is cut off or broken: a block begins and cannot be read to its end", "Give the whole text, from its BEGIN to its END line, with its line breaks")
		}
		if block.Type == "EC PARAMETERS" {
			continue
		}
		if found != nil {
			return nil, fault("there is more than one PEM block", "Give one key alone")
		}
		found = block
	}
	switch {
	case found == nil:
		return nil, fault("there is no PEM block", "A PEM begins with a line -----BEGIN …-----")
	case bytes.Contains(rest, []byte("-----END ")):
		return nil, fault("the PEM is broken: something follows its block", "")
	case strings.HasPrefix(found.Type, "ENCRYPTED") || found.Headers["DEK-Info"] != "" || strings.Contains(found.Headers["Proc-Type"], "ENCRYPTED"):
		return nil, fault("the PEM is encrypted", "Decrypt it first, for example with openssl pkey")
	}
	return found, nil
}

func wrongBlock(kind string) error {
	switch kind {
	case "CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE", "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST":
		return fault("this is a certificate or a request for one, not a key", "Take the public key out of it, for example with openssl x509 -pubkey -noout")
	case "OPENSSH PRIVATE KEY":
		return fault("this is a private key in the format of OpenSSH", "Turn it into PKCS#8, for example with ssh-keygen -p -m PKCS8")
	}
	return fault("this PEM block is not one of a key", "PRIVATE KEY, RSA PRIVATE KEY, EC PRIVATE KEY and PUBLIC KEY are read")
}

// unreadable says what is wrong inside a block. The texts of crypto/x509 are not
// passed on: only their kind is.
func unreadable(block *pem.Block, err error) error {
	text := err.Error()
	switch {
	case asFault(err) != nil:
		return asFault(err)
	case strings.Contains(text, "use Parse"): // x509 names the right function
		return fault("the PEM's first line names another kind of key than it holds", "Write "+block.Type+" as the key's format has it, or convert it with openssl pkey")
	case strings.Contains(text, "curve"):
		return fault("the elliptic curve is not taken", curves)
	case strings.Contains(text, "unknown") || strings.Contains(text, "unsupported"):
		return fault("this type of key is not taken", curves)
	case strings.Contains(text, "key size") || strings.Contains(text, "-bit keys are insecure") || strings.Contains(text, "bit keys"):
		return fault("the RSA key has fewer than the 2048 bits that RFC 7518 asks for", "Make a key with 2048 bits or more")
	case strings.Contains(text, "crypto/rsa") || strings.Contains(text, "prime") || strings.Contains(text, "exponent"):
		return fault("the parts of the RSA key do not belong together", "")
	}
	return fault("what is inside the PEM cannot be read: it is cut off, or changed, or of another kind than its first line says", "")
}

func asFault(err error) *Fault {
	f, _ := err.(*Fault) //nolint:errorlint // made here, never wrapped
	return f
}

// sec1 is an elliptic curve private key as RFC 5915 has it.
type sec1 struct {
	Version int
	Private []byte
	Curve   asn1.ObjectIdentifier `asn1:"optional,explicit,tag:0"`
	Public  asn1.BitString        `asn1:"optional,explicit,tag:1"`
}

// sec1Halves demands that the public key that stands in a private one is its
// own: crypto/x509 does not look at it.
func sec1Halves(der []byte, private any) error {
	k, ok := private.(*ecdsa.PrivateKey)
	if !ok {
		return nil
	}
	var s sec1
	if rest, err := asn1.Unmarshal(der, &s); err != nil || len(rest) > 0 {
		return fault("what is inside the PEM cannot be read: something follows the key, or it is changed", "")
	}
	if len(s.Public.Bytes) == 0 {
		return nil
	}
	own, err := k.PublicKey.ECDH()
	if err != nil {
		return fault("the elliptic curve is not taken", curves)
	}
	if s.Public.Bytes[0] == 4 && !bytes.Equal(s.Public.Bytes, own.Bytes()) { // 4: not compressed
		return fault("the private and the public half inside the PEM do not belong together", "")
	}
	return nil
}

// pkcs8Halves is the same for an elliptic curve key in PKCS#8.
func pkcs8Halves(der []byte, private any) error {
	if _, ok := private.(*ecdsa.PrivateKey); !ok {
		return nil
	}
	var outer struct {
		Version   int
		Algorithm struct {
			Algorithm  asn1.ObjectIdentifier
			Parameters asn1.RawValue `asn1:"optional"`
		}
		Private []byte
	}
	if _, err := asn1.Unmarshal(der, &outer); err != nil {
		return fault("what is inside the PEM cannot be read", "")
	}
	return sec1Halves(outer.Private, private)
}
