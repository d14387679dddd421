package rotation

// Which change is due, and when the next one is.

import (
	"slices"
	"strconv"
	"time"
)

// A Change is what one apply does.
type Change struct {
	Promote bool     // the standby signs, the signing key is retained, the next one is announced
	Retire  []string // kids of retained keys whose time is over
	Revoke  []string // kids of keys that are taken out now, whatever their phase
	Seen    bool     // the standby was seen in what is really published
	Unseen  bool     // it was seen before and is not there any more
	Remake  bool     // the next key is not what the settings ask for
	Date    bool     // the standby was announced by a clock that had gone back: its time counts from now
}

// None says whether there is nothing to do.
func (c Change) None() bool {
	return !c.Promote && !c.Seen && !c.Unseen && !c.Remake && !c.Date && len(c.Retire) == 0 && len(c.Revoke) == 0
}

// Inputs are what decides beside the state.
type Inputs struct {
	Now          time.Time // zero where no clock was read: nothing is due then
	Published    []string  // kids of what is really published
	PublishedSet bool      // whether Published was looked at
	Revoke       []string  // kids that the user revokes
}

// Due is what is to be done now. held says why a promotion whose time has come
// waits, "" where none does.
func (s *State) Due(set Settings, in Inputs) (c Change, held string) {
	if len(s.Keys) == 0 {
		return Change{}, ""
	}
	for _, kid := range in.Revoke {
		if s.has(kid) && !slices.Contains(c.Revoke, kid) {
			c.Revoke = append(c.Revoke, kid)
		}
	}
	slices.Sort(c.Revoke)
	revoked := func(k *Key) bool { return slices.Contains(c.Revoke, k.KID) }
	signing, standby := s.the(Signing), s.the(Standby)
	c.Remake = !revoked(&s.Next) && !set.fits(s.Next.Material)
	for i := range s.Keys {
		k := &s.Keys[i]
		if k.Phase == Retained && !revoked(k) && !in.Now.Before(k.Retained.Add(set.RetainFor)) {
			c.Retire = append(c.Retire, k.KID)
		}
	}
	if revoked(signing) || revoked(standby) {
		return c, ""
	}
	latest := s.Latest()
	if in.PublishedSet {
		seen := slices.Contains(in.Published, standby.KID)
		c.Seen = seen && standby.Published.IsZero() && (in.Now.IsZero() || !in.Now.Before(latest))
		c.Unseen = !seen && !standby.Published.IsZero()
	}
	c.Date = standby.Announced.IsZero() && !in.Now.Before(latest)
	if !in.Now.IsZero() && in.Now.Before(latest) {
		return c, "the clock reads " + stamp(in.Now) + ", which is before the last change on record, " + stamp(latest) + ": no key is taken into or out of use until then"
	}
	if in.Now.Before(signing.Signs.Add(set.RotateEvery)) {
		return c, ""
	}
	ready, out := standby.ready(set, in.PublishedSet)
	staying := len(s.Keys) - len(c.Retire)
	for _, kid := range c.Revoke {
		if kid != s.Next.KID {
			staying--
		}
	}
	switch {
	case c.Date:
		held = "when it was announced is not on record, for a clock had gone back then; it takes over announce_for from now"
	case in.PublishedSet && (c.Unseen || !out && !c.Seen):
		held = "it is not among published_kids: it would sign tokens that nobody can check. Publish jwks_json; it takes over announce_for after it was seen there"
	case c.Seen:
		held = "it was seen among published_kids just now, and takes over announce_for later"
	case in.Now.Before(ready):
		held = "it has not been published for announce_for yet; that is so at " + stamp(ready)
	case staying >= MaxKeys:
		held = "the set would have more than " + strconv.Itoa(MaxKeys) + " keys; it takes over when the oldest one is gone"
	case c.Remake || revoked(&s.Next):
		held = "the key to be announced after it has to be made anew first, for its settings have changed; plan again after this apply"
	default:
		c.Promote = true
		return c, ""
	}
	return c, held
}

// ready is when a standby may sign; false while that cannot be said.
func (k *Key) ready(set Settings, published bool) (time.Time, bool) {
	since := k.Announced
	if published {
		since = k.Published
	}
	return since.Add(set.AnnounceFor), !since.IsZero()
}

// NextChange is when something is due next by the clock alone; zero where that
// hangs on something else.
func (s *State) NextChange(set Settings, published bool) time.Time {
	var out time.Time
	sooner := func(t time.Time) {
		if out.IsZero() || t.Before(out) {
			out = t
		}
	}
	for _, k := range s.Keys {
		if k.Phase == Retained {
			sooner(k.Retained.Add(set.RetainFor))
		}
	}
	if signing, standby := s.the(Signing), s.the(Standby); signing != nil && standby != nil {
		if standby.Announced.IsZero() {
			sooner(s.Latest())
		}
		if ready, ok := standby.ready(set, published); ok {
			if turn := signing.Signs.Add(set.RotateEvery); turn.After(ready) {
				ready = turn
			}
			sooner(ready)
		}
	}
	return out
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
