package jwk_test

import (
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"strings"
	"sync"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
)

// block is DER as a PEM block.
func block(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// rsaKey is made once: making one takes longer than all that is tested with it.
var rsaKey = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

// TestGeneratedRoundTrip: every key that is made is read back as the same key
// from each of its texts, and no text of the public part holds the private one.
func TestGeneratedRoundTrip(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		algorithm string
		bits      int
		typ       string
	}{
		{jwk.RS256, 0, "RSA"}, {jwk.RS384, 3072, "RSA"}, {jwk.RS512, 4096, "RSA"},
		{jwk.ES256, 0, "EC"}, {jwk.ES384, 0, "EC"}, {jwk.EdDSA, 0, "OKP"},
	} {
		t.Run(c.algorithm, func(t *testing.T) {
			t.Parallel()
			k := must[jwk.Key](t)(jwk.Generate(c.algorithm, c.bits))
			if k.Algorithm() != c.algorithm || k.Type() != c.typ || !k.HasPrivate() || k.KID() != k.Thumbprint() || c.bits > 0 && k.Bits() != c.bits {
				t.Errorf("%s %s %d", k.Algorithm(), k.Type(), k.Bits())
			}
			private := must[jwk.Key](t)(jwk.ParsePrivatePEM(k.PrivatePEM()))
			private = must[jwk.Key](t)(private.For(c.algorithm))
			if private.PrivatePEM() != k.PrivatePEM() || private.PrivateJWK() != k.PrivateJWK() {
				t.Error("the private PEM is read as another key")
			}
			public := must[jwk.Key](t)(jwk.ParsePublicPEM(k.PublicPEM()))
			public = must[jwk.Key](t)(public.For(c.algorithm))
			if public.PublicJWK() != k.PublicJWK() || public.HasPrivate() || public.PrivatePEM() != "" || public.PrivateJWK() != "" {
				t.Error("the public PEM is read as another key")
			}
			again, dropped, err := jwk.ParseJSON(jwk.Set([]jwk.Key{k}))
			if err != nil || len(dropped) > 0 || again[0].PublicJWK() != k.PublicJWK() {
				t.Errorf("the set is read as another key: %v %v", err, dropped)
			}
			if _, _, err := jwk.ParseJSON(k.PrivateJWK()); err == nil || !strings.Contains(err.Error(), "private key") {
				t.Errorf("the private JWK: %v", err)
			}
			if text := fmt.Sprintf("%v %+v %#v %s %q %x %d", k, k, &k, k, k, k, k); strings.Count(text, "key "+k.KID()) != 7 || len(text) > 7*60 {
				t.Errorf("a key prints as %s", text)
			}
		})
	}
}

// TestReadOtherFormats: PKCS#1 and SEC1 are the same keys as in PKCS#8.
func TestReadOtherFormats(t *testing.T) {
	t.Parallel()
	e := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))
	sec1 := block("EC PRIVATE KEY", must[[]byte](t)(x509.MarshalECPrivateKey(e)))
	for name, c := range map[string][2]string{
		"PKCS#1": {block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey())), block("RSA PUBLIC KEY", x509.MarshalPKCS1PublicKey(&rsaKey().PublicKey))},
		"SEC1":   {sec1, block("PUBLIC KEY", must[[]byte](t)(x509.MarshalPKIXPublicKey(&e.PublicKey)))},
		// As openssl ecparam -genkey writes it.
		"parameters":        {"-----BEGIN EC PARAMETERS-----\nBgUrgQQAIg==\n-----END EC PARAMETERS-----\n" + sec1, block("PUBLIC KEY", must[[]byte](t)(x509.MarshalPKIXPublicKey(&e.PublicKey)))},
		"CRLF, text before": {"Some text\r\n" + strings.ReplaceAll(sec1, "\n", "\r\n"), block("PUBLIC KEY", must[[]byte](t)(x509.MarshalPKIXPublicKey(&e.PublicKey)))},
	} {
		private, err := jwk.ParsePrivatePEM(c[0])
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		public, err := jwk.ParsePublicPEM(c[1])
		if err != nil || private.PublicJWK() != public.PublicJWK() {
			t.Errorf("%s: %v, or another key", name, err)
		}
	}
}

