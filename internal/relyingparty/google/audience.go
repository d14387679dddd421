package google

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file reads the audiences that are allowed by hand.

var resourceAudience = regexp.MustCompile(`^(?:https:)?//iam\.googleapis\.com/(projects/([^/]+)/.*)$`)

// An allowedAudience is one; of a provider's resource name, that name and its project.
type allowedAudience struct {
	at, text, provider, project string
	found                       []lint.Finding // by the rules of all relying parties
}

func (r *review) allowedAudiences() []allowedAudience {
	if !r.listed {
		return nil
	}
	var out []allowedAudience
	for i, text := range r.audiences {
		a := allowedAudience{at: "allowed_audiences", text: text}
		if len(r.audiences) > 1 {
			a.at = fmt.Sprintf("allowed_audiences[%d]", i)
		}
		if p := resourceAudience.FindStringSubmatch(text); p != nil {
			a.provider, a.project = p[1], p[2]
		}
		a.found = r.issuer.Audiences("Google", a.at, []string{text})
		out = append(out, a)
	}
	return out
}

// ownAudiences are those that no other rule judges.
func (r *review) ownAudiences() []allowedAudience {
	return slices.DeleteFunc(r.allowedAudiences(), func(a allowedAudience) bool { return len(a.found) > 0 })
}
