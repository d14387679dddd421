package aws

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file is rule CT010 in AWS's terms.

var _ = lint.Also("CT010", lint.On(holdsAlways))

// holdsAlways is about conditions that hold for every token.
func holdsAlways(a usedKey) []lint.Finding {
	var detail string
	switch {
	case a.anything:
		detail = "the value * fits every text"
		if !a.always {
			detail += ", and the operator holds for a missing key"
		}
	case a.family == presence && a.of == plain && len(a.values) > 1:
		detail = "Null with both true and false holds whether the key is there or not"
	case a.family == presence && a.of == plain && a.always && a.values[0].text == "false" && !slices.ContainsFunc(a.view.asks, func(o asked) bool { return o.lower == a.lower && o.family != presence }):
		detail = "every token of the issuer has the key, so asking for its presence asks for nothing"
	default:
		return nil
	}
	if a.view.deny {
		return finding(a.at, true, detail+", so the condition does not narrow the Deny")
	}
	narrowed := slices.ContainsFunc(a.view.asks, func(o asked) bool { return !o.audience(a.view) && o.restricts() && o.source != fromNothing })
	return finding(a.at, narrowed || a.audience(a.view), detail+", so the condition keeps nobody out")
}
