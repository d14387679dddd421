// Package pipeline holds pipeline(platform, relying_party, options).
package pipeline

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/pipeline"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/argument"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// fields are the results of pipeline(…).
var fields = []framework.Field{
	{Name: "yaml", Type: types.StringType, Doc: "A whole file of the platform with one job. Unknown while anything that goes into it is."},
	{Name: "steps", Type: framework.StringList, Doc: "The lines alone, one command each, for a POSIX shell: what obtains the token and exchanges it, and then `commands`. They belong into one shell, since they hand variables on: where each step has a shell of its own (" + pipeline.OneStep() + "), into one step. While an option that adds or drops a line is unknown, the list is; else only the lines that hold something unknown are."},
	{Name: "environment", Type: framework.StringMap, Doc: "Variable → value, of those that the lines set and that are the same for every job, such as `AWS_ROLE_ARN`."},
	{Name: "warnings", Type: framework.StringList, Doc: "What to know that is no error, each with its code: CW309 where the job may lack a command or a context, CW310 where another token may be presented, CW311 where an option is likely a mistake."},
}

// Function is pipeline(platform, relying_party, options).
func Function() framework.Function {
	return framework.Function{
		Name:  "pipeline",
		Title: "Write the job side",
		Doc: "Writes what a CI job does to use the trust: the lines that obtain its token and exchange it at AWS, Google Cloud, HashiCorp Vault (or OpenBao, under the command `vault`) or Azure, and a minimal file of the platform around them. " +
			"With `jobs` the token that the lines present is the one that the trust document was made for, and what does not fit is an error that names both sides.\n\n" +
			"Values are quoted for the shell and for YAML; what cannot be quoted is refused. The token reaches commands by a file that nobody else may read, or by standard input, never as an argument; a shell that runs with `set -x` shows it. The file is removed when the shell ends, by a trap on `EXIT`. What the command lines keep for themselves in `HOME` stays, such as the AWS CLI's credentials in `~/.aws/cli/cache`: on runners whose `HOME` outlives the job, give each job its own." +
			optionDocs() + framework.ResultDocs(fields),
		Parameters: []framework.Parameter{
			{Name: "platform", Doc: "The CI platform: " + alternatives(names(pipeline.Platforms(), func(p *pipeline.Platform) string { return p.Name })) + "."},
			{Name: "relying_party", Doc: "Who lets the job in: " + alternatives(names(pipeline.Parties(), func(p *pipeline.Party) string { return p.Name })) + "."},
			{Name: "options", Dynamic: true, Nullable: true, Doc: "An object of options, listed above. Unknown names are refused."},
		},
		Returns: function.ObjectReturn{AttributeTypes: framework.AttrTypes(fields)},
		Run:     run,
		Called:  func(args []value.V) string { return argument.JobsName(args[2]) },
	}
}

func run(args []value.V) (attr.Value, problem.List) {
	var problems problem.List
	argument.RefuseTokens(args[2], "options", &problems)
	argument.RefusePrivateKeys(args[2], "options", &problems)
	if len(problems) > 0 { // before anything could quote one
		return nil, problems
	}
	if args[0].Kind == value.Unknown || args[1].Kind == value.Unknown {
		return framework.Object(fields, framework.UnknownObject(fields, nil)), nil
	}
	q := pipeline.Request{Platform: args[0].Text, Party: args[1].Text, Options: args[2]}
	if v := args[2].Attrs["jobs"]; v.Kind != value.Null {
		q.Jobs, q.JobsLater = argument.Jobs(v, &problems)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	made, problems := pipeline.Make(q)
	if len(problems) > 0 {
		return nil, problems
	}
	out := map[string]attr.Value{
		"yaml": tfx.Known(made.YAML.Text, !made.YAML.Later), "steps": types.ListUnknown(types.StringType),
		"environment": types.MapUnknown(types.StringType), "warnings": types.ListUnknown(types.StringType),
	}
	if !made.StepsLater {
		var steps []attr.Value
		for _, s := range made.Steps {
			steps = append(steps, tfx.Known(s.Text, !s.Later))
		}
		out["steps"] = types.ListValueMust(types.StringType, steps)
	}
	if !made.EnvironmentLater {
		environment := map[string]attr.Value{}
		for name, v := range made.Environment {
			environment[name] = tfx.Known(v.Text, !v.Later)
		}
		out["environment"] = types.MapValueMust(types.StringType, environment)
	}
	if !made.WarningsLater {
		out["warnings"] = tfx.Strings(made.Warnings)
	}
	return framework.Object(fields, out), nil
}

// optionDocs lists the options: everybody's, and each relying party's.
func optionDocs() string {
	var b strings.Builder
	b.WriteString("\n\nOptions of every pipeline:\n\n")
	for _, o := range pipeline.Common() {
		b.WriteString("- `" + o.Name + "` (" + o.Type + ") " + o.Doc + "\n")
	}
	for _, p := range pipeline.Parties() {
		b.WriteString("\nOptions for `" + p.Name + "`, whose steps need the command `" + p.Command + "`:\n\n")
		for _, o := range p.Options {
			b.WriteString("- `" + o.Name + "` (" + o.Type() + ") " + o.Doc)
			if o.Required {
				b.WriteString(" Required.")
			}
			b.WriteString("\n")
		}
	}
	b.WriteString("\nWhere the file belongs:\n\n")
	for _, p := range pipeline.Platforms() {
		b.WriteString("- `" + p.Name + "`: `" + p.File + "`\n")
	}
	return b.String()
}

func names[T any](all []T, of func(T) string) []string {
	var out []string
	for _, x := range all {
		out = append(out, of(x))
	}
	return out
}

// alternatives are names in words.
func alternatives(names []string) string {
	last := len(names) - 1
	return "`" + strings.Join(names[:last], "`, `") + "` or `" + names[last] + "`"
}
