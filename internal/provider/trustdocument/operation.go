// Package trustdocument holds the functions and data sources that compile jobs to
// what a relying party takes: two forms of each kind in the list of relying parties.
package trustdocument

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/argument"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A document is what a function and its data source do, once.
type document struct {
	kind    relyingparty.Kind
	options []relyingparty.Option
	results []framework.Field
}

func documentOf(k relyingparty.Kind) document {
	d := document{kind: k, options: k.AllOptions()}
	for _, f := range k.AllResults() {
		d.results = append(d.results, framework.Field{Name: f.Name, Type: tfx.Type(f.Type), Doc: f.Doc})
	}
	return d
}

// calculate reads the first input and makes the document; unknown jobs give an unknown
// result.
func (d document) calculate(first, options value.V) (out map[string]attr.Value, name string, problems problem.List) {
	read := readJobs
	if d.kind.Grants != nil {
		read = d.readGrants
	}
	parts, wait := read(first, &problems)
	var all trust.Jobs
	for _, p := range parts {
		all = append(all, p.Jobs...)
	}
	name = all.Name()
	if n := options.Attrs["name"]; n.Kind == value.String {
		name = n.Text
	}
	if len(problems) > 0 {
		return nil, name, problems
	}
	types := map[string]value.Type{}
	for _, f := range d.kind.AllResults() {
		types[f.Name] = f.Type
	}
	results := map[string]value.V{"summary": value.Of(argument.AfterApply)}
	if !wait {
		results, problems = d.kind.Make(parts, options)
	}
	if len(problems) > 0 {
		return nil, name, problems
	}
	return tfx.EncodeAttrs(results, types), name, nil
}

func readJobs(v value.V, problems *problem.List) (parts []relyingparty.Part, wait bool) {
	jobs, wait := tfx.ReadJobs(v, "jobs", problems)
	return relyingparty.Single(jobs), wait
}

func (d document) readGrants(v value.V, problems *problem.List) (parts []relyingparty.Part, wait bool) {
	if v.Kind == value.Unknown {
		return nil, true
	}
	if v.Kind != value.Map {
		problems.Add(problem.WrongType, "grants", "an object of grants is wanted, got "+v.Kind.String(), "Give { name = "+d.grantShape()+" }")
		return nil, false
	}
	for _, name := range v.Keys() {
		at := "grants." + name
		r := value.Read(v.Attrs[name], at, problems)
		p := relyingparty.Part{Name: name, Given: map[string]value.V{}}
		jobs, _ := r.Take("jobs")
		switch {
		case r.IsUnknown("jobs"):
			wait = true
		case jobs.Kind == value.Null:
			problems.Add(problem.Missing, at+".jobs", "must be said", "Give jobs(…).jobs")
		default:
			var later bool
			p.Jobs, later = tfx.ReadJobs(jobs, at+".jobs", problems)
			wait = wait || later
		}
		for _, o := range d.kind.Grants {
			if text, ok := r.Text(o.Name); ok {
				p.Given[o.Name] = value.Of(text)
			} else if r.IsUnknown(o.Name) {
				p.Given[o.Name] = value.Later
			}
		}
		r.Done("attribute")
		parts = append(parts, p)
	}
	return parts, wait
}

// grantShape shows what a grant is written like.
func (d document) grantShape() string {
	out := "{ jobs = …"
	for _, o := range d.kind.Grants {
		out += ", " + o.Name + " = …"
	}
	return out + " }"
}

// grantsDoc documents the input of a kind with grants.
func (d document) grantsDoc() string {
	out := "Name → `jobs`"
	for _, o := range d.kind.Grants {
		out += " and `" + o.Name + "` (" + o.Doc + ")"
	}
	return out + "."
}
