package vault

// The decision about one token.

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Admits decides one token as Vault's plugin and core do, in their order and
// words; but it names every check that fails, where Vault names one, and of
// bound claims a random one.
func (d *Document) Admits(claims proof.Claims) proof.Decision {
	var why refusal
	for _, name := range [...]string{"iss", "sub", "jti"} {
		switch v := claims[name].(type) {
		case nil, string:
		default:
			why.add(func() string { return "error validating token: " + name + " is " + value.TypeOf(v) + ", not a string" })
		}
	}
	if d.issuer != "" && claims["iss"] != d.issuer {
		why.add(func() string {
			return "error validating token: invalid issuer (iss) claim: " + came(claims["iss"], d.issuer)
		})
	}
	if d.subject != "" && claims["sub"] != d.subject {
		why.add(func() string {
			return "error validating token: invalid subject (sub) claim: " + came(claims["sub"], d.subject)
		})
	}
	d.admitsAudience(claims, &why)
	d.admitsUser(claims, &why)
	for _, p := range d.mappings {
		switch v := p.find(claims).(type) {
		case nil, string:
		default:
			why.add(func() string { return "error converting claim '" + p.text + "' to string: it is " + value.TypeOf(v) })
		}
	}
	if d.grouped {
		d.admitsGroups(claims, &why)
	}
	open := false
	for i := range d.bound {
		b := &d.bound[i]
		switch v := b.find(claims); b.match(v, d.glob) {
		case matched:
		case undecided:
			open = true
		case unmatched:
			why.add(func() string { return "error validating claims: " + b.differs(v, d.glob) })
		case crashed:
			why.add(func() string {
				return "error validating claims: claim " + strconv.Quote(b.text) + ": comparing uncomparable type: the token's value and the role's both hold a list or an object, and Vault breaks off"
			})
		}
	}
	switch {
	case why != nil:
		return proof.Decision{Admitted: proof.No, Why: why.text}
	case len(d.cidrs) > 0:
		return proof.Decision{Admitted: proof.Unknown, Why: func() string { return cidrReason + ": token_bound_cidrs " + strings.Join(d.cidrs, ", ") }}
	case open:
		return proof.Decision{Admitted: proof.Unknown, Why: func() string { return rangeReason }}
	}
	return proof.Decision{Admitted: proof.Yes, Why: func() string { return "every check of the role passes" }}
}

const notAudience = ": expected string or array value to unmarshal to Audience"

func (d *Document) admitsAudience(claims proof.Claims, why *refusal) {
	v, ok := claims["aud"]
	var one [1]any
	var list []any
	switch v := v.(type) {
	case nil:
		if ok {
			why.add(func() string { return "error validating token: aud is null" + notAudience })
			return
		}
	case string:
		if v == "" && len(d.audiences) == 0 {
			return
		}
		one[0] = v
		list = one[:]
	case []any:
		list = v
	default:
		why.add(func() string { return "error validating token: aud is " + value.TypeOf(v) + notAudience })
		return
	}
	found := false
	for _, e := range list {
		s, ok := e.(string)
		if !ok {
			why.add(func() string { return "error validating token: aud holds " + value.TypeOf(e) + notAudience })
			return
		}
		for _, a := range d.audiences {
			found = found || a == s
		}
	}
	switch {
	case len(d.audiences) == 0 && len(list) > 0:
		why.add(func() string {
			return "audience claim found in JWT but no audiences bound to the role: " + shown(v)
		})
	case len(d.audiences) > 0 && !found:
		why.add(func() string {
			return "error validating token: invalid audience (aud) claim: audience claim does not match any expected audience: " + came(v, d.audiences...)
		})
	}
}

func (d *Document) admitsUser(claims proof.Claims, why *refusal) {
	switch v := d.user.find(claims).(type) {
	case nil:
		why.add(func() string { return "claim " + strconv.Quote(d.user.text) + " not found in token (user_claim)" })
	case string:
		if v == "" {
			why.add(func() string {
				return "missing name in alias: the user_claim " + strconv.Quote(d.user.text) + " is empty"
			})
		}
	default:
		why.add(func() string {
			return "claim " + strconv.Quote(d.user.text) + " could not be converted to string (user_claim): it is " + value.TypeOf(v)
		})
	}
}

