package azure

import (
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Admits decides one token: a credential matches whose issuer, audience and
// subject are equal, or whose expression holds. A refusal is about the nearest
// credential.
func (d *Document) Admits(claims proof.Claims) proof.Decision {
	open := ""
	var best *credential
	var nearest finding
	for i := range d.credentials {
		c := &d.credentials[i]
		f := c.compare(claims, nil)
		switch {
		case !f.differs && f.open == "":
			return proof.Decision{Admitted: proof.Yes, Reason: c.name + " matches"}
		case !f.differs:
			if open == "" {
				open = c.name + ": " + f.open
			}
		case best == nil || f.score > nearest.score:
			best, nearest = c, f
		}
	}
	switch {
	case open != "":
		return proof.Decision{Admitted: proof.Unknown, Reason: open}
	case best == nil:
		return proof.Decision{Admitted: proof.No, Reason: "there is no federated credential"}
	}
	var whys []string
	best.compare(claims, func(what string, v any, want string) { whys = append(whys, what+" "+came(v, want)) })
	code := "AADSTS700213: no matching federated identity record found for presented assertion subject " + subject(claims["sub"]) + "; nearest is "
	if nearest.folded {
		code = "AADSTS7002138: no credential matches with case-sensitive comparison; with case-insensitive comparison matches "
	}
	return proof.Decision{Admitted: proof.No, Reason: code + best.name + ": " + strings.Join(whys, "; ")}
}

// A finding is what one credential says to a token: whether it differs, and in
// case only, what leaves the rest open, and how near it is.
type finding struct {
	differs bool
	folded  bool
	open    string
	score   int
}

// compare tells say, if there is one, what differs.
func (c *credential) compare(claims proof.Claims, say func(what string, v any, want string)) finding {
	f := finding{folded: true}
	differ := func(what string, v any, want string, inCase bool) {
		f.differs = true
		f.folded = f.folded && inCase
		if say != nil {
			say(what, v, want)
		}
	}
	match := func(what string, v any, want string, weight int) {
		s, ok := v.(string)
		if ok && s == want {
			f.score += weight
			return
		}
		if ok {
			f.score += weight * common(s, want) / (len(want) + 1)
		}
		differ(what, v, want, ok && strings.EqualFold(s, want))
	}
	const much = 1_000_000
	match("issuer", claims["iss"], c.issuer, much)
	aud := claims["aud"]
	if list, ok := aud.([]any); ok {
		for _, e := range list {
			if e == any(c.audience) {
				f.open, aud = severalReason, e
			}
		}
	}
	match("audience", aud, c.audience, much/1_000)
	switch {
	case !c.flexible:
		match("subject", claims["sub"], c.subject, much)
	case c.claims.unread != "":
		f.open = c.claims.unread
	default:
		for _, a := range c.claims.atoms {
			v := claims[a.claim]
			s, text := v.(string)
			switch a.holds(v) {
			case proof.Yes:
			case proof.Unknown:
				f.open = a.unread + ": " + a.text()
				if !text {
					f.open = typeReason + ": " + a.claim
				}
			case proof.No:
				f.score--
				differ(a.op+" on "+a.claim, v, a.value, text && a.unread == "" && strings.EqualFold(s, a.value))
			}
		}
	}
	if f.differs && f.folded {
		f.score = 10 * much
	}
	return f
}

func subject(v any) string {
	if s, ok := v.(string); ok {
		return problem.Quote(s)
	}
	return "(" + value.TypeOf(v) + ")"
}

// holds is the answer to one atom under all readings of its value.
func (a atom) holds(v any) proof.Answer {
	s, ok := v.(string)
	switch {
	case v == nil:
		return proof.No
	case !ok:
		return proof.Unknown
	}
	var readings []bool
	switch {
	case a.unread == "":
		readings = []bool{s == a.value}
	case a.unread == escapeReason:
		return proof.Unknown
	case a.op == "eq":
		readings = []bool{s == a.value, wild(a.value, s), wild("*"+a.value+"*", s)}
	default:
		readings = []bool{wild(a.value, s), wild("*"+a.value+"*", s)}
	}
	for _, r := range readings[1:] {
		if r != readings[0] {
			return proof.Unknown
		}
	}
	if readings[0] {
		return proof.Yes
	}
	return proof.No
}

// wild matches * and ? against a whole text, ? being one UTF-16 unit. It fills
// the textbook's table of prefixes, line by line.
func wild(glob, text string) bool {
	units := utf16.Encode([]rune(text))
	line := make([]bool, len(units)+1)
	line[0] = true
	for _, want := range utf16.Encode([]rune(glob)) {
		before := line[0]
		line[0] = before && want == '*'
		for i, u := range units {
			last := line[i+1]
			switch want {
			case '*':
				line[i+1] = last || line[i]
			case '?':
				line[i+1] = before
			default:
				line[i+1] = before && u == want
			}
			before = last
		}
	}
	return line[len(units)]
}

// came shows what came, what was wanted and where they part.
func came(v any, want string) string {
	s, ok := v.(string)
	switch {
	case v == nil:
		return "is missing, wanted " + problem.Quote(want)
	case !ok:
		text := relyingparty.JSON(v, "")
		const limit = 200
		if len(text) > limit {
			text = strings.ToValidUTF8(text[:limit], "") + "…"
		}
		return "came " + text + " (" + value.TypeOf(v) + "), wanted " + problem.Quote(want)
	}
	n := common(s, want)
	return "came " + problem.Quote(s) + ", wanted " + problem.Quote(want) + " (they differ from byte " + strconv.Itoa(n+1) + " on: " + shown(s[n:]) + ", wanted " + shown(want[n:]) + ")"
}

// common is the length of what both begin with, not inside a character.
func common(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	for n > 0 && (n < len(a) && a[n]&0xC0 == 0x80 || n < len(b) && b[n]&0xC0 == 0x80) {
		n--
	}
	return n
}
