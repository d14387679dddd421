package rotation

// The keys on record and their phases.

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Phase is where a key stands in its life.
type Phase string

// The phases of published keys.
const (
	Standby  Phase = "standby"
	Signing  Phase = "signing"
	Retained Phase = "retained"
)

// A Key is a key and what is written down of it. Times that have not come are
// zero.
type Key struct {
	Serial    int // 1 for an issuer's first key; no two keys have the same
	Phase     Phase
	Announced time.Time // put into the published set
	Published time.Time // first seen in what is really published
	Signs     time.Time // began to sign
	Retained  time.Time // was followed by another

	Material // its public part only, once retained
}

// Name is what the key is called: k and its serial.
func (k *Key) Name() string { return "k" + strconv.Itoa(k.Serial) }

// A State is an issuer's keys. The zero value has none yet.
type State struct {
	Keys    []Key    // published, by serial: one signs, one is on standby, the others are retained
	Next    Key      // made, and in no published set
	Revoked []string // kids that never come back, sorted
	Serial  int      // of the newest key
}

// The finds a key by phase; nil where there is none.
func (s *State) the(p Phase) *Key {
	for i := range s.Keys {
		if s.Keys[i].Phase == p {
			return &s.Keys[i]
		}
	}
	return nil
}

// SigningKey is the key that signs.
func (s *State) SigningKey() Key { return *s.the(Signing) }

// StandbyKey is the key that is announced.
func (s *State) StandbyKey() Key { return *s.the(Standby) }

// Set is the published JWK set, in the order of the kids like any other of ours.
func (s *State) Set() string {
	keys := slices.Clone(s.Keys)
	slices.SortFunc(keys, func(a, b Key) int { return strings.Compare(a.KID, b.KID) })
	var texts []string
	for _, k := range keys {
		texts = append(texts, k.PublicJWK)
	}
	return `{"keys":[` + strings.Join(texts, ",") + `]}`
}

// Latest is the last time that was written down.
func (s *State) Latest() time.Time {
	var out time.Time
	for _, k := range s.Keys {
		for _, t := range []time.Time{k.Announced, k.Published, k.Signs, k.Retained} {
			if t.After(out) {
				out = t
			}
		}
	}
	return out
}

// has says whether one of the keys, the next one too, has the kid.
func (s *State) has(kid string) bool {
	return s.Next.KID == kid || slices.ContainsFunc(s.Keys, func(k Key) bool { return k.KID == kid })
}

// Whole says whether the state is one that Apply made.
func (s *State) Whole() bool {
	n := map[Phase]int{}
	for _, k := range s.Keys {
		n[k.Phase]++
	}
	return n[Signing] == 1 && n[Standby] == 1 && n[Signing]+n[Standby]+n[Retained] == len(s.Keys) && s.Next.Serial > 0
}

// Summary says what each published key does.
func (s *State) Summary() string {
	does := map[Phase]string{
		Signing: "signs", Standby: "is announced and signs next", Retained: "stays published until its last tokens have expired",
	}
	var texts []string
	for _, p := range []Phase{Signing, Standby, Retained} {
		for _, k := range s.Keys {
			if k.Phase == p {
				texts = append(texts, k.Name()+" ("+k.KID+") "+does[p])
			}
		}
	}
	return strings.Join(texts, "; ")
}
