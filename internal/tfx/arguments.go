package tfx

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// ArgumentError is all problems as one function error, at the argument that the
// first of them is about: the one of the names that its field starts with.
func ArgumentError(problems problem.List, names ...string) *function.FuncError {
	field := problems.Sorted()[0].Field
	if i := strings.IndexAny(field, ".["); i >= 0 {
		field = field[:i]
	}
	return function.NewArgumentFuncError(int64(max(0, slices.Index(names, field))), problems.Text(""))
}
