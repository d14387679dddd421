package aws

import (
	"encoding/json"
	"math/rand/v2"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// A drawer makes random policies and tokens that have to do with each other.
type drawer struct{ *rand.Rand }

func one1[T any](d drawer, of ...T) T { return of[d.IntN(len(of))] }

func (d drawer) chance(percent int) bool { return d.IntN(100) < percent }

var (
	drawnIssuers = []string{"gitlab.com", "accounts.google.com", "token.actions.githubusercontent.com", "idp.example.com/x"}
	drawnClaims  = []string{"sub", "aud", "amr", "oaud", "azp", "email", "project_id", "namespace_id", "environment", "ref", "google/organization_number", "iss"}
	words        = []string{"", "a", "b", "ab", "aab", "aB", "A", "a:b", "a/b", "é", "É", "😀", "a\nb", "true", "True", "false", "1", "10", "k", "\u212a", "s", "ſ", "ß", "ẞ", "*", "?", "a*b", "a$b"}
	patterns     = []string{"*", "?", "??", "a*", "*b", "a*b", "a?b", "*a*", "?*", "a**b", "*?b*", "é?", "${*}", "a${?}b", "${$}", "$", "${x", "a$b", "${k:sub}", "a${k:email}", "${k:project_id}*", "${k:email, 'a'}", "${k:nothing}", "${k:nothing, 'ab'}", "${aws:username}", "${aws:PrincipalType}"}
	globals      = []string{"aws:SourceIp", "sts:RoleSessionName", "aws:PrincipalArn", "aws:PrincipalType", "aws:PrincipalAccount", "aws:userid", "sts:RoleAuthorizedByIdp", "sts:SourceIdentity", "aws:TagKeys", "aws:RequestTag/a", "other.example.com:sub", "nonsense"}
	operators    = []string{"StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "Bool", "Null", "NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericGreaterThanEquals", "ArnLike", "stringequals"}
)

func (d drawer) operator() string {
	op := one1(d, operators...)
	if d.chance(60) {
		op = one1(d, operators[:6]...)
	}
	switch d.IntN(6) {
	case 0:
		op = "ForAllValues:" + op
	case 1:
		op = "ForAnyValue:" + op
	}
	if d.chance(20) && !strings.HasSuffix(op, "Null") {
		op += "IfExists"
	}
	return op
}

func (d drawer) value(issuer string) any {
	switch d.IntN(10) {
	case 0, 1, 2:
		return strings.ReplaceAll(one1(d, patterns...), "k:", issuer+":")
	case 3:
		return one1[any](d, true, false, 1, 10, 1.5)
	}
	return one1(d, words...)
}

func (d drawer) values(issuer string) any {
	if d.chance(50) {
		return d.value(issuer)
	}
	list := []any{}
	for range d.IntN(4) {
		list = append(list, d.value(issuer))
	}
	return list
}

func (d drawer) key(issuer string) string {
	if d.chance(20) {
		return one1(d, globals...)
	}
	key := issuer + ":" + one1(d, drawnClaims...)
	if d.chance(10) {
		key = strings.ToUpper(key)
	}
	return key
}

func (d drawer) statement() map[string]any {
	issuer := one1(d, drawnIssuers...)
	name := func(issuer string) string {
		if issuer == "accounts.google.com" {
			return issuer
		}
		return "arn:" + one1(d, "aws", "aws", "aws", "aws-us-gov") + ":iam::123456789012:oidc-provider/" + issuer
	}
	s := map[string]any{"Effect": one1(d, "Allow", "Allow", "Allow", "Deny")}
	switch d.IntN(20) {
	case 0:
		s["Principal"] = "*"
	case 1:
		s["NotPrincipal"] = map[string]any{"AWS": "*"}
	case 2:
		s["Principal"] = map[string]any{"AWS": "*"}
	case 3, 4:
		s["Principal"] = map[string]any{"Federated": []any{name(issuer), name(one1(d, drawnIssuers...))}, "Service": "ec2.amazonaws.com"}
	default:
		s["Principal"] = map[string]any{"Federated": name(issuer)}
	}
	switch d.IntN(8) {
	case 0:
		s["NotAction"] = one1[any](d, "sts:AssumeRole", "sts:TagSession", "sts:*")
	case 1:
		s["Action"] = "sts:TagSession"
	case 2:
		s["Action"] = []any{"sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"}
	case 3:
		s["Action"] = one1(d, "STS:assumerole*", "sts:*", "sts:AssumeRoleWithWeb?dentity")
	default:
		s["Action"] = "sts:AssumeRoleWithWebIdentity"
	}
	if d.chance(90) {
		block := map[string]any{}
		for range 1 + d.IntN(2) {
			keys := map[string]any{}
			for range 1 + d.IntN(2) {
				key := d.key(issuer)
				again := false
				for other := range keys {
					again = again || strings.EqualFold(key, other)
				}
				if !again {
					keys[key] = d.values(issuer)
				}
			}
			block[d.operator()] = keys
		}
		s["Condition"] = block
	}
	return s
}

func (d drawer) policy() string {
	var list []any
	for range 1 + d.IntN(3) {
		list = append(list, d.statement())
	}
	p := map[string]any{"Statement": list}
	if d.chance(80) {
		p["Version"] = "2012-10-17"
	}
	out, err := json.Marshal(p)
	if err != nil {
		panic(err)
	}
	return string(out)
}

// claim is mostly a text.
func (d drawer) claim() any {
	if d.chance(92) {
		return one1(d, words...)
	}
	return one1[any](d, nil, true, false, json.Number("1"), json.Number("10"), 1.5, []any{}, []any{"a"}, []any{"a", "b"}, []any{json.Number("1")}, map[string]any{})
}

func (d drawer) token() proof.Claims {
	c := proof.Claims{"iss": "https://" + one1(d, drawnIssuers...), "sub": d.claim(), "aud": d.claim()}
	for _, name := range []string{"email", "project_id", "namespace_id", "environment", "ref"} {
		if d.chance(60) {
			c[name] = d.claim()
		}
	}
	if d.chance(50) {
		c["amr"] = one1[any](d, []any{}, []any{"a"}, []any{"a", "b"}, []any{"ab", ""}, []any{"a", json.Number("1")}, "a")
	}
	if d.chance(20) {
		c["azp"] = d.claim()
	}
	if d.chance(30) {
		c["google/organization_number"] = one1[any](d, json.Number("1"), json.Number("10"), 1.5, "1")
	}
	if d.chance(5) {
		delete(c, one1(d, "sub", "aud", "iss"))
	}
	if d.chance(10) {
		c[tagsClaim] = one1[any](d, map[string]any{"principal_tags": map[string]any{"a": []any{"b"}}}, nil, "a")
	}
	if d.chance(10) {
		c[identityClaim] = d.claim()
	}
	if d.chance(4) {
		c[rolesClaim] = one1[any](d, nil, "arn:aws:iam::123456789012:role/a")
	}
	return c
}
