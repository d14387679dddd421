package issuer

// The function jwks(…).

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/issuer"
	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/parties"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// jwksFields are the results of jwks(…).
var jwksFields = []framework.Field{
	{Name: "json", Type: types.StringType, Doc: "The JWK set (RFC 7517) as JSON: the keys in the order of their `kid`, each with `use`, `kty`, `kid`, `alg` and its public members, and nothing else. The same keys give the same bytes, in whatever order and form they are given."},
	{Name: "kids", Type: framework.StringList, Doc: "The `kid` of each key, sorted."},
	{Name: "taken_by", Type: acceptanceMap, Doc: acceptanceDoc + "It is asked whether tokens of every one of the keys are taken, and whether the set is: algorithms and numbers of keys. The map's keys are known at plan."},
	{Name: "warnings", Type: framework.StringList, Doc: "What to know that is no error, each with its code: CW308 where members of a JWK, such as `x5c`, are left out."},
}

const jwksDoc = "Makes one JWK set of public keys, given as PEM, JWK or JWK set, and says of each relying party whether it will take it. " +
	"RSA with 2048 to 8192 bits (RFC 7518 asks for 2048), P-256, P-384 and Ed25519 are taken.\n\n" +
	"A key that comes as PEM is named by its RFC 7638 thumbprint and marked for RS256, ES256, ES384 or EdDSA, whichever fits it. Where the `kid` or the algorithm is another one, give the JWK, such as `public_jwk` of `cioidc_signing_key`; a JWK keeps its `kid` and `alg`. " +
	"A key that is given twice stands in the set once; two keys with one `kid` are an error, since a verifier takes either.\n\n" +
	"**Private keys are refused**, as PEM and as JWK, and so are symmetric ones. No error repeats any part of what was given."

const jwksKeysDoc = "A public key in PEM (`PUBLIC KEY`, or `RSA PUBLIC KEY` in PKCS#1), a JWK, or a JWK set, the last two as JSON of at most 1 MiB in which no member stands twice. Encrypted, cut off or certificate PEMs, RSA keys under 2048 bits, other curves, and keys for encryption are errors."

// JWKS is jwks(keys).
func JWKS() framework.Function {
	return framework.Function{
		Name:  "jwks",
		Title: "Make a JWK set",
		Doc:   jwksDoc + framework.ResultDocs(jwksFields),
		Parameters: []framework.Parameter{
			{Name: "keys", Dynamic: true, Doc: "A list. Each element is one of: " + jwksKeysDoc + " JWK and JWK set may be objects too."},
		},
		Returns: function.ObjectReturn{AttributeTypes: framework.AttrTypes(jwksFields)},
		Run: func(args []value.V) (attr.Value, problem.List) {
			var problems problem.List
			keys, warnings, known := readKeys(args[0], "keys", &problems)
			if len(problems) > 0 {
				return nil, problems
			}
			if !known {
				return framework.Object(jwksFields, framework.UnknownObject(jwksFields, map[string]attr.Value{"taken_by": acceptance(nil)})), nil
			}
			keys = issuer.Merge(keys, "keys", &problems)
			kids := []string{}
			for _, k := range keys {
				kids = append(kids, k.KID())
			}
			return framework.Object(jwksFields, map[string]attr.Value{
				"json":     types.StringValue(jwk.Set(keys)),
				"kids":     tfx.Strings(kids),
				"taken_by": acceptance(issuer.Judge(parties.Takers(), keys, "")),
				"warnings": tfx.Strings(warnings.Strings()),
			}), problems
		},
	}
}

// readKeys reads a list of public keys; known is false while any of them is
// unknown, and those that are known have been read then.
func readKeys(v value.V, field string, problems *problem.List) (keys []jwk.Key, warnings problem.List, known bool) {
	switch {
	case v.Kind == value.Unknown:
		return nil, nil, false
	case v.Kind != value.List:
		problems.Add(problem.WrongType, field, "a list of keys is wanted, got "+v.Kind.String(), "Write [ ] around a single key")
		return nil, nil, false
	case len(v.Elems) == 0:
		problems.Add(problem.Empty, field, "the list is empty, and a set without a key verifies no token", "")
		return nil, nil, false
	}
	known = true
	for i, e := range v.Elems {
		at := fmt.Sprintf("%s[%d]", field, i)
		switch {
		case e.Kind == value.Null:
			problems.Add(problem.Empty, at, "the element is null", "Remove it, for example with compact()")
		case e.HasUnknown():
			known = false
		default:
			got, dropped := readKey(e, at, problems)
			keys = append(keys, got...)
			if len(dropped) > 0 {
				warnings.Add(problem.MembersLeftOut, at, "members that verifying a token does not need are left out: "+strings.Join(dropped, ", "), "")
			}
		}
	}
	return keys, warnings, known
}

// readKey reads one element: a PEM, a JWK or a JWK set.
func readKey(v value.V, at string, problems *problem.List) (keys []jwk.Key, dropped []string) {
	text, ok := value.JSONOf(v, at, problems)
	if !ok {
		return nil, nil
	}
	var err error
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		keys, dropped, err = jwk.ParseJSON(text)
	} else {
		var k jwk.Key
		k, err = jwk.ParsePublicPEM(text)
		keys = []jwk.Key{k}
	}
	if err != nil {
		jwk.Note(err, at, problems)
		return nil, nil
	}
	if len(keys) == 0 {
		problems.Add(problem.Empty, at, "the JWK set is empty, and a set without a key verifies no token", "")
	}
	return keys, dropped
}
