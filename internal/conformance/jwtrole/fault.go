package jwtrole

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/agree"
)

// Plant makes the faults of a role.
func (s *Suite) Plant(t *testing.T, original agree.Document) []agree.Fault {
	t.Helper()
	issuer, text, ok := strings.Cut(strings.TrimPrefix(original.Text, "issuer "), ", role ")
	if !ok {
		t.Fatalf("no role in %s", original.Text)
	}
	read := func() map[string]any {
		var role map[string]any
		if err := json.Unmarshal([]byte(text), &role); err != nil {
			t.Fatal(err)
		}
		return role
	}
	var out []agree.Fault
	fault := func(what, issuer string, change func(role, claims map[string]any)) {
		role := read()
		claims, ok := role["bound_claims"].(map[string]any)
		if !ok {
			claims = map[string]any{}
		}
		change(role, claims)
		role["bound_claims"] = claims
		raw, err := json.Marshal(role)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, agree.Fault{What: what, Document: s.document(t, original.Way, issuer, raw, string(raw))})
	}
	none := func(map[string]any, map[string]any) {}
	fault("no issuer", "", none)
	fault("other issuer", issuer+"/", none)
	fault("other audience", issuer, func(role, _ map[string]any) { role["bound_audiences"] = []string{"nobody"} })
	if _, ok := read()["bound_subject"]; ok {
		fault("drop bound_subject", issuer, func(role, _ map[string]any) { delete(role, "bound_subject") })
	}
	claims, _ := read()["bound_claims"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(claims)) {
		fault("drop "+name, issuer, func(_, claims map[string]any) { delete(claims, name) })
		fault("other "+name, issuer, func(_, claims map[string]any) { claims[name] = "nobody" })
		if _, isList := claims[name].([]any); isList {
			fault("* for "+name, issuer, func(role, claims map[string]any) {
				role["bound_claims_type"] = "glob"
				claims[name] = "*"
			})
		}
	}
	if read()["bound_claims_type"] == "glob" {
		fault("string instead of glob", issuer, func(role, _ map[string]any) { role["bound_claims_type"] = "string" })
	}
	return out
}

// Redundant lists faults that no token can show.
var Redundant = []agree.Redundancy{
	{Case: "circleci/github_branch/whole", What: "project-id", Reason: told},
	{Case: "github/branch", What: " ref", Reason: "behind the repository no component of the declared subject holds a colon, so it says the ref too"},
	{Case: "github/branch/whole-immutable", What: "repository", Reason: told},
}

const told = "the one subject that gets in tells it too"
