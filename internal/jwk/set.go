package jwk

// Public keys read from a JWK or a JWK set.

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/go-jose/go-jose/v4"
)

// Limits of what is read as JSON: far beyond any key set.
const (
	maxJSON  = 1 << 20 // bytes
	maxDepth = 16      // of nested lists and objects
	maxKID   = 1024    // bytes of a kid
)

// privateMembers are those of private and of symmetric keys (RFC 7518, sections
// 6.2.2, 6.3.2 and 6.4.1, and RFC 8037, section 2).
var privateMembers = []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k"}

// keptMembers are those that are read and written again.
var keptMembers = []string{"kty", "use", "alg", "kid", "n", "e", "crv", "x", "y"}

// ParseJSON reads public keys: a JWK, or a JWK set. dropped names the members
// that are left out, such as x5c, sorted; names only.
func ParseJSON(text string) (keys []Key, dropped []string, err error) {
	top, err := readObject(text)
	if err != nil {
		return nil, nil, err
	}
	list, isSet := top["keys"]
	if !isSet {
		k, dropped, err := parseJWK(top)
		return []Key{k}, dropped, err
	}
	if top["kty"] != nil {
		return nil, nil, fault("this is a JWK and a JWK set at once: it has kty and keys", "")
	}
	elems, ok := list.([]any)
	if !ok {
		return nil, nil, fault("keys is not a list", "")
	}
	if err := noPrivate(top); err != nil {
		return nil, nil, err
	}
	for i, e := range elems {
		object, ok := e.(map[string]any)
		if !ok {
			return nil, nil, fault("keys["+strconv.Itoa(i)+"] is not an object", "")
		}
		k, left, err := parseJWK(object)
		if f := asFault(err); f != nil {
			return nil, nil, fault("keys["+strconv.Itoa(i)+"]: "+f.Reason, f.Fix)
		}
		keys, dropped = append(keys, k), append(dropped, left...)
	}
	slices.Sort(dropped)
	return keys, slices.Compact(dropped), nil
}

func noPrivate(object map[string]any) error {
	for _, m := range privateMembers {
		if _, ok := object[m]; !ok {
			continue
		}
		if m == "k" {
			return fault("this is a symmetric key: whoever checks its tokens can sign them", curves)
		}
		return fault("this is a private key: it has the member "+m, "Publish only its public members, and treat the key as known to others if they could read it here")
	}
	return nil
}

func parseJWK(object map[string]any) (Key, []string, error) {
	if err := noPrivate(object); err != nil {
		return Key{}, nil, err
	}
	member := map[string]string{}
	for _, name := range keptMembers {
		v, ok := object[name]
		if !ok {
			continue
		}
		text, ok := v.(string)
		if !ok {
			return Key{}, nil, fault("the member "+name+" is not a string", "")
		}
		member[name] = text
	}
	if use, ok := member["use"]; ok && use != "sig" {
		return Key{}, nil, fault(`the key is not for signatures: use is not "sig"`, "Leave it out of the set")
	}
	if ops, ok := object["key_ops"].([]any); ok && !slices.Contains(ops, any("verify")) {
		return Key{}, nil, fault("the key is not for signatures: key_ops lacks verify", "Leave it out of the set")
	}
	want := map[string][]string{"RSA": {"n", "e"}, "EC": {"crv", "x", "y"}, "OKP": {"crv", "x"}}[member["kty"]]
	if want == nil {
		return Key{}, nil, fault("kty is not RSA, EC or OKP", "")
	}
	only := map[string]string{"kty": member["kty"]}
	for _, name := range want {
		if member[name] == "" {
			return Key{}, nil, fault("the member "+name+" is missing", "")
		}
		if _, err := base64.RawURLEncoding.Strict().DecodeString(member[name]); name != "crv" && (err != nil || strings.ContainsAny(member[name], "\r\n")) {
			return Key{}, nil, fault("the member "+name+" is not base64url without padding", "")
		}
		only[name] = member[name]
	}
	if crv, ok := only["crv"]; ok && !slices.Contains([]string{"EC P-256", "EC P-384", "OKP Ed25519"}, member["kty"]+" "+crv) {
		return Key{}, nil, fault("the curve is not taken", curves)
	}
	// An exponent above 31 bits is refused below; a longer text would wrap around.
	if len(only["e"]) > 6 {
		return Key{}, nil, fault("the modulus or the exponent is not one of an RSA key", "")
	}
	raw, err := json.Marshal(only)
	if err != nil {
		return Key{}, nil, fault("the JWK cannot be read", "")
	}
	var parsed jose.JSONWebKey
	if err := parsed.UnmarshalJSON(raw); err != nil {
		return Key{}, nil, fault("the members do not make a key: a coordinate is too short or too long, or no point of the curve", "")
	}
	k, err := ofPublic(parsed.Key)
	if err != nil {
		return Key{}, nil, err
	}
	if alg, ok := member["alg"]; ok {
		if k, err = k.For(alg); err != nil {
			return Key{}, nil, err
		}
	}
	if kid, ok := member["kid"]; ok {
		if kid == "" || len(kid) > maxKID {
			return Key{}, nil, fault("kid is empty, or longer than 1024 bytes", "")
		}
		k.kid = kid
	}
	var dropped []string
	for name := range object {
		if slices.Contains(registered, name) {
			dropped = append(dropped, name)
		}
	}
	if len(object) > len(member)+len(dropped) {
		dropped = append(dropped, "others that no RFC registers")
	}
	slices.Sort(dropped)
	return k, dropped, nil
}

// registered are the members that may be left out by name (RFC 7517, section 4);
// others are counted and not named, for nobody knows what they hold.
var registered = []string{"key_ops", "x5u", "x5c", "x5t", "x5t#S256", "ext", "nbf", "exp", "iat"}

// readObject reads one JSON object strictly: a name that stands there twice is
// an error, since readers differ on which one counts. The errors say nothing of
// the text.
func readObject(text string) (map[string]any, error) {
	if len(text) > maxJSON {
		return nil, fault("the JSON is longer than 1 MiB", "")
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	v, err := readValue(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fault("something follows the JSON object", "")
	}
	object, ok := v.(map[string]any)
	if !ok {
		return nil, fault("this is no JSON object", "A JWK is an object with kty, a JWK set one with keys")
	}
	return object, nil
}

func readValue(d *json.Decoder, depth int) (any, error) {
	t, err := d.Token()
	if err != nil {
		return nil, fault("this is no JSON, or it is cut off", "")
	}
	delim, ok := t.(json.Delim)
	if !ok {
		return t, nil
	}
	if depth >= maxDepth {
		return nil, fault("the JSON is nested too deep", "")
	}
	list, object := []any{}, map[string]any{}
	for d.More() {
		name := ""
		if delim == '{' {
			key, err := d.Token()
			if err != nil {
				return nil, fault("this is no JSON, or it is cut off", "")
			}
			name, _ = key.(string)
			if _, twice := object[name]; twice {
				return nil, fault("a member stands twice in one object", "")
			}
		}
		v, err := readValue(d, depth+1)
		if err != nil {
			return nil, err
		}
		if delim == '{' {
			object[name] = v
		} else {
			list = append(list, v)
		}
	}
	if _, err := d.Token(); err != nil {
		return nil, fault("this is no JSON, or it is cut off", "")
	}
	if delim == '{' {
		return object, nil
	}
	return list, nil
}
