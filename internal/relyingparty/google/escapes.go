package google

// Backslashes in string literals.

import "strings"

// An escape is a backslash in a CEL string literal that is not raw, and what
// stands behind it.
type escape struct{ char byte }

func (e escape) text() string { return `\` + string(rune(e.char)) }

// odd reports an escape that CEL takes and that means something else than in a
// regular expression.
func (e escape) odd() bool { return strings.IndexByte(`abfv?`, e.char) >= 0 }

// wrong reports an escape that CEL does not take.
func (e escape) wrong() bool { return strings.IndexByte("abfnrtv?\\'\"`xXuU0123", e.char) < 0 }

// meanings says what odd escapes are.
func meanings(texts []string) []string {
	is := map[string]string{`\a`: "a bell", `\b`: "a backspace, no word boundary", `\f`: "a form feed", `\v`: "a vertical tab", `\?`: "a plain question mark"}
	var out []string
	for _, t := range texts {
		out = append(out, t+" is "+is[t])
	}
	return out
}

// escapes reads a CEL text as its lexer does: what is in comments, in raw strings
// and outside of strings has no escapes.
func escapes(text string) []escape {
	var out []escape
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case strings.HasPrefix(text[i:], "//"):
			n := strings.IndexByte(text[i:], '\n')
			if n < 0 {
				return out
			}
			i += n
		case c == '\'' || c == '"':
			quote := string(c)
			if long := strings.Repeat(quote, 3); strings.HasPrefix(text[i:], long) {
				quote = long
			}
			raw := i > 0 && (text[i-1] == 'r' || text[i-1] == 'R' || (text[i-1] == 'b' || text[i-1] == 'B') && i > 1 && (text[i-2] == 'r' || text[i-2] == 'R'))
			for i += len(quote); i < len(text) && !strings.HasPrefix(text[i:], quote); i++ {
				if text[i] == '\\' && !raw && i+1 < len(text) {
					i++
					out = append(out, escape{text[i]})
				}
			}
			i += len(quote) - 1
		}
	}
	return out
}

// escapeHint says how to write what CEL's parser stumbles over.
func escapeHint(text string) string {
	for _, e := range escapes(text) {
		if e.wrong() && e.char > ' ' && e.char < 0x7f {
			return `; a CEL string knows no escape ` + e.text() + `: double the backslash (\` + e.text() + `), or write a raw string, r'…'`
		}
	}
	return ""
}
