// Package rotation holds the resource cioidc_signing_key_rotation. What it decides
// is decided by internal/rotation, without a clock and without Terraform.
package rotation

import (
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/argument"
	"github.com/cioidc/terraform-provider-cioidc/internal/rotation"
)

// A model is the resource's configuration, plan or state.
type model struct {
	RotateEvery   types.String `tfsdk:"rotate_every"`
	AnnounceFor   types.String `tfsdk:"announce_for"`
	RetainFor     types.String `tfsdk:"retain_for"`
	TokenLifetime types.String `tfsdk:"token_lifetime"`
	RPCache       types.String `tfsdk:"rp_cache"`
	PublishDelay  types.String `tfsdk:"publish_delay"`
	SignerLag     types.String `tfsdk:"signer_lag"`
	ClockSkew     types.String `tfsdk:"clock_skew"`
	Algorithm     types.String `tfsdk:"algorithm"`
	RSABits       types.Int64  `tfsdk:"rsa_bits"`
	KIDFormat     types.String `tfsdk:"kid_format"`
	PublishedKIDs types.Set    `tfsdk:"published_kids"`
	Revoke        types.Set    `tfsdk:"revoke"`
	AsOf          types.String `tfsdk:"as_of"`

	Keys                 types.Map    `tfsdk:"keys"`
	Next                 types.Object `tfsdk:"next"`
	RevokedKIDs          types.List   `tfsdk:"revoked_kids"`
	JWKSJSON             types.String `tfsdk:"jwks_json"`
	SigningKID           types.String `tfsdk:"signing_kid"`
	SigningPrivateKeyPEM types.String `tfsdk:"signing_private_key_pem"`
	CircleCIJSONWebKeys  types.String `tfsdk:"circleci_json_web_keys"`
	NextChangeAt         types.String `tfsdk:"next_change_at"`
	Summary              types.String `tfsdk:"summary"`
}

// A key is an element of keys.
type key struct {
	Phase         types.String `tfsdk:"phase"`
	KID           types.String `tfsdk:"kid"`
	KIDFormat     types.String `tfsdk:"kid_format"`
	Algorithm     types.String `tfsdk:"algorithm"`
	PublicKeyPEM  types.String `tfsdk:"public_key_pem"`
	PublicJWK     types.String `tfsdk:"public_jwk"`
	PrivateKeyPEM types.String `tfsdk:"private_key_pem"`
	FileName      types.String `tfsdk:"file_name"`
	FilePEM       types.String `tfsdk:"file_pem"`
	AnnouncedAt   types.String `tfsdk:"announced_at"`
	PublishedAt   types.String `tfsdk:"published_at"`
	SigningSince  types.String `tfsdk:"signing_since"`
	RetainedSince types.String `tfsdk:"retained_since"`
}

// A next is the key that is announced next. It has what tells whether it
// still is what the settings ask for.
type next struct {
	Serial        types.Int64  `tfsdk:"serial"`
	KID           types.String `tfsdk:"kid"`
	KIDFormat     types.String `tfsdk:"kid_format"`
	Algorithm     types.String `tfsdk:"algorithm"`
	RSABits       types.Int64  `tfsdk:"rsa_bits"`
	PublicKeyPEM  types.String `tfsdk:"public_key_pem"`
	PublicJWK     types.String `tfsdk:"public_jwk"`
	PrivateKeyPEM types.String `tfsdk:"private_key_pem"`
}

var (
	keyType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"phase": types.StringType, "kid": types.StringType, "kid_format": types.StringType, "algorithm": types.StringType,
		"public_key_pem": types.StringType, "public_jwk": types.StringType, "private_key_pem": types.StringType,
		"file_name": types.StringType, "file_pem": types.StringType,
		"announced_at": types.StringType, "published_at": types.StringType, "signing_since": types.StringType, "retained_since": types.StringType,
	}}
	nextType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"serial": types.Int64Type, "kid": types.StringType, "kid_format": types.StringType, "algorithm": types.StringType, "rsa_bits": types.Int64Type,
		"public_key_pem": types.StringType, "public_jwk": types.StringType, "private_key_pem": types.StringType,
	}}
)

// A duration is an argument that is a duration.
type duration struct {
	name   string
	text   *types.String
	to     *time.Duration
	absent func() time.Duration // what holds where it is left out; nil where it must be said
}

// durations are those of m, read into set. announce_for and retain_for follow
// from the others where they are left out, and so come last.
func (m *model) durations(set *rotation.Settings) []duration {
	is := func(d time.Duration) func() time.Duration { return func() time.Duration { return d } }
	return []duration{
		{"rotate_every", &m.RotateEvery, &set.RotateEvery, is(rotation.RotateEvery)},
		{"token_lifetime", &m.TokenLifetime, &set.TokenLifetime, nil},
		{"rp_cache", &m.RPCache, &set.RPCache, is(rotation.RPCache)},
		{"publish_delay", &m.PublishDelay, &set.PublishDelay, is(rotation.PublishDelay)},
		{"signer_lag", &m.SignerLag, &set.SignerLag, is(rotation.SignerLag)},
		{"clock_skew", &m.ClockSkew, &set.ClockSkew, is(rotation.ClockSkew)},
		{"announce_for", &m.AnnounceFor, &set.AnnounceFor, func() time.Duration { return set.MinAnnounceFor() }},
		{"retain_for", &m.RetainFor, &set.RetainFor, func() time.Duration { return set.MinRetainFor() }},
	}
}

