package lint

import (
	"strings"
	"sync"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT043.

var _ = Add(Rule{
	Code: "CT043", Title: "A value that the claim never has",
	Severity: Error, Class: Never, Parties: []string{"google", "vault", "azure"},
	Why: "The claim looks otherwise in this platform's tokens, or is of another type: ids are strings, refs of GitHub are whole " +
		"and those of GitLab short, and no relying party converts a text to a number or bool.",
	Fix:    "Write the value as a job's token has it; the detail shows how it looks.",
	Source: "the platform's data; CEL language definition, equality; vault-plugin-auth-jwt claims.go",
	Check:  On(wrongValues),
})

func wrongValues(c Comparisons) []Finding {
	var out []Finding
	subjects := sync.OnceValue(c.Issuer.subjects)
	for _, a := range c.List {
		if c.Issuer.typo(a) != "" {
			continue // what is nearly right has a rule of its own
		}
		if detail := c.Issuer.never(a, subjects); detail != "" {
			out = append(out, Finding{At: a.At, Detail: detail})
		}
	}
	return out
}

// never says why the claim has a value in no token: another type, or a text that the
// platform does not make. It is empty where some token may have it.
func (i Issuer) never(a Comparison, subjects func() []platform.Template) string {
	typ := i.Type(a.Claim)
	if a.Type == "" && strings.Contains(a.Text, "*") && a.Operator != Regexp && a.Operator != Glob {
		return "" // a pattern where none is taken: another rule's
	}
	asked := a.Type
	if asked == "" {
		asked = "string"
	}
	shown := problem.Quote(a.Text)
	if a.Type != "" {
		shown = a.Text
	}
	switch {
	case a.Claim == "sub" || a.Claim == "iss":
		if asked != "string" {
			return a.Claim + " is compared with the " + asked + " " + shown + ", and it is a string in every token"
		}
		if a.Claim == "sub" && i.noSubject(a, subjects) {
			return shown + " is no subject that " + i.Title() + " makes"
		}
		return ""
	case typ == "" || typ == "list" && asked == "string":
		return ""
	case typ != asked:
		return "the claim " + problem.Quote(a.Claim) + " is a " + typ + " in tokens of " + i.Title() + ", and is compared with the " + asked + " " + shown + "; nothing is converted"
	case asked != "string" || i.fits(a):
		return ""
	}
	detail := shown + " is no value that the claim " + problem.Quote(a.Claim) + " has in tokens of " + i.Title() + ", where it looks like " + problem.Quote(i.looks(a.Claim))
	if a.Not {
		detail += "; keeping it out keeps nobody out"
	}
	return detail
}

// noSubject reports whether it is a whole subject that the platform does not make.
func (i Issuer) noSubject(a Comparison, subjects func() []platform.Template) bool {
	if i.platform == nil || a.Operator != Equal {
		return false
	}
	text, begins := a.Text, false
	if len(i.platform.Subject.Components) > 0 {
		// Everybody orders the components of their own: the first one is judged, if
		// it is that of most subjects.
		text, _, _ = strings.Cut(text, ":")
		first, _, _ := strings.Cut(strings.TrimPrefix(a.Text, text+":"), ":")
		text += ":" + first
	}
	for _, t := range subjects() {
		if i.matches(t, 0, text, new(int)) {
			return false
		}
		begins = begins || strings.HasPrefix(text, t.Lits[0])
	}
	return len(i.platform.Subject.Components) == 0 || begins
}
