package google

import (
	"maps"
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// This file looks at the other providers of a pool.

// readBlock takes other_providers, the other providers of the pool, out of
// trust_check's block and says how they get in each other's way: IAM sees principals
// of the pool, not of a provider.
func readBlock(block value.V, at string, problems *problem.List) relyingparty.Block {
	if block.Kind == value.String {
		if x, err := value.JSON(block.Text); err == nil {
			if object, ok := x.(map[string]any); ok && object["other_providers"] != nil {
				block = value.Of(object)
			}
		}
	}
	out := relyingparty.Block{Document: block, At: at}
	others, ok := block.Attrs["other_providers"]
	if !ok {
		return out
	}
	out.Document.Attrs = maps.Clone(block.Attrs)
	delete(out.Document.Attrs, "other_providers")
	switch others.Kind {
	case value.List:
		out.Around = neighbours(block, others.Elems, at, problems)
	case value.Null:
	default:
		problems.Add(problem.WrongType, at+".other_providers", "a list of providers is wanted, got "+others.Kind.String(), "")
	}
	return out
}

func neighbours(block value.V, others []value.V, at string, problems *problem.List) []lint.Finding {
	mine := issuerOf(block)
	var out []lint.Finding
	for i, o := range others {
		place := "other_providers[" + strconv.Itoa(i) + "]"
		theirs := issuerOf(o)
		switch {
		case o.Kind != value.Map || theirs == "":
			problems.Add(problem.WrongType, at+"."+place, "a provider with issuer_uri is wanted, got "+o.Kind.String(), "")
		case theirs == mine:
			out = append(out, lint.Finding{Code: "CT052", At: place, Detail: "it takes " + problem.Quote(theirs) + " too: a token that one provider's condition refuses may get in by the other's"})
		case mapped(o) != "":
			out = append(out, lint.Finding{Code: "CT044", At: place, Milder: true, Detail: "its google.subject is " + problem.Quote(mapped(o)) + " of " + problem.Quote(theirs) + "; a text that both providers map is one principal of the pool"})
		}
	}
	return out
}

func issuerOf(provider value.V) string {
	return strings.TrimRight(provider.Attrs["issuer_uri"].Text, "/")
}

func mapped(provider value.V) string {
	return provider.Attrs["attribute_mapping"].Attrs["google.subject"].Text
}
