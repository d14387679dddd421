package check

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/verdicts"
)

// holdVerdicts holds what came of the stories against testdata/verdicts.txt. Where
// a story says what it wants, that may leave out much; the list leaves out nothing.
func holdVerdicts(t *testing.T, paths []string, rows []row) {
	t.Helper()
	l := verdicts.List{File: "testdata/verdicts.txt", Command: "go test ./internal/check -run TestCorpus -update"}
	for _, path := range paths {
		l.Names = append(l.Names, strings.TrimSuffix(filepath.Base(path), ".txtar"))
	}
	got := verdicts.Answers{}
	for _, r := range rows {
		got[r.name] = []string{r.party + " | " + r.verdict()}
	}
	if *update {
		l.Write(t, got)
		return
	}
	l.Compare(t, got)
}

// verdict is the result of a story in one line, without its texts and examples.
// Refused is what the relying party would not take.
func (r row) verdict() string {
	switch {
	case r.refused:
		var codes []string
		for _, p := range r.problems {
			codes = append(codes, string(p.Code))
		}
		slices.Sort(codes)
		return "not read: " + oneWord(slices.Compact(codes))
	case !r.result.Applies:
		return "does not apply"
	}
	verdict := "nobody said who is meant"
	if r.result.Relation != "" {
		verdict = r.result.Relation + " wider=" + r.result.Wider.String() + " narrower=" + r.result.Narrower.String()
	}
	if r.policy.refused != nil {
		verdict = "refused, " + verdict
	}
	var found, decided, rests []string
	for _, f := range r.result.Findings {
		found = append(found, string(f.Code)+":"+f.Severity().String())
	}
	for _, name := range slices.Sorted(maps.Keys(r.result.Decisions)) {
		decided = append(decided, name+":"+r.result.Decisions[name].Admitted.String())
	}
	for _, f := range r.result.RestsOn {
		rests = append(rests, f.Fact)
	}
	slices.Sort(found)
	slices.Sort(rests)
	return verdict + " findings=" + oneWord(slices.Compact(found)) + " tokens=" + oneWord(decided) + " rests=" + oneWord(slices.Compact(rests))
}

// oneWord joins words, none for no words.
func oneWord(words []string) string {
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, ",")
}
