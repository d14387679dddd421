package jwtrole

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// drawing makes roles and tokens by lot. Roles are made from tokens, so that a
// good part of the pairs is let in, and nearly so.
type drawing struct{ *rand.Rand }

func pick[T any](d drawing, of ...T) T { return of[d.IntN(len(of))] }

// in reports true in n of a hundred draws.
func (d drawing) in(n int) bool { return d.IntN(100) < n }

const issuer = "https://ci.example"

var (
	names = []string{"ref", "repo", "n", "flag", "list", "project", "oidc.circleci.com/project-id", "tree", "deep", "/odd", "a~b", "Ref"}
	texts = []string{"", "a", "b", "ab", "main", "Main", "refs/heads/main", "refs/heads/main-2", "refs/tags/v1", "a,b", " a", "*", "a*b", "aXb", "true", "12", "12.9", "null", "ä/ö", "日本", "a\nb", "a?b", "[ab]", `a\*b`, "aba", "ababa"}
	globs = []string{"*", "", "a*", "*b", "refs/*", "refs/heads/*", "*main", "a*b", "ab*ba", "a*b*a", "**", "refs/heads/m*n", "*ä*", "a?b", `a\*b`, "*/*", "A*"}
	nums  = []string{"0", "1", "12", "12.9", "-3", "-3.5", "-0.5", "0.5", "1e1", "12.0", "-0", "9007199254740992", "9007199254740993", "9007199254740991", "123456789012345678", "1e20", "-1e19"}
	big   = []string{"9223372036854775807", "-9223372036854775808", "9223372036854774784"}
)

func (d drawing) scalar() any {
	switch n := d.IntN(100); {
	case n < 55:
		return pick(d, texts...)
	case n < 75:
		return json.Number(pick(d, nums...))
	case n < 76:
		return json.Number(pick(d, big...))
	case n < 94:
		return d.in(50)
	}
	return nil
}

// value is what a claim can hold.
func (d drawing) value(depth int) any {
	switch n := d.IntN(100); {
	case n < 72 || depth > 2:
		return d.scalar()
	case n < 90:
		list := []any{}
		for range d.IntN(4) {
			if d.in(70) {
				list = append(list, pick(d, texts...))
			} else {
				list = append(list, d.value(depth+1))
			}
		}
		return list
	}
	object := map[string]any{}
	for range d.IntN(3) {
		object[pick(d, "a", "b", "", "x/y", "0")] = d.value(depth + 1)
	}
	return object
}

// base is a token that nothing is wrong with.
func (d drawing) base() map[string]any {
	claims := map[string]any{"iss": issuer, "sub": pick(d, texts[1:]...), "aud": d.audience()}
	for _, name := range names {
		if d.in(55) {
			claims[name] = d.value(0)
		}
	}
	return claims
}

func (d drawing) audience() any {
	a := []string{"https://a.example", "https://a.example/", "b", "a,b", ""}
	switch n := d.IntN(10); {
	case n < 6:
		return pick(d, a...)
	case n < 9:
		list := []any{}
		for range d.IntN(3) {
			list = append(list, pick(d, a...))
		}
		return list
	}
	return pick[any](d, nil, json.Number("5"), []any{"b", json.Number("5")}, []any{"b", nil}, true, map[string]any{})
}

// token is a base with something changed.
func (d drawing) token(base map[string]any) map[string]any {
	claims := maps.Clone(base)
	for range d.IntN(3) {
		name := pick(d, names...)
		switch n := d.IntN(100); {
		case n < 15:
			delete(claims, name)
		case n < 75:
			claims[name] = d.value(0)
		case n < 80:
			claims["iss"] = pick[any](d, issuer+"/", "https://elsewhere.example", nil, json.Number("1"), []any{issuer}, "")
		case n < 83:
			claims["jti"] = pick[any](d, json.Number("7"), "7", nil, []any{})
		case n < 90:
			claims["sub"] = pick[any](d, "", nil, json.Number("12"), []any{"a"}, "main", "A")
		case n < 92:
			delete(claims, pick(d, "sub", "iss", "aud"))
		default:
			claims["aud"] = d.audience()
		}
	}
	return claims
}

