package endtoend

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A Resource is what a CLI keeps of one between two applies.
type Resource struct {
	state   tftypes.Value
	private []byte
}

// Apply plans and applies a resource, as a CLI does; before is nil where there is
// none yet. Arguments that are not given are null.
func (p *Provider) Apply(before *Resource, name string, arguments map[string]any) (*Resource, map[string]any) {
	p.t.Helper()
	kind, ok := p.schema.ResourceSchemas[name].ValueType().(tftypes.Object)
	if !ok {
		p.t.Fatalf("no resource %s", name)
	}
	if before == nil {
		before = &Resource{state: tftypes.NewValue(kind, nil)}
	}
	config := valueOf(kind, arguments)
	prior, configured := p.dynamic(kind, before.state), p.dynamic(kind, config)
	proposed := p.dynamic(kind, p.proposed(name, kind, before.state, config))
	plan, err := p.server.PlanResourceChange(p.t.Context(), &tfprotov6.PlanResourceChangeRequest{
		TypeName: name, PriorState: &prior, ProposedNewState: &proposed, Config: &configured, PriorPrivate: before.private,
	})
	if err != nil || said(plan.Diagnostics) != "" {
		p.t.Fatalf("plan of %s: %v %s", name, err, said(plan.Diagnostics))
	}
	done, err := p.server.ApplyResourceChange(p.t.Context(), &tfprotov6.ApplyResourceChangeRequest{
		TypeName: name, PriorState: &prior, PlannedState: plan.PlannedState, Config: &configured, PlannedPrivate: plan.PlannedPrivate,
	})
	if err != nil || said(done.Diagnostics) != "" {
		p.t.Fatalf("apply of %s: %v %s", name, err, said(done.Diagnostics))
	}
	out := &Resource{private: done.Private}
	if out.state, err = done.NewState.Unmarshal(kind); err != nil {
		p.t.Fatal(err)
	}
	attributes, _ := p.read(done.NewState, kind).(map[string]any)
	return out, attributes
}

// proposed is what a CLI proposes: the configuration, and where that says nothing
// of a computed attribute, what it was, or unknown.
func (p *Provider) proposed(name string, kind tftypes.Object, before, config tftypes.Value) tftypes.Value {
	p.t.Helper()
	var was, says map[string]tftypes.Value
	if err := config.As(&says); err != nil {
		p.t.Fatal(err)
	}
	if err := before.As(&was); err != nil {
		p.t.Fatal(err)
	}
	for _, a := range p.schema.ResourceSchemas[name].Block.Attributes {
		switch {
		case !a.Computed || !says[a.Name].IsNull():
		case before.IsNull():
			says[a.Name] = tftypes.NewValue(kind.AttributeTypes[a.Name], tftypes.UnknownValue)
		default:
			says[a.Name] = was[a.Name]
		}
	}
	return tftypes.NewValue(kind, says)
}
