package signingkey

// Which key the resource holds: given, kept or made.

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
)

// given is the argument that the key comes from, "" where it is made here; ok is
// false while that hangs on something unknown.
func (m model) given() (origin string, ok bool) {
	switch {
	case m.PrivateKeyPEM.IsUnknown() || m.PublicKeyPEM.IsUnknown() || m.PrivateKeyPEMWOVersion.IsUnknown():
		return "", false
	case !m.PrivateKeyPEMWOVersion.IsNull() || !m.PrivateKeyPEMWO.IsNull():
		return originWriteOnly, true
	case !m.PrivateKeyPEM.IsNull():
		return originPrivate, true
	case !m.PublicKeyPEM.IsNull():
		return originPublic, true
	}
	return "", true
}

// ValidateConfig finds what cannot be used, as far as it is known.
func (keyResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config model
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() {
		return
	}
	var problems problem.List
	config.check(&problems)
	framework.KeyDiagnostics(problems, &resp.Diagnostics)
}

// check reads the configuration for mistakes.
func (m model) check(problems *problem.List) {
	first := ""
	for _, s := range []struct {
		name string
		pem  types.String
	}{{originPrivate, m.PrivateKeyPEM}, {originWriteOnly, m.PrivateKeyPEMWO}, {originPublic, m.PublicKeyPEM}} {
		if s.pem.IsNull() {
			continue
		}
		if first != "" && !s.pem.IsUnknown() {
			problems.Add(problem.Conflict, s.name, "there is also "+first+", and a key comes from one place", "Leave one of them out")
		}
		if !s.pem.IsUnknown() {
			first = s.name
			read(s.name, s.pem, problems)
		}
	}
	if !m.PrivateKeyPEMWO.IsNull() && m.PrivateKeyPEMWOVersion.IsNull() {
		problems.Add(problem.Missing, "private_key_pem_wo_version", "private_key_pem_wo needs it: without a version Terraform cannot tell when the key has changed", "Begin with 1")
	}
	if m.PrivateKeyPEMWO.IsNull() && !m.PrivateKeyPEMWOVersion.IsNull() && !m.PrivateKeyPEMWOVersion.IsUnknown() {
		problems.Add(problem.Missing, "private_key_pem_wo", "private_key_pem_wo_version says that there is a key, and it is null", "")
	}
	m.settings().Check(first, problems)
}

// read reads the PEM of an argument.
func read(origin string, text types.String, problems *problem.List) (jwk.Key, bool) {
	parse := jwk.ParsePrivatePEM
	if origin == originPublic {
		parse = jwk.ParsePublicPEM
	}
	k, err := parse(text.ValueString())
	if err != nil {
		jwk.Note(err, origin, problems)
		return jwk.Key{}, false
	}
	return k, true
}

// ModifyPlan shows what the key will be as far as it is known: all of it where
// it is given or kept, and nothing where it is to be made.
func (keyResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var config, plan model
	var state *model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !req.State.Raw.IsNull() {
		state = &model{}
		resp.Diagnostics.Append(req.State.Get(ctx, state)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	var problems problem.List
	// What stays as it is needs no reading of keys: that costs more than the rest.
	if state != nil && state.keeps(config) && req.Plan.Raw.Equal(req.State.Raw) {
		config.check(&problems)
		framework.KeyDiagnostics(problems, &resp.Diagnostics)
		return
	}
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() {
		return
	}
	resp.RequiresReplace = plan.foresee(config, state, &problems)
	if framework.KeyDiagnostics(problems, &resp.Diagnostics); !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.Plan.Set(ctx, plan)...)
		plan.identify(ctx, resp.Identity, &resp.Diagnostics)
	}
}

