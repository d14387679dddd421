package value

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

// TestJSON: what a lax reader would let pass is an error with its place.
func TestJSON(t *testing.T) {
	for in, want := range map[string]string{
		`{"a":1,"a":2}`:                   `line 1, column 8: the key "a" stands there twice`,
		"{\n \"a\": {\"b\":1,\n\"b\":2}}": `line 3, column 1: the key "b" stands there twice`,
		`{"a":1} x`:                       "something follows",
		"{\"a\":\n":                       "line 1, column 6: the JSON ends too early",
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

// FuzzJSON: what is read is what the standard library reads, and nothing is read that it
// refuses.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{`{"a":[1,-0.5e3,true,null,"x\u00e9\ud83d\ude00"],"":{}}`, `[]`, `"\ud800"`, `1 2`, `{"a":1,"a":2}`, `01`, "\"a\tb\""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := JSON(text)
		if err != nil {
			return // ours is the stricter one
		}
		var want any
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		if err := d.Decode(&want); err != nil {
			t.Fatalf("%q is read, and the standard library says %v", text, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%q is %v, and %v to the standard library", text, got, want)
		}
	})
}
