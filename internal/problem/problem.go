// Package problem holds every complaint the engine can make to a user: a code
// that stays the same between releases, the place, what was seen, and the way
// out. It knows nothing of Terraform; package tfx turns problems into
// diagnostics and function errors.
package problem

import (
	"slices"
	"strconv"
	"strings"
)

// A Problem is one complaint. The zero value is not a valid problem.
type Problem struct {
	Code   Code
	Field  string   // the path as the user wrote it, such as filters.branches[0]; may be empty
	Reason string   // what was seen and which rule it breaks: one or two sentences without a final full stop
	Fix    string   // what to write instead; a sentence without a final full stop; may be empty
	Lines  []string // tokens or patterns shown below the text, one a line, indented by two spaces
}

// String is the whole text: code, place, reason, way out, without a final full
// stop (Terraform adds one to function errors).
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(string(p.Code))
	if p.Field != "" {
		b.WriteString(" " + p.Field)
	}
	b.WriteString(": " + p.Reason)
	if p.Fix != "" {
		b.WriteString(". " + p.Fix)
	}
	for _, l := range p.Lines {
		b.WriteString("\n  " + l)
	}
	return b.String()
}

// A List collects problems. The zero value is empty and ready to use.
type List []Problem

// Add appends a problem.
func (l *List) Add(code Code, field, reason, fix string, lines ...string) {
	*l = append(*l, Problem{code, field, reason, fix, lines})
}

// Sorted returns the problems ordered by place and code, each once, so that the
// same input gives the same text on every run.
func (l List) Sorted() List {
	out := slices.Clone(l)
	slices.SortStableFunc(out, func(a, b Problem) int {
		if c := compareField(a.Field, b.Field); c != 0 {
			return c
		}
		if c := strings.Compare(string(a.Code), string(b.Code)); c != 0 {
			return c
		}
		return strings.Compare(a.String(), b.String())
	})
	return slices.CompactFunc(out, func(a, b Problem) bool { return a.String() == b.String() })
}

// maxShown bounds how many problems one text holds: a list of 5,000 bad
// branches must not print 5,000 lines. Ten fill a screen.
const maxShown = 10

// Text is all problems in one text, for places that take only one message.
func (l List) Text(name string) string {
	sorted := l.Sorted()
	var parts []string
	for i, p := range sorted {
		if i == maxShown {
			parts = append(parts, "and "+strconv.Itoa(len(sorted)-maxShown)+" more")
			break
		}
		parts = append(parts, p.String())
	}
	text := strings.Join(parts, "\n")
	if name != "" {
		text += "\n(in the description named " + Quote(name) + ")"
	}
	return text
}

// Strings returns each problem's text, sorted.
func (l List) Strings() []string {
	out := make([]string, 0, len(l))
	for _, p := range l.Sorted() {
		out = append(out, p.String())
	}
	return out
}

// Quote shows a user's text on one line: quoted, control characters escaped,
// cut at 120 bytes so that a hostile value cannot flood the terminal. A value
// that looks like a private key or a token, put into the wrong place, is not
// shown.
func Quote(s string) string {
	const limit = 120
	if Credential(s) {
		return "a value of " + strconv.Itoa(len(s)) + " bytes (not shown: it looks like a private key or a token)"
	}
	if len(s) > limit {
		cut := limit
		for cut > 0 && s[cut]&0xC0 == 0x80 { // not inside a UTF-8 sequence
			cut--
		}
		return strconv.Quote(s[:cut]) + "… (" + strconv.Itoa(len(s)) + " bytes)"
	}
	return strconv.Quote(s)
}

// Credential reports the marks of a PEM with a private key, of a private JWK, as
// it is or quoted, and of a signed token.
func Credential(s string) bool {
	if strings.Contains(s, "PRIVATE KEY") {
		return true
	}
	if strings.Contains(s, "kty") {
		bare := strings.ReplaceAll(s, `\`, "")
		if strings.Contains(bare, `"kty"`) && (strings.Contains(bare, `"d"`) || strings.Contains(bare, `"k"`)) {
			return true
		}
	}
	at := strings.Index(s, "eyJ") // base64url of {"
	return at >= 0 && strings.Count(s[at:], ".") >= 2 && strings.Contains(s[at+1:], ".eyJ")
}

// QuoteAll joins quoted values with commas, at most eight of them.
func QuoteAll(vs []string) string {
	const limit = 8
	var q []string
	for i, v := range vs {
		if i == limit {
			q = append(q, "… ("+strconv.Itoa(len(vs))+" in all)")
			break
		}
		q = append(q, Quote(v))
	}
	return strings.Join(q, ", ")
}

// compareField orders paths so that branches[2] stands before branches[10].
func compareField(a, b string) int {
	pa, na := splitIndex(a)
	pb, nb := splitIndex(b)
	if pa != pb {
		return strings.Compare(a, b)
	}
	return na - nb
}

func splitIndex(s string) (prefix string, index int) {
	if i := strings.LastIndexByte(s, '['); i >= 0 && strings.HasSuffix(s, "]") {
		if n, err := strconv.Atoi(s[i+1 : len(s)-1]); err == nil {
			return s[:i], n
		}
	}
	return s, -1
}
