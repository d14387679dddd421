package google

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT025.

var _ = lint.Add(lint.Rule{
	Code: "CT025", Title: "A member that matches nobody",
	Severity: lint.Error, Class: lint.Never, Parties: []string{"google"},
	Why: "A principal set is one attribute with one whole value of the pool's number: `*` inside a value, two attributes in a " +
		"row, a project's id instead of its number, and attributes that are not mapped match nobody.",
	Fix:    "`principalSet://iam.googleapis.com/projects/NUMBER/locations/global/workloadIdentityPools/POOL/attribute.NAME/VALUE`",
	Source: "Google Cloud docs, principal identifiers",
})
