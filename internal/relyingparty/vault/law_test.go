package vault

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// agree holds the condition against the evaluator. Where the condition is left
// open, the evaluator may know more; never the other way.
func agree(t *testing.T, d *Document, claims proof.Claims) proof.Value {
	t.Helper()
	v, says := d.Trusts()[0].When.Eval(claims), d.Admits(claims)
	ok := v == proof.ValueUnknown
	switch says.Admitted {
	case proof.Yes:
		ok = ok || v == proof.Holds
	case proof.No:
		ok = ok || v == proof.Fails || v == proof.ValueError
	case proof.Unknown:
	}
	if !ok || says.Reason() == "" {
		t.Errorf("the condition %v, Admits %v: %s\nrole  %+v\ntoken %v", v, says.Admitted, says.Reason(), d, claims)
	}
	return v
}

func one[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

func anyValue(r *rand.Rand, depth int) any {
	switch n := r.IntN(12); {
	case n < 5 || depth > 1:
		return one(r, "", "a", "b", "ab", "a*", "*", "main", "12", "true")
	case n < 7:
		return json.Number(one(r, "0", "12", "12.9", "-3.5", "-3", "1e20", "9223372036854775807"))
	case n < 9:
		return r.IntN(2) == 0
	case n < 10:
		return nil
	case n < 11:
		list := []any{}
		for range r.IntN(3) {
			list = append(list, anyValue(r, depth+1))
		}
		return list
	}
	return map[string]any{one(r, "a", "0"): anyValue(r, depth+1)}
}

// Law 8: for any role and token the condition and the evaluator agree.
func TestConditionIsEvaluator(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 8))
	count := map[proof.Value]int{}
	names := []string{"sub", "aud", "iss", "jti", "ref", "n", "tree"}
	roles := effort.Rounds(200, 600, 2_000, 2_000)
	for docs := 0; docs < roles; {
		role := map[string]any{"role_type": "jwt", "user_claim": one(r, "sub", "sub", "sub", "sub", "sub", "sub", "ref", "/ref", "/tree/a", "/tree/0"), "user_claim_json_pointer": r.IntN(2) == 0}
		if r.IntN(3) > 0 {
			role["bound_issuer"] = one(r, "a", "a", "a", "b")
		}
		if r.IntN(6) > 0 {
			role["bound_audiences"] = []any{one(r, "a", "a", "a", "b", "")}
		}
		if r.IntN(8) == 0 {
			role["bound_subject"] = one(r, "a", "main")
		}
		role["bound_claims_type"] = one(r, "string", "glob")
		bound := map[string]any{}
		for range r.IntN(3) {
			bound[one(r, "ref", "n", "tree", "sub", "/ref", "/tree/a", "/tree/0", "/ref/a", "")] = anyValue(r, 0)
		}
		role["bound_claims"] = bound
		if r.IntN(6) == 0 {
			role["groups_claim"] = one(r, "ref", "tree", "/tree/a")
		}
		if r.IntN(6) == 0 {
			role["claim_mappings"] = map[string]any{one(r, "ref", "/tree/a", "n"): "m"}
		}
		raw, err := json.Marshal(role)
		if err != nil {
			t.Fatal(err)
		}
		d, err := Parse(string(raw))
		if err != nil {
			continue
		}
		docs++
		for range 60 {
			token := proof.Claims{"iss": one(r, "a", "a", "a", "b"), "sub": one(r, "a", "main"), "aud": one[any](r, "a", "a", "a", []any{"a", "b"}, "b", nil, "")}
			for range r.IntN(4) {
				token[one(r, names...)] = anyValue(r, 0)
			}
			count[agree(t, d, token)]++
		}
		if t.Failed() {
			return
		}
	}
	t.Log(count)
	if count[proof.Holds] < roles || count[proof.ValueUnknown] < roles/20 {
		t.Errorf("the lot is poor: %v", count)
	}
}

// Any bytes: an error or an answer, never a panic; and law 8.
func FuzzRoleAndClaims(f *testing.F) {
	f.Add(`{"role_type":"jwt","user_claim":"sub","bound_audiences":"a","bound_claims":{"/a/b":[true,null,"x*",12,[]],"":1}}`, okToken)
	f.Add(`{"role_type":"jwt","user_claim":"/","user_claim_json_pointer":true,"bound_claims_type":"glob","bound_claims":{"ref":["a*b",""]}}`, `{"":"x","ref":"ab"}`)
	f.Add(`{"role_type":"jwt","user_claim":"/a/0x0","user_claim_json_pointer":1,"bound_subject":1}`, `{"a":["x"],"sub":"1","aud":[]}`)
	f.Add(`[`, `"`)
	f.Fuzz(func(t *testing.T, role, token string) {
		d, err := Parse(role)
		if err != nil {
			return
		}
		v, err := value.JSON(token)
		if err != nil {
			return
		}
		if m, ok := v.(map[string]any); ok {
			agree(t, d, m)
		}
	})
}

func ordinary(b *testing.B) (*Document, proof.Claims) {
	b.Helper()
	d, err := Parse(`{"role_type":"jwt","user_claim":"project_id","bound_audiences":["https://vault.example"],"bound_issuer":"https://gitlab.com","bound_claims_type":"glob","bound_claims":{"project_id":["57382910"],"ref":["main","release/*"],"ref_type":["branch"],"pipeline_source":["push","web"]}}`)
	if err != nil {
		b.Fatal(err)
	}
	token := proof.Claims{"iss": "https://gitlab.com", "sub": "project_path:g/p:ref_type:branch:ref:release/1", "aud": "https://vault.example", "project_id": "57382910", "ref": "release/1", "ref_type": "branch", "pipeline_source": "push"}
	for i := range 25 {
		token[fmt.Sprintf("claim_%d", i)] = "x"
	}
	return d, token
}

// One decision of an ordinary role: at most 2 µs.
func BenchmarkAdmits(b *testing.B) {
	d, token := ordinary(b)
	b.Run("yes", func(b *testing.B) {
		for b.Loop() {
			if d.Admits(token).Admitted != proof.Yes {
				b.Fatal("refused")
			}
		}
	})
	token["ref"] = "feature/release/1"
	b.Run("no", func(b *testing.B) {
		for b.Loop() {
			if d.Admits(token).Admitted != proof.No {
				b.Fatal("let in")
			}
		}
	})
	token["ref_type"], token["pipeline_source"] = "tag", "merge_request_event"
	b.Run("three", func(b *testing.B) {
		for b.Loop() {
			if d.Admits(token).Admitted != proof.No {
				b.Fatal("let in")
			}
		}
	})
}
