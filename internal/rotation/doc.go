// Package rotation decides when an issuer's keys take turns.
//
// One key signs. One more is always announced: it stands in the published JWK set
// for as long as relying parties may keep an older one, before it signs anything.
// Keys that have signed stay published until the last of their tokens has expired,
// and are gone then. A further key is made ahead and not published, so that the
// set that the next change publishes is known before it happens.
//
//	next ──▶ standby ──▶ signing ──▶ retained ──▶ gone
//	made     published,   signs       published,
//	         announced                its private part is forgotten
//
// Nothing here reads a clock or opens a connection. Due says what is due at a time,
// Apply does exactly that and writes down when; the times that are written down
// never go back, so that a clock that does changes nothing.
package rotation