// settings reads a configuration; known is false while some of it is unknown.
func (m *model) settings(problems *problem.List) (set rotation.Settings, known bool) {
	known = !m.Algorithm.IsUnknown() && !m.RSABits.IsUnknown() && !m.KIDFormat.IsUnknown()
	made := argument.KeySettings{Algorithm: m.Algorithm, RSABits: m.RSABits, KIDFormat: m.KIDFormat}
	made.Check("", problems)
	for _, d := range m.durations(&set) {
		switch {
		case d.text.IsUnknown():
			known = false
		case !d.text.IsNull():
			var ok bool
			if *d.to, ok = rotation.ParseDuration(d.text.ValueString()); !ok {
				problems.Add(problem.BadValue, d.name, "that is no duration", `Write it like "90d", "36h" or "1h30m"`)
			}
		case d.absent != nil:
			*d.to = d.absent()
		}
	}
	if !known || len(*problems) > 0 {
		return set, known
	}
	set.Algorithm, set.RSABits = made.Wanted()
	if set.KIDFormat = m.KIDFormat.ValueString(); m.KIDFormat.IsNull() {
		set.KIDFormat = jwk.KIDThumbprint
	}
	set.Check(problems)
	return set, true
}

// fill writes into a plan what holds where the configuration says nothing.
func (m *model) fill(config *model, set rotation.Settings) {
	said := config.durations(&rotation.Settings{})
	for i, d := range m.durations(&set) {
		if *d.text = *said[i].text; d.text.IsNull() {
			*d.text = types.StringValue(rotation.Text(*d.to))
		}
	}
	m.Algorithm, m.KIDFormat, m.RSABits = types.StringValue(set.Algorithm), types.StringValue(set.KIDFormat), types.Int64Null()
	if set.RSABits > 0 {
		m.RSABits = types.Int64Value(int64(set.RSABits))
	}
}

// pending marks all that follows as unknown.
func (m *model) pending(config *model) {
	said := config.durations(&rotation.Settings{})
	for i, d := range m.durations(&rotation.Settings{}) {
		if *d.text = *said[i].text; d.text.IsNull() {
			*d.text = types.StringUnknown()
		}
	}
	if m.Algorithm = config.Algorithm; m.Algorithm.IsNull() {
		m.Algorithm = types.StringUnknown()
	}
	if m.RSABits = config.RSABits; m.RSABits.IsNull() {
		m.RSABits = types.Int64Unknown()
	}
	if m.KIDFormat = config.KIDFormat; m.KIDFormat.IsNull() {
		m.KIDFormat = types.StringUnknown()
	}
	m.Keys, m.Next, m.RevokedKIDs = types.MapUnknown(keyType), types.ObjectUnknown(nextType.AttrTypes), types.ListUnknown(types.StringType)
	for _, text := range []*types.String{&m.JWKSJSON, &m.SigningKID, &m.SigningPrivateKeyPEM, &m.CircleCIJSONWebKeys, &m.NextChangeAt, &m.Summary} {
		*text = types.StringUnknown()
	}
}

// decided is false while it is unknown what the user revokes, or what is really
// published.
func (m *model) decided() bool {
	for _, set := range []types.Set{m.PublishedKIDs, m.Revoke} {
		if set.IsUnknown() || slices.ContainsFunc(set.Elements(), attr.Value.IsUnknown) {
			return false
		}
	}
	return !m.AsOf.IsUnknown()
}

// inputs are what decides beside the state. clock is what Read saw, zero where
// nothing was due then.
func (m *model) inputs(clock time.Time, problems *problem.List) rotation.Inputs {
	in := rotation.Inputs{Now: clock, PublishedSet: !m.PublishedKIDs.IsNull(), Published: setTexts(m.PublishedKIDs), Revoke: setTexts(m.Revoke)}
	if !m.AsOf.IsNull() {
		in.Now = asOf(m.AsOf, problems)
	}
	return in
}

// asOf is the clock that the user gave.
func asOf(text types.String, problems *problem.List) time.Time {
	at, err := time.Parse(time.RFC3339, text.ValueString())
	switch {
	case err != nil:
		problems.Add(problem.BadValue, "as_of", "that is no time", `Write it as RFC 3339 has it, such as "2026-01-31T12:00:00Z"`)
	case at.Year() < 1970 || at.Year() > 2200: // 1 and 9999 stand for times that have not come
		problems.Add(problem.BadValue, "as_of", "a time between the years 1970 and 2200 is wanted", "")
	}
	return at.UTC()
}

func setTexts(set types.Set) []string {
	var out []string
	for _, v := range set.Elements() {
		if text, ok := v.(types.String); ok && !text.IsNull() {
			out = append(out, text.ValueString())
		}
	}
	slices.Sort(out)
	return out
}
