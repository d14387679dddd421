package jwtrole

import (
	"encoding/json"
	"maps"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/vault"
)

// An evaluatorFault is an evaluator with one mistake: it is given another role or other
// claims than the server. Both are copies, claims of the top level only.
type evaluatorFault struct {
	what   string
	change func(role, claims map[string]any)
}

func each(m map[string]any, change func(v any) any) {
	for k, v := range m {
		if k != "aud" {
			m[k] = change(v)
		}
	}
}

func boundClaims(role map[string]any) map[string]any {
	m, _ := role["bound_claims"].(map[string]any)
	return m
}

var evaluatorFaults = []evaluatorFault{
	{"iss is not looked at", func(role, _ map[string]any) { delete(role, "bound_issuer") }},
	{"bound_subject is not looked at", func(role, _ map[string]any) { delete(role, "bound_subject") }},
	{"* is a literal in a glob role", func(role, _ map[string]any) { delete(role, "bound_claims_type") }},
	{"* is a wildcard in a string role", func(role, _ map[string]any) { role["bound_claims_type"] = "glob" }},
	{"an aud that nobody bound is ignored", func(role, claims map[string]any) {
		if role["bound_audiences"] == nil {
			delete(claims, "aud")
		}
	}},
	{"only the first of several aud counts", func(_, claims map[string]any) {
		if list, ok := claims["aud"].([]any); ok && len(list) > 1 {
			claims["aud"] = list[:1]
		}
	}},
	{"a bool is its text", func(_, claims map[string]any) {
		each(claims, func(v any) any {
			if b, ok := v.(bool); ok {
				return map[bool]string{true: "true", false: "false"}[b]
			}
			return v
		})
	}},
	{"a number keeps its fraction", func(_, claims map[string]any) {
		each(claims, func(v any) any {
			if n, ok := v.(json.Number); ok && strings.Contains(n.String(), ".") {
				return []any{n} // matches nothing
			}
			return v
		})
	}},
	{"only the first element of a list counts", func(_, claims map[string]any) {
		each(claims, func(v any) any {
			if list, ok := v.([]any); ok && len(list) > 1 {
				return list[:1]
			}
			return v
		})
	}},
	{"null is an empty text", func(_, claims map[string]any) {
		each(claims, func(v any) any {
			if v == nil {
				return ""
			}
			return v
		})
	}},
	{"only the first bound value counts", func(role, _ map[string]any) {
		claims := maps.Clone(boundClaims(role))
		for name, v := range claims {
			if list, ok := v.([]any); ok && len(list) > 1 {
				claims[name] = list[:1]
			}
		}
		role["bound_claims"] = claims
	}},
	{"a JSON pointer is a plain name", func(role, _ map[string]any) {
		claims := map[string]any{}
		for name, v := range boundClaims(role) {
			if strings.HasPrefix(name, "/") {
				name = "/" + strings.ReplaceAll(name, "/", "~1")
			}
			claims[name] = v
		}
		role["bound_claims"] = claims
	}},
	{"an empty user_claim gets in", func(_, claims map[string]any) {
		if claims["sub"] == "" {
			claims["sub"] = "x"
		}
	}},
	{"claim_mappings are not looked at", func(role, _ map[string]any) { delete(role, "claim_mappings") }},
	{"groups_claim is not looked at", func(role, _ map[string]any) { delete(role, "groups_claim") }},
	{"jti may be anything", func(_, claims map[string]any) { delete(claims, "jti") }},
}

// plant counts for each fault the pairs whose answer it turns round.
func (r Reading) plant(b batch, noticed map[string]int) {
	for _, f := range evaluatorFaults {
		for i := range b.roles {
			role := maps.Clone(b.roles[i])
			f.change(role, map[string]any{})
			raw, err := json.Marshal(role)
			if err != nil {
				continue
			}
			doc, err := vault.Parse(string(raw))
			if err != nil {
				continue // the changed role is none
			}
			for j := range b.tokens {
				if _, ok := r.known(b.roles[i], b.tokens[j]); ok {
					continue
				}
				claims := maps.Clone(b.tokens[j])
				f.change(maps.Clone(b.roles[i]), claims)
				if got := doc.Admits(claims).Admitted; got != proof.Unknown && (got == proof.Yes) != (b.gets[i][j] == "") {
					noticed[f.what]++
				}
			}
		}
	}
}
