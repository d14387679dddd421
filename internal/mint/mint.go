package mint

// What is asked for and what is made.

import (
	"slices"
	"strings"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A Request says which token is wanted. Null is the default of each value.
type Request struct {
	Platform         string
	Variables        value.V // an object: the job, and settings of its platform
	Claims           value.V // an object: claims that replace or join the job's; null takes one away
	Audiences        value.V // a list of strings
	Lifetime         value.V // a duration as Go writes it
	AcceptUnverified value.V // a list of ids of facts
	// Algorithm is what the token is going to be signed with; "" asks nothing.
	Algorithm string
	// Unchecked lets the claims be any.
	Unchecked bool
	Now       time.Time
}

// A Token is what a request makes.
type Token struct {
	Claims    string // JSON, names sorted
	Form      string
	Issuer    string     // of the job; the claims of an unchecked token may say another
	Subject   *string    // nil: none, or no text
	IssuedAt  *time.Time // nil: none, or no time
	ExpiresAt *time.Time
	// Assumptions are what was taken for granted about this token.
	Assumptions []string
}

// unchecked is the way out where nobody knows.
const unchecked = "With unchecked = true it is not asked"

// Make makes the claims of a token. known is false while something is known only
// after apply; what is known is checked all the same.
func Make(r Request) (token Token, known bool, problems problem.List) {
	p := platform.Find(r.Platform)
	if p == nil {
		problems.Add(problem.UnknownName, "platform", "there is no platform "+shown(r.Platform), value.Suggest(r.Platform, platform.Names()))
		return Token{}, false, problems
	}
	j := read(p, r.Variables, &problems)
	accepted := accept(p, r.AcceptUnverified, &problems)
	c := clock{now: r.Now.Truncate(time.Second), longest: Lifetime(p)}
	c.lifetime, c.given = lifetimeOf(r.Lifetime, p, &problems)
	if c.given && r.Claims.Attrs["exp"].Kind != value.Null {
		problems.Add(problem.Conflict, "lifetime", "claims.exp says when the token ends, too", "Leave one of them out")
	}
	if !r.Unchecked && r.Algorithm != "" && !slices.Contains(p.Issuer.Algorithms, r.Algorithm) {
		problems.Add(problem.BadValue, "algorithm", p.Title+" signs with "+strings.Join(p.Issuer.Algorithms, ", ")+", and this key is for "+r.Algorithm, "Take another key, or, for a token that the platform does not sign, unchecked = true")
	}
	later := j.partial || r.Claims.HasUnknown() || r.Audiences.HasUnknown() || r.Lifetime.Kind == value.Unknown || r.AcceptUnverified.HasUnknown()
	if len(problems) > 0 || later || !j.choose(&problems) {
		return Token{}, false, problems
	}
	audience := j.audience(r.Audiences, r.Unchecked, &problems)
	claims := j.mint(audience)
	c.stamp(claims, r.Claims)
	changed := put(claims, r.Claims, &problems)
	if len(problems) > 0 {
		return Token{}, false, problems
	}
	out := Token{Form: j.form.Name, Issuer: j.issuer}
	if !r.Unchecked {
		k := checker{explainer: explainer{job: j, accepted: accepted, claims: claims}, changed: changed, clock: c}
		out.Form, out.Assumptions = k.check(&problems)
	}
	text, err := value.Encode(claims)
	if err != nil {
		problems.Add(problem.BadValue, "claims", "they cannot be written as JSON", "")
	}
	if len(text) > maxClaims {
		problems.Add(problem.TooLong, "claims", "the token would be longer than any relying party takes", "")
	}
	out.Claims = text
	if sub, ok := claims["sub"].(string); ok {
		out.Subject = &sub
	}
	out.IssuedAt, out.ExpiresAt = timeOf(claims["iat"]), timeOf(claims["exp"])
	return out, len(problems) == 0, problems
}

// maxClaims is half of what package token reads: base64 and signature take a
// third.
const maxClaims = 32 << 10

func timeOf(v any) *time.Time {
	n, ok := seconds(v)
	if !ok {
		return nil
	}
	t := time.Unix(n, 0).UTC()
	return &t
}

// accept reads the ids of unverified facts that are taken on.
func accept(p *platform.Platform, v value.V, problems *problem.List) []string {
	var ids []string
	object := value.V{Kind: value.Map, Attrs: map[string]value.V{"accept_unverified": v}}
	var own problem.List
	r := value.Read(object, "", &own)
	if v.Kind == value.List && len(v.Elems) == 0 {
		return nil
	}
	ids, _ = r.Texts("accept_unverified")
	for _, id := range ids {
		if _, ok := p.Facts[id]; !ok {
			var known []string
			for name, f := range p.Facts {
				if f.Status == "unverified" {
					known = append(known, name)
				}
			}
			own.Add(problem.UnknownName, ".accept_unverified", p.Title+" has no fact "+shown(id), value.Suggest(id, known))
		}
	}
	for _, o := range own {
		o.Field = strings.TrimPrefix(o.Field, ".")
		*problems = append(*problems, o)
	}
	return ids
}

// audience is the claim aud: the given one as a text, several as a list, else the
// platform's.
func (j *job) audience(v value.V, unchecked bool, problems *problem.List) any {
	kind := j.p.Issuer.Audience.Kind
	parts := map[string]string{}
	for k, s := range j.settings {
		parts[k] = s
	}
	for k, s := range j.given {
		parts[k] = s
	}
	fixed := j.p.DefaultAudience(parts)
	if v.Kind == value.Null {
		if kind == "picked" {
			problems.Add(problem.Missing, "audiences", "the jobs of "+j.p.Title+" pick their audience, so there is no default", "Write [\"…\"] as the jobs have it")
		}
		return fixed
	}
	var own problem.List
	texts, places, _ := value.Read(value.V{Kind: value.Map, Attrs: map[string]value.V{"audiences": v}}, "", &own).Elements("audiences")
	for _, o := range own {
		o.Field = strings.TrimPrefix(o.Field, ".")
		*problems = append(*problems, o)
	}
	if len(own) > 0 {
		return nil
	}
	for i, a := range texts {
		switch {
		case a == "":
			problems.Add(problem.Empty, places[i], "the audience is empty", "")
		case kind == "fixed" && !unchecked && (a != fixed || len(texts) > 1):
			problems.Add(problem.BadAudience, places[i], "tokens of "+j.p.Title+" have the audience "+shown(fixed)+" and no other", "Leave audiences out")
		}
	}
	if len(texts) == 1 {
		return texts[0]
	}
	list := make([]any, 0, len(texts))
	for _, a := range texts {
		list = append(list, a)
	}
	return list
}
