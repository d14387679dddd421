package result

// What decode_token(…) returns, which other functions take.

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
)

// DecodedTokenFields are the results of decode_token(…).
var DecodedTokenFields = []framework.Field{
	{Name: "claims_json", Type: types.StringType, Doc: "The payload as JSON, keys sorted, numbers as the token writes them. `jsondecode` makes an object of it; it is what `claims` of the `…_admits` functions takes."},
	{Name: "header_json", Type: types.StringType, Doc: "The header as JSON, in the same form."},
	{Name: "algorithm", Type: types.StringType, Doc: "`alg` of the header, as the token says it."},
	{Name: "key_id", Type: types.StringType, Doc: "`kid` of the header."},
	{Name: "issuer", Type: types.StringType, Doc: "`iss`."},
	{Name: "subject", Type: types.StringType, Doc: "`sub`, which `parse_subject` takes apart."},
	{Name: "audiences", Type: framework.StringList, Doc: "`aud`, as a list also when the token has a single string."},
	{Name: "issued_at", Type: types.StringType, Doc: "`iat` as an RFC 3339 timestamp in UTC; fractions of a second are cut off."},
	{Name: "not_before", Type: types.StringType, Doc: "`nbf`, likewise."},
	{Name: "expires_at", Type: types.StringType, Doc: "`exp`, likewise. A token that has expired is decoded like any other."},
	{Name: "verified", Type: types.BoolType, Doc: "Always `false`: nothing was verified."},
}
