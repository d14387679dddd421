package result

// Findings as texts.

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// Placed is the finding's detail behind its place.
func Placed(f lint.Finding) string {
	if f.At == "" {
		return f.Detail
	}
	return f.At + ": " + f.Detail
}
