package platform

import "strings"

// This file names platforms in texts for people, so that no text lists them by hand.

// Titles lists the platforms for which something holds, as in "GitHub Actions,
// GitLab"; empty: none.
func Titles(holds func(*Platform) bool) string {
	var out []string
	for _, p := range All() {
		if holds(p) {
			out = append(out, p.Title)
		}
	}
	return strings.Join(out, ", ")
}

// AudienceIs is for Titles: who picks aud, as in Audience.Kind.
func AudienceIs(kind string) func(*Platform) bool {
	return func(p *Platform) bool { return p.Issuer.Audience.Kind == kind }
}
