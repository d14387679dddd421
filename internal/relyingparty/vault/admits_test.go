package vault

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

const okToken = `{"iss":"https://ci.example","sub":"s","aud":"a","ref":"refs/heads/main","n":12.9,"flag":true,"list":["x","y",5,true],"tree":{"a":{"b":"c"},"l":["p"]},"null":null,"e":"","/odd":"o","obj":{}}`

func parse(t *testing.T, role string) *Document {
	t.Helper()
	d, err := Parse(role)
	if err != nil {
		t.Fatalf("%v\n%s", err, role)
	}
	return d
}

func claims(t *testing.T, text string) proof.Claims {
	t.Helper()
	v, err := value.JSON(text)
	if err != nil {
		t.Fatal(err)
	}
	m, ok := v.(map[string]any)
	if !ok {
		t.Fatalf("no object: %s", text)
	}
	return m
}

// merge writes the fields of one object over another's.
func merge(t *testing.T, a, b string) string {
	t.Helper()
	m := claims(t, a)
	for k, v := range claims(t, b) {
		m[k] = v
	}
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// Each row of facts/vault.md A2: a change of a role and of a token that fits it,
// the answer of Admits, a part of its reason, and the condition's value.
func TestEachRule(t *testing.T) {
	const role = `{"role_type":"jwt","user_claim":"sub","bound_audiences":["a"],"bound_issuer":"https://ci.example"}`
	for _, c := range []struct {
		role, token string
		want        proof.Answer
		reason      string
		hangs       bool
	}{
		{`{}`, `{}`, proof.Yes, "every check of the role passes", false},
		{`{}`, `{"iss":"https://ci.example/"}`, proof.No, `error validating token: invalid issuer (iss) claim: came "https://ci.example/", wanted "https://ci.example" (they differ from byte 19 on: "/", wanted the end)`, false},
		{`{}`, `{"iss":null}`, proof.No, "invalid issuer (iss) claim: it is missing", false},
		{`{}`, `{"iss":5}`, proof.No, "error validating token: iss is a number, not a string", false},
		{`{"bound_issuer":""}`, `{"iss":"https://anything.example"}`, proof.Yes, "", false},
		{`{"bound_issuer":""}`, `{"iss":5}`, proof.No, "iss is a number", false},
		{`{"bound_subject":"s"}`, `{}`, proof.Yes, "", false},
		{`{"bound_subject":"*"}`, `{}`, proof.No, "error validating token: invalid subject (sub) claim", false},
		{`{}`, `{"jti":5}`, proof.No, "jti is a number", false},
		{`{}`, `{"aud":["b","a"]}`, proof.Yes, "", false},
		{`{}`, `{"aud":["b"]}`, proof.No, `error validating token: invalid audience (aud) claim: audience claim does not match any expected audience: came ["b"], wanted "a"`, false},
		{`{}`, `{"aud":"A"}`, proof.No, "audience claim does not match any expected audience", false},
		{`{}`, `{"aud":null}`, proof.No, "expected string or array value to unmarshal to Audience", false},
		{`{}`, `{"aud":["a",5]}`, proof.No, "expected string or array value to unmarshal to Audience", false},
		{`{"bound_audiences":"b, a"}`, `{}`, proof.Yes, "", false},
		{`{"bound_audiences":["b,a"]}`, `{}`, proof.No, "audience claim does not match", false},
		{`{"bound_audiences":[],"bound_subject":"s"}`, `{}`, proof.No, `audience claim found in JWT but no audiences bound to the role: came "a"`, false},
		{`{"bound_audiences":[],"bound_subject":"s"}`, `{"aud":""}`, proof.Yes, "", false},
		{`{"bound_audiences":[],"bound_subject":"s"}`, `{"aud":[]}`, proof.Yes, "", false},
		{`{"bound_audiences":[],"bound_subject":"s"}`, `{"aud":[""]}`, proof.No, "audience claim found in JWT", false},
		{`{"user_claim":"missing"}`, `{}`, proof.No, `claim "missing" not found in token`, false},
		{`{"user_claim":"null"}`, `{}`, proof.No, `claim "null" not found in token`, false},
		{`{"user_claim":"n"}`, `{}`, proof.No, `claim "n" could not be converted to string (user_claim): it is a number`, false},
		{`{"user_claim":"flag"}`, `{}`, proof.No, `could not be converted to string`, false},
		{`{"user_claim":"e"}`, `{}`, proof.No, "missing name in alias", false},
		{`{"user_claim":"/tree/a/b"}`, `{}`, proof.No, `claim "/tree/a/b" not found in token`, false},
		{`{"user_claim":"/tree/a/b","user_claim_json_pointer":true}`, `{}`, proof.Yes, "", true},
		{`{"user_claim":"/sub","user_claim_json_pointer":"1"}`, `{}`, proof.Yes, "", false},
		{`{"claim_mappings":{"ref":"m","missing":"o","null":"p"}}`, `{}`, proof.Yes, "", false},
		{`{"claim_mappings":{"n":"m"}}`, `{}`, proof.No, "error converting claim 'n' to string: it is a number", false},
		{`{"claim_mappings":{"/ref/x":"m"}}`, `{}`, proof.Yes, "", false},
		{`{"claim_mappings":{"/tree/a":"m"}}`, `{}`, proof.No, "error converting claim '/tree/a' to string", true},
		{`{"groups_claim":"ref"}`, `{}`, proof.Yes, "", false},
		{`{"groups_claim":"missing"}`, `{}`, proof.No, `failed to fetch groups: "missing" claim not found in token`, false},
		{`{"groups_claim":"obj"}`, `{}`, proof.No, `"obj" claim could not be converted to string list`, false},
		{`{"groups_claim":"list"}`, `{}`, proof.No, "could not be parsed as string: it is a number", false},
		{`{"groups_claim":"list"}`, `{"list":["a",""]}`, proof.Yes, "", false},
		{`{"groups_claim":"flag"}`, `{}`, proof.No, "could not be parsed as string: it is a bool", false},
		{`{"bound_claims":{"ref":"refs/heads/main"}}`, `{}`, proof.Yes, "", false},
		{`{"bound_claims":{"ref":["z","refs/heads/dev"]}}`, `{}`, proof.No, `error validating claims: claim "ref" does not match any associated bound claim values: came "refs/heads/main", wanted one of "z", "refs/heads/dev" (they differ from byte 12 on: "main", wanted "dev")`, false},
		{`{"bound_claims":{"ref":"refs/heads/*"}}`, `{}`, proof.No, "does not match", false},
		{`{"bound_claims":{"ref":"refs/heads/*"},"bound_claims_type":"glob"}`, `{}`, proof.Yes, "", false},
		{`{"bound_claims":{"ref":"refs/*/dev"},"bound_claims_type":"glob"}`, `{}`, proof.No, "it matches as far as the first *", false},
		{`{"bound_claims":{"ref":"refs/tags/*"},"bound_claims_type":"glob"}`, `{}`, proof.No, `they differ from byte 6 on: "heads/main", wanted "tags/*"`, false},
		{`{"bound_claims":{"ref":"*aba"},"bound_claims_type":"glob"}`, `{"ref":"ababa"}`, proof.Yes, "", false},
		{`{"bound_claims":{"ref":"ab*ba"},"bound_claims_type":"glob"}`, `{"ref":"aba"}`, proof.No, "", false},
		{`{"bound_claims":{"ref":"a\\*b"},"bound_claims_type":"glob"}`, `{"ref":"a\\anything/b"}`, proof.Yes, "", false},
		{`{"bound_claims":{"ref":"a?b"},"bound_claims_type":"glob"}`, `{"ref":"axb"}`, proof.No, "", false},
		{`{"bound_claims":{"e":"*"},"bound_claims_type":"glob"}`, `{}`, proof.Yes, "", false},
		{`{"bound_claims":{"flag":"*"},"bound_claims_type":"glob"}`, `{}`, proof.No, "a string is no bool", false},
		{`{"bound_claims":{"missing":"*"},"bound_claims_type":"glob"}`, `{}`, proof.No, `claim "missing" is missing, wanted "*"`, false},
		{`{"bound_claims":{"list":"*y"},"bound_claims_type":"glob"}`, `{}`, proof.Yes, "", false},
		{`{"bound_claims":{"flag":true}}`, `{}`, proof.Yes, "", false},
		{`{"bound_claims":{"flag":"true"}}`, `{}`, proof.No, `came true (a bool), wanted "true" (Vault converts nothing`, false},
		{`{"bound_claims":{"flag":[false]}}`, `{}`, proof.No, `wanted [false]`, false},
		{`{"bound_claims":{"n":12}}`, `{}`, proof.Yes, "", false},
		{`{"bound_claims":{"n":12.9}}`, `{}`, proof.No, "", false},
		{`{"bound_claims":{"n":"12"}}`, `{}`, proof.No, "", false},
		{`{"bound_claims":{"n":12.0}}`, `{"n":12}`, proof.No, "", false},
		{`{"bound_claims":{"n":0}}`, `{"n":-0.5}`, proof.Yes, "", false},
		{`{"bound_claims":{"n":-3}}`, `{"n":-3.5}`, proof.Yes, "", false},
		{`{"bound_claims":{"n":-3}}`, `{"n":-4}`, proof.No, "", false},
		{`{"bound_claims":{"n":9007199254740992}}`, `{"n":9007199254740993}`, proof.Yes, "", false},
		{`{"bound_claims":{"n":9007199254740993}}`, `{"n":9007199254740993}`, proof.No, "", false},
		{`{"bound_claims":{"n":9223372036854775807}}`, `{"n":1e30}`, proof.Unknown, rangeReason, true},
		{`{"bound_claims":{"n":9223372036854775807,"ref":"z"}}`, `{"n":1e30}`, proof.No, `claim "ref"`, false},
		{`{"bound_claims":{"list":5}}`, `{}`, proof.No, "", false},
		{`{"bound_claims":{"list":["q","y"]}}`, `{}`, proof.Yes, "", false},
		{`{"bound_claims":{"list":[]}}`, `{}`, proof.No, "wanted one of an empty list", false},
		{`{"bound_claims":{"list":"x"}}`, `{"list":[]}`, proof.No, "came []", false},
		{`{"bound_claims":{"list":true}}`, `{}`, proof.Yes, "", true},
		{`{"bound_claims":{"ref":null}}`, `{}`, proof.No, `bound claim is not a string, bool, int or list: "ref" is null in the role`, false},
		{`{"bound_claims":{"null":"x"}}`, `{}`, proof.No, `claim "null" is missing`, false},
		{`{"bound_claims":{"obj":"x"}}`, `{}`, proof.No, `received claim is not a string, bool, int or list: claim "obj" is an object`, false},
		{`{"bound_claims":{"list":[["x"],"y"]}}`, `{"list":["y"]}`, proof.Yes, "", true},
		{`{"bound_claims":{"list":[["x"],"y"]}}`, `{"list":[["x"]]}`, proof.No, "comparing uncomparable type", true},
		{`{"bound_claims":{"/ref":"refs/heads/main"}}`, `{}`, proof.Yes, "", false},
		{`{"bound_claims":{"/~1odd":"o"}}`, `{}`, proof.Yes, "", false},
		{`{"bound_claims":{"/odd":"o"}}`, `{}`, proof.No, `claim "/odd" is missing`, false},
		{`{"bound_claims":{"/tree/a/b":"c"}}`, `{}`, proof.Yes, "", true},
		{`{"bound_claims":{"/tree/l/0":"p"}}`, `{}`, proof.Yes, "", true},
		{`{"bound_claims":{"/ref/b":"c"}}`, `{}`, proof.No, `claim "/ref/b" is missing`, false},
		{`{"bound_claims":{"/list/1":"y"}}`, `{}`, proof.Yes, "", true},
		{`{"bound_claims":{"/list/b":"y"}}`, `{}`, proof.No, "is missing", false},
		{`{"bound_claims":{"":"x"}}`, `{"":"x"}`, proof.Yes, "", true},
		{`{"token_bound_cidrs":["10.0.0.0/8"]}`, `{}`, proof.Unknown, cidrReason, true},
		{`{"token_bound_cidrs":["10.0.0.0/8"]}`, `{"aud":"b"}`, proof.No, "audience", false},
		{`{"bound_subject":"t","bound_claims":{"ref":"x","flag":false},"user_claim":"gone"}`, `{"aud":"b"}`, proof.No, `claim "ref"`, false},
	} {
		d := parse(t, merge(t, role, c.role))
		token := claims(t, merge(t, okToken, c.token))
		got := d.Admits(token)
		if got.Admitted != c.want || !strings.Contains(got.Reason(), c.reason) {
			t.Errorf("%s with %s: got %v, %s\nwant %v, %s", c.role, c.token, got.Admitted, got.Reason(), c.want, c.reason)
		}
		if v := d.Trusts()[0].When.Eval(token); (v == proof.ValueUnknown) != c.hangs || v != proof.ValueUnknown && (v == proof.Holds) != (c.want == proof.Yes) {
			t.Errorf("%s with %s: the condition %v", c.role, c.token, v)
		}
	}
}

// A refusal names every check that fails.
func TestAllFailuresAreNamed(t *testing.T) {
	d := parse(t, `{"role_type":"jwt","user_claim":"gone","bound_audiences":"b","bound_subject":"t","bound_issuer":"i","bound_claims":{"ref":"x","flag":false,"gone":"y"},"groups_claim":"gone","claim_mappings":{"n":"m"}}`)
	got := d.Admits(claims(t, okToken)).Reason()
	for _, part := range []string{"(iss)", "(sub)", "(aud)", "user_claim", "claim 'n'", "groups_claim", `claim "ref"`, `claim "flag"`, `claim "gone" is missing`} {
		if !strings.Contains(got, part) {
			t.Errorf("%s is not in %s", part, got)
		}
	}
}

func TestWriteRules(t *testing.T) {
	const role = `{"role_type":"jwt","user_claim":"sub","bound_audiences":["a"]}`
	for change, want := range map[string]string{
		`{"role_type":"oidc"}`:                                   "role_type: ",
		`{"role_type":null}`:                                     "role_type: ",
		`{"role_type":"JWT"}`:                                    "invalid 'role_type': \"JWT\"",
		`{"user_claim":""}`:                                      "a user claim must be defined on the role",
		`{"user_claim":["sub"]}`:                                 "user_claim: expected a string, got a list",
		`{"bound_claims_type":"regex"}`:                          "invalid 'bound_claims_type': \"regex\"",
		`{"bound_claims_type":null}`:                             "invalid 'bound_claims_type': \"\"",
		`{"bound_audiences":[],"bound_claims":{}}`:               "must have at least one bound constraint when creating/updating a role",
		`{"bound_claims":"ref=a"}`:                               "bound_claims: expected a map, got a string",
		`{"bound_claims_type":"glob","bound_claims":{"a":true}}`: `"a": claim is not a string: a bool`,
		`{"bound_claims_type":"glob","bound_claims":{"a":null}}`: `"a": claim is not a string or list: null`,
		`{"claim_mappings":{"a":"role"}}`:                        `metadata key "role" is reserved`,
		`{"claim_mappings":{"a":"m","b":"m"}}`:                   `multiple keys are mapped to metadata key "m"`,
		`{"token_ttl":"2h","token_max_ttl":60}`:                  "'token_ttl' cannot be greater than 'token_max_ttl'",
		`{"token_ttl":-1}`:                                       "token_ttl: cannot provide negative value '-1'",
		`{"token_type":"x"}`:                                     `invalid 'token_type' value "x"`,
		`{"token_type":"batch","token_num_uses":1}`:              "token_type: ",
		`{"user_claim_json_pointer":"x"}`:                        "user_claim_json_pointer: expected a bool, got a string",
		`{"bound_issuer":[]}`:                                    "bound_issuer: expected a string, got a list",
	} {
		_, err := Parse(merge(t, role, change))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", change, err, want)
		}
	}
	for _, text := range []string{"", "[]", "null", `{"role_type":"jwt","role_type":"jwt"}`, "{"} {
		if _, err := Parse(text); err == nil {
			t.Errorf("%q is read", text)
		}
	}
	for _, change := range []string{`{"bound_audiences":null,"bound_cidrs":"10.0.0.0/8"}`, `{"token_policies_template_claims":true}`, `{"bound_subject":12}`, `{"clock_skew_leeway":-1,"ttl":"5m"}`, `{"claim_mappings":["a=b"]}`} {
		if _, err := Parse(merge(t, role, change)); err != nil {
			t.Errorf("%s: %v", change, err)
		}
	}
}

