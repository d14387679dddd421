package rotation_test

import (
	"slices"
	"time"
)

// A party is a relying party as far as keys go: it takes a token of a key or not.
// Tokens are presented in the order of time.
type party struct {
	name    string
	expires time.Duration // how long it keeps a set; 0: for ever
	refetch bool          // whether a kid that it does not know makes it look again
	static  bool          // whether somebody writes the set down for it

	held    []string
	fetched time.Time
}

// takes says whether the party takes a token of the key now.
func (p *party) takes(kid string, at time.Time, current []string) bool {
	stale := p.expires > 0 && !at.Before(p.fetched.Add(p.expires))
	if p.static || p.fetched.IsZero() || stale || p.refetch && !slices.Contains(p.held, kid) {
		p.held, p.fetched = current, at
	}
	return slices.Contains(p.held, kid)
}

// parties are one of each kind, and some that began to look at another time.
func (w *walk) parties() []*party {
	out := []*party{
		{name: "one that looks again when it does not know a kid", expires: max(w.set.RPCache, 1), refetch: true},
		{name: "one that never forgets, as Vault", refetch: true},
		{name: "one with a set that is written down", static: true},
	}
	for range 3 {
		out = append(out, &party{name: "one that keeps a set for rp_cache", expires: max(w.set.RPCache, 1)})
	}
	return out
}

// A presented token.
type presented struct {
	kid string
	at  time.Time
}

// tokens are presented when they are new and when they are about to expire, at
// the edges of each key's time and in the midst of it; those of a revoked key
// afterwards, too.
func (w *walk) tokens() []presented {
	var out []presented
	for i, s := range w.signs {
		end := w.now
		if i+1 < len(w.signs) {
			end = w.signs[i+1].from
		}
		for _, issued := range []time.Time{s.from, s.from.Add(w.upTo(end.Sub(s.from))), end} {
			for _, age := range []time.Duration{0, w.upTo(w.set.TokenLifetime), w.set.TokenLifetime + w.set.ClockSkew - 1} {
				out = append(out, presented{s.kid, issued.Add(age)})
			}
		}
		if at := w.at[s.kid].revoked; !at.IsZero() {
			out = append(out, presented{s.kid, at.Add(w.set.PublishDelay + w.set.RPCache + 1 + w.upTo(time.Hour))})
		}
	}
	out = slices.DeleteFunc(out, func(p presented) bool { return p.at.After(w.now) || p.at.Before(w.sets[0].from) })
	slices.SortStableFunc(out, func(a, b presented) int { return a.at.Compare(b.at) })
	return out
}

// simulate presents tokens to the parties. Each takes every token that has not
// expired, of a key that is not revoked; and none but those that never forget
// takes one of a revoked key when the sets of before are gone.
func (w *walk) simulate() (refused int) {
	w.t.Helper()
	tokens := w.tokens()
	for _, p := range w.parties() {
		for _, token := range tokens {
			if w.r.IntN(3) == 0 {
				continue // not every token goes to everybody
			}
			current := w.current(token.at)
			takes := p.takes(token.kid, token.at, current)
			revoked := w.at[token.kid].revoked
			switch {
			case !revoked.IsZero() && token.at.After(revoked):
				if gone := w.gone(token.kid); takes && (p.static || p.expires > 0) && !gone.IsZero() && token.at.After(gone.Add(p.expires)) {
					w.failf("%s takes a token of the revoked key %s, %s after that", p.name, token.kid, token.at.Sub(revoked))
				}
				if !takes {
					refused++
				}
			case !takes && !w.hasty(token):
				w.failf("%s refuses a token of %s at %s", p.name, token.kid, token.at)
			}
		}
	}
	return refused
}

// gone is when the last set with the kid was followed by one without it, zero
// while there is none.
func (w *walk) gone(kid string) time.Time {
	var out time.Time
	for _, v := range w.sets {
		switch {
		case slices.Contains(v.kids, kid):
			out = time.Time{}
		case out.IsZero():
			out = v.from
		}
	}
	return out
}

// hasty says whether a token is of a key that took over because another was
// revoked, and was not out for long enough then.
func (w *walk) hasty(token presented) bool {
	for _, s := range w.signs {
		if s.kid != token.kid || !s.hasty {
			continue
		}
		n := slices.IndexFunc(w.sets, func(v version) bool { return slices.Contains(v.kids, s.kid) })
		return n < 0 || token.at.Before(w.sets[n].from.Add(w.set.RPCache+1))
	}
	return false
}
