package relyingparty

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/issuer"
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// This file says what a relying party is. Each is a value in a package of its own
// below this one; package parties lists them. What the provider has for each of
// them (functions, data sources, blocks, docs) it makes of these values.

// A Party is a relying party: whoever lets a job in by its token.
type Party struct {
	Name  string // aws: the block of trust_check, and the beginning of names
	Title string // AWS
	Long  string // as pages about findings call it: Google Cloud

	// Audiences are those that belong to it by convention: a token that has one was
	// made for it.
	Audiences []string
	// DefaultAudiences are what jobs pick for it where nothing is said; nil: there is
	// no such default.
	DefaultAudiences []string

	// Kinds are the documents that are compiled for it, in the order of the docs.
	Kinds []Kind

	// Marks are the members that a document of it has and no other's does.
	Marks []string
	// Block documents its block of trust_check, in Markdown.
	Block string
	// ReadBlock takes the block apart; nil: it is the document and nothing else.
	ReadBlock func(block value.V, at string, problems *problem.List) Block
	// Read reads a document that anybody wrote. decoded is what value.JSON makes of
	// the text. What the relying party refuses to store is an error (lint.Refusal).
	Read func(text string, decoded any) (Document, error)
	// Admission documents <name>_admits.
	Admission Admission

	// Takes judges keys and issuers.
	Takes issuer.Taker
}

// An Admission documents the function that decides one token.
type Admission struct {
	Title, Doc string
	Parameter  string // the document's name, for the argument and in messages
	About      string // what it may hold
}

// A Block is what trust_check's block of a party holds.
type Block struct {
	Document value.V
	At       string         // where the document stands
	Around   []lint.Finding // what is wrong with what stands beside it
	// Use tells the document, once it is read, what stands beside it; nil: nothing does.
	Use func(Document)
}

// A Document is a document of a relying party, read.
type Document interface {
	proof.Document
	// Findings are what is wrong with what is written.
	Findings() []lint.Finding
}

// OtherPrincipals is a document that may trust others than web identities.
type OtherPrincipals interface {
	// Applies reports whether it trusts web identities at all.
	Applies() bool
	// Others are those that it trusts beside them.
	Others() []string
}

// SeveralReadings is a document of a party of whose values nobody knows how they are
// read: its conditions hold a pattern for each reading.
type SeveralReadings interface {
	// Says reports whether the pattern stands in the document as it is written.
	Says(pattern string) bool
}

// Parse reads a document's text.
func (p Party) Parse(text string) (Document, error) {
	decoded, err := value.JSON(text)
	if err != nil {
		return nil, err
	}
	return p.Read(text, decoded)
}

// Looks reports which member marks the decoded object as a document of the party.
func (p Party) Looks(object map[string]any) (mark string, ok bool) {
	i := slices.IndexFunc(p.Marks, func(m string) bool { _, has := object[m]; return has })
	if i < 0 {
		return "", false
	}
	return p.Marks[i], true
}

// AsDocument makes one type of what all parties' readers answer; without an error it
// is not nil.
func AsDocument[D Document](d D, err error) (Document, error) {
	if err != nil {
		return nil, err
	}
	return d, nil
}

// ForProof is AsDocument for what is read back, where only the proof looks at it.
func ForProof[D Document](parse func(string) (D, error)) func(string) (proof.Document, error) {
	return func(text string) (proof.Document, error) { return AsDocument(parse(text)) }
}
