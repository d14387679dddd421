package jobs

// The function jobs(platform, filters).

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/provider/argument"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/parties"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
)

var _ function.Function = (*jobsFunction)(nil)

// jobsFunction is jobs(platform, filters).
type jobsFunction struct{}

// NewFunction is jobs(platform, filters).
func NewFunction() function.Function { return jobsFunction{} }

func (jobsFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "jobs"
}

func (jobsFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Describe CI jobs",
		MarkdownDescription: "Describes which jobs of a CI platform are meant. The result goes into the functions that compile it for " + parties.Titles() + ".\n\n" +
			"A pattern is a text in which `*` stands for any run of characters inside that one value; there is no other wildcard. " +
			"The values of one filter are alternatives, and so are `branches`, `tags` and `pull_requests`; every other filter narrows, and one that is not given does not. " +
			"Nothing is trusted by omission: which project and which refs are meant must be said, `[\"*\"]` if all are." +
			filterDocs() + framework.ResultDocs(fields),
		Parameters: []function.Parameter{
			function.StringParameter{Name: "platform", AllowUnknownValues: true, MarkdownDescription: argument.PlatformDoc()},
			function.DynamicParameter{Name: "filters", AllowUnknownValues: true, AllowNullValue: true, MarkdownDescription: "An object of the platform's filters, listed above. Unknown names are refused."},
		},
		Return: function.ObjectReturn{AttributeTypes: framework.AttrTypes(fields)},
	}
}

func (jobsFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var platform types.String
	var filters types.Dynamic
	if resp.Error = req.Arguments.Get(ctx, &platform, &filters); resp.Error != nil {
		return
	}
	out := framework.UnknownObject(fields, nil)
	if !platform.IsUnknown() {
		result, name, problems := describe(platform.ValueString(), tfx.Decode(filters))
		if len(problems) > 0 {
			resp.Error = tfx.FuncError(problems, name)
			return
		}
		out = result
	}
	object, diags := types.ObjectValue(framework.AttrTypes(fields), out)
	if resp.Error = function.FuncErrorFromDiags(ctx, diags); resp.Error != nil {
		return
	}
	resp.Error = resp.Result.Set(ctx, object)
}
