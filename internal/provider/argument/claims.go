// Package argument holds the arguments that several concepts take, read once and
// documented once: claims, jobs, platforms, settings of keys, and what no argument
// may hold.
package argument

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/result"
	"github.com/cioidc/terraform-provider-cioidc/internal/token"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Claims reads a token's claims, an object or JSON or the result of
// decode_token(…); nil while they are unknown, or with problems.
func Claims(v value.V, at string, problems *problem.List) proof.Claims {
	if IsDecodedToken(v) {
		v = v.Attrs["claims_json"]
	}
	text, ok := value.JSONOf(v, at, problems)
	if !ok {
		return nil
	}
	if token.Looks(text) {
		problems.Add(problem.Malformed, at, "is a token; it would lie in state, where whoever reads it can use it", "Pass decode_token(...) of it, or its claims")
		return nil
	}
	x, err := value.JSON(text)
	if err != nil {
		problems.Add(problem.Malformed, at, token.Discreet(err).Error(), "")
		return nil
	}
	claims, ok := x.(map[string]any)
	if !ok {
		problems.Add(problem.WrongType, at, "the JSON is no object", "Give the payload of a token")
		return nil
	}
	if iss, ok := claims["iss"].(string); !ok || iss == "" {
		problems.Add(problem.Missing, at+".iss", "the claims have no issuer, and who is trusted hangs on it", "Add iss as the token has it")
		return nil
	}
	return claims
}

// IsDecodedToken reports whether v is what decode_token(…) returns.
func IsDecodedToken(v value.V) bool {
	for _, f := range result.DecodedTokenFields {
		if _, ok := v.Attrs[f.Name]; !ok {
			return false
		}
	}
	return len(v.Attrs) == len(result.DecodedTokenFields)
}
