package value

// Values as texts.

import (
	"fmt"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// JSONOf is a string as it is, and an object or list as JSON with exact numbers;
// ok is false while something in it is unknown, or with problems.
func JSONOf(v V, at string, problems *problem.List) (text string, ok bool) {
	text, _, ok = written(v, at, problems)
	return text, ok
}

// Decoded is JSONOf, and what JSON reads of the text.
func Decoded(v V, at string, problems *problem.List) (text string, decoded any, ok bool) {
	text, decoded, ok = written(v, at, problems)
	if !ok || v.Kind != String {
		return text, decoded, ok
	}
	decoded, err := JSON(text)
	if err != nil {
		problems.Add(problem.Malformed, at, strings.TrimSuffix(err.Error(), "."), "")
		return "", nil, false
	}
	return text, decoded, true
}

// written is the text of JSONOf with, of an object or list, what it was written from.
func written(v V, at string, problems *problem.List) (text string, plain any, ok bool) {
	switch {
	case v.HasUnknown():
		return "", nil, false
	case v.Kind == String:
		return v.Text, nil, true
	case v.Kind != Map && v.Kind != List:
		problems.Add(problem.WrongType, at, "an object or a JSON string is wanted, got "+v.Kind.String(), "")
		return "", nil, false
	}
	plain, err := v.Plain()
	if err != nil {
		problems.Add(problem.BadValue, at, err.Error(), "")
		return "", nil, false
	}
	text, err = Encode(plain)
	switch {
	case err != nil:
		problems.Add(problem.BadValue, at, "it cannot be written as JSON", "")
	case len(text) > maxJSON:
		problems.Add(problem.Malformed, at, fmt.Sprintf("the JSON has %d bytes, more than the %d that are read", len(text), maxJSON), "")
	default:
		return text, plain, true
	}
	return "", nil, false
}
