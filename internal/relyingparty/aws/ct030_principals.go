package aws

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file is rule CT030.

var _ = lint.Add(lint.Rule{
	Code: "CT030", Title: "Other principals are trusted too",
	Severity: lint.Info, Class: lint.Fragile, Parties: []string{"aws"},
	Why:    "The policy lets in accounts, services or SAML providers beside web identities. This check says nothing about them.",
	Fix:    "Keep web identities in a role of their own.",
	Source: "scope of this check",
	Check:  lint.On(otherPrincipals),
})

func otherPrincipals(s *statedRule) []lint.Finding {
	others := s.others()
	if len(others) == 0 {
		return nil
	}
	shown := others[:min(len(others), 8)]
	detail := "it lets in " + strings.Join(shown, ", ")
	if len(shown) < len(others) {
		detail += " and more"
	}
	return finding(s.path+".Principal", false, detail)
}