// The role that arrives: split at commas and trimmed, or role_json as it is.
func TestSent(t *testing.T) {
	role := Role{Issuer: "https://i", BoundAudiences: []string{"a"}, BoundClaims: map[string]string{"ref": "x, y"}, BoundClaimsType: "string", UserClaim: "sub", RoleJSON: `{"user_claim":"sub"}`}
	for _, c := range []struct {
		change func(*Role)
		want   string
	}{
		{func(*Role) {}, `{"bound_audiences":["a"],"bound_claims":{"ref":["x","y"]},"bound_claims_type":"string","bound_issuer":"https://i","role_type":"jwt","user_claim":"sub"}`},
		{func(r *Role) { r.DisableParsing = true }, `{"bound_audiences":["a"],"bound_claims":{"ref":["x, y"]},"bound_claims_type":"string","bound_issuer":"https://i","role_type":"jwt","user_claim":"sub"}`},
		{func(r *Role) { r.BoundSubject = "s" }, `{"bound_audiences":["a"],"bound_claims":{"ref":["x","y"]},"bound_claims_type":"string","bound_issuer":"https://i","bound_subject":"s","role_type":"jwt","user_claim":"sub"}`},
		{func(r *Role) { r.JSONOnly = true }, `{"bound_issuer":"https://i","user_claim":"sub"}`},
	} {
		r := role
		c.change(&r)
		if got := r.Sent(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}
