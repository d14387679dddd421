// Package anyvalue makes arguments for fuzz tests: what Terraform could pass.
package anyvalue

import (
	"encoding/json"

	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Of makes what Terraform could pass from a text: the text, what it says
// as JSON, or something unknown.
func Of(text string, how byte) value.V {
	switch how % 4 {
	case 0:
		return value.V{Kind: value.String, Text: text}
	case 1:
		return value.V{Kind: value.Unknown}
	}
	x, err := value.JSON(text)
	if err != nil {
		return value.V{Kind: value.String, Text: text}
	}
	return fromJSON(x, how%4 == 3)
}

func fromJSON(x any, later bool) value.V {
	switch x := x.(type) {
	case json.Number:
		return value.V{Kind: value.Number, Text: x.String()}
	case []any:
		v := value.V{Kind: value.List}
		for _, e := range x {
			v.Elems = append(v.Elems, fromJSON(e, later))
		}
		return v
	case map[string]any:
		v := value.V{Kind: value.Map, Attrs: map[string]value.V{}}
		for k, e := range x {
			v.Attrs[k] = fromJSON(e, later)
		}
		return v
	case nil:
		if later {
			return value.V{Kind: value.Unknown}
		}
	}
	return value.Of(x)
}
