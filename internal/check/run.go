package check

// A check from beginning to end, and its summary.

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// Run checks a document.
func Run(p *Policy, o Options) Result {
	o.Jobs = p.withSpellings(o.Jobs)
	out := Result{Applies: p.Applies, ModelDate: modelDate(o.Jobs)}
	if !p.Applies {
		out.Summary = "This policy trusts no web identity, so there is nothing to check." + besides(p)
		return out
	}
	var found []lint.Finding
	if p.refused != nil {
		found = p.refusals()
		out.Wider, out.Narrower = proof.Unknown, proof.Unknown
		out.WiderReason = "the document cannot be read"
		out.NarrowerReason = out.WiderReason
		if o.Jobs != nil {
			out.Relation = "unknown"
		}
		out.Decisions = map[string]Decision{}
		for name := range o.Tokens {
			out.Decisions[name] = Decision{Admitted: proof.Unknown, Reason: "the document cannot be read"}
		}
	} else {
		found = p.doc.Findings()
		for _, a := range p.askers(o) {
			found = append(found, lint.Find(a.audit())...)
		}
		if o.Jobs != nil {
			v := o.question().compare(p.doc, o.Jobs)
			out.Relation, out.Wider, out.Narrower = v.Relation, v.Wider, v.Narrower
			out.WiderExample, out.NarrowerExample = v.WiderExample, v.NarrowerExample
			out.WiderReason, out.NarrowerReason = settled(v.WiderReason, v.WiderFacts), settled(v.NarrowerReason, v.NarrowerFacts)
			out.RestsOn = v.RestsOn
			found = intended(found, v, o.Jobs)
		}
		out.Decisions = map[string]Decision{}
		for name, c := range o.Tokens {
			out.Decisions[name] = p.decide(c, o)
		}
	}
	found = o.falsified(&out, found)
	for _, f := range lint.Sorted(append(found, p.around...)) {
		if _, ignored := o.Ignore[f.Code]; ignored {
			out.Ignored = append(out.Ignored, f)
		} else {
			out.Findings = append(out.Findings, f)
		}
	}
	out.Summary = summary(p, o, out)
	return out
}

// settled is the reason of an unknown, with what makes an answer of it where that
// depends on unverified facts.
func settled(reason string, facts []string) string {
	if len(facts) == 0 {
		return reason
	}
	return reason + "; accept_unverified = [" + problem.QuoteAll(slices.Compact(slices.Sorted(slices.Values(facts)))) + "] settles it, if you know that it is so"
}

// withSpellings adds to the jobs each other spelling of their audiences that the document
// takes for the same audience.
func (p *Policy) withSpellings(jobs trust.Jobs) trust.Jobs {
	g, ok := p.doc.(interface{ Spellings() []string })
	if !ok {
		return jobs
	}
	out := slices.Clone(jobs)
	for i, d := range out {
		if all := g.Spellings(); slices.ContainsFunc(d.Audiences, func(a string) bool { return slices.Contains(all, a) }) {
			out[i].Audiences = slices.Compact(slices.Sorted(slices.Values(slices.Concat(d.Audiences, all))))
		}
	}
	return out
}

// getIn are findings about who gets in: where the user has said who is meant, and
// it is so, they are no news.
var getIn = []lint.Code{"CT001", "CT002", "CT003", "CT004", "CT021"}

func intended(found []lint.Finding, v proof.Verdict, jobs trust.Jobs) []lint.Finding {
	return slices.DeleteFunc(found, func(f lint.Finding) bool {
		return v.WiderByJob == proof.No && slices.Contains(getIn, f.Code) || v.Narrower == proof.No && f.Code == "CT011" ||
			f.Code == "CT020" && v.Narrower == proof.No && newerMeant(jobs) || f.Code == "CT021" && pullsMeant(jobs)
	})
}

// newerMeant reports that the description is of subjects in the newer format alone,
// which they keep.
func newerMeant(jobs trust.Jobs) bool {
	return !slices.ContainsFunc(jobs, func(d trust.Description) bool {
		formats := d.Model().Subject.Formats
		return !slices.Equal(formats.Picks[d.Settings[formats.Setting]], []string{formats.Newer})
	})
}

// pullsMeant reports that pull requests are described.
func pullsMeant(jobs trust.Jobs) bool {
	return slices.ContainsFunc(jobs, func(d trust.Description) bool {
		f, _ := d.Model().Filter(d.Model().PullRequests)
		return slices.ContainsFunc(d.Boxes, func(b trust.Box) bool {
			return slices.ContainsFunc(b[trust.FormKey], func(form string) bool { return slices.Contains(f.Forms, form) })
		})
	})
}

// modelDate is the newest date of a fact about the jobs' platforms, or all.
func modelDate(jobs trust.Jobs) string {
	newest := ""
	for _, p := range platform.All() {
		if len(jobs) > 0 && !slices.ContainsFunc(jobs, func(d trust.Description) bool { return d.Platform == p.Name }) {
			continue
		}
		for _, f := range p.Facts {
			newest = max(newest, f.Date)
		}
	}
	return newest
}

var relations = map[string]string{
	"equal":       "Exactly the described jobs get in",
	"wider":       "Wider than described: all described jobs get in, and others do",
	"narrower":    "Narrower than described: no others get in, but some described jobs do not either",
	"overlapping": "Others get in, and some described jobs do not",
	"disjoint":    "No described job gets in, and others do",
	"unknown":     "It could not be decided who gets in",
}

// mostTold bounds the findings that a summary tells: a policy may name hundreds of
// issuers.
const mostTold = 20

// summary is the verdict in words.
func summary(p *Policy, o Options, r Result) string {
	var lines []string
	if r.Relation != "" {
		line := relations[r.Relation]
		if len(r.RestsOn) > 0 {
			var ids []string
			for _, f := range r.RestsOn {
				if id := f.Fact; f.Status == "unverified" {
					ids = append(ids, id+" (unverified)")
				} else {
					ids = append(ids, id)
				}
			}
			line += ", as far as these facts hold: " + strings.Join(ids, ", ")
		}
		lines = append(lines, line+".")
	}
	example := func(what string, e *proof.Example, reason string) {
		if e != nil {
			lines = append(lines, what+": "+e.String(), "  "+e.Token())
		}
		if reason != "" {
			lines = append(lines, what+" is not known: "+reason+".")
		}
	}
	what := "Gets in and is not described"
	if r.WiderExample != nil && r.WiderExample.Replay {
		what = "Gets in with a token for another audience"
	}
	example(what, r.WiderExample, r.WiderReason)
	example("Described and does not get in", r.NarrowerExample, r.NarrowerReason)
	for i, f := range r.Findings {
		if i == mostTold {
			lines = append(lines, "And "+strconv.Itoa(len(r.Findings)-mostTold)+" more findings.")
			break
		}
		lines = append(lines, string(f.Code)+" "+f.Severity().String()+" "+f.At+": "+f.Detail+".")
		if f.Example != "" {
			lines = append(lines, "  "+f.Example)
		}
	}
	for _, f := range r.Ignored {
		lines = append(lines, string(f.Code)+" is ignored: "+problem.Quote(o.Ignore[f.Code])+".")
	}
	if len(r.Findings) == 0 && r.Relation == "" {
		lines = append(lines, "Nothing was found.")
	}
	lines = append(lines, "Trust only: permissions, service and resource control policies and permission boundaries are not looked at."+besides(p))
	return strings.Join(lines, "\n")
}

func besides(p *Policy) string {
	if len(p.others) == 0 {
		return ""
	}
	return " Other principals in the same policy: " + problem.QuoteAll(p.others) + "."
}
