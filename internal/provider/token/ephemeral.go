// Package token holds the ephemeral resource cioidc_token and decode_token(…).
package token

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/mint"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/argument"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
)

var (
	_ ephemeral.EphemeralResource                   = (*tokenEphemeral)(nil)
	_ ephemeral.EphemeralResourceWithValidateConfig = (*tokenEphemeral)(nil)
)

// A tokenEphemeral signs a token of a platform's shape.
type tokenEphemeral struct{}

// NewEphemeral is the ephemeral resource cioidc_token.
func NewEphemeral() ephemeral.EphemeralResource { return tokenEphemeral{} }

func (tokenEphemeral) Metadata(_ context.Context, req ephemeral.MetadataRequest, resp *ephemeral.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_token"
}

const ephemeralDoc = "Signs a token (JWT, RFC 7519) such as a job of a CI platform shows, with a key of yours: to test what trusts the platform's jobs before one runs, and for `auth_login_jwt` of the Vault provider. " +
	"Only a relying party that has been given this key takes it; the platforms' own keys are never known here.\n\n" +
	"`variables` say the job, as for the function `subject`, and the platform's data says which claims its token has. A variable must be given where the subject shows it, where trust documents look at it (ids, names, refs), and where it follows from one that is given (`namespace_path` from `project_path`); the forms below list them. " +
	"**Every other variable has the sample that is listed below**: give it where a policy asks for it. A claim that a token may lack is left out unless one of its variables is given; claims of which nobody documents the values are always left out. `iat` is the time at which the token is opened, `exp` a `lifetime` later; `nbf` and `jti` stand there only if `claims` say them.\n\n" +
	"**What no job can show is refused**, unless `unchecked = true`: names of claims that no such token has, values of another type or outside of what can occur, a `sub` that does not belong to the other claims, another issuer than the platform's, times that contradict each other. Yes is said only when there is a job, of whatever form, with all of these claims at once. " +
	"What nobody knows counts as no, and the error says so. What stays open for a token that is made is in `assumptions`; and not all that holds in reality is in the data: that a pull request is never of the event `push`, for example, is not.\n\n" +
	"Nothing of it is kept in plan or state. It is opened in the plan and again in the apply, each time with another `iat`. Terraform 1.10 or OpenTofu 1.11 is needed.\n\n" +
	"**The token is a credential** where a relying party trusts its key. Sign tests with a key that only the tested relying party takes, and take that key away from it afterwards."

func (tokenEphemeral) Schema(_ context.Context, _ ephemeral.SchemaRequest, resp *ephemeral.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: ephemeralDoc + platformDocs(),
		Attributes: map[string]schema.Attribute{
			"platform":          schema.StringAttribute{Required: true, MarkdownDescription: argument.PlatformDoc()},
			"variables":         schema.DynamicAttribute{Required: true, MarkdownDescription: "An object that says the job: variable → value, and `form`, `presentation` and the platform's settings (its `host` or `url`, the order of the subject's components) as keys of their own. They are listed below; unknown names are refused. Without `form`, it is the one whose tokens show all of these variables and need no others; forms that are marked \"only when named\" are not guessed."},
			"audiences":         schema.ListAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: "`aud`: one is written as a string, several as a list. The default is the platform's; where jobs pick their audience (" + platform.Titles(platform.AudienceIs("picked")) + ") it must be given, and where the platform fixes it (" + platform.Titles(platform.AudienceIs("fixed")) + ") another is refused."},
			"lifetime":          schema.StringAttribute{Optional: true, MarkdownDescription: "From `iat` to `exp`, in whole seconds, as Go writes durations: `90s`, `5m`, `1h30m`. The default is the platform's (" + lifetimes() + "); a longer one is refused unless `unchecked`."},
			"claims":            schema.DynamicAttribute{Optional: true, MarkdownDescription: "An object: claims that take the place of the job's or join them, as they are; null takes a claim away. Only these claims change: whoever changes `ref` changes `sub` too, or better, the variable. For a token that has expired give an `iat` of the past; `exp` follows it."},
			"unchecked":         schema.BoolAttribute{Optional: true, MarkdownDescription: "Whether claims, audience, lifetime and algorithm are taken as they are, though no job may be able to show them. Default false."},
			"accept_unverified": schema.ListAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: "Ids of unverified facts about the platform (guide *Platforms*) that are taken for true: tokens that rest on others are refused, and the error names them."},

			"private_key_pem": schema.StringAttribute{Optional: true, Sensitive: true, MarkdownDescription: "The key that signs, as PEM: " + argument.PrivatePEMForms + " This or `private_jwk` is required."},
			"private_jwk":     schema.StringAttribute{Optional: true, Sensitive: true, MarkdownDescription: "The key that signs, as a JWK (RFC 7517) with its private members. Its `kid` and `alg` count where `kid`, `kid_format` and `algorithm` are not given."},
			"algorithm":       schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: "What the token is signed with: `RS256` (the default of RSA keys), `RS384`, `RS512`, `ES256`, `ES384` or `EdDSA`, whichever the key can. All platforms sign with `RS256`, so others need `unchecked`."},
			"kid_format":      schema.StringAttribute{Optional: true, MarkdownDescription: argument.KIDFormatDoc + " Not with `kid`."},
			"kid":             schema.StringAttribute{Optional: true, Computed: true, MarkdownDescription: "`kid` of the token's header, by which relying parties find the key: 1 to 1024 bytes. The default is made as `kid_format` says."},

			"token":       schema.StringAttribute{Computed: true, Sensitive: true, MarkdownDescription: "The token in compact form (RFC 7515), without `Bearer`."},
			"claims_json": schema.StringAttribute{Computed: true, MarkdownDescription: "Its claims as JSON, names sorted: what `claims` of the functions `…_admits` takes."},
			"form":        schema.StringAttribute{Computed: true, MarkdownDescription: "The form that the variables mean, as listed below."},
			"issuer":      schema.StringAttribute{Computed: true, MarkdownDescription: "The URL of the job's issuer, as `iss` of its tokens has it."},
			"subject":     schema.StringAttribute{Computed: true, MarkdownDescription: "`sub`; null where `claims` take it away."},
			"issued_at":   schema.StringAttribute{Computed: true, MarkdownDescription: "`iat` as an RFC 3339 timestamp in UTC."},
			"expires_at":  schema.StringAttribute{Computed: true, MarkdownDescription: "`exp`, likewise; null where an unchecked token has none."},
			"assumptions": schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "What was taken for granted when this token was found to be one that a job can show, a sentence each: variables that follow from others in a way that is not known here, several audiences, accepted facts. Empty when nothing was, and for unchecked tokens, of which nothing was asked."},
		},
	}
}

