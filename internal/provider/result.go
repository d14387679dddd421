package provider

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
)

// A field is one result of an operation: its type and what it means.
type field struct {
	name string
	typ  attr.Type
	doc  string
}

var (
	stringList = types.ListType{ElemType: types.StringType}
	stringMap  = types.MapType{ElemType: types.StringType}
)

var restType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"fact": types.StringType, "platform": types.StringType, "says": types.StringType, "source": types.StringType, "date": types.StringType, "status": types.StringType,
}}

var restsType = types.ListType{ElemType: restType}

func restsOn(rests []proof.Rest) attr.Value {
	if rests == nil {
		return types.ListNull(restType)
	}
	out := []attr.Value{}
	for _, r := range rests {
		out = append(out, types.ObjectValueMust(restType.AttrTypes, map[string]attr.Value{
			"fact": types.StringValue(r.Fact), "platform": types.StringValue(r.Platform), "says": types.StringValue(r.Says),
			"source": types.StringValue(r.Source), "date": types.StringValue(r.Date), "status": types.StringValue(r.Status),
		}))
	}
	return types.ListValueMust(restType, out)
}

// reportFields are the results that every back end has.
var reportFields = []field{
	{"summary", types.StringType, "What was proved and which facts that rests on, then who gets in, in a line for people. An accepted upper bound stands first. Known at plan even while the rest is not."},
	{"warnings", stringList, "What to know that is no error, each with its code."},
	{"rests_on", restsType, "Facts about the platform without which the proof would not hold: the least set of them, each with `fact` (its id), `platform`, `says`, `source`, `date` and `status` (`verified`, or `unverified` for how tokens of a form look that nobody has shown). The guide *Platforms* lists all facts. Empty when the token formats alone are enough."},
	{"description", types.StringType, "Who gets in, cut to the length that the official resource's `description` takes. Put it there: reviewers then see it in the plan."},
}

func report(r relyingparty.Report, out map[string]attr.Value) map[string]attr.Value {
	out["summary"] = types.StringValue(r.Summary)
	out["warnings"] = tfx.Strings(r.Warnings)
	out["rests_on"] = restsOn(r.RestsOn)
	if r.Pending { // the proof may add to each of them
		out["summary"], out["warnings"], out["rests_on"] = types.StringUnknown(), types.ListUnknown(types.StringType), types.ListUnknown(restType)
	}
	out["description"] = types.StringValue(r.Description)
	return out
}

// attrTypes are the fields as an object's attributes.
func attrTypes(fields []field) map[string]attr.Type {
	out := map[string]attr.Type{}
	for _, f := range fields {
		out[f.name] = f.typ
	}
	return out
}

// unknown is a result of which only what is in known is known.
func unknown(fields []field, known map[string]attr.Value) map[string]attr.Value {
	out := map[string]attr.Value{}
	for _, f := range fields {
		out[f.name] = unknownOf(f.typ)
	}
	maps.Copy(out, known)
	return out
}

func unknownOf(t attr.Type) attr.Value {
	switch t := t.(type) {
	case types.ListType:
		return types.ListUnknown(t.ElemType)
	case types.MapType:
		return types.MapUnknown(t.ElemType)
	case types.ObjectType:
		return types.ObjectUnknown(t.AttrTypes)
	}
	switch t {
	case types.BoolType:
		return types.BoolUnknown()
	case types.NumberType:
		return types.NumberUnknown()
	}
	return types.StringUnknown()
}

// afterApply is the summary while the jobs are not known.
const afterApply = "Known after apply: the jobs are not known yet."

// resultDocs lists the results for the docs page of a function, which cannot
// show what is inside its object.
func resultDocs(fields []field) string {
	var b strings.Builder
	b.WriteString("\n\nThe result is an object with\n\n")
	for _, f := range fields {
		b.WriteString("- `" + f.name + "` (" + typeName(f.typ) + ") " + f.doc + "\n")
	}
	return b.String()
}

func typeName(t attr.Type) string {
	switch t := t.(type) {
	case types.ListType:
		if t.ElemType.Equal(tfx.JobType) {
			return "jobs"
		}
		return "list of " + typeName(t.ElemType)
	case types.MapType:
		return "map of " + typeName(t.ElemType)
	case types.ObjectType:
		return "object of " + strings.Join(slices.Sorted(maps.Keys(t.AttrTypes)), ", ")
	}
	switch t {
	case types.BoolType:
		return "bool"
	case types.NumberType:
		return "number"
	}
	return "string"
}
