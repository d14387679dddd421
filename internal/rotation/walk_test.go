package rotation_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/rotation"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
)

// A walk is years of one issuer: applies that come on time, late, twice, with a
// clock that went back, from plans that were saved before, and uploads that fail.
type walk struct {
	t    *testing.T
	r    *rand.Rand
	set  rotation.Settings
	live bool // published_kids come of what is really published
	fail bool // uploads of the set may fail; only with live

	now    time.Time
	state  rotation.State
	log    []string
	sets   []version        // what is published, in the order of time
	signs  []span           // what the platform signs with, likewise
	revoke []string         // the user's list
	at     map[string]event // kid to what happened to it
}

type version struct {
	from time.Time
	kids []string
}

type span struct {
	from  time.Time
	kid   string
	hasty bool // took over because another was revoked
}

type event struct{ revoked time.Time }

func (w *walk) upTo(most time.Duration) time.Duration {
	if most <= 0 {
		return 0
	}
	return time.Duration(w.r.Int64N(int64(most) + 1))
}

func (w *walk) failf(format string, args ...any) {
	w.t.Helper()
	w.t.Fatalf("%s\n%s", fmt.Sprintf(format, args...), strings.Join(w.log[max(0, len(w.log)-12):], "\n"))
}

// settings are drawn so that they can work, often with nothing to spare.
func (w *walk) settings() {
	hours := func(most int) time.Duration { return time.Duration(w.r.IntN(most+1)) * time.Hour }
	s := rotation.Settings{
		TokenLifetime: time.Hour + hours(24), RPCache: hours(48), PublishDelay: hours(6), SignerLag: hours(6), ClockSkew: 5 * time.Minute,
		Algorithm: jwk.EdDSA, KIDFormat: jwk.KIDThumbprint,
	}
	slack := func() time.Duration { return hours(24) * time.Duration(w.r.IntN(2)) }
	s.AnnounceFor = max(s.MinAnnounceFor(), time.Hour) + slack()
	s.RetainFor = s.MinRetainFor() + slack()
	s.RotateEvery = max(s.AnnounceFor, (s.RetainFor+5)/6+1) + hours(24*90)*time.Duration(w.r.IntN(2))
	var problems problem.List
	if s.Check(&problems); len(problems) > 0 {
		w.failf("%+v: %v", s, problems.Strings())
	}
	w.set = s
}

// current are the kids that can be fetched at a time.
func (w *walk) current(at time.Time) []string {
	var out []string
	for _, v := range w.sets {
		if v.from.After(at) {
			break
		}
		out = v.kids
	}
	return out
}

// step is one apply of a plan that was made a while before, by a clock that may
// have gone back.
func (w *walk) step(planned time.Time, backward bool) {
	w.t.Helper()
	reading := planned
	if backward && len(w.state.Keys) > 0 {
		reading = w.recorded().Add(-w.upTo(1000 * time.Hour))
	}
	in := rotation.Inputs{Now: reading, Revoke: w.revoke, PublishedSet: w.live, Published: w.current(planned)}
	due := w.state.NextChange(w.set, w.live)
	c, held := w.state.Due(w.set, in)
	w.log = append(w.log, fmt.Sprintf("%s (reads %s): %+v %s", w.now.Format(time.RFC3339), reading.Format(time.RFC3339), c, held))
	first := len(w.state.Keys) == 0
	if !first && reading.Before(due) && !c.Seen && !c.Unseen && len(c.Revoke) == 0 && !c.None() {
		w.failf("something changes before it is due at %s", due)
	}
	record := w.now
	if backward {
		record = reading
	}
	if first || !c.None() {
		after, err := w.state.Apply(c, record, w.set.Make)
		if err != nil {
			w.failf("%v", err)
		}
		for _, kid := range c.Revoke {
			w.at[kid] = event{w.now}
		}
		w.compare(w.state, after, c)
		w.state = after
		if !first {
			// Whatever the clock, the same apply again has nothing left to do but look.
			in.Now = w.recorded()
			if again, _ := w.state.Due(w.set, in); again.Promote && w.set.AnnounceFor > 0 || len(again.Revoke) > 0 || again.Remake {
				w.failf("an apply that is repeated does more: %+v", again)
			}
		}
	}
	w.invariants()
	// The set and the platform's key are uploaded by every apply, changed or not.
	if !w.fail || w.r.IntN(3) > 0 {
		v := version{from: w.now.Add(w.upTo(w.set.PublishDelay))}
		if n := len(w.sets); n > 0 && w.sets[n-1].from.After(v.from) {
			v.from = w.sets[n-1].from
		}
		for _, k := range w.state.Keys {
			v.kids = append(v.kids, k.KID)
		}
		w.sets = append(w.sets, v)
	}
	signing := w.state.SigningKey()
	if n := len(w.signs); n == 0 || w.signs[n-1].kid != signing.KID {
		next := span{from: w.now.Add(w.upTo(w.set.SignerLag)), kid: signing.KID, hasty: !first && !c.Promote}
		if n > 0 && w.signs[n-1].from.After(next.from) {
			next.from = w.signs[n-1].from
		}
		w.signs = append(w.signs, next)
	}
}

