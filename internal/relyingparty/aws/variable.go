package aws

// Policy variables in values.

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// A part of a wanted text: a fixed text, a wildcard, or a policy variable.
type part struct {
	pattern.Tok
	key      string // of a variable: the condition key, in lower case; empty otherwise
	fallback *string
}

// A wanted text is one value of a condition.
type wanted struct {
	text  string // as written
	parts []part // of the families for texts; equal kinds are not merged; * for what is in doubt
	doubt string // why nobody knows what it matches
}

const (
	unknownDollar = "AWS does not document a $ that begins no policy variable"
	escapedEquals = "AWS does not document ${*}, ${?} and ${$} outside StringLike"
	boolVariable  = "AWS's pages contradict each other on policy variables under Bool"
	numberText    = "AWS does not document how it turns this number into text"
)

// readWanted reads one value as the operator does. Policy variables are of
// version 2012-10-17 only.
func readWanted(text string, f family, variables bool) wanted {
	w := wanted{text: text}
	literal := func(s string) {
		if n := len(w.parts); n > 0 && w.parts[n-1].key == "" && w.parts[n-1].Kind == pattern.Lit {
			w.parts[n-1].Text += s
		} else if s != "" {
			w.parts = append(w.parts, part{Tok: pattern.Tok{Kind: pattern.Lit, Text: s}})
		}
	}
	if f == boolean && variables && strings.Contains(text, "${") {
		w.doubt = boolVariable
	}
	if f != equals && f != fold && f != like {
		return w
	}
	stops := ""
	if variables {
		stops = "$"
	}
	if f == like {
		stops += "*?"
	}
	open := func(why string) {
		w.doubt = why
		w.parts = append(w.parts, part{Tok: pattern.Tok{Kind: pattern.Star}})
	}
	for text != "" {
		i := strings.IndexAny(text, stops)
		if i < 0 {
			literal(text)
			break
		}
		literal(text[:i])
		rest := text[i+1:]
		switch text[i] {
		case '*':
			w.parts = append(w.parts, part{Tok: pattern.Tok{Kind: pattern.Star}})
		case '?':
			w.parts = append(w.parts, part{Tok: pattern.Tok{Kind: pattern.Ones, N: 1}})
		case '$':
			end := strings.IndexByte(text[i:], '}')
			if !strings.HasPrefix(rest, "{") {
				open(unknownDollar)
				break
			}
			if end < 0 {
				open(unknownDollar)
				return w
			}
			inner := text[i+2 : i+end]
			rest = text[i+end+1:]
			switch inner {
			case "*", "?", "$":
				if f != like {
					open(escapedEquals)
				} else {
					literal(inner)
				}
				text = rest
				continue
			}
			if v, ok := readVariable(inner); ok {
				w.parts = append(w.parts, v)
			} else {
				open(unknownDollar)
			}
		}
		text = rest
	}
	return w
}

// readVariable reads key or key, 'text'.
func readVariable(inner string) (part, bool) {
	key, fallback, has := strings.Cut(inner, ",")
	p := part{key: strings.ToLower(strings.TrimSpace(key))}
	if has {
		fallback = strings.TrimSpace(fallback)
		if len(fallback) < 2 || fallback[0] != '\'' || fallback[len(fallback)-1] != '\'' {
			return p, false
		}
		fallback = fallback[1 : len(fallback)-1]
		p.fallback = &fallback
	}
	return p, p.key != "" && !strings.ContainsAny(p.key, "'\"{$ \t\r\n")
}
