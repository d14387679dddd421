package proof

import (
	"strconv"
	"testing"
)

// many runs a comparison of growing size.
func many(b *testing.B, build func(testing.TB, int, int) Comparison) {
	b.Helper()
	for _, n := range []int{10, 100, 1000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			c := build(b, n, -1)
			b.ReportAllocs()
			for b.Loop() {
				if v := decide(c, c.Document.Trusts()); v.Relation != "equal" {
					b.Fatalf("%s %s %s", v.Relation, v.WiderReason, v.NarrowerReason)
				}
			}
		})
	}
}

// BenchmarkBoxes is a description of many boxes, both directions.
func BenchmarkBoxes(b *testing.B) { many(b, boxes) }

// BenchmarkSubjects is the same with a document on subjects.
func BenchmarkSubjects(b *testing.B) { many(b, subjects) }

// BenchmarkPatterns is as many patterns on both sides.
func BenchmarkPatterns(b *testing.B) { many(b, patterns) }

// BenchmarkPathological is what ends at the budget.
func BenchmarkPathological(b *testing.B) {
	for _, m := range monsters {
		b.Run(m.name, func(b *testing.B) {
			c := Comparison{Document: exprs{{Issuer: gitlabIssuer, When: m.when(b)}}, Jobs: gitlabJobs(b, [2]string{"g/p", "main"})}
			b.ReportAllocs()
			for b.Loop() {
				if v := decide(c, c.Document.Trusts()); v.Wider == Yes {
					b.Fatalf("wider by %s", v.WiderExample)
				}
			}
		})
	}
}
