package trust_test

import (
	"fmt"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Filters describe jobs; Compile says them in what a relying party can compare. One
// that requires sub and has wildcards gets patterns on whole subjects.
func ExampleCompile() {
	d, _ := trust.Describe("gitlab", value.Of(map[string]any{
		"projects": []string{"my-group/*"},
		"branches": []string{"main"},
	}))
	clauses, _, problems := trust.Compile(d.Jobs, trust.Capabilities{
		Name:           "AWS",
		Claims:         func(trust.Description, platform.Claim) bool { return false },
		RequireSubject: true, AnyCharWildcard: true,
	})
	sub, _ := clauses[0].Atom("sub")
	fmt.Println(clauses[0].Issuer, sub.Any, len(problems))
	// Output: https://gitlab.com [project_path:my-group/*:ref_type:branch:ref:main] 0
}

// What no clause can say exactly is a problem with a code and a way out, never a wider
// clause.
func ExampleCompile_refused() {
	d, _ := trust.Describe("gitlab", value.Of(map[string]any{
		"projects":         []string{"my-group/web"},
		"branches":         []string{"main"},
		"pipeline_sources": []string{"push"},
	}))
	clauses, _, problems := trust.OnSubject(d.Jobs)
	fmt.Println(len(clauses), problems[0].Code)
	// Output: 0 CE201
}

// What is wrong with filters is said with the place and what to write instead.
func ExampleDescribe() {
	_, problems := trust.Describe("gitlab", value.Of(map[string]any{
		"projects": []string{"my-group/web"},
		"branches": []string{"refs/heads/main"},
	}))
	fmt.Println(problems.Text(""))
	// Output: CE104 filters.branches[0]: "refs/heads/main" is a full ref; the short name is wanted. Write "main"
}
