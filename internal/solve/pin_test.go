package solve

import (
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// TestTakenApart: values that are taken out of a text are the only ones that make it,
// of all words that are tried.
func TestTakenApart(t *testing.T) {
	const letters = "a/:"
	words := []string{""}
	for from := 0; len(words) < 121; from++ { // all words of up to four letters
		for _, c := range letters {
			words = append(words, words[from]+string(c))
		}
	}
	lits := []string{"", "/", ":", "a/"}
	found := 0
	for _, before := range lits {
		for _, between := range lits {
			for _, after := range lits {
				for _, tmpl := range []pattern.Text{
					{Lits: []string{before, after}, Vars: []string{"x"}},
					{Lits: []string{before, between, after}, Vars: []string{"x", "y"}},
				} {
					for _, text := range words {
						values, ok := takenApart(tmpl, text)
						if !ok {
							continue
						}
						found++
						ways := 0
						for _, x := range words[:40] {
							for _, y := range words[:40] {
								if tmpl.Fill(map[string]string{"x": x, "y": y}) != text {
									continue
								}
								if ways++; x != values["x"] && len(values["x"]) < 4 || len(tmpl.Vars) == 2 && y != values["y"] {
									t.Fatalf("%s is %q also with %q and %q, not %v alone", tmpl, text, x, y, values)
								}
								if len(tmpl.Vars) == 1 {
									break
								}
							}
						}
						if tmpl.Fill(values) != text || ways > 1 {
							t.Fatalf("%s of %v is not %q, or in %d ways", tmpl, values, text, ways)
						}
					}
				}
			}
		}
	}
	if found < 500 {
		t.Errorf("only %d texts were taken apart", found)
	}
}
