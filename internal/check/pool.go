package check

import (
	"maps"
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/finding"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// pool takes other_providers, the other providers of a Google pool, out of the
// block and says how they get in each other's way: IAM sees principals of the
// pool, not of a provider.
func pool(block value.V, at string, problems *problem.List) (value.V, []finding.Finding) {
	others, ok := block.Attrs["other_providers"]
	if !ok {
		return block, nil
	}
	rest := block
	rest.Attrs = maps.Clone(block.Attrs)
	delete(rest.Attrs, "other_providers")
	if others.Kind == value.Null {
		return rest, nil
	}
	if others.Kind != value.List {
		problems.Add(problem.WrongType, at+".other_providers", "a list of providers is wanted, got "+others.Kind.String(), "")
		return rest, nil
	}
	mine := issuerOf(block)
	var out []finding.Finding
	for i, o := range others.Elems {
		place := "other_providers[" + strconv.Itoa(i) + "]"
		theirs := issuerOf(o)
		switch {
		case o.Kind != value.Map || theirs == "":
			problems.Add(problem.WrongType, at+"."+place, "a provider with issuer_uri is wanted, got "+o.Kind.String(), "")
		case theirs == mine:
			out = append(out, finding.Finding{Code: "CT052", At: place, Detail: "it takes " + problem.Quote(theirs) + " too: a token that one provider's condition refuses may get in by the other's"})
		case mapped(o) != "":
			out = append(out, finding.Finding{Code: "CT044", At: place, Milder: true, Detail: "its google.subject is " + problem.Quote(mapped(o)) + " of " + problem.Quote(theirs) + "; a text that both providers map is one principal of the pool"})
		}
	}
	return rest, out
}

func issuerOf(provider value.V) string {
	return strings.TrimRight(provider.Attrs["issuer_uri"].Text, "/")
}

func mapped(provider value.V) string {
	return provider.Attrs["attribute_mapping"].Attrs["google.subject"].Text
}
