package rotation

// The rotation as the state keeps it, read and written.

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/cioidc/terraform-provider-cioidc/internal/rotation"
)

// notYet stands in a plan for the time of the apply. It is later than any time on
// record, so that it is taken for what it is.
var notYet = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// state reads the keys that are kept.
func (m *model) state(ctx context.Context, diags *diag.Diagnostics) rotation.State {
	var out rotation.State
	var keys map[string]key
	diags.Append(m.Keys.ElementsAs(ctx, &keys, false)...)
	for name, k := range keys {
		serial, err := strconv.Atoi(strings.TrimPrefix(name, "k"))
		if err != nil {
			diags.AddError("The state cannot be read", "keys has an element that this provider did not write.")
			continue
		}
		out.Keys = append(out.Keys, rotation.Key{
			Serial: serial, Phase: rotation.Phase(k.Phase.ValueString()),
			Announced: recorded(k.AnnouncedAt), Published: recorded(k.PublishedAt), Signs: recorded(k.SigningSince), Retained: recorded(k.RetainedSince),
			Material: rotation.Material{
				KID: k.KID.ValueString(), KIDFormat: k.KIDFormat.ValueString(), Algorithm: k.Algorithm.ValueString(),
				PrivatePEM: k.PrivateKeyPEM.ValueString(), PublicPEM: k.PublicKeyPEM.ValueString(), PublicJWK: k.PublicJWK.ValueString(),
			},
		})
	}
	slices.SortFunc(out.Keys, func(a, b rotation.Key) int { return a.Serial - b.Serial })
	var next next
	diags.Append(m.Next.As(ctx, &next, basetypes.ObjectAsOptions{})...)
	out.Next = rotation.Key{Serial: int(next.Serial.ValueInt64()), Material: rotation.Material{
		KID: next.KID.ValueString(), KIDFormat: next.KIDFormat.ValueString(), Algorithm: next.Algorithm.ValueString(), RSABits: int(next.RSABits.ValueInt64()),
		PrivatePEM: next.PrivateKeyPEM.ValueString(), PublicPEM: next.PublicKeyPEM.ValueString(), PublicJWK: next.PublicJWK.ValueString(),
	}}
	out.Serial = out.Next.Serial
	diags.Append(m.RevokedKIDs.ElementsAs(ctx, &out.Revoked, false)...)
	if !diags.HasError() && !out.Whole() {
		diags.AddError("The state cannot be read", "It has not one key that signs, one on standby and one to be announced next.")
	}
	return out
}

// before is the state before the first keys are made: kids that are revoked
// already, as after a replacement, count as such.
func (m *model) before() rotation.State { return rotation.State{Revoked: setTexts(m.Revoke)} }

func recorded(text types.String) time.Time {
	at, err := time.Parse(time.RFC3339, text.ValueString())
	if err != nil {
		return time.Time{}
	}
	return at
}

// show writes what follows from keys. In a plan, what is not made yet is unknown,
// and so are times of the apply.
func (m *model) show(ctx context.Context, s rotation.State, diags *diag.Diagnostics) {
	made := true
	keys := map[string]key{}
	for i := range s.Keys {
		k := &s.Keys[i]
		text := known(k.KID != "")
		made = made && k.KID != ""
		keys[k.Name()] = key{
			Phase: types.StringValue(string(k.Phase)), FileName: types.StringValue(k.FileName()),
			KID: text(k.KID), KIDFormat: text(k.KIDFormat), Algorithm: text(k.Algorithm),
			PublicKeyPEM: text(k.PublicPEM), PublicJWK: text(k.PublicJWK), PrivateKeyPEM: text(k.PrivatePEM), FilePEM: text(k.FilePEM()),
			AnnouncedAt: record(k.Announced), PublishedAt: record(k.Published), SigningSince: record(k.Signs), RetainedSince: record(k.Retained),
		}
	}
	var d diag.Diagnostics
	m.Keys, d = types.MapValueFrom(ctx, keyType, keys)
	diags.Append(d...)
	text := known(s.Next.KID != "")
	next := next{
		Serial: types.Int64Value(int64(s.Next.Serial)), KID: text(s.Next.KID), KIDFormat: text(s.Next.KIDFormat), Algorithm: text(s.Next.Algorithm),
		RSABits: types.Int64Null(), PublicKeyPEM: text(s.Next.PublicPEM), PublicJWK: text(s.Next.PublicJWK), PrivateKeyPEM: text(s.Next.PrivatePEM),
	}
	switch {
	case s.Next.KID == "":
		next.RSABits = types.Int64Unknown()
	case s.Next.RSABits > 0:
		next.RSABits = types.Int64Value(int64(s.Next.RSABits))
	}
	m.Next, d = types.ObjectValueFrom(ctx, nextType.AttrTypes, next)
	diags.Append(d...)
	revoked := s.Revoked
	if revoked == nil {
		revoked = []string{}
	}
	m.RevokedKIDs, d = types.ListValueFrom(ctx, types.StringType, revoked)
	diags.Append(d...)

	signing := s.SigningKey()
	text = known(signing.KID != "")
	m.SigningKID, m.SigningPrivateKeyPEM = text(signing.KID), text(signing.PrivatePEM)
	m.JWKSJSON, m.CircleCIJSONWebKeys, m.Summary = types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
	if made {
		m.JWKSJSON, m.Summary = types.StringValue(s.Set()), types.StringValue(s.Summary())
		circleci, err := s.CircleCI()
		if err != nil { // not of a key that this provider wrote
			diags.AddError("The state cannot be read", "The key that signs cannot be used.")
		}
		m.CircleCIJSONWebKeys = types.StringValue(circleci)
	}
}

// due writes when something is due next: unknown in a plan that changes
// something, for the times of the apply count.
func (m *model) due(s rotation.State, set rotation.Settings) {
	if m.NextChangeAt = types.StringUnknown(); s.Latest().Before(notYet) {
		m.NextChangeAt = record(s.NextChange(set, !m.PublishedKIDs.IsNull()))
	}
}

// known is a text that may be empty, which is null then, or not made yet.
func known(made bool) func(text string) types.String {
	return func(text string) types.String {
		switch {
		case !made:
			return types.StringUnknown()
		case text == "":
			return types.StringNull()
		}
		return types.StringValue(text)
	}
}

// record is a time on record, null where it has not come, unknown in a plan that
// writes it down.
func record(at time.Time) types.String {
	switch {
	case at.IsZero():
		return types.StringNull()
	case !at.Before(notYet):
		return types.StringUnknown()
	}
	return types.StringValue(at.UTC().Format(time.RFC3339))
}
