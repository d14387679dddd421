package rotation

// The resource's schema and life.

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/provider/argument"
)

var (
	_ resource.Resource                   = (*rotationResource)(nil)
	_ resource.ResourceWithValidateConfig = (*rotationResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*rotationResource)(nil)
	_ resource.ResourceWithImportState    = (*rotationResource)(nil)
)

// A rotationResource keeps an issuer's keys in state, and lets them take turns.
type rotationResource struct{}

// NewResource is the resource cioidc_signing_key_rotation.
func NewResource() resource.Resource { return rotationResource{} }

func (rotationResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_signing_key_rotation"
}

const resourceDoc = "The keys of an issuer, taking turns: one signs, one is always announced, older ones stay published until their last tokens have expired, and then are gone. " +
	"A plan at or after `next_change_at` shows the next step and an apply takes it, one step for a key; between those times the plan is empty. Run plans often enough: a late one keeps the key that signs, and no key ever signs before it was published for `announce_for`.\n\n" +
	"```\nmade ahead ─▶ standby ─────▶ signing ─────▶ retained ─────▶ gone\n(next)        published,     signs for      published for\n              announced for  rotate_every   retain_for\n              announce_for\n```\n\n" +
	"Publish `jwks_json` first and let the platform sign with the new key after that; for `issuer_documents` or a bucket both in one apply is fine, since a key is announced long before it signs. " +
	"Where uploads can fail, give `published_kids` (of `cioidc_live_issuer`): a key takes over only `announce_for` after it was seen there.\n\n" +
	"**Private keys are kept in the state**: of the key that signs, of the standby and of the next. That of a retained key is forgotten. Guard the state like the keys, or make keys outside of Terraform and give only their public parts to `jwks`.\n\n" +
	"The clocks of the machines that apply must be right to within what `announce_for` has above `rp_cache` + `publish_delay`. A clock that goes back before the last change on record changes nothing and is told of. There is no import."

