// Package azure holds emitted federated credentials against the comparison that
// Entra makes: equality of issuer, audience and subject, or of the claims that a
// flexible credential names. There is no policy engine to borrow.
package azure

import (
	"fmt"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/agree"
	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/world"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/azure"
)

// judge decides by the credentials of one application.
func judge(c azure.Credentials) agree.Judge {
	return func(t world.Token) (bool, string) {
		audience := t.Claims["aud"]
		if list, ok := audience.([]any); ok && len(list) == 1 {
			audience = list[0]
		}
		for key, one := range c.Ordinary {
			if t.Claims["iss"] == one.Issuer && audience == one.Audience && t.Claims["sub"] == one.Subject {
				return true, key
			}
		}
		for key, one := range c.Flexible {
			if t.Claims["iss"] != one.Issuer || audience != one.Audience {
				continue
			}
			ok, err := holds(one.Expression, t.Claims)
			if err != nil {
				return false, err.Error()
			}
			if ok {
				return true, key
			}
		}
		return false, "no credential matches"
	}
}

// holds evaluates claims['a'] eq 'x' and claims['b'] eq 'y'. It knows nothing
// else: matches has no documented anchoring, and nothing says how quotes are
// escaped.
func holds(expression string, claims map[string]any) (bool, error) {
	rest := expression
	for {
		var name, value string
		var err error
		if name, rest, err = quoted(rest, "claims['", "'] eq '"); err != nil {
			return false, err
		}
		if value, rest, err = quoted(rest, "", "'"); err != nil {
			return false, err
		}
		if claims[name] != value {
			return false, nil
		}
		if rest == "" {
			return true, nil
		}
		var more bool
		if rest, more = strings.CutPrefix(rest, " and "); !more {
			return false, fmt.Errorf("in %q: what follows is no and: %q", expression, rest)
		}
	}
}

// quoted takes what stands between two texts.
func quoted(s, before, after string) (inside, rest string, err error) {
	tail, ok := strings.CutPrefix(s, before)
	if !ok {
		return "", "", fmt.Errorf("%q does not begin with %q", s, before)
	}
	if inside, rest, ok = strings.Cut(tail, after); !ok {
		return "", "", fmt.Errorf("%q does not hold %q", s, after)
	}
	return inside, rest, nil
}
