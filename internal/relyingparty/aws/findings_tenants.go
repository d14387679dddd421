package aws

// Whether a statement says whose jobs get in.

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

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
func (v *sight) whose(s shape) (belonging, string) {
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

// openness judges what an Allow asks of tokens, as a whole.
func (r *reviewer) openness(s *statedRule) {
	if s.deny || !s.allows[assume] {
		return
	}
	for i := range s.views {
		v := &s.views[i]
		refused, checked := r.refused(s, v)
		if v.closed {
			continue // nobody gets in, and another rule says why
		}
		if checked && !refused {
			r.acceptedOpen(v)
		}
		r.onlyNegated(v)
		r.onlyChosen(s, v)
		r.workflows(v)
	}
}

// elsewhere reports whether a condition other than on the subject says whose job
// it is.
func (v *sight) elsewhere() bool {
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
func (v *sight) owned() bool {
	return slices.ContainsFunc(v.asks, func(a asked) bool {
		return a.claim == "sub" && a.restricts() && !slices.ContainsFunc(a.shapes, func(s shape) bool {
			b, _ := v.whose(s)
			return b != told
		})
	})
}

// acceptedOpen is CT019: AWS's check passes, and strangers may too.
func (r *reviewer) acceptedOpen(v *sight) {
	if v.elsewhere() || v.owned() {
		return
	}
	for i := range v.asks {
		a := &v.asks[i]
		if a.claim != "sub" && a.source != fromAudience || a.family != like || a.negated {
			continue
		}
		for j, s := range a.shapes {
			if s.text == starByte {
				continue // a condition that always holds
			}
			open := a.source == fromAudience && s.blank && v.wantsAudience()
			if a.claim == "sub" {
				b, _ := v.whose(s)
				open = b == anybodys
			}
			if open {
				r.add("CT019", a.at, v.issuer.Known() && !v.issuer.Shared(), problem.Quote(a.values[j].text)+" does not say whose token it is, and AWS's check of the policy does not mind")
				break
			}
		}
	}
}

// wantsAudience reports whether AWS's check is about the audience.
func (v *sight) wantsAudience() bool {
	return slices.Contains(controlled()[host(v.provider.issuer)], "aud")
}

// onlyNegated is CT026.
func (r *reviewer) onlyNegated(v *sight) {
	at := ""
	for i := range v.asks {
		a := &v.asks[i]
		switch {
		case a.audience(v):
		case a.restricts():
			return
		case at == "" && a.negated && a.family <= like && a.source != fromNothing:
			at = a.at
		}
	}
	if at != "" {
		r.add("CT026", at, false, "the statement says only what tokens of "+problem.Quote(v.provider.issuer)+" must not have, and lets all others in")
	}
}

// onlyChosen is CT013.
func (r *reviewer) onlyChosen(s *statedRule, v *sight) {
	var claims []string
	at, several, session := "", false, false
	for i := range v.asks {
		a := &v.asks[i]
		if a.audience(v) || !a.restricts() {
			continue
		}
		switch {
		case a.claim == "sub":
			b, key := told, ""
			for _, s := range a.shapes {
				if b, key = v.whose(s); b == byNature {
					break
				}
			}
			if b == anybodys {
				continue
			}
			if b != byNature {
				return
			}
			claims = append(claims, key)
		case a.lower == "sts:rolesessionname":
			session = true
		case a.source == fromText && !v.issuer.IdentifiesTenant(a.claim):
			claims = append(claims, a.claim)
		default:
			return
		}
		several = several || at != "" && at != a.at
		at = a.at
	}
	if several {
		at = conditionsAt(s.rule)
	}
	if claims == nil && session {
		r.add("CT013", at, false, "only sts:RoleSessionName is asked for, which whoever presents the token picks; nothing says whose job it is")
		return
	}
	if f, ok := v.issuer.Tenant(at, claims); ok && v.issuer.Known() {
		r.out = append(r.out, f)
	}
}

// workflows is CT029.
func (r *reviewer) workflows(v *sight) {
	owned, ident := v.elsewhere() || v.owned(), false
	var asks []lint.Comparison
	for i := range v.asks {
		a := &v.asks[i]
		if !a.restricts() || !a.text() {
			continue
		}
		if a.claim == "sub" {
			ident = ident || owned && !slices.ContainsFunc(a.shapes, func(s shape) bool { return !strings.Contains(s.text, "@") })
		} else {
			ident = ident || v.issuer.IdentifiesTenantByID(a.claim)
		}
		if a.claim == "sub" || v.issuer.IsWorkflow(a.claim) {
			asks = append(asks, a.texts()...)
		}
	}
	if !v.issuer.HasWorkflow() {
		return
	}
	for _, ask := range asks {
		r.out = append(r.out, v.issuer.Workflows([]lint.Comparison{ask}, owned, ident)...)
	}
}
