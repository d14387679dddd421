package token

// The token that the ephemeral resource makes, from its arguments.

import (
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/mint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
)

// A model is the ephemeral resource's attributes.
type model struct {
	Platform         types.String  `tfsdk:"platform"`
	Variables        types.Dynamic `tfsdk:"variables"`
	Audiences        types.List    `tfsdk:"audiences"`
	Lifetime         types.String  `tfsdk:"lifetime"`
	Claims           types.Dynamic `tfsdk:"claims"`
	Unchecked        types.Bool    `tfsdk:"unchecked"`
	AcceptUnverified types.List    `tfsdk:"accept_unverified"`

	PrivateKeyPEM types.String `tfsdk:"private_key_pem"`
	PrivateJWK    types.String `tfsdk:"private_jwk"`
	Algorithm     types.String `tfsdk:"algorithm"`
	KIDFormat     types.String `tfsdk:"kid_format"`
	KID           types.String `tfsdk:"kid"`

	Token       types.String `tfsdk:"token"`
	ClaimsJSON  types.String `tfsdk:"claims_json"`
	Form        types.String `tfsdk:"form"`
	Issuer      types.String `tfsdk:"issuer"`
	Subject     types.String `tfsdk:"subject"`
	IssuedAt    types.String `tfsdk:"issued_at"`
	ExpiresAt   types.String `tfsdk:"expires_at"`
	Assumptions types.List   `tfsdk:"assumptions"`
}

// The arguments that the key may come from.
const (
	fromPEM = "private_key_pem"
	fromJWK = "private_jwk"
)

// mint reads the key and makes the claims, as far as what they are made of is
// known.
func (m model) mint() (jwk.Key, mint.Token, problem.List) {
	var problems problem.List
	key, signs := m.key(&problems)
	if m.Platform.IsUnknown() || m.Unchecked.IsUnknown() {
		return key, mint.Token{}, problems
	}
	r := mint.Request{
		Platform: m.Platform.ValueString(), Variables: tfx.Decode(m.Variables), Claims: tfx.Decode(m.Claims),
		Audiences: tfx.Decode(m.Audiences), Lifetime: tfx.Decode(m.Lifetime), AcceptUnverified: tfx.Decode(m.AcceptUnverified),
		Unchecked: m.Unchecked.ValueBool(), Now: time.Now(),
	}
	if signs {
		r.Algorithm = key.Algorithm()
	}
	made, _, more := mint.Make(r)
	return key, made, append(problems, more...)
}

// key is the key that signs, under its name; ok is false while it is not known,
// or with problems.
func (m model) key(problems *problem.List) (key jwk.Key, ok bool) {
	if !m.KID.IsNull() && !m.KIDFormat.IsNull() {
		problems.Add(problem.Conflict, "kid_format", "kid names the key already", "Leave one of them out")
	}
	if !m.KIDFormat.IsNull() && !m.KIDFormat.IsUnknown() && !slices.Contains(jwk.KIDFormats, m.KIDFormat.ValueString()) {
		problems.Add(problem.BadValue, "kid_format", "there is no such way to make a kid", "Known are "+strings.Join(jwk.KIDFormats, ", "))
	}
	if !m.Algorithm.IsNull() && !m.Algorithm.IsUnknown() && !slices.Contains(jwk.Algorithms, m.Algorithm.ValueString()) {
		problems.Add(problem.BadValue, "algorithm", "no platform's tokens are signed with it", "Known are "+strings.Join(jwk.Algorithms, ", "))
	}
	var err error
	origin := fromPEM
	switch {
	case m.PrivateKeyPEM.IsUnknown() || m.PrivateJWK.IsUnknown():
		return key, false
	case m.PrivateKeyPEM.IsNull() && m.PrivateJWK.IsNull():
		problems.Add(problem.Missing, "", "private_key_pem or private_jwk must be given: the key that signs", "Make one with cioidc_signing_key")
		return key, false
	case !m.PrivateKeyPEM.IsNull() && !m.PrivateJWK.IsNull():
		problems.Add(problem.Conflict, "", "private_key_pem and private_jwk are both given, and a key comes from one place", "Leave one of them out")
		return key, false
	case m.PrivateJWK.IsNull():
		key, err = jwk.ParsePrivatePEM(m.PrivateKeyPEM.ValueString())
	default:
		origin = fromJWK
		key, err = jwk.ParsePrivateJWK(m.PrivateJWK.ValueString())
	}
	if err != nil {
		jwk.Note(err, origin, problems)
		return key, false
	}
	if m.Algorithm.IsUnknown() || m.KID.IsUnknown() || m.KIDFormat.IsUnknown() || len(*problems) > 0 {
		return key, false
	}
	return m.named(key, problems)
}

// named gives the key the algorithm and the kid that are asked for.
func (m model) named(key jwk.Key, problems *problem.List) (jwk.Key, bool) {
	before := len(*problems)
	try := func(field string, out jwk.Key, err error) {
		if err != nil {
			jwk.Note(err, field, problems)
			return
		}
		key = out
	}
	if !m.Algorithm.IsNull() {
		out, err := key.For(m.Algorithm.ValueString())
		if err != nil {
			problems.Add(problem.BadKey, "algorithm", "the key cannot sign with it", "")
		} else {
			key = out
		}
	}
	if !m.KIDFormat.IsNull() {
		out, err := key.Named(m.KIDFormat.ValueString())
		try("kid_format", out, err)
	}
	if !m.KID.IsNull() {
		out, err := key.WithKID(m.KID.ValueString())
		try("kid", out, err)
	}
	return key, len(*problems) == before
}

// show signs the claims and fills the results in.
func (m *model) show(key jwk.Key, made mint.Token, problems *problem.List) {
	signed, err := key.Sign([]byte(made.Claims))
	if err != nil {
		jwk.Note(err, fromPEM, problems)
		return
	}
	m.Token = types.StringValue(signed)
	m.ClaimsJSON = types.StringValue(made.Claims)
	m.Form, m.Issuer, m.Subject = types.StringValue(made.Form), types.StringValue(made.Issuer), types.StringPointerValue(made.Subject)
	m.IssuedAt, m.ExpiresAt = moment(made.IssuedAt), moment(made.ExpiresAt)
	m.Algorithm, m.KID = types.StringValue(key.Algorithm()), types.StringValue(key.KID())
	m.Assumptions = types.ListNull(types.StringType)
	if list, ok := tfx.Strings(made.Assumptions).(types.List); ok {
		m.Assumptions = list
	}
}

// moment is a time as RFC 3339 writes it, or null.
func moment(t *time.Time) types.String {
	if t == nil {
		return types.StringNull()
	}
	return types.StringValue(t.UTC().Format(time.RFC3339))
}

// diagnostics adds problems as diagnostics that show no key.
func diagnostics(problems problem.List, diags *diag.Diagnostics) {
	var shown problem.List
	for _, p := range problems {
		if p.Field == fromJWK { // Terraform would print the attribute's source
			p.Reason, p.Field = p.Field+": "+p.Reason, ""
		}
		shown = append(shown, p)
	}
	framework.KeyDiagnostics(shown, diags)
}
