package jwtrole

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/agree"
)

// Cases are those whose roles faults are planted into.
var Cases = []string{
	"semaphore/branch", "semaphore/branch-glob", "semaphore/branches", "semaphore/branch/no-debug", "semaphore/tag-glob", "semaphore/branch/repository",
	"circleci/branch/repository", "circleci/branch-any/owner", "circleci/branch/context", "circleci/v1-user",
	"gitlab/branch", "gitlab/branch-glob/group", "gitlab/branch/id", "gitlab/branch/protected", "gitlab/branch/environment",
}

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
	{Case: "circleci/v1-user", What: "oidc.circleci.com/project-id", Reason: "the one V1 subject that gets in names the project too"},
}
