package relyingparty

import "github.com/cioidc/terraform-provider-cioidc/internal/platform"

// This file holds what the docs of several relying parties' options say.

// AudienceDoc documents the option for audiences: otherwise says what holds without
// it where jobs pick theirs.
func AudienceDoc(otherwise string) string {
	return "What the jobs pick as `aud`, where they pick it (" + platform.Titles(platform.AudienceIs("picked")) + "). " + otherwise +
		" On " + platform.Titles(platform.AudienceIs("default")) + " it is said in the description."
}
