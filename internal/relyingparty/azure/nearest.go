package azure

// Why a token is refused: what the nearest credential wants.

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// findings are what one credential says to a token: what differs, whether in
// case only, what leaves the rest open, and how near it is. nil collects nothing.
type findings struct {
	whys  []string
	more  bool // something differs in more than case
	open  string
	score int
}

// much is the weight of an equal issuer or subject.
const much = 1_000_000

// undecided says what leaves a credential open.
func undecided(c *credential, claims proof.Claims) string {
	var f findings
	c.compare(claims, &f)
	return c.name + ": " + f.open
}

// refusal is about the nearest credential.
func (d *Document) refusal(claims proof.Claims) string {
	var best *credential
	var nearest findings
	for i := range d.credentials {
		var f findings
		d.credentials[i].compare(claims, &f)
		if f.folded() {
			f.score = 10 * much
		}
		if best == nil || f.score > nearest.score {
			best, nearest = &d.credentials[i], f
		}
	}
	if best == nil {
		return "there is no federated credential"
	}
	code := "AADSTS700213: no matching federated identity record found for presented assertion subject " + subject(claims["sub"]) + "; nearest is "
	if nearest.folded() {
		code = "AADSTS7002138: no credential matches with case-sensitive comparison; with case-insensitive comparison matches "
	}
	return code + best.name + ": " + strings.Join(nearest.whys, "; ")
}

// folded reports whether all that differs differs in case only.
func (f *findings) folded() bool { return len(f.whys) > 0 && !f.more }

// leave says what is open.
func (f *findings) leave(open string) {
	if f != nil {
		f.open = open
	}
}

// same reports whether a claim is the wanted text.
func (f *findings) same(what string, v any, want string, weight int) bool {
	s, ok := v.(string)
	same := ok && s == want
	switch {
	case f == nil:
	case same:
		f.score += weight
	default:
		if ok {
			f.score += weight * relyingparty.Agree(s, want) / (len(want) + 1)
		}
		f.differ(what, v, want, ok && strings.EqualFold(s, want))
	}
	return same
}

// atom is what came of one atom of an expression.
func (f *findings) atom(a atom, v any, holds proof.Answer) {
	if f == nil {
		return
	}
	s, text := v.(string)
	switch holds {
	case proof.Yes:
	case proof.Unknown:
		f.open = a.unread + ": " + a.text()
		if !text {
			f.open = typeReason + ": " + a.claim
		}
	case proof.No:
		f.score--
		f.differ(a.op+" on "+a.claim, v, a.value, text && a.unread == "" && strings.EqualFold(s, a.value))
	}
}

func (f *findings) differ(what string, v any, want string, inCase bool) {
	f.whys = append(f.whys, what+" "+came(v, want))
	f.more = f.more || !inCase
}

func subject(v any) string {
	if s, ok := v.(string); ok {
		return problem.Quote(s)
	}
	return "(" + value.TypeOf(v) + ")"
}

// came shows what came, what was wanted and where they part.
func came(v any, want string) string {
	s, ok := v.(string)
	switch {
	case v == nil:
		return "is missing, wanted " + problem.Quote(want)
	case !ok:
		return "came " + relyingparty.Shown(v) + " (" + value.TypeOf(v) + "), wanted " + problem.Quote(want)
	}
	return "came " + problem.Quote(s) + ", wanted " + problem.Quote(want) + " (" + relyingparty.Parting(s, want, relyingparty.Agree(s, want)) + ")"
}
