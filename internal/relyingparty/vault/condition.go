package vault

// A role as conditions for the proof.

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// Trusts is what the role says of its issuer's tokens, in Vault's semantics
// (vault-plugin-auth-jwt path_login.go, claims.go; cap jwt.go). Without a
// bound_issuer the issuer is empty: Vault does not look at iss then, and every
// token gets that far whose signature one of the mount's keys verifies.
func (d *Document) Trusts() []proof.Trust {
	var all []proof.Expr
	if d.issuer != "" {
		all = append(all, proof.TextIn("iss", automaton.Texts(d.issuer)))
	} else {
		all = append(all, registered("iss"))
	}
	if d.subject != "" {
		all = append(all, proof.TextIn("sub", automaton.Texts(d.subject)))
	} else {
		all = append(all, registered("sub"))
	}
	all = append(all, registered("jti"), d.audience(), nameable(d.user))
	for _, p := range d.mappings {
		all = append(all, optionalText(p))
	}
	if d.grouped {
		all = append(all, groups(d.groups))
	}
	for _, b := range d.bound {
		all = append(all, b.condition(d.glob))
	}
	if len(d.cidrs) > 0 {
		all = append(all, proof.Opaque("token_bound_cidrs "+strings.Join(slices.Sorted(slices.Values(d.cidrs)), ", "), cidrReason))
	}
	return []proof.Trust{{Issuer: d.issuer, When: proof.And(all...)}}
}

const (
	cidrReason     = "the address that logs in is not in the token"
	nestedReason   = "a claim inside another is not modelled"
	namelessReason = "a claim without a name is not modelled"
	listReason     = "a list that may hold what is no string is not modelled"
	rangeReason    = "a number beyond 64 bits becomes another one on every processor"
)

// kinds makes a test with the same outcome for some kinds; the others fail.
func kinds(key, label string, o proof.Outcome, of ...proof.Kind) proof.Test {
	t := proof.Test{Term: proof.Claim(key), Label: label}
	for _, k := range of {
		t.On[k] = o
	}
	return t
}

// registered: Vault decodes iss, sub and jti as strings, bound or not.
func registered(key string) proof.Expr {
	return proof.Is(kinds(key, key+" is no other than a string", proof.Pass, proof.Absent, proof.Null, proof.String))
}

// audience: aud is decoded as a string or a list of strings. With
// bound_audiences one of them must be in it; without, it must be empty.
func (d *Document) audience() proof.Expr {
	if len(d.audiences) == 0 {
		t := kinds("aud", "there is no aud, or an empty one", proof.Pass, proof.Absent)
		t.On[proof.String], t.On[proof.List], t.Lang = proof.ByText, proof.ByAll, automaton.Texts("")
		empty := t
		empty.On[proof.List], empty.Lang = proof.ByAll, automaton.Lang{}
		empty.On[proof.String] = proof.Pass
		return proof.And(proof.Is(t), proof.Is(empty))
	}
	texts := kinds("aud", "aud is a string or a list of strings", proof.Pass, proof.String)
	texts.On[proof.List], texts.Lang = proof.ByAll, automaton.All()
	one := kinds("aud", "aud has one of bound_audiences", proof.ByText, proof.String)
	one.On[proof.List], one.Lang = proof.BySome, automaton.Texts(d.audiences...)
	return proof.And(proof.Is(texts), proof.Is(one))
}

// asked puts a question to the claim at a place. Inside another claim it is not
// decided, unless that one cannot hold it: then the claim is missing.
func asked(p place, question string, missing proof.Expr, top func(key string) proof.Expr) proof.Expr {
	switch {
	case p.key == "":
		return proof.Opaque(question, namelessReason)
	case len(p.rest) == 0:
		return top(p.key)
	}
	holds := []proof.Kind{proof.Object}
	if _, ok := index(p.rest[0]); ok {
		holds = append(holds, proof.List)
	}
	inside := proof.Is(kinds(p.key, p.key+" can hold "+p.text, proof.Pass, holds...))
	return proof.If(inside, proof.Opaque(question, nestedReason), missing)
}

// nameable: user_claim must be a string, and the server's core refuses an empty
// one.
func nameable(p place) proof.Expr {
	return asked(p, fmt.Sprintf("user_claim %q is a string that is not empty", p.text), proof.False, func(key string) proof.Expr {
		return proof.And(proof.TextIn(key, automaton.All()), proof.Not(proof.TextIn(key, automaton.Texts(""))))
	})
}

