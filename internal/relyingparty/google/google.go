// Package google compiles jobs to a workload identity pool provider and the
// members that grants are made to, and reads providers. Facts: Google Cloud, Workload
// Identity Federation; the provider's REST reference; the Common Expression Language.
package google

import "github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"

// Party is Google Cloud, for the list of relying parties.
var Party = relyingparty.Party{
	Name: "google", Title: "Google", Long: "Google Cloud",
	Audiences: []string{"gcp.workload.identity"},
	Kinds:     []relyingparty.Kind{identityKind},
	Marks:     []string{"issuer_uri", "attribute_mapping", "attribute_condition"},
	Block:     "The workload identity pool provider: `issuer_uri`, `allowed_audiences`, `attribute_mapping`, `attribute_condition`, and `name` where the default audience is used; beside it `other_providers`, a list of the other providers of the same pool. An object or JSON.",
	ReadBlock: readBlock,
	Read: func(_ string, decoded any) (relyingparty.Document, error) {
		return relyingparty.AsDocument(read(decoded))
	},
	Admission: relyingparty.Admission{
		Title:     "Whether a Google workload identity pool provider admits a token",
		Doc:       "Answers whether a workload identity pool provider takes a token with these claims: issuer, audience, the attribute mapping (`google.subject` must come to 1 to 127 bytes) and the attribute condition in CEL. Whom an IAM binding then lets do what is another question.",
		Parameter: "provider",
		About:     "The provider: `issuer_uri`, `allowed_audiences`, `attribute_mapping`, `attribute_condition`, and `name` where the default audience is used.",
	},
	Takes: takes,
}
