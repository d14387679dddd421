package check

import (
	"fmt"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// A row is a story and what came of it.
type row struct {
	story
	result   Result
	refused  bool // the document cannot be checked
	policy   *Policy
	problems problem.List
}

// tableOf is testdata/corpus/README.md.
func tableOf(rows []row) string {
	var b strings.Builder
	b.WriteString("# Stories\n\n" +
		"<!-- Written by go test ./internal/check -run TestCorpus -update. -->\n\n" +
		"What the check says of each story, and what checkov's rules would say of the same document, as far as they are described: each rule is about GitHub Actions alone, and passes whatever is somebody else's.\n\n" +
		"| Story | Document | Relation | Findings | checkov |\n|---|---|---|---|---|\n")
	relations, passed := map[string]int{}, 0
	for _, r := range rows {
		relation := r.result.Relation
		switch {
		case r.refused:
			relation = "cannot be read"
		case !r.result.Applies:
			relation = "does not apply"
		case relation == "":
			relation = "–"
		}
		var found []string
		bad := false
		for _, c := range codes(r.result.Findings) {
			found = append(found, string(c))
			bad = bad || c.Rule().Severity.String() == "error"
		}
		lint := checkov(r.party, r.document)
		if bad && strings.Contains(lint, "passes") && !strings.Contains(lint, "fails") {
			passed++
		}
		relations[relation]++
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", r.name, r.party, relation, strings.Join(found, " "), lint)
	}
	fmt.Fprintf(&b, "\n%d stories. checkov passes %d of those that have a finding of severity error here.\n", len(rows), passed)
	return b.String()
}
