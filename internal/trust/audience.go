package trust

// This file holds what can be an audience.

import (
	"fmt"
	"strings"
)

// CheckAudience says why a text cannot be an audience, or "".
func CheckAudience(a string) string {
	const limit = 255 // AWS's client id is the shortest of the relying parties' limits
	switch {
	case strings.TrimSpace(a) != a || a == "":
		return "is empty or begins or ends with white space"
	case len(a) > limit:
		return fmt.Sprintf("is longer than %d bytes", limit)
	case strings.ContainsFunc(a, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return "holds a control character"
	}
	return ""
}
