// Package check answers questions about trust documents that people already
// have: who gets in, beside whom they meant and instead of whom, what is wrong
// with the text, and why a token does or does not pass.
//
// Run never fails on a verdict. What cannot be decided is unknown and says why.
package check

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// Options say what a document is checked against. All are optional.
type Options struct {
	// Jobs are those that are meant to get in; nil: nobody said.
	Jobs trust.Jobs
	// Unverified are facts about platforms that the user takes for true, by id, and
	// Bindings values of variables that he knows to go together.
	Unverified []string
	Bindings   []proof.Binding
	// Named: the audiences of Jobs are the user's, also where they are the platform's
	// default.
	Named bool
	// Tokens are sample claims by name, decided one by one. Those in Whole are whole
	// payloads as a platform minted them; the others are questions what would happen.
	Tokens map[string]proof.Claims
	Whole  map[string]bool
	// Ignore are findings that the user takes on, with the reason.
	Ignore map[lint.Code]string
}

// A Result is all that is known about a document.
type Result struct {
	// Applies is false for a document that trusts no web identity at all, such as
	// a service role's; everything else is empty then.
	Applies bool
	// Relation is equal, wider, narrower, overlapping, disjoint or unknown; empty
	// without jobs.
	Relation        string
	Wider, Narrower proof.Answer
	// The examples are a token that gets in and is not described, and a described
	// one that does not get in.
	WiderExample, NarrowerExample *proof.Example
	WiderReason, NarrowerReason   string // of Unknown
	// Findings are in order of severity, without those that are ignored.
	Findings []lint.Finding
	Ignored  []lint.Finding
	// Decisions are the answers to the tokens, by name.
	Decisions map[string]Decision
	RestsOn   []proof.Rest
	// ModelDate is that of the newest fact about the platforms concerned, or of all
	// platforms: YYYY-MM-DD.
	ModelDate string
	// Summary is the verdict in words, several lines.
	Summary string
}

// A Decision is the answer to one token.
type Decision struct {
	Admitted proof.Answer
	// Reason is a sentence, or several: which statement or clause, what was wanted
	// and what came, and the nearest token that gets in.
	Reason string
}
