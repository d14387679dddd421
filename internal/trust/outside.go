package trust

// This file holds whether a pattern asks for a value that a form's tokens cannot show.

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// outside reports that a sequence spells a value that a variable of the template
// cannot have in tokens of the form. It reads both from the left, as far as it is
// certain where the variables end; alphabets alone do not say that a host is not
// github.com.
func (x *clauseBuilder) outside(s pattern.Seq, f *platform.Form, t platform.Template) bool {
	if x.outsideAnywhere(s, f, t) {
		return true
	}
	if len(t.Vars) == 1 && t.Lits[0] == "" && t.Lits[1] == "" {
		return !f.Meets(t.Vars[0], s, x.counts(f))
	}
	r := reader{s, 0}
	for i, v := range t.Vars {
		switch r.literal(t.Lits[i]) {
		case no:
			return true
		case lost:
			return false
		case yes, some:
		}
		domain := x.p.Domain(v, x.d.Settings)
		var value string
		var told answer
		switch {
		case domain.Width > 0:
			value, told = r.take(domain.Width)
		case t.Lits[i+1] == "" && i+1 == len(t.Vars):
			value, told = r.rest()
		case t.Lits[i+1] != "" && !domain.Has(rune(t.Lits[i+1][0])):
			value, told = r.until(t.Lits[i+1][0])
		default:
			return false
		}
		switch told {
		case no:
			return true
		case lost:
			return false
		case some:
		case yes:
			if !domain.Holds(value) || !f.Meets(v, pattern.Literal(value), x.counts(f)) {
				return true
			}
		}
	}
	return false
}

// outsideAnywhere is outside for templates with a character between the variables
// that none of them can hold. Where the sequence has it as often, its wildcards
// hold none of it, so the parts between are the template's parts.
func (x *clauseBuilder) outsideAnywhere(s pattern.Seq, f *platform.Form, t platform.Template) bool {
	if len(f.Where) == 0 || len(t.Vars) < 2 || t.Lits[1] == "" {
		return false
	}
	const separator = ':'
	texts := strings.Join(t.Lits, "")
	if slices.ContainsFunc(t.Vars, func(v string) bool { return x.p.Domain(v, x.d.Settings).Has(separator) }) {
		return false
	}
	parts := []pattern.Seq{nil}
	for _, tok := range s {
		if tok.Kind != pattern.Lit {
			parts[len(parts)-1] = parts[len(parts)-1].Append(tok)
			continue
		}
		for i, text := range strings.Split(tok.Text, string(separator)) {
			if i > 0 {
				parts = append(parts, nil)
			}
			parts[len(parts)-1] = parts[len(parts)-1].Append(pattern.Tok{Kind: pattern.Lit, Text: text})
		}
	}
	if len(parts) != strings.Count(texts, string(separator))+1 {
		return false
	}
	at := 0 // the part in which the variable stands
	for i, v := range t.Vars {
		at += strings.Count(t.Lits[i], string(separator))
		alone := strings.HasSuffix(t.Lits[i], string(separator)) && (t.Lits[i+1] == "" && i+1 == len(t.Vars) || strings.HasPrefix(t.Lits[i+1], string(separator)))
		if alone && !f.Meets(v, parts[at], x.counts(f)) {
			return true
		}
	}
	return false
}
