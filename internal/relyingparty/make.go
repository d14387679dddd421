package relyingparty

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// This file is the way from jobs to a document, the same for every kind: read the
// options, give the jobs their audiences, compile, write, read back, prove, report.

// Make makes a document of the kind with m, which has it afterwards.
func Make(k Kind, m Maker, parts []Part, options value.V) (Report, problem.List) {
	var problems, warnings problem.List
	r := value.Read(options, "options", &problems)
	common := ReadCommon(r)
	plan := m.Read(r)
	r.Done("option")
	if len(parts) == 0 {
		problems.Add(problem.Empty, "grants", "there is no grant, so nobody would get in", k.grantFix())
	}
	d := &Draft{Parts: slices.Clone(parts), Partial: len(r.Unknowns()) > 0, Problems: &problems, Warnings: &warnings, unknown: r.IsUnknown}
	for i := range d.Parts {
		plan.compile(&d.Parts[i], common, r, &problems, &warnings)
	}
	if len(problems) > 0 {
		return Report{}, problems
	}
	if d.Name = common.Name; d.Name == "" {
		d.Name = d.Jobs().Name()
	}
	if plan.Capabilities != nil {
		NameOnly(d.Jobs(), &warnings)
	}
	if m.Write(d); len(problems) > 0 {
		return Report{}, problems
	}
	waits := slices.ContainsFunc(plan.Waits, r.IsUnknown)
	var rests []proof.Rest
	if plan.Capabilities != nil && !waits {
		rests = plan.prove(d, common)
	}
	if len(problems) > 0 {
		return Report{}, problems
	}
	out := NewReport(d.Jobs(), common, k.Summary, k.Limit, d.Notes(), rests, warnings)
	out.Pending = waits
	if k.Spell != nil {
		out.Description = strings.Map(k.Spell, out.Description)
	}
	return out, nil
}

// compile gives a part's jobs their audiences and compiles them.
func (p Plan) compile(part *Part, c Common, r *value.Reader, problems, warnings *problem.List) {
	at, field := "", p.AudienceOption
	if part.Name != "" {
		at = "grants." + part.Name
	}
	if field == "" {
		field = "audiences"
	}
	faults := part.Jobs.Validate()
	if len(faults) > 0 {
		*problems = append(*problems, under(at, faults)...)
		return
	}
	if p.Check != nil {
		p.Check(*part, at, problems, warnings)
	}
	if !r.IsUnknown(field) || len(p.Fallback) > 0 {
		part.Jobs = Audiences(part.Jobs, p.Audiences, p.Fallback, "options."+field, problems)
	}
	switch {
	case p.Capabilities == nil:
	case p.Compile != nil:
		part.Clauses, part.Notes, faults = p.Compile(part.Jobs, c)
	default:
		part.Clauses, part.Notes, faults = Compile(part.Jobs, c.View(*p.Capabilities))
	}
	*problems = append(*problems, under(at, faults)...)
}

// prove pays what the draft owes. The facts that the answers rest on are not nil.
func (p Plan) prove(d *Draft, c Common) []proof.Rest {
	rests := []proof.Rest{}
	for _, owed := range d.Proofs {
		doc, err := p.Parse(owed.Text)
		rests = append(rests, Prove(owed.What, doc, err, owed.Jobs, c, owed.Notes, d.Problems, d.Warnings)...)
	}
	if len(d.Proofs) > 1 {
		slices.SortFunc(rests, func(a, b proof.Rest) int { return a.Compare(b) })
		rests = slices.Compact(rests)
	}
	return rests
}

// under places problems inside a grant.
func under(at string, faults problem.List) problem.List {
	if at == "" {
		return faults
	}
	for i := range faults {
		if faults[i].Field != "" {
			faults[i].Field = at + "." + faults[i].Field
		} else {
			faults[i].Field = at
		}
	}
	return faults
}

// Single is the one part of a kind without grants.
func Single(jobs trust.Jobs) []Part { return []Part{{Jobs: jobs}} }

// grantFix says how a grant is written.
func (k Kind) grantFix() string {
	out := "Give name = { jobs"
	for _, o := range k.Grants {
		out += ", " + o.Name
	}
	return out + " }"
}