// optionalText: a source of claim_mappings may be missing.
func optionalText(p place) proof.Expr {
	return asked(p, fmt.Sprintf("claim_mappings %q is missing or a string", p.text), proof.True, func(key string) proof.Expr {
		return proof.Is(kinds(key, key+" is missing or a string", proof.Pass, proof.Absent, proof.Null, proof.String))
	})
}

// groups: the groups claim is a string or a list of strings.
func groups(p place) proof.Expr {
	return asked(p, fmt.Sprintf("groups_claim %q is a string or a list of strings", p.text), proof.False, func(key string) proof.Expr {
		t := kinds(key, key+" is a string or a list of strings", proof.Pass, proof.String)
		t.On[proof.List], t.Lang = proof.ByAll, automaton.All()
		return proof.Is(t)
	})
}

// question is what a bound claim asks, spelled so that equal questions have
// equal texts.
func (b *bound) question(glob bool) string {
	// What came out of JSON goes back in.
	raw, _ := json.Marshal(b.raw)
	mode := "string"
	if glob {
		mode = "glob"
	}
	return fmt.Sprintf("bound_claims %q = %s, %s", b.text, raw, mode)
}

// condition: any bound value is any value of the claim, without conversion.
func (b *bound) condition(glob bool) proof.Expr {
	if b.broken || len(b.values) == 0 {
		return proof.False
	}
	return asked(b.place, b.question(glob), proof.False, func(key string) proof.Expr { return b.top(key, glob) })
}

func (b *bound) top(key string, glob bool) proof.Expr {
	t := proof.Test{Term: proof.Claim(key), Label: "claim " + key + " is one of its bound values"}
	t.On[proof.String], t.On[proof.List] = proof.ByText, proof.BySome
	var texts []string
	var seqs []pattern.Seq
	var more []proof.Expr
	odd, nested := false, false
	for _, v := range b.values {
		switch v := v.(type) {
		case string:
			if glob {
				seqs = append(seqs, pattern.FromGlob(v))
			} else {
				texts = append(texts, v)
			}
		case bool:
			odd = true
			if v {
				t.On[proof.BoolTrue] = proof.Pass
			} else {
				t.On[proof.BoolFalse] = proof.Pass
			}
		case json.Number:
			more = append(more, numberIs(key, v.String()))
		case nil:
			odd = true
		default:
			nested = true
		}
	}
	t.Lang = automaton.Texts(texts...).Or(automaton.Globs(seqs...))
	if nested {
		// Comparing two lists breaks Vault's answer off, unless a match comes first.
		t.On[proof.List] = proof.Fail
	}
	if odd || nested {
		list := proof.Is(kinds(key, key+" is a list", proof.Pass, proof.List))
		more = append(more, proof.And(list, proof.Opaque(b.question(glob), listReason)))
	}
	return proof.Or(append([]proof.Expr{proof.Is(t)}, more...)...)
}

// numberIs: Vault cuts a number's fraction off and compares its digits with the
// bound number as it was written.
func numberIs(key, digits string) proof.Expr {
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != digits {
		return proof.False
	}
	compare := func(op string, than float64) proof.Expr {
		t := kinds(key, "claim "+key+" "+op+" a number", proof.ByNumber, proof.Number)
		t.Compare, t.Than = op, than
		return proof.Is(t)
	}
	number := proof.Is(kinds(key, key+" is a number", proof.Pass, proof.Number))
	const whole = 1 << 53 // from here on a float64 has no fraction
	f, exact := new(big.Float).SetInt64(n).Float64()
	var equal proof.Expr
	switch {
	case exact != big.Exact:
		equal = proof.False
	case n >= whole || n <= -whole:
		equal = compare("==", f)
	case n == 0:
		equal = proof.And(compare("<", 1), proof.Not(compare("<=", -1)))
	case n > 0:
		equal = proof.And(proof.Not(compare("<", f)), compare("<", f+1))
	default:
		equal = proof.And(compare("<=", f), proof.Not(compare("<=", f-1)))
	}
	if n == math.MaxInt64 || n == math.MinInt64 {
		beyond := proof.Or(compare("<", math.MinInt64), proof.Not(compare("<", math.MaxInt64)))
		equal = proof.Or(equal, proof.And(number, beyond, proof.Opaque(fmt.Sprintf("claim %q as 64 bits is %d", key, n), rangeReason)))
	}
	return proof.And(number, equal)
}