// recorded is the last time on record.
func (w *walk) recorded() time.Time {
	var out time.Time
	for _, k := range w.state.Keys {
		for _, at := range []time.Time{k.Announced, k.Published, k.Signs, k.Retained} {
			if at.After(out) {
				out = at
			}
		}
	}
	return out
}

// compare holds that phases only go forward, one step for a key in an apply.
func (w *walk) compare(before, after rotation.State, c rotation.Change) {
	w.t.Helper()
	rank := map[rotation.Phase]int{"": 0, rotation.Standby: 1, rotation.Signing: 2, rotation.Retained: 3}
	old := map[int]rotation.Phase{}
	for _, k := range before.Keys {
		old[k.Serial] = k.Phase
	}
	now := map[int]rotation.Phase{}
	for _, k := range after.Keys {
		now[k.Serial] = k.Phase
		hasty := len(c.Revoke) > 1 || len(before.Keys) == 0 // the first keys, or two revoked at once
		if d := rank[k.Phase] - rank[old[k.Serial]]; d < 0 || d > 1 && !hasty {
			w.failf("key %d went from %q to %q", k.Serial, old[k.Serial], k.Phase)
		}
	}
	for _, k := range before.Keys {
		if _, kept := now[k.Serial]; !kept && k.Phase != rotation.Retained && !slices.Contains(c.Revoke, k.KID) {
			w.failf("key %d is gone and was %s", k.Serial, k.Phase)
		}
	}
}

// invariants hold in every state.
func (w *walk) invariants() {
	w.t.Helper()
	phases := map[rotation.Phase]int{}
	for _, k := range w.state.Keys {
		phases[k.Phase]++
		if (k.PrivatePEM != "") == (k.Phase == rotation.Retained) {
			w.failf("a %s key, private part: %v", k.Phase, (k.PrivatePEM != ""))
		}
		if !w.at[k.KID].revoked.IsZero() {
			w.failf("the revoked key %s is back", k.KID)
		}
	}
	if phases[rotation.Signing] != 1 || phases[rotation.Standby] != 1 || len(w.state.Keys) > rotation.MaxKeys || w.state.Next.PrivatePEM == "" {
		w.failf("phases %v, next %v", phases, w.state.Next)
	}
	if !w.at[w.state.Next.KID].revoked.IsZero() {
		w.failf("the next key is a revoked one")
	}
	w.semaphore()
}

// semaphore is the rule of self-hosted Semaphore, written down from its
// key_manager.ex, over the files of this state: with any cache time that it may
// be set to, now and in ten years, it signs with our key and publishes our set.
func (w *walk) semaphore() {
	w.t.Helper()
	type file struct {
		date int64
		kid  string
	}
	var files []file
	for _, k := range w.state.Keys {
		var date int64
		if n, err := fmt.Sscanf(k.FileName(), "%d.pem", &date); n != 1 || err != nil {
			w.failf("file %q", k.FileName())
		}
		files = append(files, file{date, k.KID})
		private, err := jwk.ParsePrivatePEM(k.FilePEM())
		if k.Phase == rotation.Retained {
			private, err = jwk.ParsePublicPEM(k.FilePEM())
		}
		if err != nil || private.KID() != k.KID {
			w.failf("file %q: %v", k.FileName(), err)
		}
	}
	slices.SortFunc(files, func(a, b file) int { return int(b.date - a.date) })
	for _, cache := range []int64{900, 86400, 30 * 86400} {
		for _, later := range []time.Duration{0, 24 * 365 * 10 * time.Hour} {
			now := w.now.Add(later).Unix()
			active := files[0]
			for _, f := range files {
				if f.date < now-3*cache {
					active = f
					break
				}
			}
			if signing := w.state.SigningKey(); active.kid != signing.KID {
				w.failf("Semaphore signs with %s, cache %d", active.kid, cache)
			}
			for _, f := range files {
				if f.date < active.date-3*cache {
					w.failf("Semaphore does not publish %s, cache %d", f.kid, cache)
				}
			}
		}
	}
}

