package live

// The JWK set, read key by key.

import (
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// maxKeys is far beyond any set; AWS stops at 200.
const maxKeys = 1000

// A published key is an element of the set that can be used.
type published struct {
	jwk.Key
	at       string
	hasKID   bool
	leftOut  bool // another one has its kid
	repeated bool // the same stands further up
}

// A keySet is what is kept of a JWK set.
type keySet struct {
	keys     []published
	findings []lint.Finding
}

func (s *keySet) add(code lint.Code, milder bool, at, detail string) {
	s.findings = append(s.findings, lint.Finding{Code: code, At: at, Detail: detail, Milder: milder})
}

// readSet reads the keys of an issuer whose discovery document names these
// algorithms. Keys that cannot be used are findings, and left out.
func readSet(d document, algorithms []string, field string, problems *problem.List) keySet {
	unreadable := func(code problem.Code, reason string) keySet {
		problems.Add(code, field, "the JWK set "+reason, "")
		return keySet{}
	}
	top, reason := object(d.body)
	if reason != "" {
		return unreadable(problem.Malformed, reason)
	}
	elements, ok := top["keys"].([]any)
	if !ok {
		return unreadable(problem.Malformed, "has no list keys")
	}
	if len(elements) > maxKeys {
		return unreadable(problem.TooMuch, fmt.Sprintf("has %d keys, more than the %d that are read", len(elements), maxKeys))
	}
	var s keySet
	if f, wrong := notJSON(d, jwksDocument, "application/json", "application/jwk-set+json"); wrong {
		s.findings = append(s.findings, f)
	}
	s.secret(top, jwksDocument)
	for i, e := range elements {
		s.read(e, fmt.Sprintf("%s.keys[%d]", jwksDocument, i), algorithms)
	}
	s.compare()
	if !slices.ContainsFunc(s.keys, published.usable) {
		s.add("CT070", false, jwksDocument, fmt.Sprintf("there are %d keys, and none of them is left", len(elements)))
	}
	return s
}

// privateMembers are those of private and of symmetric keys (RFC 7518, sections
// 6.2.2, 6.3.2 and 6.4.1, and RFC 8037, section 2).
var privateMembers = []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k"}

// secret says whether an object has members of a private key. Their values are
// looked at by nobody.
func (s *keySet) secret(object map[string]any, at string) bool {
	var found []string
	for _, name := range privateMembers {
		if _, ok := object[name]; ok {
			found = append(found, name)
		}
	}
	if len(found) > 0 {
		s.add("CT060", false, at, "it has the members "+strings.Join(found, ", "))
	}
	return len(found) > 0
}

// read reads one element of the set.
func (s *keySet) read(element any, at string, algorithms []string) {
	raw, ok := element.(map[string]any)
	if !ok {
		s.add("CT062", false, at, "it is "+value.TypeOf(element)+", not an object")
		return
	}
	if s.secret(raw, at) {
		return
	}
	if use, ok := raw["use"]; ok && use != "sig" {
		s.add("CT066", false, at, "use is not sig")
		return
	}
	if ops, ok := raw["key_ops"].([]any); ok && !slices.Contains(ops, any("verify")) {
		s.add("CT066", false, at, "key_ops lacks verify")
		return
	}
	if alg, _ := raw["alg"].(string); strings.HasPrefix(alg, "RSA") || strings.HasPrefix(alg, "ECDH") { // RFC 7518, section 4.1
		s.add("CT066", false, at, "its alg is one for encryption")
		return
	}
	if bits := modulusBits(raw); bits > 0 && bits < minBits {
		s.add("CT061", false, at, fmt.Sprintf("it has %d bits, fewer than the %d that RFC 7518 asks for", bits, minBits))
		return
	}
	if bits := modulusBits(raw); bits > maxBits {
		s.add("CT062", true, at, fmt.Sprintf("it has %d bits, more than the %d that are taken here", bits, maxBits))
		return
	}
	key, err := parse(raw)
	if err != nil {
		var f *jwk.Fault
		reason := "it cannot be read"
		if errors.As(err, &f) {
			reason = f.Reason
		}
		s.add("CT062", otherKind(raw), at, reason)
		return
	}
	if raw["alg"] == nil {
		key = s.guess(key, at, algorithms)
	}
	if algorithms != nil && !slices.Contains(algorithms, key.Algorithm()) {
		s.add("CT067", false, at, fmt.Sprintf("%s signs with %s, which %s lacks", named(key, raw), key.Algorithm(), algorithmsMember))
	}
	_, hasKID := raw["kid"]
	if !hasKID {
		s.add("CT065", false, at, "the key with the thumbprint "+key.Thumbprint()+" has no kid")
	}
	s.keys = append(s.keys, published{Key: key, at: at, hasKID: hasKID})
}

// The sizes of RSA keys that are taken: RFC 7518, section 3.3, has the lower one,
// the upper one is package jwk's.
const (
	minBits = 2048
	maxBits = 8192
)

// modulusBits is the size of an RSA key, 0 where it cannot be told.
func modulusBits(raw map[string]any) int {
	text, ok := raw["n"].(string)
	if kind, _ := raw["kty"].(string); !ok || kind != "RSA" {
		return 0
	}
	n, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return 0
	}
	return new(big.Int).SetBytes(n).BitLen()
}

