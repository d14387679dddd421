package value

import (
	"strings"
	"testing"
)

// TestJSON: what a lax reader would let pass is an error with its place.
func TestJSON(t *testing.T) {
	for in, want := range map[string]string{
		`{"a":1,"a":2}`:                   `line 1, column 11: the key "a" stands there twice`,
		"{\n \"a\": {\"b\":1,\n\"b\":2}}": `line 3, column 4: the key "b" stands there twice`,
		`{"a":1} x`:                       "something follows",
		`{"a":`:                           "ends too early",
		``:                                "ends too early",
		"\ufeff{}":                        "byte order mark",
		`{a:1}`:                           "no JSON",
		"\"\xff\"":                        "UTF-8",
		strings.Repeat("[", 100):          "levels",
		strings.Repeat(" ", maxJSON+1):    "bytes",
	} {
		if _, err := JSON(in); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("JSON(%.40q): %v, wanted %q", in, err, want)
		}
	}
	v, err := JSON(`{"a":[1,true,null,"x"]}`)
	m, _ := v.(map[string]any)
	if list, ok := m["a"].([]any); err != nil || !ok || len(list) != 4 {
		t.Errorf("%v %v", v, err)
	}
}
