package aws

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// This file says whether a statement asks whose job it is.

// A belonging is what a text on the subject says of whose job it is.
type belonging int

const (
	told     belonging = iota // whose it is, or no token's
	byNature                  // only what the job sets itself
	anybodys                  // nothing that a stranger's token could not have
)

// grammarOf is how the subjects of an issuer are made that signs for strangers too.
func grammarOf(i lint.Issuer) (platform.TenantKeys, bool) {
	if keys, ok := i.TenantKeys(); ok {
		return keys, true
	}
	keys, ok := ofIssuers().Subjects[host(i.URL)]
	return keys, ok
}

// whose reads a value on the subject, and names the component that the job sets.
func (v *view) whose(s shape) (belonging, string) {
	if !s.simple {
		return told, ""
	}
	if v.judged {
		parts := strings.Split(s.text, ":")
		for i := range parts[:len(parts)-1] {
			head := shape{text: parts[i+1]}.head()
			if slices.Contains(v.subject.Names, parts[i]) && head == parts[i+1] && head != "" || slices.Contains(v.subject.Paths, parts[i]) && strings.ContainsAny(head, "/@") {
				return told, ""
			}
		}
		head := s.head()
		if v.subject.Begins != nil && !slices.ContainsFunc(v.subject.Begins, func(f string) bool { return strings.HasPrefix(f, head) || strings.HasPrefix(head, f) }) {
			return told, "" // no token's
		}
		key, _, whole := strings.Cut(head, ":")
		switch {
		case whole && !slices.Contains(v.subject.Names, key) && !slices.Contains(v.subject.Paths, key):
			return byNature, key
		case s.wild:
			return anybodys, ""
		}
		return told, ""
	}
	if s.blank {
		return anybodys, ""
	}
	return told, ""
}

// elsewhere reports whether a condition other than on the subject says whose job
// it is.
func (v *view) elsewhere() bool {
	return slices.ContainsFunc(v.asks, func(a asked) bool {
		if a.claim == "sub" || a.audience(v) || !a.restricts() {
			return false
		}
		claim := a.source == fromText || a.source == fromDoubt
		return a.claim == tagsClaim || a.source == fromRoles || claim && v.issuer.IdentifiesTenant(a.claim)
	})
}

// owned reports whether all values of some condition on the subject say whose job
// it is: another one on it may be as loose as it likes.
func (v *view) owned() bool {
	return slices.ContainsFunc(v.asks, func(a asked) bool {
		return a.claim == "sub" && a.restricts() && !slices.ContainsFunc(a.shapes, func(s shape) bool {
			b, _ := v.whose(s)
			return b != told
		})
	})
}
