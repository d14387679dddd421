package value

import "github.com/cioidc/terraform-provider-cioidc/internal/problem"

// JSONOf is a string as it is, and an object or list as JSON with exact numbers;
// ok is false while something in it is unknown, or with problems.
func JSONOf(v V, at string, problems *problem.List) (text string, ok bool) {
	switch {
	case v.HasUnknown():
		return "", false
	case v.Kind == String:
		return v.Text, true
	case v.Kind != Map && v.Kind != List:
		problems.Add(problem.WrongType, at, "an object or a JSON string is wanted, got "+v.Kind.String(), "")
		return "", false
	}
	x, err := v.Plain()
	if err != nil {
		problems.Add(problem.BadValue, at, err.Error(), "")
		return "", false
	}
	text, err = Encode(x)
	if err != nil {
		problems.Add(problem.BadValue, at, "it cannot be written as JSON", "")
		return "", false
	}
	return text, true
}
