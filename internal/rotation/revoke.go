package rotation

// What revoking keys leads to.

import (
	"slices"
)

// KIDs are the kids of all keys, the next one too.
func (s *State) KIDs() []string {
	var out []string
	for _, k := range append(slices.Clone(s.Keys), s.Next) {
		out = append(out, k.KID)
	}
	return out
}

// Unknown are those of the kids that no key has or was revoked with.
func (s *State) Unknown(kids []string) []string {
	var out []string
	for _, kid := range kids {
		if !s.has(kid) && !slices.Contains(s.Revoked, kid) {
			out = append(out, kid)
		}
	}
	return out
}

// Consequences say, of each key that a change revokes, which tokens die, who may
// still take them, and who signs now.
func (s *State) Consequences(set Settings, c Change, in Inputs) []string {
	var out []string
	for _, k := range append(slices.Clone(s.Keys), s.Next) {
		if !slices.Contains(c.Revoke, k.KID) {
			continue
		}
		text := k.Name() + " (" + k.KID + ")"
		switch k.Phase {
		case Signing:
			text += " signs until the platform has the new key: its tokens that have not expired die, those of the last " + Text(set.TokenLifetime) + " before that"
		case Retained:
			text += " signed until " + stamp(k.Retained) + ": its tokens that have not expired die, if there are any"
		case Standby:
			text += " was announced and has signed nothing: no token dies"
		default:
			text += " was never published: no token dies"
			out = append(out, text+". Another key is made in its place.")
			continue
		}
		text += ". Relying parties that keep key sets may take it for " + Text(set.RPCache) + " more (rp_cache), those with a set that was written down until somebody takes it out there; Vault and OpenBao forget a key that they have fetched only when they meet a kid that they do not know, the auth method's configuration is written again, or the server starts anew"
		if k.Phase == Signing {
			text += ". " + s.heir(set, c, in)
		}
		out = append(out, text+".")
	}
	return out
}

// heir says who signs in place of a revoked key.
func (s *State) heir(set Settings, c Change, in Inputs) string {
	standby := s.StandbyKey()
	if slices.Contains(c.Revoke, standby.KID) {
		return "The announced key is revoked too, so a key that nobody has seen signs now: relying parties that keep key sets may refuse its tokens for up to " + Text(set.MinAnnounceFor()) + " (rp_cache + publish_delay)"
	}
	text := standby.Name() + " (" + standby.KID + ") takes over"
	ready, ok := standby.ready(set, in.PublishedSet)
	if !ok {
		return text + ", and was not seen in what is published: until it is, its tokens are refused"
	}
	return text + ". It has been published for announce_for from " + stamp(ready) + " on: before that, relying parties that keep key sets may refuse its tokens"
}