// TestRefusedPEM: what is wrong is named, and no line of the PEM is repeated.
func TestRefusedPEM(t *testing.T) {
	t.Parallel()
	pkcs8 := func(k any) []byte { return must[[]byte](t)(x509.MarshalPKCS8PrivateKey(k)) }
	pkix := func(k any) []byte { return must[[]byte](t)(x509.MarshalPKIXPublicKey(k)) }
	good := block("PRIVATE KEY", pkcs8(rsaKey()))
	p521 := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P521(), rand.Reader))
	p224 := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P224(), rand.Reader))
	a := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	b := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	small := must[*rsa.PrivateKey](t)(rsa.GenerateKey(rand.Reader, 1024))
	x25519 := must[*ecdh.PrivateKey](t)(ecdh.X25519().GenerateKey(rand.Reader))
	// The public half of b in the key of a, in both formats.
	swap := func(der []byte) []byte {
		own, other := must[*ecdh.PublicKey](t)(a.PublicKey.ECDH()), must[*ecdh.PublicKey](t)(b.PublicKey.ECDH())
		text := strings.Replace(string(der), string(own.Bytes()), string(other.Bytes()), 1)
		if text == string(der) {
			t.Fatal("nothing swapped")
		}
		return []byte(text)
	}
	cracked := *rsaKey()
	cracked.N = new(big.Int).Add(cracked.N, big.NewInt(2))
	brokenRSA := strings.Replace(string(x509.MarshalPKCS1PrivateKey(rsaKey())), string(rsaKey().N.Bytes()), string(cracked.N.Bytes()), 1)
	half := good[:len(good)/2]
	threePrimes := must[*rsa.PrivateKey](t)(rsa.GenerateMultiPrimeKey(rand.Reader, 3, 2048)) //nolint:staticcheck // others make such keys

	for name, c := range map[string]struct{ text, want string }{
		"empty":               {"", "there is no PEM block"},
		"a path":              {"/etc/ssl/key.pem", "there is no PEM block"},
		"cut off":             {half, "cut off or broken"},
		"cut inside":          {block("PRIVATE KEY", pkcs8(rsaKey())[:500]), "cannot be read"},
		"no line breaks":      {strings.ReplaceAll(good, "\n", " "), "cut off or broken"},
		"encrypted PKCS#8":    {block("ENCRYPTED PRIVATE KEY", pkcs8(a)), "the PEM is encrypted"},
		"encrypted PKCS#1":    {"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00000000000000000000000000000000\n\n" + strings.SplitN(block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey())), "\n", 2)[1], "the PEM is encrypted"},
		"certificate":         {block("CERTIFICATE", pkix(&a.PublicKey)), "this is a certificate"},
		"request":             {block("CERTIFICATE REQUEST", pkix(&a.PublicKey)), "this is a certificate"},
		"OpenSSH":             {block("OPENSSH PRIVATE KEY", pkcs8(a)), "in the format of OpenSSH"},
		"other block":         {block("DH PARAMETERS", pkcs8(a)), "not one of a key"},
		"two":                 {good + good, "more than one PEM block"},
		"two ends":            {good + "-----END PRIVATE KEY-----\n", "something follows its block"},
		"public":              {block("PUBLIC KEY", pkix(&a.PublicKey)), "a public key where a private one"},
		"PKCS#8 as PKCS#1":    {block("RSA PRIVATE KEY", pkcs8(rsaKey())), "first line names another kind"},
		"PKCS#8 as SEC1":      {block("EC PRIVATE KEY", pkcs8(a)), "first line names another kind"},
		"SEC1 as PKCS#8":      {block("PRIVATE KEY", must[[]byte](t)(x509.MarshalECPrivateKey(a))), "first line names another kind"},
		"RSA 1024":            {block("PRIVATE KEY", pkcs8(small)), "has 1024 bits"},
		"P-521":               {block("PRIVATE KEY", pkcs8(p521)), "elliptic curve is not taken"},
		"P-224":               {block("PRIVATE KEY", pkcs8(p224)), "elliptic curve is not taken"},
		"X25519":              {block("PRIVATE KEY", pkcs8(x25519)), "signs nothing"},
		"halves in SEC1":      {block("EC PRIVATE KEY", swap(must[[]byte](t)(x509.MarshalECPrivateKey(a)))), "do not belong together"},
		"halves in PKCS#8":    {block("PRIVATE KEY", swap(pkcs8(a))), "do not belong together"},
		"parts of RSA":        {block("RSA PRIVATE KEY", []byte(brokenRSA)), "do not belong together"},
		"three primes":        {block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(threePrimes)), "more than two primes"},
		"a byte order mark":   {"\ufeff" + good, "begins with a byte order mark"},
		"indented":            {strings.ReplaceAll("\n"+good, "\n", "\n    "), "its lines are indented"},
		"longer than any key": {strings.Repeat(" ", 1<<17) + good, "longer than any PEM"},
	} {
		_, err := jwk.ParsePrivatePEM(c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
			continue
		}
		repeatsNothing(t, err.Error(), c.text)
	}
	for name, c := range map[string]struct{ text, want string }{
		"private":      {good, "a private key where a public one"},
		"private SEC1": {block("EC PRIVATE KEY", must[[]byte](t)(x509.MarshalECPrivateKey(a))), "a private key where a public one"},
		"P-521":        {block("PUBLIC KEY", pkix(&p521.PublicKey)), "elliptic curve is not taken"},
		"RSA 1024":     {block("PUBLIC KEY", pkix(&small.PublicKey)), "has 1024 bits"},
		"X25519":       {block("PUBLIC KEY", pkix(x25519.PublicKey())), "not taken"},
		"certificate":  {block("CERTIFICATE", pkix(&a.PublicKey)), "this is a certificate"},
		"indented":     {strings.ReplaceAll("\n"+block("PUBLIC KEY", pkix(&a.PublicKey)), "\n", "\n\t"), "its lines are indented"},
		"garbage":      {block("PUBLIC KEY", []byte("garbage")), "cannot be read"},
	} {
		_, err := jwk.ParsePublicPEM(c.text)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("public, %s: %v, want %q", name, err, c.want)
			continue
		}
		repeatsNothing(t, err.Error(), c.text)
	}
}

// repeatsNothing demands that no eight characters of base64 in the input stand in
// the error.
func repeatsNothing(t testing.TB, message, input string) {
	t.Helper()
	for _, line := range strings.Fields(input) {
		if strings.HasPrefix(line, "-----") || strings.Contains(line, "\"") {
			continue
		}
		for i := 0; i+8 <= len(line); i += 4 {
			if part := line[i : i+8]; strings.Contains(message, part) && strings.ContainsAny(part, "0123456789+/_ABCDEFGHJLNOQTUVWXYZ") {
				t.Errorf("the error repeats %q of the input", part)
			}
		}
	}
}
