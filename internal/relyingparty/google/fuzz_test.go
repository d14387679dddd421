package google

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/draw"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// FuzzParse: any bytes as provider, condition, mapping and claims. Nothing
// panics, nothing takes long, reasons are one line, and the two readings agree.
func FuzzParse(f *testing.F) {
	d := draw.New(1, 200)
	for range 12 {
		p := d.Provider()
		f.Add(p.JSON(), p.Condition, p.Mapping["google.subject"], d.Token())
	}
	for _, s := range []string{"{}", "[", `{"issuer_uri":"https://x","attribute_mapping":{"google.subject":"assertion.sub"}}`} {
		f.Add(s, "'\\d'", "assertion.a.b.c", `{"sub":"a"}`)
	}
	f.Add("", "assertion.sub.matches('(')", "[assertion.a, 'x'][1]", `{"sub":1e999}`)
	f.Add("", "assertion.exists(k, k == 'sub') || assertion.map(k, k).size() > 3", "google", `{"aud":[[]]}`)
	f.Fuzz(func(t *testing.T, document, condition, mapping, token string) {
		var claims proof.Claims
		if v, err := value.JSON(token); err == nil {
			claims, _ = v.(map[string]any)
		}
		p := draw.Provider{Issuer: draw.Issuer, Audiences: []string{draw.Audience}, Condition: condition, Mapping: map[string]string{"google.subject": mapping, "attribute.x": mapping}}
		for _, text := range []string{document, p.JSON()} {
			d, err := Parse(text)
			if err != nil {
				if strings.ContainsAny(err.Error(), "\x00\x1b\n") {
					t.Errorf("control characters: %q", err)
				}
				continue
			}
			for _, g := range d.Findings() {
				if g.Detail == "" || strings.ContainsAny(g.Detail, "\n\x00\x1b") {
					t.Errorf("the finding %+v", g)
				}
			}
			for _, c := range []proof.Claims{claims, {"iss": d.issuer, "aud": draw.Audience}} {
				if c != nil {
					c["iss"] = d.issuer
				}
				got, v := d.Admits(c), byTrusts(d, c)
				if ok, _ := agreeing(v, got.Admitted); !ok {
					raw, _ := json.Marshal(c)
					t.Errorf("%s (%s), lowered it %s\n%s\n%s", got.Admitted, got.Reason(), v, text, raw)
				}
				if strings.ContainsAny(got.Reason(), "\x00\x1b\n") || got.Reason() == "" {
					t.Errorf("the reason %q", got.Reason())
				}
			}
		}
	})
}

// FuzzFindings: conditions and members of a platform that is known are judged
// without a panic, on one line, and to an end.
func FuzzFindings(f *testing.F) {
	files, _ := filepath.Glob("../../*/testdata/ct*.txtar")
	more, _ := filepath.Glob("testdata/ct*.txtar")
	for _, file := range append(files, more...) {
		a, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, section := range a.Files {
			var p struct {
				Issuer    string `json:"issuer_uri"`
				Condition string `json:"attribute_condition"`
			}
			if strings.HasPrefix(section.Name, "google: ") && json.Unmarshal(section.Data, &p) == nil {
				f.Add(p.Issuer, p.Condition, "principalSet:"+pool+"attribute.x/y")
			}
		}
	}
	f.Add(github, strings.Repeat("(", 60)+"assertion.environment == 'a'"+strings.Repeat(" ? true : false)", 60), "")
	f.Fuzz(func(t *testing.T, issuer, condition, member string) {
		c := mapping("attribute.x", "assertion.ref")
		c["members"] = []string{member}
		d, err := Parse(c.provider(t, issuer, condition))
		if err != nil {
			return
		}
		for _, g := range d.Findings() {
			if g.Detail == "" || strings.ContainsAny(g.Detail, "\n\x00\x1b") {
				t.Errorf("%+v", g)
			}
		}
	})
}
