package mint

// Users' texts in messages.

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// shown quotes a user's text for a message, unless it looks like a private key
// that was put into the wrong argument.
func shown(text string) string {
	if secret(text) {
		return "the value (not shown, since it looks like a key)"
	}
	return problem.Quote(text)
}

// discreet is a text that may repeat a user's, or nothing.
func discreet(text string) string {
	if secret(text) {
		return ""
	}
	return text
}

// secret reports marks of a PEM or of a private JWK, also quoted or in small
// letters.
func secret(text string) bool {
	small := strings.ToLower(text)
	for _, mark := range []string{"private key", "-----begin", `"d"`, `\"d\"`} {
		if strings.Contains(small, mark) {
			return true
		}
	}
	return false
}