// lifetimes lists the platforms' default lifetimes.
func lifetimes() string {
	var parts []string
	for _, p := range platform.All() {
		text := "none, so that it must be given"
		if lifetime := mint.Lifetime(p); lifetime > 0 {
			text = spoken(lifetime.String())
		}
		parts = append(parts, p.Title+" "+text)
	}
	return strings.Join(parts, ", ")
}

// spoken shortens 1h0m0s to 1h.
func spoken(duration string) string {
	if short, ok := strings.CutSuffix(duration, "m0s"); ok {
		duration = short + "m"
	}
	if short, ok := strings.CutSuffix(duration, "h0m"); ok {
		duration = short + "h"
	}
	return duration
}

// platformDocs lists each platform's forms with what they want, variables with
// their samples, and settings.
func platformDocs() string {
	var b strings.Builder
	for _, p := range platform.All() {
		fmt.Fprintf(&b, "\n\n### %s: `%s`\n\nForms, and the variables that must be given for their tokens:\n\n", p.Title, p.Name)
		optional := map[string]bool{}
		for i := range p.Forms {
			f := &p.Forms[i]
			doubt := ""
			if !p.Verified(f.Fact) {
				doubt = " (wants `accept_unverified = [\"" + f.Fact + "\"]`)"
			}
			wanted := mint.Wanted(p, f)
			fmt.Fprintf(&b, "- `%s`: %s%s%s. `%s`\n", f.Name, strings.ReplaceAll(f.Doc, "<", "&lt;"), argument.OnlyWhenNamed(f), doubt, strings.Join(wanted, "`, `"))
			for _, v := range p.Variables {
				if f.Has(v.Name) && !slices.Contains(wanted, v.Name) {
					optional[v.Name] = true
				}
			}
		}
		b.WriteString("\nVariables:\n\n")
		for _, v := range p.Variables {
			if v.Part {
				continue
			}
			fmt.Fprintf(&b, "- `%s` must be %s", v.Name, p.Domain(v.Name, nil).Doc)
			switch {
			case v.Many:
				b.WriteString("; a list of them, empty unless given\n")
			case optional[v.Name]:
				fmt.Fprintf(&b, "; %s where it is shown and not given\n", argument.SampleDoc(v))
			default:
				fmt.Fprintf(&b, ", such as %s\n", argument.SampleDoc(v))
			}
		}
		for _, f := range p.Filters {
			if !mint.IsSetting(f) {
				continue
			}
			fmt.Fprintf(&b, "- Setting `%s` (%s): %s", f.Name, framework.OptionType(f.Type()), f.Doc)
			if f.Default != "" {
				fmt.Fprintf(&b, " Default `%s`.", strings.ReplaceAll(f.Default, ",", "`, `"))
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// ValidateConfig finds what cannot be used, as far as it is known.
func (tokenEphemeral) ValidateConfig(ctx context.Context, req ephemeral.ValidateConfigRequest, resp *ephemeral.ValidateConfigResponse) {
	var config model
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() {
		return
	}
	_, _, problems := config.mint()
	diagnostics(problems, &resp.Diagnostics)
}

// Open makes the token.
func (tokenEphemeral) Open(ctx context.Context, req ephemeral.OpenRequest, resp *ephemeral.OpenResponse) {
	var config model
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() {
		return
	}
	key, made, problems := config.mint()
	if len(problems) == 0 {
		config.show(key, made, &problems)
	}
	if diagnostics(problems, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Result.Set(ctx, config)...)
}