// role is made so that a token passes, more or less.
func (d drawing) role(token map[string]any) map[string]any {
	glob := d.in(40)
	role := map[string]any{"role_type": "jwt", "user_claim": d.user(token)}
	switch {
	case glob:
		role["bound_claims_type"] = "glob"
	case d.in(50):
		role["bound_claims_type"] = "string"
	}
	if a := d.boundAudiences(token["aud"]); a != nil {
		role["bound_audiences"] = a
	}
	if d.in(25) {
		role["bound_subject"] = pick[any](d, token["sub"], token["sub"], token["sub"], token["sub"], token["sub"], pick(d, texts...))
	}
	if strings.HasPrefix(role["user_claim"].(string), "/") && d.in(80) { //nolint:forcetypeassert // made above
		role["user_claim_json_pointer"] = d.in(80)
	}
	claims := map[string]any{}
	for range d.IntN(4) {
		name, v := d.spot(token)
		claims[name] = d.bound(v, glob)
	}
	if len(claims) > 0 || d.in(30) {
		role["bound_claims"] = claims
	}
	if d.in(12) {
		name, _ := d.spot(token)
		role["claim_mappings"] = map[string]any{pick(d, "sub", "aud", "ref", "missing", name): "m"}
	}
	if d.in(8) {
		name, _ := d.spot(token)
		role["groups_claim"] = pick(d, "list", "aud", "sub", name)
	}
	if d.in(1) && d.in(40) {
		role["token_bound_cidrs"] = pick(d, []any{"127.0.0.1/32"}, []any{"10.0.0.0/8"})
	}
	if d.in(12) {
		d.odd(role)
	}
	return role
}

func (d drawing) user(token map[string]any) string {
	switch n := d.IntN(100); {
	case n < 75:
		return "sub"
	case n < 85:
		for _, name := range names {
			if s, ok := token[name].(string); ok && s != "" {
				return name
			}
		}
		return "sub"
	case n < 90:
		return pick(d, "/sub", "/ref", "/~1odd", "/odd", "/sub/", "/missing")
	}
	return pick(d, names...)
}

func (d drawing) boundAudiences(aud any) any {
	if d.in(6) {
		return nil
	}
	switch v := aud.(type) {
	case string:
		if v != "" && d.in(85) {
			return pick[any](d, []any{v}, []any{"z", v}, []any{v})
		}
		if d.in(30) {
			return "z, " + v + ",b"
		}
	case []any:
		if len(v) > 0 && d.in(85) {
			return []any{v[d.IntN(len(v))], "z"}
		}
	}
	if d.in(50) {
		return nil
	}
	return pick[any](d, []any{""}, "", []any{"b"}, "b , https://a.example", []any{" b "}, []any{})
}

// spot is a claim of the token as a role names it, and its value.
func (d drawing) spot(token map[string]any) (string, any) {
	present := slices.Sorted(maps.Keys(token))
	name := present[d.IntN(len(present))]
	if d.in(10) {
		name = pick(d, names...)
	}
	v := token[name]
	escaped := strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
	switch n := d.IntN(1000); {
	case n < 60:
		return "/" + escaped, v
	case n < 62:
		return "/" + name, v
	case n < 65:
		if object, ok := v.(map[string]any); ok {
			return "/" + escaped + "/a", object["a"]
		}
		if list, ok := v.([]any); ok && len(list) > 0 {
			return "/" + escaped + pick(d, "/0", "/", "/00", "/0x0"), list[0]
		}
		return "/" + escaped + pick(d, "/a", "/0", "/1"), nil
	case n < 66:
		return pick(d, "", "/"), nil
	}
	return name, v
}

