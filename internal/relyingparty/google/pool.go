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
// trust_check's block and finds how they get in each other's way: IAM sees
// principals of the pool, not of a provider.
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
		out.Around = readNeighbours(block, others.Elems, at, problems)
	case value.Null:
	default:
		problems.Add(problem.WrongType, at+".other_providers", "a list of providers is wanted, got "+others.Kind.String(), "")
	}
	return out
}

func readNeighbours(block value.V, others []value.V, at string, problems *problem.List) []lint.Finding {
	var all neighbours
	for i, o := range others {
		n := neighbour{at: "other_providers[" + strconv.Itoa(i) + "]", issuer: issuerOf(o), subject: o.Attrs["attribute_mapping"].Attrs["google.subject"].Text}
		n.same = n.issuer == issuerOf(block)
		if o.Kind == value.Map && n.issuer != "" {
			all = append(all, n)
		} else {
			problems.Add(problem.WrongType, at+"."+n.at, "a provider with issuer_uri is wanted, got "+o.Kind.String(), "")
		}
	}
	return lint.Find(all)
}

// neighbours are the other providers of the provider's pool, as rules read them.
type neighbours []neighbour

type neighbour struct {
	at, issuer, subject string
	same                bool // it has the provider's issuer
}

func issuerOf(provider value.V) string {
	return strings.TrimRight(provider.Attrs["issuer_uri"].Text, "/")
}
