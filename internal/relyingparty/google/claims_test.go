package google

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestClaimsOf(t *testing.T) {
	for _, row := range []struct {
		text   string
		claims string
		whole  bool
	}{
		{"true", "", false},
		{"assertion.a == 'x' && has(assertion.b)", "a b", false},
		{"assertion['a/b'] == 'x' && 'c' in assertion", "a/b c", false},
		{"assertion.a.b == 'x'", "a", false},
		{".assertion.a == 'x'", "a", false},
		{"assertion[assertion.a] == 'x'", "a", true},
		{"assertion.a in assertion", "a", true},
		{"assertion.exists(k, k == 'a')", "", true},
		{"size(assertion) == 3 || assertion == assertion", "", true},
		{"['x'].exists(assertion, assertion == 'x')", "", true},
	} {
		c, err := newCompiled(row.text, true)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(c.claims, " "); got != row.claims || c.whole != row.whole {
			t.Errorf("%s: got %q, %v", row.text, got, c.whole)
		}
	}
}

// What a document leaves out of the token, it does not read.
func TestClaimsThatAreLeftOut(t *testing.T) {
	d := parsed(t, "has(assertion.ref) && assertion.ref == 'main'", map[string]string{"google.subject": "assertion.sub", "attribute.a": "assertion['a/b']"})
	if want := []string{"a/b", "ref", "sub"}; !slices.Equal(d.claims, want) {
		t.Errorf("got %v, want %v", d.claims, want)
	}
	all := *d
	all.claims = nil
	for _, claims := range []map[string]any{
		{},
		{"ref": "main"},
		{"ref": "main", "a/b": "x", "exp": json.Number("1")},
		{"ref": "main", "a/b": json.Number("1")},
		{"ref": json.Number("1")},
		{"ref": "main", "other": json.Number("1e999")},
		{"ref": "main", "other": []any{map[string]any{"a": json.Number("1e999")}}},
	} {
		c := tokenOf(t, "")
		maps.Copy(c, claims)
		some, whole := d.Admits(c), all.Admits(c)
		if some.Admitted != whole.Admitted || some.Reason() != whole.Reason() {
			t.Errorf("%v: %s (%s), with the whole token %s (%s)", claims, some.Admitted, some.Reason(), whole.Admitted, whole.Reason())
		}
	}
}

// An expression that comes from the shelf is checked where it stands.
func TestShelf(t *testing.T) {
	for range 2 {
		parsed(t, "assertion.ref == 'main'", nil)
		_, err := Parse(providerOf(t, "true", map[string]string{"google.subject": "assertion.ref == 'main'"}))
		if err == nil || !strings.HasPrefix(err.Error(), "attribute_mapping: google.subject: ") {
			t.Errorf("got %v", err)
		}
		_, err = Parse(providerOf(t, "assertion.ref ==", nil))
		if err == nil || !strings.HasPrefix(err.Error(), "attribute_condition: line 1") {
			t.Errorf("got %v", err)
		}
	}
	var s compilations
	for i := range 100 {
		s.keep(&compiled{text: strings.Repeat("a", maxShelf/10+i)}, false)
		if s.size > maxShelf || len(s.kept) > 10 || len(s.kept) == 0 {
			t.Fatalf("%d texts of %d bytes are kept", len(s.kept), s.size)
		}
	}
}
