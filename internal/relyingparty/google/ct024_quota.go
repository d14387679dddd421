package google

import (
	"fmt"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file is rule CT024 in Google's terms.

var _ = lint.Also("CT024", lint.On(mappedSize))

// mappedSize adds up the texts that every token is mapped to.
func mappedSize(r *review) []lint.Finding {
	fixed := 0
	for _, m := range r.readings {
		if text, typ, ok := constantOf(m.root); ok && typ == "" {
			fixed += len(text)
		}
	}
	if fixed <= maxMapped {
		return nil
	}
	return []lint.Finding{{At: "attribute_mapping", Detail: fmt.Sprintf("the fixed texts alone have %d bytes, and all mapped attributes of a token may have %d", fixed, maxMapped)}}
}