// bound is a value of bound_claims, near to what the token has.
func (d drawing) bound(v any, glob bool) any {
	if d.in(6) {
		v = d.scalar()
	}
	switch list := v.(type) {
	case []any:
		if len(list) == 0 {
			v = "a"
		} else if !d.in(3) {
			v = list[d.IntN(len(list))]
		}
	case map[string]any:
		if !d.in(5) {
			v = pick(d, texts...)
		}
	}
	switch n := v.(type) {
	case json.Number:
		if f, err := n.Float64(); err == nil && f > -1e15 && f < 1e15 && d.in(85) {
			v = json.Number(strings.Split(n.String(), ".")[0])
		}
	case bool:
		if d.in(10) {
			v = pick(d, "true", "false")
		}
	case nil:
		if !d.in(5) {
			v = "a"
		}
	}
	if glob {
		v = d.globbed(v)
	}
	more := func() any {
		switch {
		case glob && d.in(99):
			return pick(d, globs...)
		case d.in(98):
			return pick(d, texts...)
		}
		return d.scalar()
	}
	switch n := d.IntN(10); {
	case n < 4:
		return v
	case n < 7:
		return []any{v}
	case n < 9:
		return []any{more(), v}
	}
	if d.in(10) {
		return []any{}
	}
	return []any{v, more(), more()}
}

// globbed makes a pattern of a text; what is no text stays rarely.
func (d drawing) globbed(v any) any {
	s, ok := v.(string)
	if !ok {
		if d.in(3) {
			return v
		}
		return pick(d, globs...)
	}
	if len(s) == 0 || d.in(30) {
		return s
	}
	runes := []rune(s)
	from := d.IntN(len(runes))
	to := from + d.IntN(len(runes)-from+1)
	return string(runes[:from]) + "*" + string(runes[to:])
}

// odd writes one field as Vault's framework may convert or refuse it.
func (d drawing) odd(role map[string]any) {
	field := pick(d, "role_type", "user_claim", "user_claim_json_pointer", "bound_audiences", "bound_subject", "bound_claims_type", "bound_claims", "claim_mappings", "groups_claim", "token_ttl", "token_num_uses", "token_type", "expiration_leeway", "unknown", "ttl", "bound_cidrs")
	values := map[string][]any{
		"role_type":               {"", "oidc", "JWT", nil, true},
		"user_claim":              {"", nil, json.Number("12"), true, []any{"sub"}, map[string]any{}},
		"user_claim_json_pointer": {"true", "x", json.Number("1"), json.Number("2"), nil, ""},
		"bound_audiences":         {json.Number("5"), true, []any{json.Number("5"), nil, true}, []any{[]any{"a"}}, map[string]any{}, map[string]any{"a": "b"}, "a,", nil, []any{"a,b"}},
		"bound_subject":           {json.Number("12"), true, false, nil, []any{"a"}, map[string]any{}, []any{}},
		"bound_claims_type":       {nil, "", "regex", "Glob", true},
		"bound_claims":            {nil, "ref=a", []any{}, []any{map[string]any{"ref": "a"}, map[string]any{"repo": "b"}}, []any{"a"}, true, map[string]any{"ref": nil}, map[string]any{"ref": map[string]any{"a": "b"}}, map[string]any{"list": []any{[]any{"a"}, "b"}}},
		"claim_mappings":          {nil, []any{"ref=m"}, []any{"ref"}, "ref=m", map[string]any{"ref": "role"}, map[string]any{"ref": "m", "repo": "m"}, map[string]any{"ref": json.Number("1")}, map[string]any{"ref": []any{}}, []any{map[string]any{"ref": "x"}}, []any{}, "=x"},
		"groups_claim":            {nil, json.Number("1"), []any{"list"}, ""},
		"token_ttl":               {"5m", "1d", json.Number("60"), "x", json.Number("-1"), true, nil, ""},
		"token_num_uses":          {json.Number("1"), json.Number("-1"), "2", "x", nil, true, json.Number("1.5")},
		"token_type":              {"batch", "service", "default", "default-batch", "", nil, json.Number("1")},
		"expiration_leeway":       {json.Number("-1"), "10s", "x", nil},
		"unknown":                 {true},
		"ttl":                     {"5m", "x", json.Number("3600")},
		"bound_cidrs":             {[]any{}, "", nil},
	}
	role[field] = pick(d, values[field]...)
	if field == "token_ttl" && d.in(50) {
		role["token_max_ttl"] = json.Number("30")
	}
	if field == "token_type" && d.in(30) {
		role["token_period"] = json.Number("30")
	}
	if field == "ttl" && d.in(50) {
		role["max_ttl"] = "1m"
	}
	if d.in(10) {
		delete(role, pick(d, "role_type", "user_claim", "bound_claims", "bound_audiences"))
	}
}
