package google

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// What Google refuses, and what is no provider, is refused with its place.
func TestParseRefuses(t *testing.T) {
	const head = `{"issuer_uri":"https://i.example","allowed_audiences":["a"],"attribute_mapping":`
	with := func(condition string) string {
		return head + `{"google.subject":"assertion.sub"},"attribute_condition":` + strconv.Quote(condition) + `}`
	}
	mapping := func(m string) string { return head + m + `}` }
	many := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(`,"attribute.a` + strconv.Itoa(i) + `":"assertion.a"`)
		}
		return b.String()
	}
	for provider, want := range map[string]string{
		``:   "the JSON ends too early",
		`[]`: "a provider is a JSON object",
		`{"issuer_uri":"https://i.example","issuer_uri":"https://j.example"}`:                                    "stands there twice",
		`{"issuer":"https://i.example"}`:                                                                         `"issuer" is no part of a provider`,
		`{"issuer_uri":5}`:                                                                                       "issuer_uri must be a string",
		`{"issuer_uri":"http://i.example"}`:                                                                      "does not begin with https://",
		`{"issuer_uri":"https://i.example"}`:                                                                     "attribute_mapping must be an object",
		`{"issuer_uri":"https://i.example","allowed_audiences":"a"}`:                                             "allowed_audiences must be a list",
		`{"issuer_uri":"https://i.example","allowed_audiences":[""]}`:                                            "not empty",
		`{"issuer_uri":"https://i.example","allowed_audiences":["` + strings.Repeat("a", 257) + `"]}`:            "257 characters",
		`{"issuer_uri":"https://i.example","allowed_audiences":["1","2","3","4","5","6","7","8","9","10","11"]}`: "at most 10, got 11",
		mapping(`{}`):                                                                   "google.subject must be mapped",
		mapping(`{"google.subject":5}`):                                                 "must be a string",
		mapping(`{"assertion.aud":"assertion.aud"}`):                                    `Invalid mapped attribute key: "assertion.aud". Custom mapped attributes must be in format 'attribute.{custom_attribute}'`,
		mapping(`{"attribute.A":"assertion.aud"}`):                                      "Invalid mapped attribute key",
		mapping(`{"google.display_name":"assertion.aud"}`):                              "Invalid mapped attribute key",
		mapping(`{"attribute.` + strings.Repeat("a", 91) + `":"assertion.aud"}`):        "101 characters",
		mapping(`{"google.subject":"'` + strings.Repeat("a", 2047) + `'"}`):             "2049 characters",
		mapping(`{"google.subject":"assertion.sub"` + many(51) + `}`):                   "at most 50 custom attributes, got 51",
		mapping(`{"google.subject":"assertion.sub == 'a'"}`):                            "of type bool, and Google wants string",
		mapping(`{"google.subject":"google.subject"}`):                                  "line 1, column 1: undeclared reference",
		mapping(`{"google.subject":"assertion.sub","google.groups":"'a'"}`):             "Google wants list(string)",
		with(strings.Repeat("a", 4097)):                                                 "4097 characters",
		with(`assertion.sub == '\d'`):                                                   "line 1, column 18: Syntax error",
		with("true &&\n  assertion.in"):                                                 "line 2, column 13",
		with(`assertion.sub.reverseIt() == 'a'`):                                        "line 1, column 24: undeclared reference to 'reverseIt'",
		with(`assertion.sub`) + `x`:                                                     "something follows",
		with(`'a'`):                                                                     "of type string, and Google wants bool",
		with(`attribute.x == 'a'`):                                                      `line 1, column 10: "attribute.x" is used, but not mapped`,
		with(`has(attribute.x)`):                                                        "is used, but not mapped",
		with(`'a' in google.groups`):                                                    `"google.groups" is used, but not mapped`,
		with(`google.subject == 1`):                                                     "no matching overload",
		with(`true and false`):                                                          "Syntax error",
		with(`assertion.?sub == 'a'`):                                                   "unsupported syntax '.?'",
		with(strings.Repeat("(", 300) + "true" + strings.Repeat(")", 300)):              "recursion",
		with(`assertion.sub.matches('((a{100}){100}){100}')`):                           "",
		with(`assertion.sub.matches('` + strings.Repeat(`(a{1000}|b{1000})`, 6) + `')`): "regex program size",
	} {
		_, err := Parse(provider)
		if want == "" {
			if err != nil {
				t.Errorf("%s: %v", provider, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.200s: %v, want %s", provider, err, want)
		}
		if err != nil && (len(err.Error()) > 1200 || strings.ContainsAny(err.Error(), "\n\x1b")) {
			t.Errorf("an error of %d bytes, or on several lines: %q", len(err.Error()), err)
		}
	}
}

// A condition that multiplies ends, as unknown.
func TestBoundedWork(t *testing.T) {
	var list []any
	for range 2000 {
		list = append(list, "a")
	}
	c := tokenOf(t, "")
	c["l"] = list
	d := parsed(t, "assertion.l.all(a, assertion.l.all(b, assertion.l.all(c, a == b && b == c)))", nil)
	if got := d.Admits(c); got.Admitted != proof.Unknown {
		t.Errorf("%s (%s)", got.Admitted, got.Reason())
	}
	doubled := "assertion.a"
	for range 40 {
		doubled = "(assertion.x == 'y' ? " + doubled + " : assertion.b)"
	}
	d = parsed(t, strings.Repeat("attribute.x == 'a' || attribute.x == attribute.y || ", 75)+"false", map[string]string{"attribute.x": doubled, "attribute.y": doubled})
	if v := d.Trusts()[0].When.Eval(tokenOf(t, `"x":"z","b":"a"`)); v != proof.ValueUnknown {
		t.Errorf("lowered it %s", v)
	}
}

// Loops over lists that are written out are unrolled only so far.
func TestUnrolledLoopsEnd(t *testing.T) {
	list := "[" + strings.Repeat("'a',", 200) + "assertion.x]"
	d := parsed(t, list+".all(a, "+list+".exists(b, "+list+".all(c, "+"a + b == c || a == assertion.y)))", nil)
	if v := d.Trusts()[0].When.Eval(tokenOf(t, `"x":"a"`)); v != proof.ValueUnknown {
		t.Errorf("lowered it %s", v)
	}
}

// What this package emits is read back, and nothing in it is opaque but the
// length of exactly 127 bytes, and lists that could be objects.
func TestEmittedIsUnderstood(t *testing.T) {
	p, problems := WorkloadIdentity(map[string]Grant{"a": {Jobs: semaphore(t, "main")}, "b": {Jobs: semaphore(t, "release/*")}, "c": {Jobs: semaphore(t, "*-x")}}, ids)
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	text, err := json.Marshal(map[string]any{"issuer_uri": p.IssuerURI, "allowed_audiences": p.AllowedAudiences, "attribute_mapping": p.AttributeMapping, "attribute_condition": p.AttributeCondition})
	if err != nil {
		t.Fatal(err)
	}
	d, err := Parse(string(text))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	var opaque func(e proof.Expr)
	opaque = func(e proof.Expr) {
		if e.Op == proof.OpOpaque {
			seen[e.Reason()]++
		}
		for _, k := range e.Kids {
			opaque(k)
		}
	}
	trusts := d.Trusts()
	opaque(trusts[0].When)
	if len(trusts) != 1 || len(seen) != 1 || seen[unsureLength] != 1 {
		t.Errorf("%d trusts; opaque: %v", len(trusts), seen)
	}
	for ref, want := range map[string]proof.Answer{"refs/heads/main": proof.Yes, "refs/heads/release/1": proof.Yes, "refs/heads/y-x": proof.Yes, "refs/heads/y": proof.No, "refs/tags/main": proof.No} {
		c := proof.Claims{"iss": p.IssuerURI, "aud": p.AllowedAudiences[0], "prj_id": "936a5312-a3b8-4921-8b3f-2cec8baac574", "ref": ref}
		got, v := d.Admits(c), byTrusts(d, c)
		if ok, known := agreeing(v, want); got.Admitted != want || !ok || !known {
			t.Errorf("%s: %s (%s), lowered it %s", ref, got.Admitted, got.Reason(), v)
		}
	}
}
