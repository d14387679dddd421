package aws

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT024 in AWS's terms.

var _ = lint.Also("CT024", lint.On(overQuota))

const (
	defaultLength = 2048 // of a trust policy, unless quota L-C07B4B0D is raised
	maxClientID   = 255
)

func overQuota(r *review) []lint.Finding {
	var out findings
	var compact bytes.Buffer
	_ = json.Compact(&compact, []byte(r.text)) // it was read before
	n := utf8.RuneCount(compact.Bytes())
	switch {
	case n > maxLength:
		out.add("policy", false, fmt.Sprintf("the policy has %d characters without white space, and AWS takes at most %d", n, maxLength))
	case n > defaultLength:
		out.add("policy", true, fmt.Sprintf("the policy has %d characters without white space; AWS allows %d unless quota L-C07B4B0D is raised, to %d at most", n, defaultLength, maxLength))
	case n >= warnFrom:
		out.add("policy", true, fmt.Sprintf("the policy has %d characters without white space, which is close to the %d that AWS allows, and how it counts is not documented", n, defaultLength))
	}
	for _, issuer := range slices.Sorted(maps.Keys(r.ClientIDs)) {
		ids := r.ClientIDs[issuer]
		at := "client_ids[" + problem.Quote(issuer) + "]"
		if len(ids) > maxClientIDs {
			out.add(at, false, "AWS takes at most "+strconv.Itoa(maxClientIDs)+" client ids for one OIDC provider, and there are "+strconv.Itoa(len(ids)))
		}
		if slices.ContainsFunc(ids, func(id string) bool { return id == "" || utf8.RuneCountInString(id) > maxClientID }) {
			out.add(at, false, "a client id has 1 to "+strconv.Itoa(maxClientID)+" characters")
		}
	}
	return out
}
