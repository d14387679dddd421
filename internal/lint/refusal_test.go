package lint

import (
	"errors"
	"fmt"
	"testing"
)

// Refusals are told apart from documents that cannot be read at all.
func TestRefusals(t *testing.T) {
	plain := errors.New("no JSON")
	size := Refuse("CT024", "attribute_condition", "attribute_condition", "too long")
	name := fmt.Errorf("the provider: %w", Refuse("CT018", "attribute_mapping", "attribute_mapping", "no subject"))
	for _, c := range []struct {
		why  string
		err  error
		want []Code
		all  bool
	}{
		{"no error", nil, nil, true},
		{"no refusal", plain, nil, false},
		{"one", size, []Code{"CT024"}, true},
		{"wrapped", name, []Code{"CT018"}, true},
		{"two", errors.Join(size, name), []Code{"CT024", "CT018"}, true},
		{"one beside something else", errors.Join(size, plain), []Code{"CT024"}, false},
	} {
		fs, all := Refusals(c.err)
		if all != c.all || len(fs) != len(c.want) {
			t.Errorf("%s: %v, %t", c.why, fs, all)
			continue
		}
		for i, f := range fs {
			if f.Code != c.want[i] || f.At == "" || f.Detail == "" {
				t.Errorf("%s: %+v", c.why, f)
			}
		}
	}
	if size.Error() != "attribute_condition: too long" || !errors.Is(name, name) {
		t.Error("the text is another one")
	}
}
