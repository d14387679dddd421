package azure

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

func parse(t *testing.T, text string) *Document {
	t.Helper()
	d, err := Parse(text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
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

// meaning is what the conditions of all credentials come to.
func meaning(d *Document, c proof.Claims) proof.Value {
	var whens []proof.Expr
	for _, t := range d.Trusts() {
		whens = append(whens, t.When)
	}
	return proof.Or(whens...).Eval(c)
}

var same = map[proof.Value]proof.Answer{proof.Holds: proof.Yes, proof.Fails: proof.No, proof.ValueError: proof.No, proof.ValueUnknown: proof.Unknown}

func flexible(issuer, expression string) string {
	raw, err := json.Marshal(map[string]any{"flexible_credentials": map[string]any{"f": map[string]any{"issuer": issuer, "audience": "api://a", "claims_matching_expression": expression}}})
	if err != nil {
		panic(err)
	}
	return string(raw)
}

func TestEachRule(t *testing.T) {
	const ordinary = `{"credentials":{"main":{"issuer":"https://i","subject":"repo:a/b:ref:main","audiences":["api://a"]},"dev":{"issuer":"https://i","subject":"repo:a/b:ref:dev","audience":"api://a"}}}`
	const gitlab = "https://gitlab.com"
	for _, c := range []struct {
		doc, token string
		want       proof.Answer
		reason     string
	}{
		{ordinary, `{"iss":"https://i","aud":"api://a","sub":"repo:a/b:ref:dev"}`, proof.Yes, `credentials["dev"] matches`},
		{ordinary, `{"iss":"https://i","aud":"api://a","sub":"repo:a/b:ref:mine"}`, proof.No, `AADSTS700213: no matching federated identity record found for presented assertion subject "repo:a/b:ref:mine"; nearest is credentials["main"]: subject came "repo:a/b:ref:mine", wanted "repo:a/b:ref:main" (they differ from byte 15 on: "ine", wanted "ain")`},
		{ordinary, `{"iss":"https://i","aud":"api://a","sub":"repo:A/b:ref:main"}`, proof.No, `AADSTS7002138: no credential matches with case-sensitive comparison; with case-insensitive comparison matches credentials["main"]`},
		{ordinary, `{"iss":"https://i/","aud":"api://a","sub":"repo:a/b:ref:main"}`, proof.No, `issuer came "https://i/", wanted "https://i" (they differ from byte 10 on: "/", wanted the end)`},
		{ordinary, `{"iss":"https://i","aud":"api://b","sub":"repo:a/b:ref:main"}`, proof.No, `audience came "api://b", wanted "api://a"`},
		{ordinary, `{"iss":"https://i","aud":["api://b"],"sub":"repo:a/b:ref:main"}`, proof.No, `audience came ["api://b"] (a list)`},
		{ordinary, `{"iss":"https://i","aud":["api://b","api://a"],"sub":"repo:a/b:ref:main"}`, proof.Unknown, severalReason},
		{ordinary, `{"iss":"https://i","aud":["api://a"],"sub":"repo:a/b"}`, proof.No, "AADSTS700213"},
		{ordinary, `{"iss":"https://i","aud":"api://a"}`, proof.No, `nearest is credentials["dev"]: subject is missing, wanted "repo:a/b:ref:dev"`},
		{ordinary, `{"iss":"https://i","aud":"api://a","sub":5}`, proof.No, "subject came 5 (a number)"},
		{`{"credentials":{}}`, `{}`, proof.No, "there is no federated credential"},
		{`{"credentials":[{"issuer":"https://i","subject":"*","audience":"a"}]}`, `{"iss":"https://i","aud":"a","sub":"x"}`, proof.No, `credentials[0]`},
		{flexible(gitlab, "claims['sub'] eq 'project_path:a/b:ref:x' and claims['project_id'] eq '7'"), `{"iss":"https://gitlab.com","aud":"api://a","sub":"project_path:a/b:ref:x","project_id":"7"}`, proof.Yes, ""},
		{flexible(gitlab, "claims['sub'] eq 'x' and claims['project_id'] eq '7'"), `{"iss":"https://gitlab.com","aud":"api://a","sub":"x","project_id":"8"}`, proof.No, `eq on project_id came "8", wanted "7"`},
		{flexible(gitlab, "claims['sub'] eq 'x' and claims['project_id'] eq '7'"), `{"iss":"https://gitlab.com","aud":"api://a","sub":"x"}`, proof.No, "eq on project_id is missing"},
		{flexible(gitlab, "claims['sub'] eq 'x' and claims['project_id'] eq '7'"), `{"iss":"https://gitlab.com","aud":"api://a","sub":"x","project_id":7}`, proof.Unknown, typeReason},
		{flexible(gitlab, "claims['sub'] matches 'a*c'"), `{"iss":"https://gitlab.com","aud":"api://a","sub":"a/b:c"}`, proof.Yes, ""},
		{flexible(gitlab, "claims['sub'] matches 'a*c'"), `{"iss":"https://gitlab.com","aud":"api://a","sub":"xabcx"}`, proof.Unknown, anchorReason},
		{flexible(gitlab, "claims['sub'] matches 'a?c'"), `{"iss":"https://gitlab.com","aud":"api://a","sub":"ac"}`, proof.No, "matches on sub"},
		{flexible(gitlab, "claims['sub'] eq 'a*'"), `{"iss":"https://gitlab.com","aud":"api://a","sub":"a*"}`, proof.Yes, ""},
		{flexible(gitlab, "claims['sub'] eq 'a*'"), `{"iss":"https://gitlab.com","aud":"api://a","sub":"ab"}`, proof.Unknown, wildcardReason},
		{flexible(gitlab, `claims['sub'] eq 'a\b'`), `{"iss":"https://gitlab.com","aud":"api://a","sub":"q"}`, proof.Unknown, escapeReason},
		{flexible(gitlab, `claims['sub'] eq 'a''b'`), `{"iss":"https://gitlab.com","aud":"api://a","sub":"q"}`, proof.Unknown, quoteReason},
		{flexible(gitlab, `claims['sub'] eq 'a\'b'`), `{"iss":"https://gitlab.com","aud":"api://b","sub":"q"}`, proof.No, "audience"},
		{flexible(gitlab, "claims['sub'] eq 'x'"), `{"iss":"https://gitlab.com","aud":"api://a","sub":"X"}`, proof.No, "AADSTS7002138"},
	} {
		d, token := parse(t, c.doc), claims(t, c.token)
		got := d.Admits(token)
		if got.Admitted != c.want || !strings.Contains(got.Reason(), c.reason) {
			t.Errorf("%s with %s:\ngot  %v, %s\nwant %v, %s", c.doc, c.token, got.Admitted, got.Reason(), c.want, c.reason)
		}
		if v := meaning(d, token); same[v] != c.want {
			t.Errorf("%s with %s: the conditions %v", c.doc, c.token, v)
		}
	}
}

func TestWhatEntraRefuses(t *testing.T) {
	const github, gitlab = "https://token.actions.githubusercontent.com", "https://gitlab.com"
	long := strings.Repeat("x", 601)
	many := make([]string, 21)
	for i := range many {
		many[i] = fmt.Sprintf(`{"issuer":"i","audience":"a","subject":"%d"}`, i)
	}
	for text, want := range map[string]string{
		`{"credentials":{"100%d":5}}`: `credentials["100%d"]: wanted an object, got a number`,
		"{":                           "line 1",
		"7":                           "wanted an object with credentials or flexible_credentials, got a number",
		"{}":                          "neither is there",
		`{"credentials":5}`:           "credentials: wanted a map or list of credentials, got a number",
		`{"credentials":["x"]}`:       "credentials[0]: wanted an object, got a string",
		`{"credentials":{"k":{}}}`:    `credentials["k"].issuer: is missing`,
		`{"credentials":[{"issuer":"i","subject":"s","audiences":["a","b"]}]}`:                                            "must have exactly one audience, got 2",
		`{"credentials":[{"issuer":"i","subject":"s","audience":"a","audiences":["a"]}]}`:                                 "audience and audiences exclude each other",
		`{"credentials":[{"issuer":"i","audience":"a","subject":5}]}`:                                                     "credentials[0].subject: wanted a string, got a number",
		`{"credentials":[{"issuer":"i","audience":"a","subject":""}]}`:                                                    "credentials[0].subject: is empty",
		`{"credentials":[{"issuer":"i","audience":"a","subject":"` + long + `"}]}`:                                        "has 601 characters, and Entra takes at most 600",
		`{"credentials":[{"issuer":"i","audience":"a","subject":"s"},{"issuer":"i","audience":"b","subject":"s"}]}`:       "has the issuer and subject of credentials[0]",
		`{"credentials":[` + strings.Join(many, ",") + `]}`:                                                               "21 federated credentials",
		`{"credentials":[{"issuer":"https://gitlab.com","audience":"a","subject":"s","claims_matching_expression":"x"}]}`: "exclude each other",
		flexible("https://i", "claims['sub'] eq 'x'"):                                                                     `for the issuer "https://i" Entra takes no flexible credential`,
		flexible("https://gitlab.com.evil.com", "claims['sub'] eq 'x'"):                                                   "takes no flexible credential",
		flexible(gitlab, "sub eq 'x'"):                                                                                    "position 1: here stands \"sub eq 'x'\"",
		flexible(gitlab, "claims['sub'] eq 'x' or claims['project_id'] eq '1'"):                                           "position 21: here stands",
		flexible(gitlab, "claims['sub'] eq 'x' and not"):                                                                  "position 26: ",
		flexible(gitlab, "claims['sub'] eq 'x"):                                                                           "position 18: the value's quote is not closed",
		flexible(gitlab, "claims['sub'] EQ 'x'"):                                                                          "position 15: ",
		flexible(gitlab, "claims['sub'] eq x"):                                                                            "position 18: ",
		flexible(gitlab, "claims['ref'] eq 'x'"):                                                                          `"ref" is no claim that Entra takes of GitLab: Expression configured for issuer 'https://gitlab.com' either lacks all required claims or contains unallowed claims`,
		flexible(gitlab, "claims['sub'] eq 'x' and claims['project_id'] matches '1*'"):                                    "matches is no operator that Entra takes for the claim project_id of GitLab (known: eq)",
		flexible(gitlab, "claims['project_id'] eq '1'"):                                                                   "it lacks sub",
		flexible(gitlab, "claims['sub'] eq 'project_path:a/b'"):                                                           "it lacks project_id",
		flexible(github, "claims['sub'] eq 'repo:a/b'"):                                                                   "it lacks repository_id or repository_owner_id",
		flexible(github, "claims['sub'] eq 'repo:a/b' and claims['repository_id'] matches '1'"):                           "matches is no operator",
	} {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s:\ngot  %v\nwant %s", text, err, want)
		}
	}
	for _, text := range []string{
		flexible(github, "claims['sub'] matches 'repo:a/*' and claims['repository_owner_id'] eq '1' and claims['job_workflow_ref'] matches 'a/*'"),
		flexible("https://app.eu.terraform.io", "claims['sub'] matches 'organization:a:*'"),
		flexible("https://gitlab.example.ca", "claims['sub'] eq 'project_id:1:ref:x'"),
		`{"flexible_credentials":[{"issuer":"https://gitlab.com","audience":"a","claimsMatchingExpression":{"value":"claims['sub'] eq 'x'","languageVersion":1},"subject":null}]}`,
	} {
		parse(t, text)
	}
}

func one[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

func anyValue(r *rand.Rand) any {
	return one[any](r, "a", "b", "ab", "aab", "A", "a*", "", "7", json.Number("7"), true, nil, []any{"a"}, map[string]any{})
}

// Law 8: for any credentials and token the conditions and the evaluator agree,
// in all three values.
func TestConditionsAreEvaluator(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 8))
	count := map[proof.Answer]int{}
	const gitlab = "https://gitlab.com"
	rounds := effort.Rounds(300, 800, 2_000, 2_000)
	for range rounds {
		var all []any
		for range r.IntN(4) {
			c := map[string]any{"issuer": one(r, gitlab, gitlab, "https://gitlab.a.com"), "audience": one(r, "a", "a", "b")}
			if r.IntN(2) == 0 {
				c["subject"] = one(r, "a", "b", "A", "ab")
			} else {
				e := "claims['sub'] " + one(r, "eq", "matches") + " '" + one(r, "a", "a*", "*b", "a?", "?", "ab", `a\b`, "a''b", "") + "'"
				if r.IntN(2) == 0 {
					e += " and claims['project_id'] eq '" + one(r, "7", "8", "a") + "'"
				}
				c["claims_matching_expression"] = e
			}
			all = append(all, c)
		}
		raw, err := json.Marshal(map[string]any{"credentials": all})
		if err != nil {
			t.Fatal(err)
		}
		d, err := Parse(string(raw))
		if err != nil {
			continue
		}
		for range 40 {
			c := proof.Claims{"iss": one(r, gitlab, gitlab, gitlab, "https://gitlab.a.com"), "aud": one[any](r, "a", "a", "b", []any{"a"}, []any{"b", "a"}, nil), "sub": anyValue(r)}
			if r.IntN(2) == 0 {
				c["project_id"] = anyValue(r)
			}
			v, says := meaning(d, c), d.Admits(c)
			if same[v] != says.Admitted || says.Reason() == "" {
				t.Fatalf("the conditions %v, Admits %v: %s\n%s\n%v", v, says.Admitted, says.Reason(), raw, c)
			}
			count[says.Admitted]++
		}
	}
	t.Log(count)
	if count[proof.Yes] < rounds*2/5 || count[proof.Unknown] < rounds {
		t.Errorf("the lot is poor: %v", count)
	}
}

