package rotation

// How long each phase lasts.

import (
	"strconv"
	"strings"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// MaxKeys is the largest set that is published: Google takes no more in jwks_json
// (Google Cloud, workload identity federation, "Manage providers").
const MaxKeys = 8

// Settings are how an issuer's keys take turns.
type Settings struct {
	RotateEvery time.Duration // from when a key begins to sign until the next one does
	AnnounceFor time.Duration // how long a key is published before it signs
	RetainFor   time.Duration // how long a key stays published after it signed last

	TokenLifetime time.Duration // from a token's iat to its exp
	RPCache       time.Duration // how long a relying party may keep the set
	PublishDelay  time.Duration // from an apply until everybody can fetch its set
	SignerLag     time.Duration // from an apply until the platform signs with its key
	ClockSkew     time.Duration // how long after exp a relying party may take a token

	Algorithm string // of keys to be made
	RSABits   int    // likewise, 0 for keys that are not RSA
	KIDFormat string // likewise
}

// What holds where nothing is said.
const (
	RotateEvery  = 90 * 24 * time.Hour
	RPCache      = 24 * time.Hour // GitLab and self-hosted Semaphore let caches keep their keys for a day
	PublishDelay = time.Hour
	SignerLag    = time.Hour
	ClockSkew    = 5 * time.Minute
)

// MinAnnounceFor is how long a key has to be published before it signs: until
// nobody can hold a set without it any more.
func (s Settings) MinAnnounceFor() time.Duration { return s.RPCache + s.PublishDelay }

// MinRetainFor is how long a key has to stay published after its successor took
// over: until nobody can hold a token of it any more.
func (s Settings) MinRetainFor() time.Duration { return s.TokenLifetime + s.ClockSkew + s.SignerLag }

// Check notes durations that cannot work together, with the arithmetic.
func (s Settings) Check(problems *problem.List) {
	for _, d := range []struct {
		name string
		is   time.Duration
		zero bool
	}{
		{"rotate_every", s.RotateEvery, false},
		{"announce_for", s.AnnounceFor, true},
		{"retain_for", s.RetainFor, true},
		{"token_lifetime", s.TokenLifetime, false},
		{"rp_cache", s.RPCache, true},
		{"publish_delay", s.PublishDelay, true},
		{"signer_lag", s.SignerLag, true},
		{"clock_skew", s.ClockSkew, true},
	} {
		switch {
		case d.is < 0 || d.is == 0 && !d.zero:
			problems.Add(problem.BadValue, d.name, "a duration above zero is wanted", "")
		case d.is > maxDuration:
			problems.Add(problem.BadValue, d.name, "that is more than 50 years", "")
		}
	}
	if len(*problems) > 0 {
		return
	}
	if least := s.MinAnnounceFor(); s.AnnounceFor < least {
		problems.Add(problem.Conflict, "announce_for", "it is "+Text(s.AnnounceFor)+", and relying parties may hold a set without the new key for rp_cache + publish_delay = "+
			Text(s.RPCache)+" + "+Text(s.PublishDelay)+" = "+Text(least)+": they would refuse its first tokens", "Announce for "+Text(least)+" or longer")
	}
	if least := s.MinRetainFor(); s.RetainFor < least {
		problems.Add(problem.Conflict, "retain_for", "it is "+Text(s.RetainFor)+", and tokens of the old key may be presented for token_lifetime + clock_skew + signer_lag = "+
			Text(s.TokenLifetime)+" + "+Text(s.ClockSkew)+" + "+Text(s.SignerLag)+" = "+Text(least)+": the last of them would be refused", "Retain for "+Text(least)+" or longer")
	}
	if s.RotateEvery < s.AnnounceFor {
		problems.Add(problem.Conflict, "rotate_every", "it is "+Text(s.RotateEvery)+", shorter than announce_for = "+Text(s.AnnounceFor)+": the next key is announced when this one begins to sign, and could not take over in time", "Rotate every "+Text(s.AnnounceFor)+" or less often")
		return
	}
	retained := int((s.RetainFor + s.RotateEvery - 1) / s.RotateEvery)
	if all := retained + 2; all > MaxKeys {
		problems.Add(problem.Conflict, "retain_for", "it is "+Text(s.RetainFor)+", so with rotate_every = "+Text(s.RotateEvery)+" up to "+strconv.Itoa(retained)+" old keys would be published beside the one that signs and the announced one: "+
			strconv.Itoa(all)+" keys, and Google takes "+strconv.Itoa(MaxKeys), "Rotate less often, or retain for a shorter time")
	}
}

const maxDuration = 50 * 365 * 24 * time.Hour

// ParseDuration reads a duration as Go has it ("36h", "1h30m"), with days too:
// "90d", "1d12h".
func ParseDuration(text string) (time.Duration, bool) {
	days, rest, found := strings.Cut(text, "d")
	if !found {
		days, rest = "", text
	}
	var out time.Duration
	if found {
		n, err := strconv.ParseUint(days, 10, 16)
		if err != nil || days[0] == '+' {
			return 0, false
		}
		out = time.Duration(n) * 24 * time.Hour
		if rest == "" {
			return out, true
		}
	}
	more, err := time.ParseDuration(rest)
	if err != nil || found && (rest[0] < '0' || rest[0] > '9') {
		return 0, false
	}
	return out + more, out+more >= out
}

// Text is a duration as people write it, such as 25h or 1h30m.
func Text(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
