package problem

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestDocs: every code is documented once, in order.
func TestDocs(t *testing.T) {
	var codes []string
	for _, d := range Docs {
		codes = append(codes, string(d.Code))
		if d.Title == "" || !strings.HasSuffix(d.Text, ".") {
			t.Errorf("%s: title %q, text %q", d.Code, d.Title, d.Text)
		}
	}
	if !slices.IsSorted(codes) || len(slices.Compact(slices.Clone(codes))) != len(codes) {
		t.Errorf("codes are not in order, or twice: %v", codes)
	}
}

// TestText: sorted by place, each once, at most ten, no full stop at the end.
func TestText(t *testing.T) {
	var l List
	for i := range 30 {
		l.Add(BadValue, "list["+strconv.Itoa(29-i)+"]", "is bad", "Mend it")
	}
	l.Add(BadValue, "list[2]", "is bad", "Mend it")
	lines := strings.Split(l.Text("n"), "\n")
	if len(lines) != 12 || !strings.HasPrefix(lines[2], "CE104 list[2]") || !strings.HasPrefix(lines[3], "CE104 list[3]") || lines[10] != "and 20 more" {
		t.Errorf("got %q", lines)
	}
	if p := (Problem{BadValue, "f", "a", "b", []string{"x"}}); p.String() != "CE104 f: a. b\n  x" {
		t.Errorf("got %q", p.String())
	}
}

// TestQuote: one line, cut at a character's edge.
func TestQuote(t *testing.T) {
	if got := Quote(strings.Repeat("ä", 100)); strings.Contains(got, `\x`) || !strings.HasSuffix(got, "… (200 bytes)") {
		t.Errorf("got %s", got)
	}
	if got := Quote("a\n\x1b[31m"); strings.ContainsAny(got, "\n\x1b") {
		t.Errorf("got %q", got)
	}
}

// TestQuoteHidesCredentials: what looks like a private key or a token is not
// repeated, in whatever quoting; what only resembles one is.
func TestQuoteHidesCredentials(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIDgx", "x -----BEGIN RSA PRIVATE KEY-----", `"-----BEGIN EC PRIVATE KEY-----\nMC4C"`,
		`{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}`, `{\"d\":\"nWGxne\",\"kty\":\"OKP\"}`, `{"kty":"oct","k":"nWGxne"}`,
		"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl", "Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl",
	} {
		if got := Quote(s); strings.Contains(got, "nWGxne") || strings.Contains(got, "MC4C") || strings.Contains(got, "c2ln") || !strings.Contains(got, "not shown: it looks like a private key or a token") {
			t.Errorf("%s", got)
		}
	}
	for _, s := range []string{"private-key", "PRIVATE_KEY", `{"d":1}`, `{"kty":"RSA","n":"x"}`, "eyJ.a.b", "a.eyJ", "release-1.2.3"} {
		if got := Quote(s); got != strconv.Quote(s) {
			t.Errorf("%s", got)
		}
	}
}