func (rotationResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	duration := func(doc string) schema.StringAttribute {
		return schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: doc}
	}
	text := func(doc string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: doc}
	}
	secret := func(doc string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, Sensitive: true, MarkdownDescription: doc}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: resourceDoc,
		Attributes: map[string]schema.Attribute{
			"token_lifetime": schema.StringAttribute{Required: true, MarkdownDescription: "How long the platform's tokens are valid, from `iat` to `exp`: self-hosted Semaphore `24h`, CircleCI `1h`, GitLab the longest job timeout (`1h` unless set), Jenkins `1h` unless set. A duration, as all below: `90d`, `36h`, `1h30m`."},
			"rotate_every":   duration("How long a key signs before the next takes over. Default `90d`. Not shorter than `announce_for`."),
			"rp_cache":       duration("How long relying parties may keep a key set without looking again: at least the `max-age` that the set is served with. Default `24h`."),
			"publish_delay":  duration("From an apply until everybody can fetch its set: uploads, and caches between. Default `1h`."),
			"signer_lag":     duration("From an apply until the platform signs with the new key: a rollout, a restart. Default `1h`."),
			"clock_skew":     duration("How long after `exp` a relying party may still take a token. Default `5m`."),
			"announce_for":   duration("How long a key is published before it signs. Default, and least: `rp_cache` + `publish_delay`."),
			"retain_for":     duration("How long a key stays published after another took over. Default, and least: `token_lifetime` + `clock_skew` + `signer_lag`. With `rotate_every` it decides how many keys are published; more than 8 are an error, for Google takes no more."),
			"algorithm":      schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: "What tokens are signed with: `RS256` (the default), `RS384`, `RS512`, `ES256`, `ES384` or `EdDSA`. A change holds for keys made from then on; those that are published stay."},
			"rsa_bits":       schema.Int64Attribute{Optional: true, Computed: true, MarkdownDescription: "Size of RSA keys in bits: 2048 (the default), 3072 or 4096. A change holds for keys made from then on."},
			"kid_format":     schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: argument.KIDFormatDoc + " A change holds for keys made from then on. Take `semaphore` for self-hosted Semaphore, which computes its own."},
			"published_kids": schema.SetAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: "The kids that are really published, from `cioidc_live_issuer`. The announced key takes over `announce_for` after it was first seen among them, and not while it is missing. Null: being published is taken for granted `publish_delay` after an apply."},
			"revoke":         schema.SetAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: "Kids to take out now, whatever their phase. In place of the key that signs the announced one takes over at once; the plan warns of the tokens that die and of relying parties that may still take the key. A kid that no key here has or had is an error. Revoked keys never come back; their kids may stay in the list, and in that of a replacement of this resource."},
			"as_of":          schema.StringAttribute{Optional: true, MarkdownDescription: "The time to go by, in RFC 3339 and between the years 1970 and 2200, in place of the clock: for tests. Null otherwise."},

			"keys": schema.MapNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The published keys. Names are `k1`, `k2` … in the order in which keys were made, known at every plan, and stay the key's as its phase changes: for `for_each`.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"phase":           text("`standby`, `signing` or `retained`."),
					"kid":             text(argument.KIDDoc),
					"kid_format":      text("How `kid` was made."),
					"algorithm":       text("What its tokens are signed with."),
					"public_key_pem":  text(argument.PublicPEMDoc),
					"public_jwk":      text(argument.PublicJWKDoc),
					"private_key_pem": secret("The private key as PEM (PKCS#8). Null once the key is retained."),
					"file_name":       text("The key's file in self-hosted Semaphore's directory of keys. Semaphore reads the name as a time, signs with the newest key whose time is 3 × its cache time ago and drops what is as much older. These names are small numbers for keys that sign or have signed, and one in the year 2100 for the standby, so that it signs with the `signing` key and publishes the others, whatever its cache time."),
					"file_pem":        secret("What goes into that file: the private key, or the public one of a retained key."),
					"announced_at":    text("When it was put into `jwks_json`, in RFC 3339 like the other times."),
					"published_at":    text("When it was first seen among `published_kids`. Null without those."),
					"signing_since":   text("When it began to sign; null before."),
					"retained_since":  text("When another took over; null before."),
				}},
			},
			"next": schema.SingleNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The key that the next change announces. It is in no published set yet: do not publish it, and do not sign with it.",
				Attributes: map[string]schema.Attribute{
					"serial":          schema.Int64Attribute{Computed: true, MarkdownDescription: "Its number: it will be `k` and this number in `keys`."},
					"kid":             text(argument.KIDDoc),
					"kid_format":      text("How `kid` was made."),
					"algorithm":       text("What its tokens will be signed with."),
					"rsa_bits":        schema.Int64Attribute{Computed: true, MarkdownDescription: "Size of an RSA key in bits; null for others."},
					"public_key_pem":  text(argument.PublicPEMDoc),
					"public_jwk":      text(argument.PublicJWKDoc),
					"private_key_pem": secret("The private key as PEM (PKCS#8)."),
				},
			},
			"revoked_kids":            schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "Kids of keys that were revoked, sorted."},
			"jwks_json":               text("The JWK set to publish: the keys that sign, are announced and are retained. For `issuer_documents(url, jwks_json)`, a bucket object, `jwks_json` of a Google provider, `jwt_validation_pubkeys` of Vault (as PEMs: `keys`)."),
			"signing_kid":             text("The kid of the key that signs."),
			"signing_private_key_pem": secret("The private key that signs, as PEM (PKCS#8): GitLab's `ci_jwt_signing_key`."),
			"circleci_json_web_keys":  secret("CircleCI Server's `oidc_service.json_web_keys`: a JWK set in base64, the key that signs first and the others without their private parts. Which key of several the server signs with is documented nowhere; with another than the first it would fail to sign, not sign wrongly."),
			"next_change_at":          text("When the next step is due by the clock, in RFC 3339. Null while that hangs on `published_kids` alone."),
			"summary":                 text("What each published key does, in a sentence."),
		},
	}
}

func (rotationResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var config, plan model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if plan.apply(ctx, &config, nil, time.Time{}, &resp.Diagnostics); !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
	}
}

func (rotationResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var config, plan, state model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if plan.apply(ctx, &config, &state, clock(ctx, req.Private, &resp.Diagnostics), &resp.Diagnostics); !resp.Diagnostics.HasError() {
		resp.Diagnostics.Append(resp.State.Set(ctx, plan)...)
		resp.Diagnostics.Append(resp.Private.SetKey(ctx, clockKey, []byte("null"))...) // it has served
	}
}

// Delete has nothing to delete but the state.
func (rotationResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// ImportState refuses: there is nothing that the keys could be read from.
func (rotationResource) ImportState(_ context.Context, _ resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	resp.Diagnostics.AddError("Rotations are not imported",
		"The keys lie in the state alone, and Terraform prints what a resource is imported by. Make a new rotation, publish the old issuer's keys beside its own with jwks(…) for as long as their tokens live, and let the platform sign with the new key then. If the id was a private key, it is printed above: replace it.")
}
