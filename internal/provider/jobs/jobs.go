// Package jobs holds the description of jobs, jobs(…) and its data sources.
package jobs

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/argument"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// fields are the results of jobs(…) and of the jobs data sources, less
// audiences, which is an input too on platforms where it may be changed.
var fields = []framework.Field{
	{Name: "jobs", Type: tfx.JobsType, Doc: "The jobs, for every other function and data source of this provider. Lists of jobs are joined with `concat`."},
	{Name: "issuer", Type: types.StringType, Doc: "The issuer URL, `iss` of the tokens."},
	{Name: "audiences", Type: framework.StringList, Doc: "What the platform signs as `aud` by itself; empty where each job picks it."},
	{Name: "subjects", Type: framework.StringList, Doc: "Patterns on `sub` in AWS's spelling that admit exactly these jobs; null where no such patterns exist, see `subjects_reason`."},
	{Name: "subjects_reason", Type: types.StringType, Doc: "Why `subjects` is null."},
	{Name: "exact", Type: types.BoolType, Doc: "Whether every subject is a whole text, without `*` or `?`."},
	{Name: "summary", Type: types.StringType, Doc: "Who these jobs are, in a line for people."},
	{Name: "warnings", Type: framework.StringList, Doc: "What `subjects` rest on that is no error, each with its code."},
}

// describe is what jobs(platform, filters) and the data sources do, once.
func describe(name string, filters value.V) (map[string]attr.Value, string, problem.List) {
	d, problems := trust.Describe(name, filters)
	if len(problems) > 0 {
		return nil, d.Name, problems
	}
	if d.Partial {
		known := map[string]attr.Value{"summary": types.StringValue(argument.AfterApply)}
		if d.Issuer != "" {
			known["issuer"] = types.StringValue(d.Issuer)
		}
		return framework.UnknownObject(fields, known), d.Name, nil
	}
	out := map[string]attr.Value{
		"jobs":            tfx.Jobs(d.Jobs),
		"issuer":          types.StringValue(d.Issuer),
		"audiences":       tfx.Strings(d.Audiences),
		"subjects":        types.ListNull(types.StringType),
		"subjects_reason": types.StringNull(),
		"exact":           types.BoolValue(false),
		"summary":         types.StringValue(d.Jobs.Summary(0)),
		"warnings":        tfx.Strings(nil),
	}
	subjects, exact, notes, faults := proof.Subjects(d.Jobs)
	if len(faults) > 0 {
		out["subjects_reason"] = types.StringValue(faults.Sorted()[0].Reason)
		return out, d.Name, nil
	}
	var warnings problem.List
	for _, n := range notes {
		warnings.Add(problem.AssumedSetting, "", "subjects rest on an assumption: "+n.Assumed, "")
	}
	out["subjects"], out["exact"], out["warnings"] = tfx.Strings(subjects), types.BoolValue(exact), tfx.Strings(warnings.Strings())
	return out, d.Name, nil
}

// nameDoc documents the filter that every platform has.
const nameDoc = "A name for this description, carried into every message."

// filterDocs lists every filter of every platform, for the docs page of the
// function, whose argument is dynamic.
func filterDocs() string {
	var b strings.Builder
	for _, p := range platform.All() {
		fmt.Fprintf(&b, "\n\n### %s: `%s`\n\n", p.Title, p.Name)
		for _, f := range p.Filters {
			fmt.Fprintf(&b, "- `%s` (%s%s) %s", f.Name, framework.OptionType(f.Type()), necessity(p, f), f.Doc)
			if f.Default != "" {
				fmt.Fprintf(&b, " Default `%s`.", strings.ReplaceAll(f.Default, ",", "`, `"))
			}
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "- `name` (string) %s\n\n", nameDoc)
		for _, n := range p.Requires {
			if len(n.OneOf) > 1 {
				fmt.Fprintf(&b, "One of `%s` must be given%s. ", strings.Join(n.OneOf, "`, `"), exception(n))
			}
		}
		b.WriteString(audienceDoc(p))
	}
	return b.String()
}

func necessity(p *platform.Platform, f platform.Filter) string {
	if required(p, f) {
		return ", required"
	}
	return ""
}

// required reports whether the filter must always be given.
func required(p *platform.Platform, f platform.Filter) bool {
	for _, n := range p.Requires {
		if len(n.OneOf) == 1 && n.OneOf[0] == f.Name && len(n.Unless) == 0 {
			return true
		}
	}
	return false
}

func exception(n platform.Need) string {
	for setting, values := range n.Unless {
		return " (not with `" + setting + " = \"" + strings.Join(values, "\"` or `\"") + "\"`)"
	}
	return ""
}

func audienceDoc(p *platform.Platform) string {
	switch p.Issuer.Audience.Kind {
	case "fixed":
		return "`aud` is always `" + p.Issuer.Audience.Value + "`."
	case "default":
		return "`aud` is `" + p.Issuer.Audience.Value + "` unless it was changed."
	}
	return "Each job picks its `aud`, so AWS and Vault need `audiences`."
}
