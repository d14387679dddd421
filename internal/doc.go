// Package internal holds the whole provider. This page is its design.
//
// One description of CI jobs goes in; what AWS, Google Cloud, Vault and Azure
// take comes out. Every result is a function of the input alone; only the live check
// opens a connection.
//
//	filters ─▶ trust.Describe ─▶ trust.Jobs ─▶ trust.Compile ─▶ clauses ─▶ Maker.Write ─▶ text ─┐
//	              ▲ platform (data)    │           ▲ pattern (the construction rule)            │
//	                                   │                        anybody's document ─▶ Party.Read ◀┘
//	                                   └───▶ proof.Compare ◀── conditions ◀───────────┘  └─▶ lint (findings)
//
// A relying party is a value, relyingparty.Party, in the list of package parties; what
// users have of it (functions, data sources, blocks, admissions, docs) is made of
// that list. relyingparty.Make is the one way from jobs to a document: it reads the
// options, gives the jobs their audiences, compiles, lets the party write, reads the
// text back and proves it. internal/test/madeup is a party that does not exist: one
// package and one entry, which a test holds.
//
// What is peculiar to a CI platform is data (platform/data): typos that people make,
// subject formats, whose word a claim is, what single relying parties do with its
// tokens, its pipelines. names_test.go holds that no Go that ships names one.
//
// # Layers
//
// layers.txt lists the packages from the bottom up, with what lives in each and
// what it may import; layers_test.go holds the tree to it. Below the provider
// nothing knows of Terraform, and only package live opens connections. Beside the
// layers stand the benchmark, the generator of guides, and, under internal/test,
// what is for tests alone. Modules of their own are conformance (engines that
// nobody here wrote; its endtoend logs in with our tokens through a rotation) and
// tools, so that neither gets into the users' module graph.
//
// What speaks each language of documents is written twice: how a document reads as
// conditions for the proof (Trusts) and, apart from it, as a decision about one
// token (Admits). What can be wrong with a document is a rule of package lint: a
// value in a file named for its code, which registers itself. Rules about one
// language stand beside its reader, those that prove, with a token, in check.
//
// Package pattern says what is written, automaton which texts that is, solve which
// values make a formula over texts true, and proof knows of claims, tokens and jobs.
//
// # Laws
//
// A document is never wider than its description, in silence or otherwise: what
// cannot be said exactly is an error, and only accept_unenforced widens, which
// the summary then says. Same input, same bytes; the order of lists does not
// matter. Every string is hostile until a domain or a quoting function has seen
// it.
//
// # The proof
//
// The construction rule decides what is written, the prover whether it is right:
// neither knows of the other, and a test fails where they disagree. A goal (gets
// in and is not described; is described and does not get in) is a formula over
// languages of texts, one goal for each way a token can look. solve/walk.go walks
// the variables of such a token form byte by byte, through the automata of all the
// texts that they stand in, and puts into the formula what has been decided.
// Domains begin as any text; a fact is put back when an example stands outside of
// it, and what had to be put back is what the answer rests on. An example counts
// only when the relying party's own evaluator says the same.
//
// There are two sets of tokens. U holds whatever a platform may mint, M what it surely
// mints: nobody gets in beside the description of all of U, and all of M that is
// described must get in. An unverified form is in U and not in M. What a form's
// data says of its variables (where) narrows M, and U only where the fact is verified.
// A form that is optional is described where filters fit it, and never demanded.
// A claim that the document names and the data does not may be anything, in both; one
// that the data lists as missing has no token of M. Replays are looked for last, among
// described jobs, with the audience alone set free. The files proof/wider.go,
// narrower.go and replay.go ask one of the questions each.
//
// Claims depend on each other as data: a variable may be made of others (is), and then
// every template that shows it shows them (platform/parts.go). Claims that name one
// reason to be missing (absent, null, empty) have it together. What jobs usually are
// (usually, prefers, belong, seldom) chooses examples and proves nothing
// (platform/usual.go, proof/example.go): a search first finds any token, and then, with
// one more condition at a time, an ordinary one. Words that ordinary values are made of
// are exchanged for no others. A form that no filter describes is described where
// everything of a place is (everything).
//
// Where projects order the components of their subjects, a stranger's subject is
// searched as any text behind its first component. What is found counts when known
// components make it. Where a fact says that there are no others (closed), the orders
// are gone through by what the search finds, until none is left.
//
// Before a goal is walked, what a conjunction demands as a fixed text is put in as the
// value of its variables, where there is one way to take it apart (solve/pin.go), and
// what fails whatever is chosen needs no machine. An equality of two texts is decided
// where their templates cancel (solve/same.go), and is opaque where they do not.
//
// Forms that share their claims beside the subject share the work: where even with any
// subject nothing gets in, the subjects are not looked at.
//
// # Data that is out of date
//
// A whole token that somebody shows is asked as a document that only it passes: if no
// token of its issuer does, the data is wrong, and no answer no stands that rests on it
// (check/falsify.go). A claim that is missing proves nothing.
//
// # Keys that take turns
//
// The resource's Read is the only place with a clock. It leaves the time in private
// state, and only where something may be due; the plan, which Terraform makes twice,
// and the apply come to the same change by it, and the apply writes down when.
// Semaphore's files do not carry dates, as they do where somebody makes them by hand:
// with dates the server would take turns by its own clock and drop the outgoing key
// at that moment (rotation/formats.go).
//
// # What is cut differently than first drawn
//
// The prover is a package of its own, proof, above trust. A variable that stands
// in a text behind one that is walked later is read as a function from states to
// states (solve/words.go) instead of by guessing where it begins. Goals are
// solved once within a comparison. Comparisons that differ in words alone are
// solved once in a process (proof/memo.go), always by the one with plain symbols,
// so that no answer depends on what was asked before; with WithoutMemo the corpus and
// the grid have the same answers, which tests hold. Beside those answers, an
// issuer's token forms (spacesKept) and compiled CEL (google/shelf.go) are kept,
// within bounds.
//
// Claims are plain maps, made by platform.Mint; package token only reads. A
// box carries its forms under the key "form". Refs are not one variable with a
// prefix but one for each form (branch, tag, merge commit), so that alphabets
// and domains stay exact. The construction rule of package pattern takes
// subjects apart from both ends, which lets exact refs pass behind a name that
// may hold the separator; a small world is enumerated to hold it. Whole values that
// the rule cannot let through as such are tried one by one (Template.Once).
//
// GitHub's subjects are components like GitLab's, some of them spelled in two
// formats (classic and immutable) that are presentations of the same jobs. A job
// with an environment is described only where environments are said, since its
// subject does not show its ref. Environments are variables as the subject spells
// them; forms ending in _spelled stand for what nobody knows of that spelling.
//
// Vault's roles hold one set of conditions for all of a description's forms, so trust
// tries a third way for them (Capabilities.OneClause): what all forms of a box have in common, if
// that keeps everybody else out. A merged pull request without environment is a form of
// its own; with one, which nobody has seen, it is the branch's form, whose data says
// which events go together (where).
//
// CircleCI has a filter webhooks, since no other one describes pipelines that a
// custom webhook started. The data source of google_workload_identity answers
// granted where the function answers grants, which there is an argument. In
// google_workload_identity a grant's member is a set of principals with an
// attribute that only its jobs have; google.subject is for logs.
package internal
