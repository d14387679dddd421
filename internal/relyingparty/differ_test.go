package relyingparty_test

import (
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
)

func TestParting(t *testing.T) {
	for _, row := range []struct{ came, wanted, want string }{
		{"main", "main", `they differ from byte 5 on: the end, wanted the end`},
		{"mainx", "main", `they differ from byte 5 on: "x", wanted the end`},
		{"", "main", `they differ from byte 1 on: the end, wanted "main"`},
		{"größer", "grüßer", `they differ from byte 3 on: "ößer", wanted "üßer"`},
		{strings.Repeat("a", 30), "b", `they differ from byte 1 on: "aaaaaaaaaaaaaaaaaaaaaaaa"…, wanted "b"`},
		{strings.Repeat("a", 23) + "ö", "b", `they differ from byte 1 on: "aaaaaaaaaaaaaaaaaaaaaaa"…, wanted "b"`},
	} {
		if got := relyingparty.Parting(row.came, row.wanted, relyingparty.Agree(row.came, row.wanted)); got != row.want {
			t.Errorf("%q and %q: got %s", row.came, row.wanted, got)
		}
	}
}

func TestFirst(t *testing.T) {
	for _, row := range []struct {
		of, text string
		more     bool
	}{{"", "", false}, {"äb", "äb", false}, {"äbc", "äb", true}} {
		if text, more := relyingparty.First(2, row.of); text != row.text || more != row.more {
			t.Errorf("%q: got %q, %v", row.of, text, more)
		}
	}
}
