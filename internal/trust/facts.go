package trust

// This file holds which facts about a platform count, and the refusals where a
// document would rest on one that does not.

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

func (c *compiler) verified(fact string) bool {
	return c.p.Verified(fact) || slices.Contains(c.can.AcceptUnverified, fact)
}

// counts says which facts narrow a form: those that are verified, and the one that
// the form itself rests on.
func (c *compiler) counts(f *platform.Form) func(fact string) bool {
	return func(fact string) bool { return fact == f.Fact || c.verified(fact) }
}

// takeOn is the way out where a document would rest on an unverified fact.
func takeOn(fact string) string {
	return "accept_unverified = [" + problem.Quote(fact) + "] takes the fact on, if you know better"
}

// rests is the refusal of something that rests on an unverified fact.
func (c *compiler) rests(what, fact, fix string) problem.List {
	var problems problem.List
	problems.Add(problem.Unverified, c.at, what+" rests on the unverified fact "+fact+": "+strings.TrimSuffix(c.p.Facts[fact].Says, "."), fix+takeOn(fact))
	return problems
}

// unknownHost complains about a host at which nobody knows what tokens look like.
func (c *compiler) unknownHost() problem.List {
	k := c.p.Issuer.Known
	if host := c.d.Settings[k.Setting]; k.Setting != "" && host != "" && host != k.Value && !c.verified(k.Fact) {
		return c.rests(c.p.Title+" at "+problem.Quote(host), k.Fact, "")
	}
	return nil
}

// doubts complains about values of which nobody knows how tokens show them.
func (c *compiler) doubts(box Box) problem.List {
	for _, name := range box.Variables(c.p) {
		v, _ := c.p.Variable(name)
		for _, g := range box[name] {
			if fact := v.Doubts(g); fact != "" && !c.verified(fact) {
				return c.rests(strings.ReplaceAll(name, "_", " ")+" "+problem.Quote(g), fact, "Leave it out; or ")
			}
		}
	}
	return nil
}
