package relyingparty

// Where two texts part, for messages.

import (
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// Agree is how many bytes two texts have in common at their beginning, not
// ending inside a character.
func Agree(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	for n > 0 && (inside(a, n) || inside(b, n)) {
		n--
	}
	return n
}

// inside reports whether a text is cut inside a character at n.
func inside(s string, n int) bool { return n < len(s) && s[n]&0xC0 == 0x80 }

// Parting says where the text that came and the wanted one differ: behind the
// first n bytes.
func Parting(came, wanted string, n int) string {
	return "they differ from byte " + strconv.Itoa(n+1) + " on: " + Excerpt(came[min(n, len(came)):]) + ", wanted " + Excerpt(wanted[min(n, len(wanted)):])
}

// Excerpt quotes the beginning of what is left of a text.
func Excerpt(rest string) string {
	const most = 24 // bytes
	switch {
	case rest == "":
		return "the end"
	case len(rest) > most:
		return problem.Quote(strings.ToValidUTF8(rest[:most], "")) + "…"
	}
	return problem.Quote(rest)
}

// First is the first n characters of a text, and whether there are more.
func First(n int, of string) (text string, more bool) {
	for i := range of {
		if n == 0 {
			return of[:i], true
		}
		n--
	}
	return of, false
}

// Shown is a claim's value as JSON, and not too long.
func Shown(v any) string {
	const most = 200 // bytes
	text := JSON(v, "")
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}
