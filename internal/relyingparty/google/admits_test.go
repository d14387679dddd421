package google

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

const testAudience = "https://aud.example"

// providerOf is a provider's JSON.
func providerOf(t testing.TB, condition string, mapping map[string]string) string {
	t.Helper()
	m := map[string]string{"google.subject": "assertion.sub"}
	for k, v := range mapping {
		m[k] = v
	}
	out, err := json.Marshal(map[string]any{
		"issuer_uri": "https://issuer.example", "allowed_audiences": []string{testAudience},
		"attribute_mapping": m, "attribute_condition": condition,
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func parsed(t testing.TB, condition string, mapping map[string]string) *Document {
	t.Helper()
	d, err := Parse(providerOf(t, condition, mapping))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// tokenOf is a token's payload; null takes a claim away.
func tokenOf(t testing.TB, claims string) proof.Claims {
	t.Helper()
	out := proof.Claims{"iss": "https://issuer.example", "aud": testAudience, "sub": "s"}
	var more map[string]any
	if err := json.Unmarshal([]byte("{"+claims+"}"), &more); err != nil {
		t.Fatal(err)
	}
	for k, v := range more {
		out[k] = v
	}
	return out
}

// byTrusts is what the lowered conditions say.
func byTrusts(d *Document, c proof.Claims) proof.Value {
	best := proof.Fails
	for _, t := range d.Trusts() {
		if t.Issuer != c["iss"] {
			continue
		}
		switch v := t.When.Eval(c); v {
		case proof.Holds:
			return v
		case proof.ValueUnknown:
			best = v
		case proof.ValueError:
			if best == proof.Fails {
				best = v
			}
		case proof.Fails:
		}
	}
	return best
}

// agreeing reports whether the two readings of one token agree; known, whether
// both say yes or no. To CEL an unknown part weighs more than an error beside
// it, so the lowered condition can know that it does not matter.
func agreeing(v proof.Value, a proof.Answer) (agree, known bool) {
	if a == proof.Unknown {
		return v != proof.Holds, false
	}
	switch v {
	case proof.Holds:
		return a == proof.Yes, true
	case proof.ValueUnknown:
		return true, false
	case proof.Fails, proof.ValueError:
	}
	return a == proof.No, true
}

// The eight rows of Google's table of extractions.
func TestExtractRows(t *testing.T) {
	const name = "projects/_/buckets/acme-orders-aaa/data/invoices.csv"
	for _, row := range [][3]string{
		{name, "projects/_/buckets/acme-{x}-aaa/", "orders"},
		{name, "buckets/{name}", "acme-orders-aaa/data/invoices.csv"},
		{name, "buckets/{name}/", "acme-orders-aaa"},
		{name, "{name}/buckets", "projects/_"},
		{name, "{all}", name},
		{name, "nowhere/{x}", ""},
		{name, "data/{x}/buckets", ""},
		{name, "{x}nowhere", ""},
	} {
		p, err := readTemplate(row[1])
		if err != nil {
			t.Fatal(err)
		}
		if got := p.of(row[0]); got != row[2] {
			t.Errorf("extract(%q) is %q, want %q", row[1], got, row[2])
		}
		d := parsed(t, "assertion.x.extract('"+row[1]+"') == '"+row[2]+"'", nil)
		c := tokenOf(t, `"x":"`+row[0]+`"`)
		if got := d.Admits(c); got.Admitted != proof.Yes {
			t.Errorf("%s: %s", row[1], got.Reason())
		}
		if got := byTrusts(d, c); got != proof.Holds {
			t.Errorf("%s: lowered it %s", row[1], got)
		}
	}
	for _, bad := range []string{"", "x", "{}", "{a}{b}", "{a", "a}", "}a{", "{a-b}", "{{a}}", "{ä}"} {
		if _, err := readTemplate(bad); err == nil {
			t.Errorf("%q is a template", bad)
		}
		d := parsed(t, "assertion.sub.extract('"+bad+"') == 's'", nil)
		if got := d.Admits(tokenOf(t, "")).Admitted; got != proof.Unknown {
			t.Errorf("%q: %s", bad, got)
		}
		if got := byTrusts(d, tokenOf(t, "")); got != proof.ValueUnknown {
			t.Errorf("%q: lowered it %s", bad, got)
		}
	}
}

// The table of missing claims, nulls and types, and more of its kind: what the
// condition comes to, by cel-go and lowered.
func TestConditionRows(t *testing.T) {
	const token = `"t":"x","nul":null,"n":5,"f":5.5,"list":["x","y"],"none":[],"nums":[1,2],"mixed":["x",1],"yes":true,"off":false,"obj":{"k":"v"},"ref":"refs/heads/main","nl":"s\n"`
	for _, row := range []struct {
		condition string
		want      proof.Value
	}{
		{"assertion.missing == 'x'", proof.ValueError},
		{"assertion.missing != 'x'", proof.ValueError},
		{"!(assertion.missing == 'x')", proof.ValueError},
		{"assertion.missing == 'x' || assertion.t == 'x'", proof.Holds},
		{"assertion.t == 'x' || assertion.missing == 'x'", proof.Holds},
		{"assertion.missing == 'x' && assertion.t == 'y'", proof.Fails},
		{"assertion.t == 'y' && assertion.missing == 'x'", proof.Fails},
		{"assertion.missing == 'x' && assertion.t == 'x'", proof.ValueError},
		{"has(assertion.missing) && assertion.missing == 'x'", proof.Fails},
		{"has(assertion.nul)", proof.Holds},
		{"assertion.nul == 'x'", proof.Fails},
		{"assertion.nul == null", proof.Holds},
		{"assertion.nul.startsWith('x')", proof.ValueError},
		{"assertion.n == '5'", proof.Fails},
		{"assertion.n == 5", proof.Holds},
		{"assertion.n == 5.0", proof.Holds},
		{"assertion.n == 5u", proof.Holds},
		{"assertion.n > 4", proof.Holds},
		{"4 < assertion.n", proof.Holds},
		{"assertion.n >= 5 && assertion.n <= 5", proof.Holds},
		{"assertion.f > 5 && assertion.f < 6", proof.Holds},
		{"assertion.t > 5", proof.ValueError},
		{"assertion.list == 'x'", proof.Fails},
		{"assertion.list != 'x'", proof.Holds},
		{"'x' in assertion.list", proof.Holds},
		{"'z' in assertion.list", proof.Fails},
		{"'x' in assertion.t", proof.ValueError},
		{"assertion.list.contains('x')", proof.ValueError},
		{"assertion.list == ['x']", proof.Fails},
		{"assertion.none == []", proof.Holds},
		{"size(assertion.none) == 0", proof.Holds},
		{"assertion.list.size() > 0", proof.Holds},
		{"size(assertion.t) >= 1", proof.Holds},
		{"size(assertion.n) > 0", proof.ValueError},
		{"assertion.t.matches('(')", proof.ValueError},
		{"assertion.nl.matches('^s$')", proof.Fails},
		{"assertion.ref.matches('heads')", proof.Holds},
		{"matches(assertion.ref, '^refs/heads/(main|dev)$')", proof.Holds},
		{"assertion.ref.startsWith('refs/') && assertion.ref.endsWith('main') && assertion.ref.contains('/heads/')", proof.Holds},
		{"assertion['t'] == 'x'", proof.Holds},
		{"'t' in assertion && !('missing' in assertion)", proof.Holds},
		{"assertion.yes", proof.Holds},
		{"assertion.off || assertion.yes == true", proof.Holds},
		{"assertion.t || assertion.yes", proof.Holds},
		{"assertion.t && assertion.yes", proof.ValueError},
		{"assertion.t", proof.ValueError},
		{"assertion.t in ['a', 'x']", proof.Holds},
		{"assertion.n in ['a', 5]", proof.Holds},
		{"assertion.missing in []", proof.ValueError},
		{"assertion.t in []", proof.Fails},
		{"assertion.t + ':' + assertion.ref == 'x:refs/heads/main'", proof.Holds},
		{"assertion.t + ':' + assertion.missing == 'x'", proof.ValueError},
		{"assertion.t + ':' + assertion.n == 'x'", proof.ValueError},
		{"assertion.t + assertion.ref == 'xrefs/heads/main'", proof.Holds},
		{"assertion.n + assertion.t == 'x'", proof.ValueError},
		{"assertion.ref == 'refs/' + 'heads/' + 'main'", proof.Holds},
		{"'a' + assertion.t + 'b' == 'a' + assertion.t + 'b'", proof.Holds},
		{"'a' + assertion.t + 'b' == 'ax' + 'b'", proof.Holds},
		{"'a' + assertion.t == 'b' + assertion.ref", proof.Fails},
		{"assertion.t == assertion.t", proof.Holds},
		{"assertion.nul == assertion.nul && assertion.n != assertion.t", proof.Holds},
		{"assertion.missing == assertion.missing", proof.ValueError},
		{"assertion.ref.split('/')[2] == 'main'", proof.Holds},
		{"assertion.ref.split('/')[3] == 'main'", proof.ValueError},
		{"assertion.ref.split('/')[0].extract('{x}fs') == 're'", proof.Holds},
		{"assertion.ref.split('/')[-1] == 'main'", proof.ValueError},
		{"['a', assertion.t][1] == 'x'", proof.Holds},
		{"'a' + assertion.ref.split('/')[1] + ':b' == 'aheads:b'", proof.Holds},
		{"('a' + assertion.ref.extract('heads/{x}') + '/b').split('/')[0].endsWith('main')", proof.Holds},
		{"assertion.ref.split('/')[5] + 'x' != 'x'", proof.ValueError},
		{"!(assertion.missing in [])", proof.ValueError},
		{"['a', assertion.missing][0] == 'a'", proof.ValueError},
		{"assertion.list.exists(e, e == 'x')", proof.Holds},
		{"assertion.list.all(e, e in ['x', 'y'])", proof.Holds},
		{"assertion.list.all(e, e.startsWith('x'))", proof.Fails},
		{"assertion.none.all(e, e == 'x')", proof.Holds},
		{"assertion.mixed.exists(e, e.startsWith('x'))", proof.Holds},
		{"assertion.mixed.exists(e, e.startsWith('z'))", proof.ValueError},
		{"assertion.mixed.exists(e, e == 'z')", proof.Fails},
		{"assertion.list.exists(e, e != 'x')", proof.Holds},
		{"assertion.list.exists(e, !e.startsWith('x'))", proof.Holds},
		{"assertion.t.exists(e, e == 'x')", proof.ValueError},
		{"['main', 'dev'].exists(b, assertion.ref.endsWith(b))", proof.Holds},
		{"['main', 'dev'].all(b, assertion.ref.endsWith(b))", proof.Fails},
		{"assertion.t.matches('x') ? assertion.yes : assertion.missing", proof.Holds},
		{"(assertion.yes ? assertion.t : assertion.missing) == 'x'", proof.Holds},
		{"(assertion.off ? assertion.t : assertion.missing) == 'x'", proof.ValueError},
		{"assertion.t ? true : true", proof.ValueError},
		{"assertion.t.k == 'v'", proof.ValueError},
		{"google.subject == 's' && attribute.a == 'x'", proof.Holds},
		{"attribute['a'] == 'x' && 'a' in attribute && has(attribute.a)", proof.Holds},
		{"has(attribute.gone)", proof.Fails},
		{"attribute.gone == 'x'", proof.ValueError},
		{"attribute.gone != 'x'", proof.ValueError},
		{"'x' in google.groups", proof.Holds},
		{"'heads' in assertion.ref.split('/') && 'refs' in assertion.ref.split('/') && 'main' in assertion.ref.split('/')", proof.Holds},
		{"'head' in assertion.ref.split('/') || 'refs/heads' in assertion.ref.split('/') || 5 in [assertion.t]", proof.Fails},
		{"google.groups.exists(g, g.startsWith('y'))", proof.Holds},
	} {
		d := parsed(t, row.condition, map[string]string{"attribute.a": "assertion.t", "attribute.gone": "assertion.missing", "google.groups": "assertion.list"})
		c := tokenOf(t, token)
		want := proof.No
		if row.want == proof.Holds {
			want = proof.Yes
		}
		got := d.Admits(c)
		if got.Admitted != want {
			t.Errorf("%s: %s (%s)", row.condition, got.Admitted, got.Reason())
		}
		if v := d.Trusts()[0].When.Eval(c); v != row.want {
			t.Errorf("%s: lowered it %s, want %s", row.condition, v, row.want)
		}
		if want == proof.No && !strings.Contains(got.Reason(), "is an error") && row.want == proof.ValueError {
			t.Errorf("%s: %s", row.condition, got.Reason())
		}
	}
}

// Parts that are not modelled, or that Google does not document, hang where they
// decide, and only there.
func TestOpaqueParts(t *testing.T) {
	for condition, want := range map[string][2]string{
		"assertion.t.lowerAscii() == 'x'":                          {"unknown", "hangs"},
		"assertion.t.lowerAscii() == 'x' || assertion.t == 'x'":    {"yes", "holds"},
		"assertion.t.lowerAscii() == 'x' && assertion.t == 'y'":    {"no", "fails"},
		"assertion.t.replace('a', 'b') == 'x'":                     {"unknown", "hangs"},
		"assertion.t.split('/', 2)[0] == 'x'":                      {"unknown", "hangs"},
		"assertion.obj.k == 'v'":                                   {"yes", "hangs"},
		"has(assertion.obj.k)":                                     {"yes", "hangs"},
		"assertion.t == assertion.u":                               {"yes", "holds"},
		"assertion.t == assertion.u || true":                       {"yes", "holds"},
		"size(assertion.t) == 1":                                   {"yes", "hangs"},
		"['a', 'b'].map(x, x + assertion.t)[0] == 'ax'":            {"yes", "hangs"},
		"assertion.list.filter(x, x == 'x') == ['x']":              {"unknown", "hangs"},
		"!(assertion.t.lowerAscii() == 'x') ? false : false":       {"unknown", "error or fails"},
		"assertion.list[0] == 'x'":                                 {"yes", "hangs"},
		"assertion.ref.split('/').join('.') == 'refs.heads.main'":  {"yes", "hangs"},
		"assertion.t.startsWith(assertion.u)":                      {"yes", "hangs"},
		"'x' in assertion.obj":                                     {"no", "hangs"},
		"assertion.mixed.all(e, e.startsWith('x'))":                {"no", "hangs"},
		"attribute.up == 'X'":                                      {"unknown", "hangs"},
		"attribute.up == 'X' && false":                             {"no", "fails"},
		"assertion.t.matches(assertion.u)":                         {"yes", "hangs"},
		"assertion.list.exists(a, assertion.list.exists(b, a==b))": {"yes", "hangs"},
	} {
		d := parsed(t, condition, map[string]string{"attribute.up": "assertion.t.upperAscii()"})
		c := tokenOf(t, `"t":"x","u":"x","obj":{"k":"v"},"list":["x"],"mixed":["x",1],"ref":"refs/heads/main"`)
		got, v := d.Admits(c), d.Trusts()[0].When.Eval(c)
		if want[1] == "error or fails" {
			if v == proof.Holds || got.Admitted == proof.Yes {
				t.Errorf("%s: %s, lowered it %s", condition, got.Admitted, v)
			}
			continue
		}
		if got.Admitted.String() != want[0] || v.String() != want[1] {
			t.Errorf("%s: %s (%s), lowered it %s", condition, got.Admitted, got.Reason(), v)
		}
	}
}

// Keys of opaque parts are one line, and say what the names in them stand for.
func TestOpaqueKeys(t *testing.T) {
	long := strings.Repeat("assertion.list.exists(a, a in assertion.other && a != 'x') && ", 3)
	key := func(mapping string) string {
		d := parsed(t, long+"attribute.up == 'X'", map[string]string{"attribute.up": mapping})
		return d.Trusts()[0].When.String()
	}
	one, two := key("assertion.t.upperAscii()"), key("assertion.u.upperAscii()")
	if strings.Contains(one, `\n`) || strings.Contains(one, `
`) {
		t.Errorf("several lines: %s", one)
	}
	if one == two || !strings.Contains(one, "where attribute.up is assertion.t.upperAscii()") {
		t.Errorf("two mappings have one key: %s", one)
	}
	if one != key(" assertion . t . upperAscii( ) ") {
		t.Error("one mapping has two keys")
	}
}

// Issuer, audience and mapped attributes.
func TestAdmissibility(t *testing.T) {
	long := strings.Repeat("é", 63) // 126 bytes
	for _, row := range []struct {
		claims  string
		mapping map[string]string
		want    proof.Answer
		reason  string
	}{
		{"", nil, proof.Yes, "google.subject is \"s\""},
		{`"iss":"https://issuer.example/"`, nil, proof.No, "behind the first 22 bytes it goes on with \"/\""},
		{`"iss":5`, nil, proof.No, "iss is 5"},
		{`"aud":"https://aud.exampel"`, nil, proof.No, "behind the first 17 bytes it goes on with \"el\""},
		{`"aud":["a","https://aud.example"]`, nil, proof.Yes, ""},
		{`"aud":["a",5]`, nil, proof.No, "is not allowed"},
		{`"aud":{}`, nil, proof.No, "is not allowed"},
		{`"sub":""`, nil, proof.No, "Could not obtain a value for google.subject"},
		{`"sub":5`, nil, proof.No, "Could not obtain a value for google.subject"},
		{`"sub":null`, nil, proof.No, "Could not obtain a value for google.subject"},
		{``, map[string]string{"google.subject": "assertion.gone"}, proof.No, `the token has no claim "gone"`},
		{`"sub":"` + long + `"`, nil, proof.Yes, ""},
		{`"sub":"` + long + `a"`, nil, proof.Unknown, "exactly 127 bytes"},
		{`"sub":"` + long + `ab"`, nil, proof.No, "exceeds the 127 bytes limit"},
		{`"x":5`, map[string]string{"attribute.x": "assertion.x"}, proof.No, "The mapped attribute 'attribute.x' must be of type STRING"},
		{`"x":true`, map[string]string{"attribute.x": "assertion.x"}, proof.No, "must be of type STRING"},
		{`"x":"5"`, map[string]string{"attribute.x": "assertion.x"}, proof.Yes, ""},
		{``, map[string]string{"attribute.x": "assertion.x"}, proof.Yes, "attribute.x without a value"},
		{`"x":["a"]`, map[string]string{"google.groups": "assertion.x"}, proof.Yes, ""},
		{`"x":["a",5]`, map[string]string{"google.groups": "assertion.x"}, proof.Unknown, "groups"},
		{`"x":"a"`, map[string]string{"google.groups": "assertion.x"}, proof.Unknown, "groups"},
		{``, map[string]string{"google.groups": "assertion.x"}, proof.Yes, "google.groups without a value"},
		{`"x":"a"`, map[string]string{"google.subject": "assertion.x.lowerAscii()"}, proof.Unknown, "lowerAscii"},
		{`"x":"a"`, map[string]string{"attribute.x": "assertion.x.lowerAscii()"}, proof.Yes, ""},
		{`"x":"a"`, map[string]string{"google.subject": "assertion.x == 'a' ? 'one' : ''"}, proof.Yes, "one"},
		{`"x":"b"`, map[string]string{"google.subject": "assertion.x == 'a' ? 'one' : ''"}, proof.No, "empty text"},
	} {
		d := parsed(t, "", row.mapping)
		c := tokenOf(t, row.claims)
		got := d.Admits(c)
		if got.Admitted != row.want || !strings.Contains(got.Reason(), row.reason) {
			t.Errorf("%s %v: %s (%s)", row.claims, row.mapping, got.Admitted, got.Reason())
		}
		v := byTrusts(d, c)
		if ok, known := agreeing(v, row.want); !ok || known != (row.want != proof.Unknown) {
			t.Errorf("%s %v: %s, lowered it %s", row.claims, row.mapping, got.Admitted, v)
		}
	}
}

// A slash at the end of issuer_uri that tokens lack is not verified to be
// tolerated, and nothing else is.
func TestIssuerSlash(t *testing.T) {
	d, err := Parse(`{"issuer_uri":"https://issuer.example/","allowed_audiences":["https://aud.example"],"attribute_mapping":{"google.subject":"assertion.sub"}}`)
	if err != nil {
		t.Fatal(err)
	}
	for issuer, want := range map[string]proof.Answer{"https://issuer.example": proof.Unknown, "https://issuer.example/": proof.Yes, "https://issuer.example//": proof.No} {
		c := tokenOf(t, `"iss":"`+issuer+`"`)
		if got := d.Admits(c); got.Admitted != want {
			t.Errorf("%s: %s (%s)", issuer, got.Admitted, got.Reason())
		}
		if ok, known := agreeing(byTrusts(d, c), want); !ok || known != (want != proof.Unknown) {
			t.Errorf("%s: lowered it %s", issuer, byTrusts(d, c))
		}
	}
}

// The audience that holds when none is allowed by hand.
func TestDefaultAudience(t *testing.T) {
	const name = "projects/123/locations/global/workloadIdentityPools/p-ool/providers/ci"
	with := func(name string) *Document {
		d, err := Parse(`{"issuer_uri":"https://issuer.example","name":"` + name + `","attribute_mapping":{"google.subject":"assertion.sub"}}`)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for aud, want := range map[string]proof.Answer{"https://iam.googleapis.com/" + name: proof.Yes, "//iam.googleapis.com/" + name: proof.Yes, name: proof.No} {
		c := tokenOf(t, `"aud":"`+aud+`"`)
		if got := with(name).Admits(c); got.Admitted != want {
			t.Errorf("%s: %s (%s)", aud, got.Admitted, got.Reason())
		}
		for _, vague := range []string{"", "projects/my-project/locations/global/workloadIdentityPools/p-ool/providers/ci"} {
			if got, v := with(vague).Admits(c), byTrusts(with(vague), c); got.Admitted != proof.Unknown || v != proof.ValueUnknown {
				t.Errorf("%q: %s (%s), lowered it %s", vague, got.Admitted, got.Reason(), v)
			}
		}
	}
}

// The sentences of a refusal.
func TestReasons(t *testing.T) {
	c := tokenOf(t, `"ref":"refs/heads/dev","n":5,"list":["a"]`)
	for condition, want := range map[string]string{
		"assertion.sub == 's' && assertion.ref == 'refs/heads/main'": `The given credential is rejected by the attribute condition: assertion.ref == "refs/heads/main" is false: assertion.ref is "refs/heads/dev": behind the first 11 bytes it goes on with "dev", and what was wanted goes on with "main"`,
		"assertion.env == 'prod'":                                    `assertion.env == "prod" is an error: the token has no claim "env" (no such key: env)`,
		"assertion.ref == 'a' || assertion.ref == 'b'":               `none of 2 alternatives holds: assertion.ref == "a" is false`,
		"assertion.ref.startsWith('refs/tags/')":                     `assertion.ref is "refs/heads/dev": behind the first 5 bytes it goes on with "heads", and what was wanted goes on with "tags/"`,
		"has(assertion.env) && assertion.env == 'prod'":              `has(assertion.env) is false: the token has no claim "env"`,
		"!assertion.ref.startsWith('refs/heads/')":                   `assertion.ref.startsWith("refs/heads/") is true: assertion.ref is "refs/heads/dev"`,
		"assertion.n == '5'":                                         `assertion.n is 5`,
		"'b' in assertion.list":                                      `assertion.list is the list ["a"]`,
		"assertion.ref.extract('heads/{b}') in ['main', 'next']":     `assertion.ref.extract("heads/{b}") is "dev"`,
		"assertion.n.startsWith('5')":                                `is an error: no such overload`,
		"google.subject == 't'":                                      `google.subject is "s": behind the first 0 bytes`,
	} {
		got := parsed(t, condition, nil).Admits(c)
		if got.Admitted != proof.No || !strings.Contains(got.Reason(), want) {
			t.Errorf("%s: %s\n  %s\n  want %s", condition, got.Admitted, got.Reason(), want)
		}
	}
}
