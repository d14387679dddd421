package trustdocument

// The function forms of the documents: X(jobs, options).

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/parties"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
)

var _ function.Function = (*documentFunction)(nil)

// An documentFunction is the function form of a document: X(jobs, options).
type documentFunction struct{ document }

// Functions are one for each document.
func Functions() []func() function.Function {
	var out []func() function.Function
	for _, k := range parties.Kinds() {
		out = append(out, func() function.Function { return documentFunction{documentOf(k)} })
	}
	return out
}

func (f documentFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = f.kind.Name
}

func (f documentFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	var first function.Parameter = function.ListParameter{
		Name: "jobs", ElementType: tfx.JobType, AllowUnknownValues: true,
		MarkdownDescription: "The jobs: `jobs(…).jobs`, a jobs data source's `jobs`, or `concat(…)` of several.",
	}
	if f.kind.Grants != nil {
		first = function.DynamicParameter{
			Name: "grants", AllowUnknownValues: true,
			MarkdownDescription: f.grantsDoc(),
		}
	}
	resp.Definition = function.Definition{
		Summary:             f.kind.Title,
		MarkdownDescription: f.kind.Doc + optionDocs(f.options) + framework.ResultDocs(f.results),
		Parameters: []function.Parameter{first, function.DynamicParameter{
			Name: "options", AllowUnknownValues: true, AllowNullValue: true,
			MarkdownDescription: "An object of options, listed above.",
		}},
		Return: function.ObjectReturn{AttributeTypes: framework.AttrTypes(f.results)},
	}
}

func (f documentFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var options types.Dynamic
	var first attr.Value
	if f.kind.Grants != nil {
		var v types.Dynamic
		resp.Error = req.Arguments.Get(ctx, &v, &options)
		first = v
	} else {
		var v types.List
		resp.Error = req.Arguments.Get(ctx, &v, &options)
		first = v
	}
	if resp.Error != nil {
		return
	}
	out, name, problems := f.calculate(tfx.Decode(first), tfx.Decode(options))
	if len(problems) > 0 {
		resp.Error = tfx.FuncError(problems, name)
		return
	}
	object, diags := types.ObjectValue(framework.AttrTypes(f.results), out)
	if resp.Error = function.FuncErrorFromDiags(ctx, diags); resp.Error != nil {
		return
	}
	resp.Error = resp.Result.Set(ctx, object)
}

func optionDocs(options []relyingparty.Option) string {
	var b strings.Builder
	b.WriteString("\n\nOptions:\n\n")
	for _, o := range options {
		b.WriteString("- `" + o.Name + "` (" + framework.OptionType(o.Type) + ") " + o.Doc + "\n")
	}
	return b.String()
}
