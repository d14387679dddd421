package tfx

import (
	"context"
	"math/big"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// build makes a Terraform value from bytes: every kind, null and unknown at
// every depth, typed and dynamic, so that the fuzzer can reach odd ones.
func build(data []byte, depth int) (attr.Value, []byte) {
	if len(data) == 0 || depth > 6 {
		return types.DynamicNull(), nil
	}
	op, rest := data[0], data[1:]
	some := func(n int) (out []attr.Value) {
		for range n {
			var v attr.Value
			v, rest = build(rest, depth+1)
			out = append(out, v)
		}
		return out
	}
	text := func() string {
		if len(rest) == 0 {
			return ""
		}
		n := min(int(rest[0])%24, len(rest)-1)
		s := string(rest[1 : 1+n])
		rest = rest[1+n:]
		return s
	}
	ctx := context.Background()
	switch op % 16 {
	case 0:
		return types.DynamicUnknown(), rest
	case 1:
		return types.DynamicNull(), rest
	case 2:
		return types.StringUnknown(), rest
	case 3:
		return types.StringNull(), rest
	case 4:
		return types.BoolValue(op > 127), rest
	case 5:
		return types.NumberValue(new(big.Float).SetMantExp(big.NewFloat(1.5), int(op)<<20)), rest
	case 6:
		return types.NumberValue(big.NewFloat(float64(op))), rest
	case 7:
		return types.ListUnknown(types.StringType), rest
	case 8, 9:
		vs := some(int(op/16) % 4)
		ts := []attr.Type{}
		for _, v := range vs {
			ts = append(ts, v.Type(ctx))
		}
		return types.TupleValueMust(ts, vs), rest
	case 10:
		return types.SetValueMust(types.StringType, []attr.Value{types.StringValue(text()), types.StringUnknown()}), rest
	case 11:
		return types.MapValueMust(types.StringType, map[string]attr.Value{text(): types.StringValue(text()), "branches": types.StringNull()}), rest
	case 12:
		return types.DynamicValue(types.StringValue(text())), rest
	case 13, 14:
		attrs, ts := map[string]attr.Value{}, map[string]attr.Type{}
		names := append([]string{"platform", "issuer", "boxes", "settings", "definition", "audiences", "url", "name"}, fuzzFilters()...)
		for range int(op/16) % 6 {
			name := text()
			if len(rest) > 0 && rest[0] > 40 {
				name = names[int(rest[0])%len(names)]
				rest = rest[1:]
			}
			v := some(1)[0]
			attrs[name], ts[name] = v, v.Type(ctx)
		}
		return types.ObjectValueMust(ts, attrs), rest
	}
	return types.StringValue(text()), rest
}

func fuzzFilters() []string {
	var out []string
	for _, p := range platform.All() {
		for _, f := range p.Filters {
			out = append(out, f.Name)
		}
	}
	return out
}

// FuzzDecode holds the laws of dynamic arguments: whatever Terraform can pass is
// answered or refused, never a panic, and twice the same.
func FuzzDecode(f *testing.F) {
	f.Add([]byte{0})
	f.Add([]byte{13 + 16, 0, 50, 8 + 32, 15, 4, 'm', 'a', 'i', 'n', 0})
	f.Add([]byte{13 + 64, 0, 60, 8 + 48, 12, 3, 'g', '/', 'p', 1, 0, 61, 2, 0, 62, 4})
	f.Add([]byte{14 + 80, 5, 'x', 10, 2, 'a', 'b', 11, 1, 'k', 1, 'v', 5, 255, 9})
	f.Fuzz(func(t *testing.T, data []byte) {
		v, _ := build(data, 0)
		got := Decode(v)
		for _, p := range platform.All() {
			d1, p1 := trust.Describe(p.Name, got)
			d2, p2 := trust.Describe(p.Name, Decode(v))
			if p1.Text("") != p2.Text("") || d1.Jobs.Summary(0) != d2.Jobs.Summary(0) {
				t.Fatalf("two answers for %v", v)
			}
			if got.HasUnknown() && len(p1) == 0 && !d1.Partial && d1.Jobs == nil {
				t.Fatalf("neither jobs, problems nor partial for %v", v)
			}
			if len(p1) == 0 && d1.Jobs != nil {
				if faults := d1.Jobs.Validate(); len(faults) > 0 {
					t.Fatalf("our own jobs are refused: %s", faults.Text(""))
				}
				var problems problem.List
				back, unknown := ReadJobs(Decode(Jobs(d1.Jobs)), "jobs", &problems)
				if unknown || len(problems) > 0 || back.Summary(0) != d1.Jobs.Summary(0) {
					t.Fatalf("jobs do not survive Terraform: %s", problems.Text(""))
				}
			}
		}
		var problems problem.List
		if jobs, unknown := ReadJobs(got, "jobs", &problems); !unknown && len(problems) == 0 {
			_ = jobs.Validate() // hostile jobs: an answer, no panic
		}
	})
}

// TestDecodeDynamic: an untyped unknown or null inside a dynamic argument has no
// underlying value.
func TestDecodeDynamic(t *testing.T) {
	for _, c := range []struct {
		in   attr.Value
		want value.Kind
	}{
		{nil, value.Null},
		{types.DynamicNull(), value.Null},
		{types.DynamicUnknown(), value.Unknown},
		{types.DynamicValue(types.StringUnknown()), value.Unknown},
		{types.DynamicValue(types.StringNull()), value.Null},
		{types.TupleValueMust([]attr.Type{types.DynamicType}, []attr.Value{types.DynamicUnknown()}), value.List},
		{types.Int64Value(7), value.Number},
		{types.Float64Value(7.5), value.Number},
	} {
		if got := Decode(c.in); got.Kind != c.want {
			t.Errorf("Decode(%v) is %v, want %v", c.in, got.Kind, c.want)
		}
	}
}

// TestJobType holds the frozen type: modules spell it, so it must never change.
func TestJobType(t *testing.T) {
	const want = `tftypes.List[tftypes.Object["audiences":tftypes.List[tftypes.String], "boxes":tftypes.List[tftypes.Map[tftypes.List[tftypes.String]]], "definition":tftypes.String, "issuer":tftypes.String, "platform":tftypes.String, "settings":tftypes.Map[tftypes.String]]]`
	got := JobsType.TerraformType(context.Background())
	if got.String() != want {
		t.Errorf("the type of jobs is\n%s\nwant\n%s", got, want)
	}
}