// Any bytes: an error or an answer, never a panic; and law 8.
func FuzzCredentialsAndClaims(f *testing.F) {
	f.Add(`{"credentials":[{"issuer":"i","audience":"a","subject":"s"}]}`, `{"iss":"i","aud":["a"],"sub":"s"}`)
	f.Add(flexible("https://gitlab.com", "claims['sub'] matches 'a*?' and claims['project_id'] eq '*'"), `{"iss":"https://gitlab.com","aud":"api://a","sub":"xa","project_id":7}`)
	f.Add(flexible("https://gitlab.com", `claims['sub'] eq 'a\' and claims['sub'] eq 'b''`), `{"iss":"https://gitlab.com","aud":"api://a","sub":"🙂"}`)
	f.Add("[", `"`)
	f.Fuzz(func(t *testing.T, text, token string) {
		d, err := Parse(text)
		if err != nil {
			return
		}
		v, err := value.JSON(token)
		if err != nil {
			return
		}
		if c, ok := v.(map[string]any); ok {
			if v, says := meaning(d, c), d.Admits(c); same[v] != says.Admitted {
				t.Errorf("the conditions %v, Admits %v: %s", v, says.Admitted, says.Reason())
			}
		}
	})
}

// One decision of an application's twenty credentials.
func BenchmarkAdmits(b *testing.B) {
	var all []any
	for i := range 20 {
		all = append(all, map[string]any{"issuer": "https://gitlab.com", "audience": "api://a", "subject": fmt.Sprintf("project_path:g/p%d:ref_type:branch:ref:main", i)})
	}
	raw, err := json.Marshal(map[string]any{"credentials": all})
	if err != nil {
		b.Fatal(err)
	}
	d, err := Parse(string(raw))
	if err != nil {
		b.Fatal(err)
	}
	c := proof.Claims{"iss": "https://gitlab.com", "aud": "api://a", "sub": "project_path:g/p19:ref_type:branch:ref:main"}
	for b.Loop() {
		if d.Admits(c).Admitted != proof.Yes {
			b.Fatal("refused")
		}
	}
}
