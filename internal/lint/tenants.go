package lint

// Whether a document says whose jobs get in.

import (
	"slices"
	"strings"
)

// Tenant judges the claims that every token must have as the document says: when
// none of them says whose job it is, what is left is what jobs set themselves.
func (i Issuer) Tenant(at string, claims []string) (Finding, bool) {
	var weak []string
	for _, c := range claims {
		switch {
		case i.IdentifiesTenant(c):
			return Finding{}, false
		case c != "iss" && c != "aud" && !slices.Contains(weak, c):
			weak = append(weak, c)
		}
	}
	// A workflow without its caller has a rule of its own.
	if len(weak) == 0 || len(weak) == 1 && i.IsWorkflow(weak[0]) {
		return Finding{}, false
	}
	slices.Sort(weak)
	whose := "every project of the issuer"
	if i.Shared() {
		whose = "anybody with an account on the platform"
	}
	return Finding{Code: "CT013", At: at, Detail: "only " + strings.Join(weak, ", ") + " is asked for, which " + whose + " may have; nothing says whose job it is"}, true
}

// Restricts reports whether the text asks for is more than how all of its kind begin:
// startsWith('repo:') holds for everybody.
func (a Comparison) Restricts() bool {
	text := a.Text
	switch a.Operator {
	case Glob:
		if !strings.Contains(text, "*") {
			return text != ""
		}
		text, _, _ = strings.Cut(text, "*")
	case Begins:
	case Equal, Ends, Holds, Regexp:
		return true
	}
	if text == "" {
		return false
	}
	if a.Claim != "sub" {
		return true
	}
	_, rest, ok := strings.Cut(text, ":")
	return !ok || rest != ""
}
