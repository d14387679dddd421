package azure

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT023 in Entra's terms.

var _ = lint.Also("CT023", lint.On(wrongAudiences))

func wrongAudiences(r *review) []lint.Finding {
	var out []lint.Finding
	add := func(c reading, milder bool, why string) {
		out = append(out, lint.Finding{At: c.name + ".audience", Milder: milder, Detail: "the audience " + problem.Quote(c.audience) + " is " + why})
	}
	first := ""
	for _, c := range r.credentials {
		cloud := cloudOf(c.audience)
		switch {
		case first == "":
			first = cloud
		case cloud != "" && cloud != first:
			add(c, false, "that of the cloud "+cloud+", and a credential before it has that of "+first+"; an application is in one cloud")
		}
		// A shared audience is for other relying parties to mind: Entra documents
		// its own, and any other is unusual to begin with.
		found := slices.DeleteFunc(lint.Find(lint.Audiences{Issuer: c.ci, Party: Party.Title, At: c.name + ".audience", List: []string{c.audience}}), func(f lint.Finding) bool { return f.Code != "CT023" })
		if len(found) > 0 {
			out = append(out, found...)
			continue
		}
		if cloud != "" || c.ci.Fixed() {
			continue
		}
		near := slices.IndexFunc(defaultAudience, func(known [2]string) bool { return strings.EqualFold(strings.TrimRight(c.audience, "/"), known[1]) })
		if near >= 0 {
			add(c, false, "nearly "+problem.Quote(defaultAudience[near][1])+", and audiences are compared as written")
		} else {
			add(c, true, "not one that Microsoft documents; it works if the job asks for it, but is not promised")
		}
	}
	return out
}

// cloudOf is the cloud whose audience it is.
func cloudOf(audience string) string {
	for _, c := range defaultAudience {
		if c[1] == audience {
			return c[0]
		}
	}
	return ""
}
