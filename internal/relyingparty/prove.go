package relyingparty

// The proof of a compiled document.

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Prove reads a compiled document back and compares it with the jobs that it was
// made for. A document that lets in a job beside them, or may do so, or that
// keeps one of them out, is a problem with that job as example; one that may
// keep one out is a warning. It returns the facts that the answer rests on, not
// nil.
func Prove(what string, doc proof.Document, err error, jobs trust.Jobs, c Common, notes []trust.Note, problems, warnings *problem.List) []proof.Rest {
	if err != nil {
		problems.Add(problem.Unproved, "", what+" could not be read back: "+err.Error(), reportBug)
		return nil
	}
	if !CheckBindings(c.Bindings, jobs, "options.bindings", problems) {
		return nil
	}
	var dropped []string
	for _, n := range notes {
		if n.Dropped != "" {
			dropped = append(dropped, n.Dropped)
		}
	}
	question := proof.Comparison{Document: doc, Jobs: jobs, Accepted: c.Unverified, Bindings: c.Bindings, Named: true}
	if len(dropped) > 0 {
		question.Wide = jobs.Relax(dropped)
	}
	v := proof.Compare(question)
	switch v.Wider {
	case proof.Yes:
		problems.Add(problem.Wider, "", what+" would let in a job that is not described: "+v.WiderExample.String(), "Say more of what tells the described jobs apart", lines(v.WiderExample)...)
	case proof.Unknown:
		problems.Add(problem.Unproved, "", what+" may let in jobs that are not described; it could not be proved that it does not: "+v.WiderReason, unknownFix(v.WiderFacts), lines(v.WiderExample)...)
	case proof.No:
	}
	switch v.Narrower {
	case proof.Yes:
		problems.Add(problem.Narrower, "", what+" would keep out a described job: "+v.NarrowerExample.String(), "Describe other jobs, or split the description", lines(v.NarrowerExample)...)
	case proof.Unknown:
		if v.NarrowerReason == proof.NoJob {
			problems.Add(problem.Conflict, "", v.NarrowerReason, "Leave that part out, or what excludes it")
			break
		}
		warnings.Add(problem.MayBeNarrower, "", "it could not be proved that "+what+" lets in every described job: "+v.NarrowerReason, accept(v.NarrowerFacts))
	case proof.No:
	}
	if v.RestsOn == nil {
		return []proof.Rest{}
	}
	return v.RestsOn
}

// Compile is trust.Compile, whose refusals show a job that the nearest document
// would let in.
func Compile(jobs trust.Jobs, can trust.Capabilities) ([]trust.Clause, []trust.Note, problem.List) {
	clauses, notes, problems := trust.Compile(jobs, can)
	i := slices.IndexFunc(problems, func(p problem.Problem) bool { return p.Code == problem.Inexpressible })
	if i < 0 {
		return clauses, notes, problems
	}
	nearest := trust.Approximate(jobs, can)
	if len(nearest) == 0 {
		return nil, nil, problems
	}
	v := proof.Compare(proof.Comparison{Document: proof.Clauses(nearest), Jobs: jobs, Accepted: can.AcceptUnverified})
	if v.Wider == proof.Yes {
		sub, _ := v.WiderExample.Claims["sub"].(string)
		problems[i].Lines = append(problems[i].Lines, "it would let in: "+v.WiderExample.String(), "whose sub is "+problem.Quote(sub))
	}
	return nil, nil, problems
}

const reportBug = "This is a fault of this provider: report it with the description"

func unknownFix(facts []string) string {
	if len(facts) > 0 {
		return accept(facts)
	}
	return "Describe fewer jobs in one document"
}

// accept is the way out where an answer depends on unverified facts.
func accept(facts []string) string {
	if len(facts) == 0 {
		return ""
	}
	facts = slices.Compact(slices.Sorted(slices.Values(facts)))
	return "If you know better, accept it with accept_unverified = [" + problem.QuoteAll(facts) + "]"
}

func lines(e *proof.Example) []string {
	if e == nil {
		return nil
	}
	return []string{"token: " + e.Token()}
}

// ReadUnverified reads the option accept_unverified.
func ReadUnverified(r *value.Reader) []string {
	ids, places, _ := r.Elements("accept_unverified")
	if len(ids) == 0 {
		return ids
	}
	var known []string
	for _, p := range platform.All() {
		for id, f := range p.Facts {
			if f.Status != "verified" {
				known = append(known, id)
			}
		}
	}
	slices.Sort(known)
	for i, id := range ids {
		if !slices.Contains(known, id) {
			r.Note(problem.UnknownName, places[i], "there is no unverified fact "+problem.Quote(id), value.Suggest(id, known))
		}
	}
	return ids
}
