package world

import (
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// more makes tokens of some that ought to get in: other audiences, other
// issuers; and of others tokens without a claim that an admin may switch off.
func (m *maker) more(tokens []Token) []Token {
	few := max(1, m.limit/60)
	var out []Token
	taken := map[any]int{} // by issuer
	for _, t := range tokens {
		if t.Want != Admit || taken[t.Claims["iss"]] >= few {
			continue
		}
		taken[t.Claims["iss"]]++
		out = append(out, m.audiences(t)...)
		out = append(out, m.foreignIssuers(t)...)
	}
	for i, t := range tokens {
		if i%7 == 0 {
			out = append(out, m.switchedOff(t, i/7)...)
		}
	}
	return out
}

// changed copies a token with other claims; nil takes one away.
func changed(t Token, note string, want Verdict, aud Aud, claims map[string]any) Token {
	t.Claims = maps.Clone(t.Claims)
	for k, v := range claims {
		if v == nil {
			delete(t.Claims, k)
		} else {
			t.Claims[k] = v
		}
	}
	t.Note += ", " + note
	t.Want, t.Aud, t.stage = want, aud, strange
	return t
}

func (m *maker) audiences(t Token) []Token {
	issuer, _ := t.Claims["iss"].(string)
	var allowed []string
	for _, d := range m.ref {
		if d.Issuer == issuer {
			allowed = d.Audiences
		}
	}
	var out []Token
	for _, a := range allowed {
		out = append(out,
			changed(t, "audience", t.Want, Good, map[string]any{"aud": a}),
			changed(t, "audience in a list", t.Want, Listed, map[string]any{"aud": []any{a}}),
			changed(t, "several audiences", t.Want, Several, map[string]any{"aud": []any{"https://elsewhere.example", a}}),
		)
		for _, w := range []string{a + "/", a + "x", "x" + a, strings.ToUpper(a) + "!", "sts.amazonaws.com", "api://AzureADTokenExchange", "*", "", "https://elsewhere.example"} {
			if !slices.Contains(allowed, w) {
				out = append(out, changed(t, "wrong audience", Refuse, Wrong, map[string]any{"aud": w}))
			}
		}
		out = append(out, changed(t, "wrong audiences", Refuse, Wrong, map[string]any{"aud": []any{"x", a + "x"}}))
	}
	return append(out, changed(t, "no audience", Refuse, None, map[string]any{"aud": nil}))
}

// foreignIssuers are the same claims signed elsewhere.
func (m *maker) foreignIssuers(t Token) []Token {
	issuer, _ := t.Claims["iss"].(string)
	var out []Token
	shared := "https://evil.example"
	for _, p := range platform.All() {
		if i := slices.IndexFunc(p.Issuer.SharedAt, func(s string) bool { return s != issuer }); i >= 0 {
			shared = p.Issuer.SharedAt[i]
		}
	}
	for _, other := range []string{issuer + "/", issuer + "x", strings.Replace(issuer, "https://", "https://evil-", 1), shared, "https://evil.example", strings.ToUpper(issuer), strings.Replace(issuer, "https:", "http:", 1)} {
		if !slices.ContainsFunc(m.ref, func(d trust.Description) bool { return d.Issuer == other }) {
			out = append(out, changed(t, "issuer "+other, Refuse, t.Aud, map[string]any{"iss": other}))
		}
	}
	return out
}

// switchedOff are tokens without one of the claims that an admin may switch off,
// on platforms where one may: any but the registered ones.
func (m *maker) switchedOff(t Token, n int) []Token {
	i := slices.IndexFunc(m.ref, func(d trust.Description) bool { return d.Issuer == t.issuer })
	if i < 0 || m.ref[i].Model().Switchable == "" {
		return nil
	}
	var names []string
	for _, name := range append([]string{"sub"}, m.ref[i].Model().Match...) {
		if _, ok := t.Claims[name]; ok {
			names = append(names, name)
		}
	}
	name := names[n%len(names)]
	want := Refuse
	if t.Want != Refuse {
		want = Either
	}
	out := changed(t, "without "+name, want, t.Aud, map[string]any{name: nil})
	out.changed = true
	return []Token{out}
}
