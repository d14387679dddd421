package rotation

// Plan and apply of the resource, and its one look at the clock.

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/rotation"
)

// ValidateConfig finds what cannot be used, as far as it is known.
func (rotationResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config model
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() {
		return
	}
	var problems problem.List
	config.settings(&problems)
	if !config.AsOf.IsNull() && !config.AsOf.IsUnknown() {
		asOf(config.AsOf, &problems)
	}
	onlyKIDs("revoke", config.Revoke, &problems)
	onlyKIDs("published_kids", config.PublishedKIDs, &problems)
	framework.KeyDiagnostics(problems, &resp.Diagnostics)
}

// clockKey is where Read leaves the time for the plan, in private state. The plan
// reads no clock of its own: it is made twice, and must come out the same.
const clockKey = "clock"

// Read looks at the clock, and leaves it to the plan only where something may be
// due: a state that does not change between due times stays what it is.
func (rotationResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("next_change_at"), &state.NextChangeAt)...)
	resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("keys"), &state.Keys)...)
	if resp.Diagnostics.HasError() {
		return
	}
	left, diags := req.Private.GetKey(ctx, clockKey)
	resp.Diagnostics.Append(diags...)
	now := time.Now().UTC()
	if at := recorded(state.NextChangeAt); now.Before(at) && !now.Before(state.latest()) {
		if left != nil && string(left) != "null" {
			resp.Diagnostics.Append(resp.Private.SetKey(ctx, clockKey, []byte("null"))...)
		}
		return
	}
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, clockKey, []byte(strconv.Quote(now.Format(time.RFC3339))))...)
}

// latest is the last time on record. It is asked at every refresh, so it decodes
// no key.
func (m *model) latest() time.Time {
	var out time.Time
	for _, v := range m.Keys.Elements() {
		k, _ := v.(types.Object)
		for _, name := range []string{"announced_at", "published_at", "signing_since", "retained_since"} {
			text, _ := k.Attributes()[name].(types.String)
			if at := recorded(text); at.After(out) {
				out = at
			}
		}
	}
	return out
}

// privateState is where the framework keeps private state, in each of its requests.
type privateState interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

// clock is what Read left, zero where it left nothing.
func clock(ctx context.Context, private privateState, diags *diag.Diagnostics) time.Time {
	text, d := private.GetKey(ctx, clockKey)
	diags.Append(d...)
	unquoted, err := strconv.Unquote(string(text))
	if err != nil { // nothing, or null
		return time.Time{}
	}
	return recorded(types.StringValue(unquoted))
}

// ModifyPlan shows what the apply will do: with keys that are there already,
// since the next one is made ahead, and with unknown times.
func (rotationResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var config, plan, state model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	create := req.State.Raw.IsNull()
	if !create {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	// A plan that is still the state need not be decoded, and not be written where
	// it stays so: most plans are that.
	same := req.Plan.Raw.Equal(req.State.Raw)
	if plan = state; !same {
		resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	var problems problem.List
	set, known := config.settings(&problems)
	if !config.AsOf.IsNull() && !config.AsOf.IsUnknown() {
		asOf(config.AsOf, &problems)
	}
	if framework.KeyDiagnostics(problems, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	switch {
	case create:
		if plan.pending(&config); known {
			plan.fill(&config, set)
		}
		plan.step(ctx, set, config.before(), rotation.Change{}, notYet, notMade, &resp.Diagnostics)
		if !config.decided() {
			plan.RevokedKIDs = types.ListUnknown(types.StringType)
		}
	case !known || !config.decided():
		plan.pending(&config)
	default:
		plan.fill(&config, set)
		keys := state.state(ctx, &resp.Diagnostics)
		if resp.Diagnostics.HasError() {
			return
		}
		in := config.inputs(clock(ctx, req.Private, &resp.Diagnostics), &problems)
		change, held := keys.Due(set, in)
		plan.tell(keys, set, in, change, held, &resp.Diagnostics)
		if change.None() {
			plan.keep(&state)
			if plan.due(keys, set); same && plan.like(&state) {
				return
			}
		} else {
			plan.step(ctx, set, keys, change, notYet, notMade, &resp.Diagnostics)
		}
	}
	if !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
	}
}

// notMade stands in a plan for a key that the apply makes.
func notMade() (rotation.Material, error) { return rotation.Material{}, nil }

// step does a change and writes what comes of it.
func (m *model) step(ctx context.Context, set rotation.Settings, keys rotation.State, change rotation.Change, at time.Time, fresh func() (rotation.Material, error), diags *diag.Diagnostics) {
	after, err := keys.Apply(change, at, fresh)
	if err != nil {
		var problems problem.List
		jwk.Note(err, "algorithm", &problems)
		framework.KeyDiagnostics(problems, diags)
		return
	}
	m.show(ctx, after, diags)
	m.due(after, set)
}

// keep takes over what is in the state.
func (m *model) keep(state *model) {
	m.Keys, m.Next, m.RevokedKIDs = state.Keys, state.Next, state.RevokedKIDs
	m.JWKSJSON, m.SigningKID, m.SigningPrivateKeyPEM, m.CircleCIJSONWebKeys, m.Summary = state.JWKSJSON, state.SigningKID, state.SigningPrivateKeyPEM, state.CircleCIJSONWebKeys, state.Summary
}

// like says whether what fill and due write is what is in the state.
func (m *model) like(state *model) bool {
	var none rotation.Settings
	kept := state.durations(&none)
	for i, d := range m.durations(&none) {
		if !d.text.Equal(*kept[i].text) {
			return false
		}
	}
	return m.Algorithm.Equal(state.Algorithm) && m.RSABits.Equal(state.RSABits) && m.KIDFormat.Equal(state.KIDFormat) && m.NextChangeAt.Equal(state.NextChangeAt)
}

// apply does what was planned: it comes to the same change by the same inputs, and
// writes down when.
func (m *model) apply(ctx context.Context, config *model, state *model, read time.Time, diags *diag.Diagnostics) {
	var problems problem.List
	set, _ := config.settings(&problems)
	at := time.Now().UTC().Truncate(time.Second)
	if !config.AsOf.IsNull() {
		at = asOf(config.AsOf, &problems)
	}
	in := config.inputs(read, &problems)
	if framework.KeyDiagnostics(problems, diags); diags.HasError() {
		return
	}
	m.fill(config, set)
	if state == nil {
		m.step(ctx, set, config.before(), rotation.Change{}, at, set.Make, diags)
		return
	}
	keys := state.state(ctx, diags)
	if diags.HasError() {
		return
	}
	change, _ := keys.Due(set, in)
	if change.None() {
		m.keep(state)
		m.due(keys, set)
		return
	}
	m.step(ctx, set, keys, change, at, set.Make, diags)
}

// tell warns of what waits, and of what a revoked key means for others.
func (m *model) tell(keys rotation.State, set rotation.Settings, in rotation.Inputs, change rotation.Change, held string, diags *diag.Diagnostics) {
	if held != "" {
		standby := keys.StandbyKey()
		diags.AddWarning("The next key does not take over yet", standby.Name()+" ("+standby.KID+"): "+held+".")
	}
	for _, kid := range keys.Unknown(in.Revoke) {
		diags.AddError("No such key", "revoke names the kid "+problem.Quote(kid)+", and no key here has or had it. Known are "+strings.Join(keys.KIDs(), ", ")+". A key that is gone needs no revoking: take its kid out of the list.")
	}
	for _, text := range keys.Consequences(set, change, in) {
		diags.AddWarning("A key is revoked", text)
	}
}
