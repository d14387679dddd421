package tfx

// Problems as errors and diagnostics of Terraform.

import (
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// FuncError is all problems as one function error. Terraform shows no title, no
// path and no key of a for expression, so the text stands alone.
func FuncError(problems problem.List, name string) *function.FuncError {
	// OpenTofu names an argument in any case, so it had better be the right one.
	// Every function of ours takes (what, how): filters and options come second.
	argument := int64(0)
	if first := problems.Sorted()[0].Field; strings.HasPrefix(first, "filters") || strings.HasPrefix(first, "options") {
		argument = 1
	}
	return function.NewArgumentFuncError(argument, problems.Text(name))
}

// Diagnostics adds each problem at the attribute it is about. The roots are the
// first parts of fields that a data source has no attribute for ("filters",
// "options"): its attributes stand at the top.
func Diagnostics(problems problem.List, name string, diags *diag.Diagnostics, roots ...string) {
	for _, p := range problems.Sorted() {
		for _, root := range roots {
			if rest, ok := strings.CutPrefix(p.Field, root+"."); ok {
				p.Field = rest
			} else if p.Field == root {
				p.Field = ""
			}
		}
		detail := p.String() + "."
		if name != "" {
			detail += "\n(in the description named " + problem.Quote(name) + ")"
		}
		if at, ok := attribute(p.Field); ok {
			diags.AddAttributeError(at, title(p.Code), detail)
		} else {
			diags.AddError(title(p.Code), detail)
		}
	}
}

func title(code problem.Code) string {
	for _, d := range problem.Docs {
		if d.Code == code {
			return d.Title
		}
	}
	return string(code)
}

// attribute is the path of "branches[3]" or "audiences"; deeper ones point at
// their first part.
func attribute(field string) (path.Path, bool) {
	name, index, _ := strings.Cut(field, "[")
	name, _, _ = strings.Cut(name, ".")
	if name == "" {
		return path.Path{}, false
	}
	at := path.Root(name)
	if n, err := strconv.Atoi(strings.TrimSuffix(index, "]")); err == nil && strings.HasSuffix(field, "]") {
		at = at.AtListIndex(n)
	}
	return at, true
}
