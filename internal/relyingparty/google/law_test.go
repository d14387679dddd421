package google

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/draw"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
)

// numbered reads claims as a token's decoder does: numbers stay as they are written.
func numbered(t testing.TB, text string) proof.Claims {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var c proof.Claims
	if err := d.Decode(&c); err != nil {
		t.Fatal(err)
	}
	return c
}

// blame counts the reason of an opaque part that a token's answer rests on.
func blame(e proof.Expr, c proof.Claims, into map[string]int) bool {
	if e.Eval(c) != proof.ValueUnknown {
		return false
	}
	if e.Op == proof.OpOpaque {
		reason, _, _ := strings.Cut(e.Key, "\x00")
		into[reason]++
		return true
	}
	for _, k := range e.Kids {
		if blame(k, c, into) {
			return true
		}
	}
	return false
}

// Law 8: for random providers and tokens the lowered condition and the
// evaluation by cel-go come to the same, in all three values.
func TestTrustsEqualAdmits(t *testing.T) {
	const tokens = 12
	providers := effort.Rounds(300, 800, 2_500, 2_500)
	d := draw.New(8, 5)
	var refused, pairs, unknown int
	counts, reasons := map[string]int{}, map[string]int{}
	for range providers {
		p := d.Provider()
		document, err := Parse(p.JSON())
		if err != nil {
			refused++
			continue
		}
		for range tokens {
			text := d.Token()
			c := numbered(t, text)
			a, v := document.Admits(c), byTrusts(document, c)
			pairs++
			counts[a.Admitted.String()+" "+v.String()]++
			agree, known := agreeing(v, a.Admitted)
			if !agree {
				t.Fatalf("%s (%s), lowered it %s\n%s\n%s", a.Admitted, a.Reason(), v, p.JSON(), text)
			}
			if !known {
				unknown++
				blame(document.Trusts()[0].When, c, reasons)
			}
		}
	}
	t.Logf("%d pairs, %d unknown, %d providers refused: %v", pairs, unknown, refused, counts)
	for _, r := range slices.Sorted(maps.Keys(reasons)) {
		t.Logf("%6d %s", reasons[r], r)
	}
	if least := providers * 2 / 5; pairs < 10*providers || counts["yes holds"] < least || counts["no fails"] < least || counts["no error"] < least {
		t.Error("the pairs are too one-sided")
	}
	if unknown*100 > pairs {
		t.Errorf("%d of %d pairs are unknown, more than one in a hundred", unknown, pairs)
	}
}
