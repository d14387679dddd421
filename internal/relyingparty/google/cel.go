package google

// CEL, written.

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// join drops doubles among the clauses of several grants.
func join(clauses []trust.Clause) []trust.Clause {
	var out []trust.Clause
	seen := map[string]bool{}
	for _, c := range clauses {
		if k := allOf(c); !seen[k] {
			seen[k] = true
			out = append(out, c)
		}
	}
	return out
}

// anyOf is the condition that holds for the tokens of some clause. The order is
// that of the texts.
func anyOf(clauses []trust.Clause) string {
	var parts []string
	for _, c := range clauses {
		parts = append(parts, allOf(c))
	}
	slices.Sort(parts)
	parts = slices.Compact(parts)
	if len(parts) == 1 {
		return parts[0]
	}
	return "(" + strings.Join(parts, ") || (") + ")"
}

// allOf is the condition of one clause. It is at least one comparison, since
// Google wants shared issuers' conditions to name a claim.
func allOf(c trust.Clause) string {
	var parts []string
	for _, a := range c.Atoms {
		anything := len(a.Any) == 1 && len(a.Any[0]) == 1 && a.Any[0][0].Kind == pattern.Star
		if anything || needsGuard(c.Platform, a.Claim) {
			parts = append(parts, guard(a.Claim))
		}
		if anything {
			continue
		}
		parts = append(parts, compare(a))
	}
	if len(parts) == 0 {
		parts = []string{"assertion.iss == " + quote(c.Issuer)}
	}
	return strings.Join(parts, " && ")
}

// compare is the condition on one claim that is there.
func compare(a trust.Atom) string {
	ref := claimRef(a.Claim)
	var exact, parts []string
	for _, s := range a.Any {
		text, literal := s.IsLiteral()
		switch {
		case a.Type == "bool":
			parts = append(parts, ref+" == "+text)
		case literal && a.Type == "list":
			parts = append(parts, quote(text)+" in "+ref)
		case literal:
			exact = append(exact, text)
		default:
			parts = append(parts, wild(ref, s))
		}
	}
	slices.Sort(exact)
	switch len(exact) {
	case 0:
	case 1:
		parts = append([]string{ref + " == " + quote(exact[0])}, parts...)
	default:
		for i := range exact {
			exact[i] = quote(exact[i])
		}
		parts = append([]string{ref + " in [" + strings.Join(exact, ", ") + "]"}, parts...)
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return "(" + strings.Join(parts, " || ") + ")"
}

// wild compares with a pattern: by startsWith where that says it, else by an
// anchored regular expression (CEL's matches is not anchored by itself). (?s)
// lets . match a line break, as * does.
func wild(ref string, s pattern.Seq) string {
	if len(s) == 2 && s[0].Kind == pattern.Lit && s[1].Kind == pattern.Star {
		return ref + ".startsWith(" + quote(s[0].Text) + ")"
	}
	var re strings.Builder
	for _, t := range s {
		switch t.Kind {
		case pattern.Lit:
			re.WriteString(regexp.QuoteMeta(t.Text))
		case pattern.Star:
			re.WriteString(".*")
		case pattern.Ones:
			fmt.Fprintf(&re, ".{%d}", t.N)
		}
	}
	return ref + ".matches(" + quote("^(?s:"+re.String()+")$") + ")"
}

// identifier reports whether a text is a name in CEL.
func identifier(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c != '_' && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// reserved words cannot follow a dot in every CEL implementation.
var reserved = []string{"as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop", "namespace", "null", "package", "return", "true", "var", "void", "while"}

// claimRef is how CEL names a claim: assertion.x, or by index where the name is
// no identifier.
func claimRef(claim string) string {
	if identifier(claim) && !slices.Contains(reserved, claim) {
		return "assertion." + claim
	}
	return "assertion[" + quote(claim) + "]"
}

// needsGuard reports whether a token can lack the claim and still have a
// google.subject; tokens without one are rejected before anything else counts.
func needsGuard(p *platform.Platform, claim string) bool {
	switch {
	case claim == "sub" || claim == p.GoogleSubject:
		return false
	case p.Switchable != "":
		return true
	}
	for _, f := range p.Forms {
		if _, ok := f.Claim(p.GoogleSubject); !ok {
			continue
		}
		if c, ok := f.Claim(claim); !ok || len(c.Absent) > 0 {
			return true
		}
	}
	return false
}

// guard is true when the claim is there: comparing a missing one is an error.
func guard(claim string) string {
	if ref := claimRef(claim); !strings.HasSuffix(ref, "]") {
		return "has(" + ref + ")"
	}
	return quote(claim) + " in assertion"
}

// quote spells a CEL string literal. Everything that could end it, and every
// character that does not print, is escaped.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for _, r := range s {
		switch {
		case r == '\'' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == ' ' || unicode.IsGraphic(r) && r != unicode.ReplacementChar && !unicode.Is(unicode.Zs, r):
			b.WriteRune(r)
		case r > 0xFFFF:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	b.WriteByte('\'')
	return b.String()
}
