package rotation

// A change, done.

import (
	"slices"
	"time"
)

// Apply does a change, or makes the first keys where there are none. at is when.
// Where that is before the last time on record, nobody knows when: the change
// counts as of then, and how long a key has been out is not counted yet. fresh
// makes a key.
func (s *State) Apply(c Change, at time.Time, fresh func() (Material, error)) (State, error) {
	out := at
	if latest := s.Latest(); at.Before(latest) {
		at, out = latest, time.Time{}
	}
	return s.apply(c, at, out, fresh)
}

// apply writes at down for what begins or ends, and published for what is put
// out.
func (s *State) apply(c Change, at, published time.Time, fresh func() (Material, error)) (State, error) {
	out := State{Serial: s.Serial, Revoked: slices.Concat(s.Revoked, c.Revoke)}
	slices.Sort(out.Revoked)
	out.Revoked = slices.Compact(out.Revoked)

	// Every role that a key has left is filled from the one behind it.
	var signing, standby, next *Key
	for _, k := range s.Keys {
		if slices.Contains(c.Revoke, k.KID) || slices.Contains(c.Retire, k.KID) {
			continue
		}
		switch {
		case k.Phase == Standby:
			standby = &k
		case k.Phase == Signing && !c.Promote:
			signing = &k
		case k.Phase == Signing:
			k.Phase, k.Retained, k.Material = Retained, at, k.public()
			out.Keys = append(out.Keys, k)
		default:
			out.Keys = append(out.Keys, k)
		}
	}
	if s.Next.Serial > 0 && !c.Remake && !slices.Contains(c.Revoke, s.Next.KID) {
		next = &s.Next
	}
	take := func(from ...**Key) (Key, error) {
		for _, p := range from {
			if *p != nil {
				k := **p
				*p = nil
				return k, nil
			}
		}
		made, err := fresh()
		out.Serial++
		return Key{Serial: out.Serial, Material: made}, err
	}
	var all [3]Key
	for i, from := range [3][]**Key{{&signing, &standby, &next}, {&standby, &next}, {&next}} {
		var err error
		if all[i], err = take(from...); err != nil {
			return State{}, err
		}
	}
	if k := &all[0]; k.Phase != Signing {
		k.Phase, k.Signs = Signing, at
		if k.Announced.IsZero() {
			k.Announced = at
		}
	}
	if k := &all[1]; k.Phase != Standby || c.Date {
		k.Phase, k.Announced = Standby, published
	}
	switch k := &all[1]; {
	case c.Seen:
		k.Published = published
	case c.Unseen:
		k.Published = time.Time{}
	}
	out.Keys = append(out.Keys, all[0], all[1])
	slices.SortFunc(out.Keys, func(a, b Key) int { return a.Serial - b.Serial })
	out.Next = all[2]
	return out, nil
}
