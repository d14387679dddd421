package proof

import (
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// TestSameText: two templates over a few variables are the same text for just the
// values that the formula admits, wherever an answer is given: all values of two
// letters and their joints are tried.
func TestSameText(t *testing.T) {
	pieces := []platform.Template{literal(""), literal("a"), literal("/"), text1("x"), text1("y")}
	var templates []platform.Template
	for _, a := range pieces {
		for _, b := range pieces {
			for _, c := range pieces {
				templates = append(templates, follow(follow(a, b), c))
			}
		}
	}
	words := []string{"", "a", "/", "aa", "a/", "/a"}
	decided := 0
	for _, l := range templates {
		for _, r := range templates {
			b := newBinder(newReader())
			b.space = &space{}
			f, ok := b.sameText(l, r)
			if !ok {
				continue
			}
			decided++
			for _, x := range words {
				for _, y := range words {
					values := map[string]string{"x": x, "y": y}
					got := b.fs.value(f, func(of leaf) bool { a := b.byID[of.source]; return b.langs.list[a.lang].Match(a.text.Fill(values)) })
					if want := l.Fill(values) == r.Fill(values); got != want {
						t.Fatalf("%s == %s with %v: %v, want %v", l, r, values, got, want)
					}
				}
			}
			b.fs.release()
		}
	}
	if decided < len(templates)*len(templates)/3 {
		t.Errorf("only %d pairs are decided", decided)
	}
}
