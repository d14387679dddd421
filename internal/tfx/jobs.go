package tfx

// The frozen type of jobs, both ways.

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// JobType is the element of the frozen type of jobs. Modules spell it, so it
// never gains an attribute; growth goes into the maps.
var JobType = types.ObjectType{AttrTypes: map[string]attr.Type{
	"platform":   types.StringType,
	"issuer":     types.StringType,
	"audiences":  types.ListType{ElemType: types.StringType},
	"boxes":      types.ListType{ElemType: types.MapType{ElemType: types.ListType{ElemType: types.StringType}}},
	"settings":   types.MapType{ElemType: types.StringType},
	"definition": types.StringType,
}}

// JobsType is the frozen type of jobs.
var JobsType = types.ListType{ElemType: JobType}

// Jobs makes a Terraform value of jobs.
func Jobs(jobs trust.Jobs) attr.Value {
	elems := make([]attr.Value, 0, len(jobs))
	for _, d := range jobs {
		var boxes []attr.Value
		for _, b := range d.Boxes {
			box := map[string]attr.Value{}
			for k, v := range b {
				box[k] = Strings(v)
			}
			boxes = append(boxes, types.MapValueMust(types.ListType{ElemType: types.StringType}, box))
		}
		elems = append(elems, types.ObjectValueMust(JobType.AttrTypes, map[string]attr.Value{
			"platform":   types.StringValue(d.Platform),
			"issuer":     types.StringValue(d.Issuer),
			"audiences":  Strings(d.Audiences),
			"boxes":      types.ListValueMust(types.MapType{ElemType: types.ListType{ElemType: types.StringType}}, boxes),
			"settings":   StringMap(d.Settings),
			"definition": types.StringValue(d.Definition),
		}))
	}
	return types.ListValueMust(JobType, elems)
}

// ReadJobs reads a jobs value. unknown is set, and jobs nil, when anything in it
// is known only after apply.
func ReadJobs(v value.V, at string, problems *problem.List) (jobs trust.Jobs, unknown bool) {
	if v.HasUnknown() {
		return nil, true
	}
	if v.Kind != value.List {
		problems.Add(problem.BadJobs, at, "a list of jobs is wanted, got "+v.Kind.String(), "Give jobs(…).jobs, or concat(…) of several")
		return nil, false
	}
	for i, e := range v.Elems {
		where := fmt.Sprintf("%s[%d]", at, i)
		r := value.Read(e, where, problems)
		d := trust.Description{Settings: platform.Settings{}}
		d.Platform, _ = r.Text("platform")
		d.Issuer, _ = r.Text("issuer")
		if a, ok := r.Take("audiences"); ok && len(a.Elems) > 0 {
			d.Audiences, _ = r.Texts("audiences")
		}
		if s, ok := r.TextMap("settings"); ok {
			d.Settings = s
		}
		d.Definition, _ = r.Text("definition")
		boxes, _ := r.Take("boxes")
		for j, b := range boxes.Elems {
			d.Boxes = append(d.Boxes, readBox(b, fmt.Sprintf("%s.boxes[%d]", where, j), problems))
		}
		r.Done("attribute")
		jobs = append(jobs, d)
	}
	return jobs, false
}

func readBox(v value.V, at string, problems *problem.List) trust.Box {
	r := value.Read(v, at, problems)
	box := trust.Box{}
	for _, k := range v.Keys() {
		if list, ok := r.Texts(k); ok {
			box[k] = list
		}
	}
	return box
}

// Strings makes a list of strings; nil is the empty list.
func Strings(ss []string) attr.Value {
	elems := make([]attr.Value, 0, len(ss))
	for _, s := range ss {
		elems = append(elems, types.StringValue(s))
	}
	return types.ListValueMust(types.StringType, elems)
}

// StringMap makes a map of strings.
func StringMap[M ~map[string]string](m M) attr.Value {
	elems := map[string]attr.Value{}
	for k, v := range m {
		elems[k] = types.StringValue(v)
	}
	return types.MapValueMust(types.StringType, elems)
}

// Known is s, or unknown.
func Known(s string, known bool) attr.Value {
	if !known {
		return types.StringUnknown()
	}
	return types.StringValue(s)
}
