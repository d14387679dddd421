package value

import (
	"strings"
	"testing"
)

// TestEncode: canonical, exact, and read back the same.
func TestEncode(t *testing.T) {
	const text = `{"a":[1.50,1e400,12345678901234567890,-0],"b":"<&>ä\"","c":{"y":null,"z":true}}`
	x, err := JSON(` { "c" : {"z":true,"y":null}, "b":"<&>\u00e4\"", "a":[1.50, 1e400, 12345678901234567890, -0] } `)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Encode(x)
	if err != nil || got != text {
		t.Errorf("got  %s, %v\nwant %s", got, err, text)
	}
}

// TestPlain: every kind, and what has no plain form, with its place.
func TestPlain(t *testing.T) {
	v := V{Kind: Map, Attrs: map[string]V{
		"n": {Kind: Number, Text: "0.1"}, "s": Of("x"), "t": Of(true), "z": {}, "l": {Kind: List, Elems: []V{Of("a"), {}}}, "e": {Kind: List},
	}}
	x, err := v.Plain()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Encode(x); err != nil || got != `{"e":[],"l":["a",null],"n":0.1,"s":"x","t":true,"z":null}` {
		t.Errorf("got %s, %v", got, err)
	}
	for want, bad := range map[string]V{
		"l: [1]: something in it is known only after apply": {Kind: Map, Attrs: map[string]V{"l": {Kind: List, Elems: []V{{}, {Kind: Unknown}}}}},
		"it holds a number out of range":                    {Kind: Number, Text: "a number out of range"},
	} {
		if _, err := bad.Plain(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