// parse reads one JWK. What is no JWK by its kty is not tried as a set.
func parse(raw map[string]any) (jwk.Key, error) {
	if _, ok := raw["kty"].(string); !ok {
		return jwk.Key{}, &jwk.Fault{Reason: "there is no kty that is a string"}
	}
	text, err := value.Encode(raw)
	if err != nil {
		return jwk.Key{}, err
	}
	keys, _, err := jwk.ParseJSON(text)
	if err != nil || len(keys) != 1 {
		return jwk.Key{}, cmp.Or(err, errors.New("no key"))
	}
	return keys[0], nil
}

// otherKind says of a key that cannot be used whether it may be a good one of a
// kind that this provider does not take.
func otherKind(raw map[string]any) bool {
	kind, _ := raw["kty"].(string)
	curve, _ := raw["crv"].(string)
	switch kind {
	case "RSA":
		return false
	case "EC":
		return curve != "P-256" && curve != "P-384"
	case "OKP":
		return curve != "Ed25519"
	}
	return kind != ""
}

// guess marks a key that names no algorithm: for the one that the discovery
// document names and that fits, if there is one, else for the usual one, which is
// said.
func (s *keySet) guess(key jwk.Key, at string, algorithms []string) jwk.Key {
	var fitting []jwk.Key
	for _, algorithm := range algorithms {
		if k, err := key.For(algorithm); err == nil {
			fitting = append(fitting, k)
		}
	}
	if len(fitting) == 1 {
		return fitting[0]
	}
	if key.Type() == "RSA" { // the others have one each
		s.add("CT068", false, at, "it has no alg, and the discovery document does not tell; "+key.Algorithm()+" is assumed")
	}
	return key
}

// named names a key in a finding.
func named(key jwk.Key, raw map[string]any) string {
	if _, ok := raw["kid"]; ok {
		return "the key " + problem.Quote(key.KID())
	}
	return "it"
}

func (p published) usable() bool { return !p.leftOut && !p.repeated }

// compare finds keys that stand there twice, and kids that do not name one key.
func (s *keySet) compare() {
	byJWK, byMaterial, byKID := map[string]int{}, map[string]int{}, map[string][]int{}
	var kids []string
	for i := range s.keys {
		k := &s.keys[i]
		if first, again := byJWK[k.PublicJWK()]; again {
			k.repeated = true
			s.keys[first].hasKID = s.keys[first].hasKID || k.hasKID
			s.add("CT064", true, k.at, "it is "+s.keys[first].at+" again")
			continue
		}
		byJWK[k.PublicJWK()] = i
		if first, again := byMaterial[k.Thumbprint()]; again {
			s.add("CT064", false, k.at, "it is the key of "+s.keys[first].at+" under another kid or for another algorithm")
		} else {
			byMaterial[k.Thumbprint()] = i
		}
		if byKID[k.KID()] == nil {
			kids = append(kids, k.KID())
		}
		byKID[k.KID()] = append(byKID[k.KID()], i)
	}
	for _, kid := range kids {
		same := byKID[kid]
		if len(same) < 2 {
			continue
		}
		var places []string
		for _, i := range same {
			s.keys[i].leftOut = true
			if len(places) < maxPlaces {
				places = append(places, s.keys[i].at)
			}
		}
		detail := "the kid " + problem.Quote(kid) + " names " + strings.Join(places, ", ")
		if len(same) > maxPlaces {
			detail += fmt.Sprintf(" … (%d in all)", len(same))
		}
		s.add("CT063", false, places[0], detail)
	}
}

// maxPlaces is how many keys of one kid are listed.
const maxPlaces = 8
