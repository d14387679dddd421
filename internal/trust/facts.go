package trust

// This file holds which facts about a platform count, and the refusals where a document
// would rest on one that does not.

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

func (c *compiler) verified(p *platform.Platform, fact string) bool {
	return p.Verified(fact) || slices.Contains(c.can.AcceptUnverified, fact)
}

// counts says which facts narrow a form: those that are verified, and the one that
// the form itself rests on.
func (c *compiler) counts(p *platform.Platform, f *platform.Form) func(fact string) bool {
	return func(fact string) bool { return fact == f.Fact || c.verified(p, fact) }
}

// takeOn is the way out where a document would rest on an unverified fact.
func takeOn(fact string) string {
	return "accept_unverified = [" + problem.Quote(fact) + "] takes the fact on, if you know better"
}

// doubts complains about values of which nobody knows how tokens show them.
func (c *compiler) doubts(p *platform.Platform, box Box, at string) {
	for _, name := range box.Variables(p) {
		v, _ := p.Variable(name)
		for _, g := range box[name] {
			if fact := v.Doubts(g); fact != "" && !c.verified(p, fact) {
				c.problems.Add(problem.Unverified, at, strings.ReplaceAll(name, "_", " ")+" "+problem.Quote(g)+" rests on the unverified fact "+fact+": "+strings.TrimSuffix(p.Facts[fact].Says, "."), "Leave it out; or "+takeOn(fact))
				return
			}
		}
	}
}
