package check

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/mint"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
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
			text := "-"
			for _, format := range [][2]string{{}, {"subject_format", "classic"}, {"subject_format", "immutable"}, {"token_version", "v1"}, {"token_version", "v2"}} {
				if text != "" {
					text = refused(s.jobs[i], e, format)
				}
			}
			// A branch may be named like a ref; who asks for a token must say the short name.
			if text != "" && !strings.Contains(text, "is a full ref; the short name is wanted") {
				t.Errorf("%s: %s\n%s", strings.TrimSuffix(filepath.Base(path), ".txtar"), text, e.Token())
			}
		}
	}
	if minted < 50 {
		t.Errorf("only %d examples: the test looks at nothing", minted)
	}
}

// refused says why the mint does not make the example of its job, with a setting that
// says which of several subjects it has. What nobody documents is left to the mint, and
// so are claims that the data does not name, which a document may ask for.
func refused(d trust.Description, e *proof.Example, setting [2]string) string {
	p := d.Model()
	f := p.Form(e.Job.Form)
	variables := map[string]any{mint.FormKey: f.Name}
	for _, v := range p.Variables {
		text, ok := e.Job.Values[v.Name]
		switch {
		case v.Part || !ok || !f.Has(v.Name) && !slices.Contains(p.IssuerParts(d.Settings), v.Name):
		case v.Many && text == "":
		case v.Many:
			variables[v.Name] = strings.Split(text, ",")
		default:
			variables[v.Name] = text
		}
	}
	for _, filter := range p.Filters {
		text, ok := d.Settings[filter.Name]
		switch {
		case !ok || !mint.IsSetting(filter):
		case filter.Role == platform.RoleComponents:
			variables[filter.Name] = strings.Split(text, ",")
		default:
			variables[filter.Name] = text
		}
	}
	if _, ok := p.Filter(setting[0]); ok {
		variables[setting[0]] = setting[1]
	}
	claims := map[string]any{}
	for name, v := range e.Claims {
		c, has := f.Claim(name)
		if _, known := c.Template(); name == "sub" || has && known {
			claims[name] = v
		}
	}
	for _, name := range f.ClaimNames() {
		if _, there := e.Claims[name]; !there {
			claims[name] = nil
		}
	}
	var facts []string
	for id, fact := range p.Facts {
		if fact.Status != "verified" {
			facts = append(facts, id)
		}
	}
	r := mint.Request{Platform: p.Name, Variables: value.Of(variables), Claims: value.Of(claims), AcceptUnverified: value.Of(facts), Now: time.Unix(1_800_000_000, 0)}
	if p.Issuer.Audience.Kind != "fixed" {
		r.Audiences = value.Of([]string{"an-audience"})
	}
	_, known, problems := mint.Make(r)
	if known && len(problems) == 0 {
		return ""
	}
	return problems.Text("")
}
