package value

import (
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// TestReader: each odd value is answered or refused with its place.
func TestReader(t *testing.T) {
	unknown := V{Kind: Unknown}
	object := V{Kind: Map, Attrs: map[string]V{
		"text": Of("a"), "number": Of(1.5), "flag": Of("true"), "list": {Kind: List, Elems: []V{Of("a"), unknown, {}}},
		"empty": {Kind: List}, "later": unknown, "nothing": {}, "odd": Of(map[string]any{}), "extra": Of("x"),
		"map": {Kind: Map, Attrs: map[string]V{"a": Of("b"), "c": unknown, "d": Of(true)}},
	}}
	var problems problem.List
	r := Read(object, "o", &problems)
	if s, ok := r.Text("text"); s != "a" || !ok {
		t.Error("text")
	}
	if s, ok := r.Text("number"); s != "1.5" || !ok {
		t.Error("a number reads as its text")
	}
	if b, ok := r.Flag("flag"); !b || !ok {
		t.Error("the text true reads as true")
	}
	if l, ok := r.Texts("list"); len(l) != 1 || !ok || !r.IsUnknown("list") {
		t.Error("a list with an unknown element is unknown, its known ones are read")
	}
	if _, ok := r.Texts("empty"); ok {
		t.Error("an empty list is read")
	}
	if _, ok := r.Text("later"); ok || !r.IsUnknown("later") || r.IsUnknown("text") {
		t.Error("unknown")
	}
	if _, ok := r.Text("nothing"); ok || r.Has("nothing") || !r.Has("odd") {
		t.Error("null is absent")
	}
	if _, ok := r.Texts("odd"); ok {
		t.Error("an object for a list")
	}
	if m, ok := r.TextMap("map"); !ok || m["a"] != "b" || len(m) != 1 || !r.IsUnknown("map") {
		t.Errorf("map: %v", m)
	}
	r.Done("option")
	got := problems.Text("")
	for _, want := range []string{`CE101 o: there is no option "extra"`, "CE105 o.list[2]: the element is null", "CE105 o.empty", "CE102 o.odd: a list of strings is wanted, got an object", "CE102 o.map.d: a string is wanted, got a bool"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if len(problems) != 5 {
		t.Errorf("%d problems:\n%s", len(problems), got)
	}
}

// TestReadWhole: an unknown object has only unknowns; anything else that is no
// object is one problem, and no more follow.
func TestReadWhole(t *testing.T) {
	var problems problem.List
	r := Read(V{Kind: Unknown}, "o", &problems)
	if _, ok := r.Text("a"); ok || !r.IsUnknown("a") || !r.Dead() {
		t.Error("unknown")
	}
	r.Done("option")
	if len(problems) > 0 {
		t.Error(problems.Text(""))
	}
	r = Read(Of(`{"a":1}`), "o", &problems)
	r.Done("option")
	if len(problems) != 1 || !r.Dead() {
		t.Error(problems.Text(""))
	}
}

func TestSuggest(t *testing.T) {
	known := []string{"branches", "tags", "projects", "project_ids", "url"}
	for got, want := range map[string]string{
		"branch": `"branches"`, "Branches": `"branches"`, "tag": `"tags"`, "projcts": `"projects"`, "project_id": `"project_ids"`,
		"pull_requests": "Known are", "": "Known are", strings.Repeat("x", 10_000): "Known are",
	} {
		if s := Suggest(got, known); !strings.Contains(s, want) {
			t.Errorf("Suggest(%.20q) = %s, want %s", got, s, want)
		}
	}
}
