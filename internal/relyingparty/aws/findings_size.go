package aws

// Findings about the policy's length and characters.

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

const (
	defaultLength = 2048 // of a trust policy, unless quota L-C07B4B0D is raised
	maxClientID   = 255
)

// size is CT024, and CT018 for characters that IAM takes in no document.
func (r *reviewer) size() {
	n := characters(r.text)
	switch {
	case n > maxLength:
		r.add("CT024", "policy", false, fmt.Sprintf("the policy has %d characters without white space, and AWS takes at most %d", n, maxLength))
	case n > defaultLength:
		r.add("CT024", "policy", true, fmt.Sprintf("the policy has %d characters without white space; AWS allows %d unless quota L-C07B4B0D is raised, to %d at most", n, defaultLength, maxLength))
	case n >= warnFrom:
		r.add("CT024", "policy", true, fmt.Sprintf("the policy has %d characters without white space, which is close to the %d that AWS allows, and how it counts is not documented", n, defaultLength))
	}
	if found := outside.FindString(r.text); found != "" {
		r.add("CT018", "policy", false, "a policy document holds no character beyond U+00FF and no control character, and this one has "+problem.Quote(found))
	}
	for _, issuer := range slices.Sorted(maps.Keys(r.ClientIDs)) {
		ids := r.ClientIDs[issuer]
		at := "client_ids[" + problem.Quote(issuer) + "]"
		if len(ids) > maxClientIDs {
			r.add("CT024", at, false, "AWS takes at most "+strconv.Itoa(maxClientIDs)+" client ids for one OIDC provider, and there are "+strconv.Itoa(len(ids)))
		}
		if slices.ContainsFunc(ids, func(id string) bool { return id == "" || utf8.RuneCountInString(id) > maxClientID }) {
			r.add("CT024", at, false, "a client id has 1 to "+strconv.Itoa(maxClientID)+" characters")
		}
	}
}

// characters counts those of a JSON text without white space between its parts.
func characters(text string) int {
	n := 0
	quoted, escaped := false, false
	for _, c := range text {
		switch {
		case quoted:
			n++
			switch {
			case escaped:
				escaped = false
			case c == '\\':
				escaped = true
			case c == '"':
				quoted = false
			}
		case c == ' ', c == '\t', c == '\n', c == '\r':
		default:
			n++
			quoted = c == '"'
		}
	}
	return n
}
