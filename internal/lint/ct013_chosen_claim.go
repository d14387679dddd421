package lint

import (
	"slices"
	"strings"
)

// This file is rule CT013.

var _ = Add(Rule{
	Code: "CT013", Title: "A claim that the job itself chooses",
	Severity: Warning, Class: Open,
	Why: "Whoever may write to the project sets it: an environment's name without protection, an actor, a workflow's name. As " +
		"the only thing that tells jobs apart it keeps nobody out.",
	Fix:    "Ask for the project and a protected ref as well.",
	Source: "GitHub docs, security hardening with OpenID Connect",
	Check:  On(chosenClaims),
})

// chosenClaims judges the claims that every token must have as the document says: when
// none of them says whose job it is, what is left is what jobs set themselves.
func chosenClaims(d Demands) []Finding {
	i := d.Issuer
	var weak []string
	for _, c := range d.Claims {
		switch {
		case i.IdentifiesTenant(c):
			return nil
		case c != "iss" && c != "aud" && !slices.Contains(weak, c):
			weak = append(weak, c)
		}
	}
	// A workflow without its caller has a rule of its own.
	if len(weak) == 0 || len(weak) == 1 && i.IsWorkflow(weak[0]) {
		return nil
	}
	slices.Sort(weak)
	whose := "every project of the issuer"
	if i.Shared() {
		whose = "anybody with an account on the platform"
	}
	return []Finding{{At: d.At, Detail: "only " + strings.Join(weak, ", ") + " is asked for, which " + whose + " may have; nothing says whose job it is"}}
}