// foresee fills a plan in and says which attributes ask for another key where
// one was made here.
func (m *model) foresee(config model, state *model, problems *problem.List) (replace path.Paths) {
	config.check(problems)
	origin, known := config.given()
	if len(*problems) > 0 {
		return nil
	}
	if !known || config.Algorithm.IsUnknown() || config.RSABits.IsUnknown() || m.KIDFormat.IsUnknown() {
		m.Algorithm, m.RSABits, m.Origin = config.Algorithm, config.RSABits, types.StringUnknown()
		if m.Algorithm.IsNull() {
			m.Algorithm = types.StringUnknown()
		}
		if m.RSABits.IsNull() {
			m.RSABits = types.Int64Unknown()
		}
		m.pending(config.signingKey, true)
		return nil
	}
	if kept, ok := m.kept(config, state); ok {
		m.show(m.named(kept, problems), config.signingKey)
		m.Origin = state.Origin
		return nil
	}
	switch origin {
	case originPrivate, originPublic:
		pem := config.PrivateKeyPEM
		if origin == originPublic {
			pem = config.PublicKeyPEM
		}
		if key, ok := read(origin, pem, problems); ok {
			m.show(m.named(key, problems), config.signingKey)
		}
	case originWriteOnly:
		m.Algorithm, m.RSABits = types.StringUnknown(), types.Int64Unknown()
		m.pending(config.signingKey, false)
	default:
		origin = originGenerated
		name, bits := config.settings().Wanted()
		m.Algorithm, m.RSABits = types.StringValue(name), types.Int64Null()
		if bits > 0 {
			m.RSABits = types.Int64Value(int64(bits))
		}
		m.pending(config.signingKey, true)
		if state != nil {
			replace = path.Paths{path.Root("algorithm"), path.Root("rsa_bits"), path.Root("origin")}
		}
	}
	m.Origin = types.StringValue(origin)
	return replace
}

// keeps says whether the configuration asks for no other key than the one in the
// state: it was made here for the same algorithm, or written with the same version.
func (m *model) keeps(config model) bool {
	origin, known := config.given()
	switch {
	case !known || config.Algorithm.IsUnknown() || config.RSABits.IsUnknown():
		return false
	case origin == "" && m.Origin.ValueString() == originGenerated:
		name, bits := config.settings().Wanted()
		return name == m.Algorithm.ValueString() && int64(bits) == m.RSABits.ValueInt64()
	case origin == originWriteOnly && m.Origin.ValueString() == originWriteOnly:
		return config.PrivateKeyPEMWOVersion.Equal(m.PrivateKeyPEMWOVersion)
	}
	return false
}

// kept is the key in the state where it is the one that is asked for.
func (m model) kept(config model, state *model) (jwk.Key, bool) {
	if state == nil || !state.keeps(config) {
		return jwk.Key{}, false
	}
	var key jwk.Key
	var err error
	if state.Origin.ValueString() == originGenerated {
		key, err = jwk.ParsePrivatePEM(state.PrivateKeyPEM.ValueString())
	} else {
		key, err = jwk.ParsePublicPEM(state.PublicKeyPEM.ValueString())
	}
	if err == nil {
		key, err = key.For(state.Algorithm.ValueString())
	}
	return key, err == nil
}

// apply makes what was planned: the key that is kept, given, or made now.
func (m *model) apply(config model, state *model, problems *problem.List) {
	config.check(problems)
	origin, _ := config.given()
	if len(*problems) > 0 {
		return
	}
	key, ok := m.kept(config, state)
	switch {
	case ok:
	case origin == originPrivate:
		key, _ = read(origin, config.PrivateKeyPEM, problems)
	case origin == originPublic:
		key, _ = read(origin, config.PublicKeyPEM, problems)
	case origin == originWriteOnly:
		key, _ = read(origin, config.PrivateKeyPEMWO, problems)
		key = key.Public()
	default:
		var err error
		if key, err = jwk.Generate(config.settings().Wanted()); err != nil {
			jwk.Note(err, "algorithm", problems)
		}
	}
	if len(*problems) > 0 {
		return
	}
	if origin == "" {
		origin = originGenerated
	}
	m.show(m.named(key, problems), config.signingKey)
	m.Origin = types.StringValue(origin)
}
