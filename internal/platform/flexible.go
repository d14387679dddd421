package platform

import (
	"regexp"
	"slices"
)

// This file holds what Microsoft Entra takes of a platform's tokens.

// An AzureFlexible says of which issuers Entra takes flexible credentials, and what they
// compare.
type AzureFlexible struct {
	Name    string              `yaml:"name"`    // as Microsoft names the platform
	Issuers string              `yaml:"issuers"` // RE2
	Known   []string            `yaml:"known"`   // the issuers in words
	Claims  map[string][]string `yaml:"claims"`  // claim → operators: eq, matches
	// Requires are claims of which one must be there beside sub.
	Requires []AzureClaims `yaml:"requires"`
	// Makes are the claims beside sub that the compiler compares, by eq; none: it makes no
	// flexible credentials for the platform.
	Makes  []string `yaml:"makes"`
	Source string   `yaml:"source"` // what all this was read from, and when

	issuers *regexp.Regexp
}

// AzureClaims are claims of which Entra wants one.
type AzureClaims struct {
	OneOf []string `yaml:"one_of"`
	// Beside: only where a value begins so.
	Beside string `yaml:"beside"`
}

// Takes reports whether Entra takes flexible credentials for the issuer.
func (a *AzureFlexible) Takes(issuer string) bool {
	return a.issuers != nil && a.issuers.MatchString(issuer)
}

// readFlexible compiles and checks it.
func (p *Platform) readFlexible(fail func(string, ...any)) {
	a := &p.AzureFlexible
	if a.Issuers == "" && len(a.Claims) == 0 {
		return
	}
	re, err := regexp.Compile(a.Issuers)
	if err != nil || a.Name == "" || len(a.Known) == 0 || a.Source == "" || a.Claims["sub"] == nil {
		fail("azure_flexible: wants a name, issuers also in words, a source and operators of sub (%v)", err)
	}
	a.issuers = re
	claims := slices.Clone(a.Makes)
	for claim, operators := range a.Claims {
		claims = append(claims, claim)
		for _, op := range operators {
			if op != "eq" && op != "matches" {
				fail("azure_flexible: no operator %q", op)
			}
		}
	}
	for _, r := range a.Requires {
		claims = append(claims, r.OneOf...)
	}
	for _, claim := range claims {
		if claim != "sub" && !p.Names(claim) || a.Claims[claim] == nil {
			fail("azure_flexible: %q is no claim of any form that is compared", claim)
		}
	}
}
