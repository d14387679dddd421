package google

import (
	"fmt"
	"regexp"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file reads the audiences that are allowed by hand.

var resourceAudience = regexp.MustCompile(`^(?:https:)?//iam\.googleapis\.com/(projects/([^/]+)/.*)$`)

// An allowedAudience is one; of a provider's resource name, that name and its project.
type allowedAudience struct {
	at, text, provider, project string
}

// allowed are audiences as all relying parties have them.
func (r *review) allowed(list []string) lint.Audiences {
	return lint.Audiences{Issuer: r.issuer, Party: Party.Title, At: "allowed_audiences", List: list}
}

// ownAudiences are those that no rule of all relying parties judges.
func (r *review) ownAudiences() []allowedAudience {
	if !r.listed {
		return nil
	}
	var out []allowedAudience
	for i, text := range r.audiences {
		if len(lint.Find(r.allowed([]string{text}))) > 0 {
			continue
		}
		a := allowedAudience{at: "allowed_audiences", text: text}
		if len(r.audiences) > 1 {
			a.at = fmt.Sprintf("allowed_audiences[%d]", i)
		}
		if p := resourceAudience.FindStringSubmatch(text); p != nil {
			a.provider, a.project = p[1], p[2]
		}
		out = append(out, a)
	}
	return out
}
