package token

// The function decode_token(…).

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/result"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
	"github.com/cioidc/terraform-provider-cioidc/internal/token"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Decode is decode_token(jwt).
func Decode() framework.Function {
	return framework.Function{
		Name:  "decode_token",
		Title: "Decode a token without verifying it",
		Doc: "Reads a JSON Web Token (RFC 7519) in compact form. **It never verifies**: neither the signature, nor the time, nor who made it. The result says what somebody wrote, so use it to look at tokens and to try policies on them, never to decide whom to trust.\n\n" +
			"A token is a credential, and Terraform keeps what it is given: a token in a variable, a local or an output lies in the plan and may lie in the state. " +
			"Take a token that has expired, or cut its signature off: `header.payload.` with nothing behind the second dot is read too. Declare the variable `sensitive`, since Terraform prints the values of other variables beside errors. No error of this function shows any part of the token but the name of the member that it is about.\n\n" +
			"It is strict: three parts in base64url without padding (RFC 7515, section 3.1), JSON objects without duplicate keys, registered members of their right types, " +
			fmt.Sprintf("at most %d bytes. ", token.MaxBytes) + "A member that the token does not have is null." + framework.ResultDocs(result.DecodedTokenFields),
		Parameters: []framework.Parameter{{Name: "jwt", Doc: "The token: `header.payload.signature`, without `Bearer` or white space. The signature may be empty."}},
		Returns:    function.ObjectReturn{AttributeTypes: framework.AttrTypes(result.DecodedTokenFields)},
		Run: func(args []value.V) (attr.Value, problem.List) {
			verified := types.BoolValue(false)
			if args[0].Kind == value.Unknown {
				return framework.Object(result.DecodedTokenFields, framework.UnknownObject(result.DecodedTokenFields, map[string]attr.Value{"verified": verified})), nil
			}
			var problems problem.List
			t, err := token.Decode(args[0].Text)
			if err != nil {
				problems.Add(problem.Malformed, "jwt", err.Error(), "")
				return nil, problems
			}
			header, err := value.Encode(t.Header)
			if err != nil {
				problems.Add(problem.Malformed, "jwt", "the header cannot be written as JSON", "")
			}
			claims, err := value.Encode(t.Claims)
			if err != nil {
				problems.Add(problem.Malformed, "jwt", "the payload cannot be written as JSON", "")
			}
			var audiences attr.Value = types.ListNull(types.StringType)
			if t.Audiences != nil {
				audiences = tfx.Strings(t.Audiences)
			}
			return framework.Object(result.DecodedTokenFields, map[string]attr.Value{
				"claims_json": types.StringValue(claims),
				"header_json": types.StringValue(header),
				"algorithm":   types.StringValue(t.Algorithm),
				"key_id":      tfx.Text(t.KeyID),
				"issuer":      tfx.Text(t.Issuer),
				"subject":     tfx.Text(t.Subject),
				"audiences":   audiences,
				"issued_at":   tfx.Time(t.IssuedAt),
				"not_before":  tfx.Time(t.NotBefore),
				"expires_at":  tfx.Time(t.ExpiresAt),
				"verified":    verified,
			}), problems
		},
	}
}
