package live

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT061.

var _ = lint.Add(lint.Rule{
	Code: "CT061", Title: "An RSA key that is too short",
	Severity: lint.Error, Class: lint.Open, By: lint.Fetch,
	Why: "RFC 7518 asks for 2048 bits. Who can compute the private half of a shorter key signs as the issuer, and many libraries " +
		"refuse its tokens. The key is left out of the results.",
	Fix:    "Make a key of 2048 bits or more, announce it, and sign with it.",
	Source: "RFC 7518, section 3.3; NIST SP 800-57 Part 1",
})
