package lint

// This file is rule CT010.

var _ = Add(Rule{
	Code: "CT010", Title: "A condition that always holds",
	Severity: Error, Class: Open,
	Why:    "It reads like a restriction and is none.",
	Fix:    "Take it away, or write what was meant.",
	Source: "law of the language",
})
