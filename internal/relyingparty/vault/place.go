package vault

// Where a role looks for a claim.

import (
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// A place is where a role looks for a claim: a top-level name, and behind it
// the parts of a JSON pointer.
type place struct {
	text string // as the role says it
	key  string
	rest []string
}

// at reads a claim's name: with a leading slash it is a JSON pointer, where the
// field knows pointers.
func at(text string, pointer bool) place {
	if !pointer || !strings.HasPrefix(text, "/") {
		return place{text: text, key: text}
	}
	parts := strings.Split(text[1:], "/")
	for i, p := range parts {
		parts[i] = strings.ReplaceAll(strings.ReplaceAll(p, "~1", "/"), "~0", "~")
	}
	return place{text, parts[0], parts[1:]}
}

// find is the claim's value; nil is missing.
func (p place) find(claims proof.Claims) any {
	v := claims[p.key]
	for _, part := range p.rest {
		switch inside := v.(type) {
		case map[string]any:
			v = inside[part]
		case []any:
			i, ok := index(part)
			if !ok || i >= int64(len(inside)) {
				return nil
			}
			v = inside[i]
		default:
			return nil
		}
	}
	return v
}

// index reads a list's index as Vault's pointers do: any Go integer, and an
// empty text for zero.
func index(part string) (int64, bool) {
	if part == "" {
		return 0, true
	}
	i, err := strconv.ParseInt(part, 0, 64)
	return i, err == nil && i >= 0
}
