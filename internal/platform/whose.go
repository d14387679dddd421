package platform

import "slices"

// This file answers whose word a claim is, for documents of any issuer.

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
