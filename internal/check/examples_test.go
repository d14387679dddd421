package check

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/mintable"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// TestExamplesCanBeMinted: every example token of the stories is one that the mint
// makes of the example's job: it knows nothing of the prover.
func TestExamplesCanBeMinted(t *testing.T) {
	paths, err := filepath.Glob("testdata/corpus/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	minted := 0
	for _, path := range paths {
		s := readStory(t, path)
		p, _ := s.policy()
		if p == nil || len(s.jobs) == 0 {
			continue
		}
		r := Run(p, Options{Jobs: s.jobs, Named: s.named})
		for _, e := range []*proof.Example{r.WiderExample, r.NarrowerExample} {
			i := slices.IndexFunc(s.jobs, func(d trust.Description) bool { return e != nil && d.Issuer == e.Claims["iss"] })
			if i < 0 {
				continue
			}
			minted++
			if text := mintable.Refusal(s.jobs[i], e); text != "" {
				t.Errorf("%s: %s\n%s", strings.TrimSuffix(filepath.Base(path), ".txtar"), text, e.Token())
			}
		}
	}
	if minted < 50 {
		t.Errorf("only %d examples: the test looks at nothing", minted)
	}
}
