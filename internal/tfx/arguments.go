package tfx

// Problems as errors of functions' arguments.

import (
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// ArgumentError is all problems as one function error, at the argument that the
// first of them is about: the one of the arguments that its field starts with.
// name is the description's, if it has one.
func ArgumentError(problems problem.List, name string, arguments ...string) *function.FuncError {
	field := problems.Sorted()[0].Field
	if i := strings.IndexAny(field, ".["); i >= 0 {
		field = field[:i]
	}
	return function.NewArgumentFuncError(int64(max(0, slices.Index(arguments, field))), problems.Text(name))
}
