package lint

import (
	"iter"
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT022.

var _ = Add(Rule{
	Code: "CT022", Title: "No audience is asked for",
	Severity: Warning, Class: Open, Parties: []string{"aws", "google", "vault"},
	Why:    "A token that a job presents to somebody else can be presented here.",
	Fix:    "Ask for the audience that only this relying party's tokens have.",
	Source: "RFC 8725 section 3.9",
	Check:  On(sharedAudiences),
})

// othersOwn are audiences of those who are no relying party of ours.
func othersOwn(yield func(owner string, audiences []string) bool) {
	_ = yield("Sigstore", []string{"sigstore"}) && yield("PyPI", []string{"pypi"})
}

var owners = []iter.Seq2[string, []string]{othersOwn}

// Own says who has which audiences by convention: a token that has one was made for
// its owner. It is asked anew each time, since lists may grow.
func Own(more iter.Seq2[string, []string]) bool {
	owners = append(owners, more)
	return true
}

// ownerOf is whose audience it is by convention; as says when two audiences are the
// same, and known is the owner's.
func ownerOf(audience string, as func(a, known string) bool) (owner, known string) {
	for _, list := range owners {
		for owner, audiences := range list {
			if i := slices.IndexFunc(audiences, func(known string) bool { return as(audience, known) }); i >= 0 {
				return owner, audiences[i]
			}
		}
	}
	return "", ""
}

// sharedAudiences finds audiences that tokens for somebody else have.
func sharedAudiences(as Audiences) []Finding {
	var out []Finding
	as.each(func(at, a string) {
		if as.Issuer.noAudience(a) != "" {
			return
		}
		owner, _ := ownerOf(a, func(a, known string) bool { return a == known })
		switch {
		case owner != "" && owner != as.Party:
			out = append(out, Finding{At: at, Detail: "the audience " + problem.Quote(a) + " is that of tokens for " + owner + ": whoever is shown one can present it here"})
		case as.Issuer.platform != nil && as.Issuer.platform.Issuer.Audience.Kind == "default" && a == as.Issuer.platform.DefaultAudience(as.Issuer.settings):
			out = append(out, Finding{At: at, Milder: true, Detail: "the audience " + problem.Quote(a) + " is what " + as.Issuer.Title() + " gives to every token that asks for no other: whoever is shown one can present it here"})
		}
	})
	return out
}