func (d *Document) admitsGroups(claims proof.Claims, why *refusal) {
	name := d.groups.text
	switch v := d.groups.find(claims).(type) {
	case nil:
		why.add(func() string {
			return "failed to fetch groups: " + strconv.Quote(name) + " claim not found in token (groups_claim)"
		})
	case string:
	case map[string]any:
		why.add(func() string {
			return strconv.Quote(name) + " claim could not be converted to string list (groups_claim)"
		})
	case []any:
		for _, e := range v {
			if _, ok := e.(string); !ok {
				why.add(func() string { return notGroup(name, e) })
				return
			}
		}
	default:
		why.add(func() string { return notGroup(name, v) })
	}
}

func notGroup(name string, v any) string {
	return "value in groups claim " + strconv.Quote(name) + " could not be parsed as string: it is " + value.TypeOf(v)
}

// A verdict is what comparing one bound claim gives.
type verdict int

const (
	unmatched verdict = iota
	matched
	undecided
	crashed
)

func is(ok bool) verdict {
	if ok {
		return matched
	}
	return unmatched
}

// match compares as Vault does: every bound value, in order, with every value
// of the claim, until two are equal.
func (b *bound) match(v any, glob bool) verdict {
	if b.broken {
		return unmatched
	}
	switch v := v.(type) {
	case nil, map[string]any:
		return unmatched
	case []any:
		for i := range b.values {
			for _, e := range v {
				if r := b.equal(i, e, glob); r != unmatched {
					return r
				}
			}
		}
		return unmatched
	case string, bool:
		for i := range b.values {
			if b.equal(i, v, glob) == matched {
				return matched
			}
		}
		return unmatched
	case json.Number:
		f, err := v.Float64()
		return is(err == nil).and(b.number(f, glob))
	case float64:
		return b.number(v, glob)
	}
	return unmatched
}

func (r verdict) and(s verdict) verdict {
	if r == unmatched {
		return unmatched
	}
	return s
}

// equal compares one bound value with a scalar that is no number, or with one
// element of a list; numbers in lists never match.
func (b *bound) equal(i int, v any, glob bool) verdict {
	if glob {
		s, ok := v.(string)
		return is(ok && globs(b.parts[i], s))
	}
	switch want := b.values[i].(type) {
	case string:
		return is(v == want)
	case bool:
		return is(v == want)
	case nil:
		return is(v == nil)
	case []any:
		if _, ok := v.([]any); ok {
			return crashed
		}
	case map[string]any:
		if _, ok := v.(map[string]any); ok {
			return crashed
		}
	}
	return unmatched
}

// number compares the digits of the number without its fraction.
func (b *bound) number(f float64, glob bool) verdict {
	if glob {
		return unmatched
	}
	if f < math.MinInt64 || f >= math.MaxInt64 {
		for _, v := range b.values {
			if v == json.Number("9223372036854775807") || v == json.Number("-9223372036854775808") {
				return undecided
			}
		}
		return unmatched
	}
	var digits [20]byte
	text := strconv.AppendInt(digits[:0], int64(f), 10)
	for _, v := range b.values {
		if n, ok := v.(json.Number); ok && string(n) == string(text) {
			return matched
		}
	}
	return unmatched
}

// globs matches a pattern that was cut at its stars.
func globs(parts []string, s string) bool {
	if len(parts) == 1 {
		return s == parts[0]
	}
	s, ok := strings.CutPrefix(s, parts[0])
	if !ok {
		return false
	}
	last := len(parts) - 1
	for _, part := range parts[1:last] {
		i := strings.Index(s, part)
		if i < 0 {
			return false
		}
		s = s[i+len(part):]
	}
	return strings.HasSuffix(s, parts[last])
}
