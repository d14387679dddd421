// Package issuer holds what is about issuers of tokens: jwks(…) and
// issuer_documents(…) with their data sources, and the data source that looks at
// what an issuer really publishes.
package issuer

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/issuer"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/parties"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

var (
	documentType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"path": types.StringType, "body": types.StringType, "content_type": types.StringType, "cache_control": types.StringType,
	}}
	documentMap = types.MapType{ElemType: documentType}
)

// documentsFields are the results of issuer_documents(…).
var documentsFields = []framework.Field{
	{Name: "documents", Type: documentMap, Doc: "`discovery` and `jwks` → `path` (below the URL's host, unescaped and without a slash at the front: the key of a bucket object), `body` (JSON), `content_type` (`" + issuer.ContentType + "`) and `cache_control` (`" + issuer.CacheControl + "`). The map's keys are known at plan, so it is good for `for_each`, also while the key is yet to be made."},
	{Name: "taken_by", Type: acceptanceMap, Doc: acceptanceDoc + "It is asked about the keys as `jwks` does, and about the URL: `https`, a slash at the end, a port, a query, its length. Whether the documents can be reached is not asked. The map's keys are known at plan."},
	{Name: "warnings", Type: framework.StringList, Doc: "What to know that is no error, each with its code: CW308 where members of a JWK, such as `x5c`, are left out."},
}

// published says which platforms' owners publish the documents themselves.
func published() string {
	var out []string
	for _, p := range platform.All() {
		if p.Issuer.Published != "" {
			out = append(out, p.Issuer.Published)
		}
	}
	return strings.Join(out, " ")
}

var documentsDoc = "Makes the two documents that an issuer of tokens publishes: the discovery document (OpenID Connect Discovery 1.0) at `<url>/.well-known/openid-configuration`, and the JWK set, which it places at `<url>/.well-known/jwks.json`; and says of each relying party whether it will take them. " +
	published() + "\n\n" +
	"The discovery document holds `issuer`, `jwks_uri`, `response_types_supported`, `subject_types_supported`, `id_token_signing_alg_values_supported` (the `alg` of the keys), `scopes_supported` and `claims_supported`, in this order, and no endpoints of a login. The same input gives the same bytes.\n\n" +
	"Publish a new key before anything is signed with it: relying parties keep a set for a time of their own."

const (
	urlDoc           = "The issuer's URL exactly as the tokens' `iss` has it, with its slash at the end or without. What is no `http` or `https` URL with a host, holds a user or password, or an empty, `.` or `..` part in its path is an error; what only some relying parties refuse is said in `taken_by`."
	documentsJWKSDoc = "The JWK set as JSON, such as `json` of `jwks(…)`, or a single JWK. It is read and written again as `jwks` does; private and symmetric keys are refused and never repeated."
)

// Documents is issuer_documents(url, jwks).
func Documents() framework.Function {
	return framework.Function{
		Name:  "issuer_documents",
		Title: "Make what an issuer publishes",
		Doc:   documentsDoc + framework.ResultDocs(documentsFields),
		Parameters: []framework.Parameter{
			{Name: "url", Doc: urlDoc},
			{Name: "jwks", Dynamic: true, Doc: documentsJWKSDoc + " An object is taken too."},
		},
		Returns: function.ObjectReturn{AttributeTypes: framework.AttrTypes(documentsFields)},
		Run:     makeDocuments,
	}
}

func makeDocuments(args []value.V) (attr.Value, problem.List) {
	var problems problem.List
	at, set := args[0], args[1]
	urlKnown := at.Kind == value.String
	if !urlKnown && at.Kind != value.Unknown {
		problems.Add(problem.WrongType, "url", "a string is wanted, got "+at.Kind.String(), "")
	}
	if urlKnown {
		issuer.Paths(at.Text, "url", &problems)
	}
	switch {
	case set.Kind == value.Null:
		problems.Add(problem.Empty, "jwks", "the set is null", "")
	case set.Kind == value.String && !strings.HasPrefix(strings.TrimSpace(set.Text), "{"):
		problems.Add(problem.BadKey, "jwks", "this is no JSON object", "Make a set of PEMs with jwks([…]).json first")
	case set.Kind == value.List:
		problems.Add(problem.WrongType, "jwks", "a JWK set is wanted, got a list", "Make a set of a list of keys with jwks(…).json first")
	}
	if len(problems) > 0 {
		return nil, problems
	}
	known := !set.HasUnknown()
	out := map[string]attr.Value{"warnings": types.ListUnknown(types.StringType)}
	var verdicts map[string]issuer.Verdict
	var d issuer.Documents
	if urlKnown {
		d.Discovery.Path, d.JWKS.Path = issuer.Paths(at.Text, "url", &problems)
	}
	if known {
		keys, dropped := readKey(set, "jwks", &problems)
		keys = issuer.Merge(keys, "jwks", &problems)
		var warnings problem.List
		if len(dropped) > 0 {
			warnings.Add(problem.MembersLeftOut, "jwks", "members that verifying a token does not need are left out: "+strings.Join(dropped, ", "), "")
		}
		out["warnings"] = tfx.Strings(warnings.Strings())
		if len(problems) > 0 {
			return nil, problems
		}
		// The set's own text does not hang on the URL.
		shown := "https://unknown.invalid"
		if urlKnown {
			shown = at.Text
		}
		made := issuer.Publish(shown, keys, "url", &problems)
		d.JWKS.Body = made.JWKS.Body
		if urlKnown {
			d, verdicts = made, issuer.Judge(parties.Takers(), keys, shown)
		}
	}
	out["documents"] = types.MapValueMust(documentType, map[string]attr.Value{
		"discovery": document(d.Discovery), "jwks": document(d.JWKS),
	})
	out["taken_by"] = acceptance(verdicts)
	return framework.Object(documentsFields, out), problems
}

// document is one of the documents; what is empty in it is not known yet.
func document(d issuer.Document) attr.Value {
	text := func(s string) attr.Value {
		if s == "" {
			return types.StringUnknown()
		}
		return types.StringValue(s)
	}
	return types.ObjectValueMust(documentType.AttrTypes, map[string]attr.Value{
		"path": text(d.Path), "body": text(d.Body),
		"content_type": types.StringValue(issuer.ContentType), "cache_control": types.StringValue(issuer.CacheControl),
	})
}