// verify holds that every token verifies from when it is issued until it has
// expired, whatever set of the last rp_cache a relying party holds; simulate plays
// four kinds of them.
func (w *walk) verify() {
	w.t.Helper()
	began := w.sets[0].from
	for i, s := range w.signs {
		end := w.now
		if i+1 < len(w.signs) {
			end = w.signs[i+1].from
		}
		start, revoked := s.from, w.at[s.kid].revoked
		if start.Before(began) {
			start = began
		}
		last := end.Add(w.set.TokenLifetime + w.set.ClockSkew)
		if !revoked.IsZero() && last.After(revoked) {
			last = revoked
		}
		if last.After(w.now) {
			last = w.now
		}
		has := func(v version) bool { return slices.Contains(v.kids, s.kid) }
		published := time.Time{}
		if n := slices.IndexFunc(w.sets, has); n >= 0 {
			published = w.sets[n].from
		}
		if s.hasty && published.After(start) {
			start = published // nothing can be done about that: its forerunner was revoked
		}
		for j, v := range w.sets {
			until := w.now.Add(1)
			if j+1 < len(w.sets) {
				until = w.sets[j+1].from
			}
			if !until.After(v.from) {
				continue // nobody could fetch it
			}
			overlaps := func(from time.Time) bool { return v.from.Before(last) && until.After(from) }
			if overlaps(start) && !has(v) {
				w.failf("tokens of %s, signed %s to %s, are refused by who fetches between %s and %s", s.kid, start, end, v.from, until)
			}
			if !s.hasty && overlaps(start.Add(-w.set.RPCache)) && until.After(began) && !has(v) {
				w.failf("tokens of %s, signed %s to %s, are refused by who cached the set of %s to %s", s.kid, start, end, v.from, until)
			}
		}
		if i > 0 && !s.hasty && !s.from.Before(began) {
			if least := w.set.AnnounceFor - w.set.PublishDelay; published.IsZero() || s.from.Sub(published) < least {
				w.failf("%s signs at %s, published since %s, announce_for %s", s.kid, s.from, published, w.set.AnnounceFor)
			}
		}
	}
}

// TestWalk walks random issuers through years of applies.
func TestWalk(t *testing.T) {
	effort.Alone(t)
	t.Parallel()
	promotions, held, refused := 0, 0, 0
	for seed := range uint64(400) {
		w := &walk{t: t, r: rand.New(rand.NewPCG(seed, 1)), now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), at: map[string]event{}}
		w.settings()
		w.live = seed%2 == 0
		w.fail = seed%4 == 0
		revokes := seed%3 == 0
		w.step(w.now, false)
		for range 60 {
			before := w.now
			switch w.r.IntN(6) {
			case 0: // soon again, or at once
				w.now = w.now.Add(w.upTo(time.Hour) * time.Duration(w.r.IntN(2)))
			case 1: // when something is due, to the second
				if due := w.state.NextChange(w.set, w.live); due.After(w.now) {
					w.now = due
				}
			case 2: // a second too early
				if due := w.state.NextChange(w.set, w.live); due.After(w.now) {
					w.now = due.Add(-time.Second)
				}
			case 3: // much too late
				w.now = w.now.Add(w.upTo(3 * 365 * 24 * time.Hour))
			default:
				w.now = w.now.Add(w.upTo(2 * w.set.RotateEvery))
			}
			planned := w.now
			if w.r.IntN(4) == 0 { // a saved plan
				planned = before.Add(w.upTo(w.now.Sub(before)))
			}
			if revokes && w.r.IntN(10) == 0 {
				k := w.state.Keys[w.r.IntN(len(w.state.Keys))]
				w.revoke = append(w.revoke, k.KID)
				if w.r.IntN(3) == 0 {
					w.revoke = append(w.revoke, w.state.Next.KID, w.state.Keys[0].KID)
				}
			}
			w.step(planned, w.r.IntN(8) == 0)
		}
		w.verify()
		refused += w.simulate()
		promotions += len(w.signs) - 1
		held += strings.Count(strings.Join(w.log, "\n"), "among published_kids")
	}
	if t.Logf("%d promotions, %d held back, %d tokens of revoked keys refused", promotions, held, refused); promotions < 4000 || held < 50 || refused < 50 {
		t.Error("the walks do not go far")
	}
}
