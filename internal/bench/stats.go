package main

// Medians and ratios.

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// median of the values; NaN of none.
func median(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	half := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[half]
	}
	return (sorted[half-1] + sorted[half]) / 2
}

// A ratio is the median of ratios taken pair by pair, with the extremes.
type ratio struct{ mid, low, high float64 }

// ratios compares the runs of one round with each other.
func ratios(a, b []float64) ratio {
	var each []float64
	for i := range min(len(a), len(b)) {
		each = append(each, a[i]/b[i])
	}
	if len(each) == 0 {
		return ratio{math.NaN(), math.NaN(), math.NaN()}
	}
	return ratio{median(each), slices.Min(each), slices.Max(each)}
}

func (r ratio) String() string {
	switch {
	case math.IsNaN(r.mid):
		return "–" // memory cannot be read here
	case r.low == r.high:
		return fmt.Sprintf("%.2f", r.mid)
	}
	return fmt.Sprintf("%.2f (%.2f–%.2f)", r.mid, r.low, r.high)
}

// against writes the ratio beside its goal.
func (r ratio) against(goal float64) string {
	if math.IsNaN(r.mid) {
		return r.String()
	}
	word := "MISSED"
	if math.Round(r.mid*100)/100 <= goal { // as printed
		word = "met"
	}
	return fmt.Sprintf("%s ≤ %.2f %s", r, goal, word)
}

// column takes one number of every run.
func column(runs []sample, of func(sample) float64) []float64 {
	var out []float64
	for _, r := range runs {
		out = append(out, of(r))
	}
	return out
}

func wall(s sample) float64 { return s.wall.Seconds() }
func cpu(s sample) float64  { return s.cpu.Seconds() }
func peak(s sample) float64 { return float64(s.peak) }

func seconds(s float64) string {
	return fmt.Sprintf("%.2f s", time.Duration(s*float64(time.Second)).Seconds())
}

// mebibytes writes bytes, or a dash where memory could not be read.
func mebibytes(bytes float64) string {
	if !(bytes > 0) {
		return "–"
	}
	return fmt.Sprintf("%.0f MiB", bytes/(1<<20))
}
