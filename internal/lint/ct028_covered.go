package lint

// This file is rule CT028.

var _ = Add(Rule{
	Code: "CT028", Title: "A loose value among narrow ones",
	Severity: Warning, Class: Fragile,
	Why:    "Values of one condition are alternatives, and so are statements; the widest decides and the others say nothing.",
	Fix:    "Take the wide one away, or the ones that it covers.",
	Source: "subvectors, poisoned lists",
})
