package main

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		in   []float64
		want float64
	}{{[]float64{3}, 3}, {[]float64{9, 1, 2}, 2}, {[]float64{4, 1, 3, 2}, 2.5}} {
		before := slices.Clone(c.in)
		if got := median(c.in); got != c.want || !slices.Equal(before, c.in) {
			t.Errorf("median(%v) = %v, want %v", before, got, c.want)
		}
	}
	if !math.IsNaN(median(nil)) {
		t.Error("nothing has a median")
	}
}

// TestRatios shows why pairs: the machine slows down, and both sides with it.
func TestRatios(t *testing.T) {
	r := ratios([]float64{1.2, 2.6, 4.8}, []float64{1, 2, 4})
	if got := r.String(); got != "1.20 (1.20–1.30)" {
		t.Error(got)
	}
	for goal, want := range map[float64]string{1.25: "met", 1.2: "met", 1.1: "MISSED"} {
		if got := r.against(goal); !strings.HasSuffix(got, want) {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got := (ratio{0.3049, 0.3049, 0.3049}).against(0.3); got != "0.30 ≤ 0.30 met" {
		t.Error(got)
	}
	if got := ratios([]float64{0}, []float64{0}).against(0.3); got != "–" {
		t.Error(got)
	}
}

func TestParse(t *testing.T) {
	product, version, ok := parseVersion("OpenTofu v1.12.6\non linux_amd64\n")
	if product != "OpenTofu" || version != "1.12.6" || !ok {
		t.Error(product, version, ok)
	}
	if _, _, ok := parseVersion("Vault v1.2.3"); ok {
		t.Error("Vault is no CLI of ours")
	}
	n, err := characters("Changes to Outputs:\n  + characters = 512000\n\nYou can apply")
	if n != 512000 || err != nil {
		t.Error(n, err)
	}
	if _, err := characters("  + characters = (known after apply)\n"); err == nil {
		t.Error("an unknown size was read")
	}
	out := "\na_b.ci[0]: Refreshing state...\na_b.ci[1]: Refreshing state...\n\nNo changes. Your infrastructure matches"
	if n, err := unchanged(out); n != 2 || err != nil {
		t.Error(n, err)
	}
	if _, err := unchanged(strings.Replace(out, "No changes.", "Plan: 1 to change.", 1)); err == nil {
		t.Error("a change was missed")
	}
	if got := slices.Compare(numbers("5.100.0"), numbers("5.99.9")); got <= 0 {
		t.Error("5.100 is newer than 5.99")
	}
}

func TestMemory(t *testing.T) {
	stat := "42 (a) b (c) S 7 42 42 0 -1 4194560 100 0 0 0 5 6 0 0 20 0 9 0 100 500000 1234 18446744073709551615 1 1"
	if name, parent, pages, ok := parseStat(stat); name != "a) b (c" || parent != 7 || pages != 1234 || !ok {
		t.Error(name, parent, pages, ok)
	}
	if _, _, _, ok := parseStat("42 (x) S 7"); ok {
		t.Error("half a line was read")
	}
	all := map[int]process{
		1: {"init", 0, 1000}, 7: {"tofu", 1, 10}, 42: {"provider", 7, 5}, 43: {"helper", 42, 2}, 44: {"tofu", 7, 10},
		50: {"other", 1, 100}, 60: {"loop", 61, 1}, 61: {"pool", 60, 1},
	}
	if got := below(all, 7); got != 17 {
		t.Error(got)
	}
}
