package solve

import (
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// TestSameText: two templates over a few variables are the same text for just the
// values that the formula admits, wherever an answer is given: all values of two
// letters and their joints are tried.
func TestSameText(t *testing.T) {
	pieces := []pattern.Text{pattern.Fixed(""), pattern.Fixed("a"), pattern.Fixed("/"), pattern.Variable("x"), pattern.Variable("y")}
	var templates []pattern.Text
	for _, a := range pieces {
		for _, b := range pieces {
			for _, c := range pieces {
				templates = append(templates, a.Then(b).Then(c))
			}
		}
	}
	words := []string{"", "a", "/", "aa", "a/", "/a"}
	decided := 0
	for _, l := range templates {
		for _, r := range templates {
			b := New()
			f, ok := b.Same(l, r)
			if !ok {
				continue
			}
			decided++
			for _, x := range words {
				for _, y := range words {
					values := map[string]string{"x": x, "y": y}
					got := b.Holds(f, func(t pattern.Text) string { return t.Fill(values) }, nil)
					if want := l.Fill(values) == r.Fill(values); got != want {
						t.Fatalf("%s == %s with %v: %v, want %v", l, r, values, got, want)
					}
				}
			}
			b.Release()
		}
	}
	if decided < len(templates)*len(templates)/3 {
		t.Errorf("only %d pairs are decided", decided)
	}
}
