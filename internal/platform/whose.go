package platform

// This file answers whose word a claim is, for documents of any issuer.

import (
	"regexp"
	"slices"
)

// Whose names claims by what they tell of a job.
type Whose struct {
	Tenant []string `yaml:"tenant"` // in whose project it runs
	Person []string `yaml:"person"` // who caused it, the same in whatever project that person works
	Job    []string `yaml:"job"`    // what the job sets itself, on every platform that has the claim
}

// TenantKeys are the components of a subject that say whose job it is.
type TenantKeys struct {
	Names []string `yaml:"names"` // whose whole value says it
	Paths []string `yaml:"paths"` // of whose value the first part is enough
	// Begins is how subjects begin; none: everybody orders components of their own.
	Begins []string `yaml:"begins"`
	// Everywhere: at issuers of one's own too, where many owners have projects.
	Everywhere bool `yaml:"everywhere"`
}

// A Workflow is the claim that names the file of a reusable workflow, which jobs of
// other projects may call.
type Workflow struct {
	Claim string `yaml:"claim"`
	Fixed string `yaml:"fixed"` // RE2, of texts that never come to mean another file

	fixed *regexp.Regexp
}

// IsPersons reports whether the claim is about who caused a job, on some platform.
func IsPersons(claim string) bool {
	return slices.ContainsFunc(All(), func(p *Platform) bool { return slices.Contains(p.Whose.Person, claim) })
}

// IsJobs reports whether jobs set the claim themselves, on the platforms that have it.
func IsJobs(claim string) bool {
	return slices.ContainsFunc(All(), func(p *Platform) bool { return slices.Contains(p.Whose.Job, claim) })
}

// TenantKeysAt are the tenant keys of subjects at the issuer, if it signs for others too.
func (p *Platform) TenantKeysAt(issuer string) (TenantKeys, bool) {
	k := p.Subject.TenantKeys
	return k, len(k.Names)+len(k.Paths) > 0 && (k.Everywhere || p.Shared(issuer))
}

// checkWhose holds that what is said of claims is said of claims.
func (p *Platform) checkWhose(fail func(string, ...any)) {
	seen := map[string]bool{}
	for _, c := range slices.Concat(p.Whose.Tenant, p.Whose.Person, p.Whose.Job) {
		if !p.Names(c) || seen[c] {
			fail("whose: %q is no claim of any form, or is listed twice", c)
		}
		seen[c] = true
	}
	if w := p.Workflow; w.Claim != "" && (!p.Names(w.Claim) || w.Fixed == "") {
		fail("workflow: wants a claim of some form, and which of its texts are fixed")
	}
}

// Lasts reports whether the text will always mean the same file.
func (w Workflow) Lasts(text string) bool { return w.fixed.MatchString(text) }
