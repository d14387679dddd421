package argument

// What the docs say of platforms, their forms and their variables.

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// PlatformDoc documents the argument that names a platform.
func PlatformDoc() string {
	names := platform.Names()
	last := len(names) - 1
	return "The CI platform: `" + strings.Join(names[:last], "`, `") + "` or `" + names[last] + "`."
}

// OnlyWhenNamed marks a form that is taken by name alone, for the docs.
func OnlyWhenNamed(f *platform.Form) string {
	if f.Never {
		return " (only when named)"
	}
	return ""
}

// SampleDoc is an ordinary value of the variable, for the docs.
func SampleDoc(v platform.Variable) string {
	if v.Samples[0] == "" {
		return "an empty text"
	}
	return "`" + v.Samples[0] + "`"
}
