package provider_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cioidc/terraform-provider-cioidc/internal/mint"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
	jwt "github.com/cioidc/terraform-provider-cioidc/internal/token"
)

// openToken opens the ephemeral resource at the protocol; arguments that are not
// given are null.
func openToken(t testing.TB, server tfprotov6.ProviderServer, arguments map[string]tftypes.Value) (result map[string]tftypes.Value, errs string) {
	t.Helper()
	schema, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	object, ok := schema.EphemeralResourceSchemas["cioidc_token"].ValueType().(tftypes.Object)
	if !ok {
		t.Fatal("the ephemeral resource is no object")
	}
	values := map[string]tftypes.Value{}
	for name, kind := range object.AttributeTypes {
		values[name] = tftypes.NewValue(kind, nil)
	}
	for name, v := range arguments {
		values[name] = v
	}
	config, err := tfprotov6.NewDynamicValue(object, tftypes.NewValue(object, values))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := server.OpenEphemeralResource(t.Context(), &tfprotov6.OpenEphemeralResourceRequest{TypeName: "cioidc_token", Config: &config})
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, d := range resp.Diagnostics {
		text.WriteString(d.Summary + ": " + d.Detail + "\n")
	}
	if len(resp.Diagnostics) > 0 {
		return nil, text.String()
	}
	got, err := resp.Result.Unmarshal(object)
	if err != nil || got.As(&result) != nil {
		t.Fatalf("the result cannot be read: %v", err)
	}
	if resp.Private != nil || !resp.RenewAt.IsZero() {
		t.Error("something is kept or renewed")
	}
	return result, ""
}

func textOf(v tftypes.Value) string {
	var s *string
	if err := v.As(&s); err != nil || s == nil {
		return ""
	}
	return *s
}

// TestTokenOfEveryPlatform opens a token of each platform with the variables that
// the errors ask for, as a user would go about it.
func TestTokenOfEveryPlatform(t *testing.T) {
	t.Parallel()
	server, err := factory()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range platform.All() {
		given := map[string]tftypes.Value{"form": tftypes.NewValue(tftypes.String, p.Forms[0].Name)}
		for pick, formats := range p.Subject.Formats.Picks {
			if len(formats) == 1 {
				given[p.Subject.Formats.Setting] = tftypes.NewValue(tftypes.String, pick)
			}
		}
		arguments := map[string]tftypes.Value{
			"platform":        tftypes.NewValue(tftypes.String, p.Name),
			"private_key_pem": tftypes.NewValue(tftypes.String, testKeys().a.PrivatePEM()),
		}
		if p.Issuer.Audience.Kind == "picked" {
			arguments["audiences"] = tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, []tftypes.Value{tftypes.NewValue(tftypes.String, "vault")})
		}
		if mint.Lifetime(p) == 0 {
			arguments["lifetime"] = tftypes.NewValue(tftypes.String, "5m")
		}
		var result map[string]tftypes.Value
		for range 5 {
			types := map[string]tftypes.Type{}
			for name, v := range given {
				types[name] = v.Type()
			}
			arguments["variables"] = tftypes.NewValue(tftypes.Object{AttributeTypes: types}, given)
			var errs string
			if result, errs = openToken(t, server, arguments); errs == "" {
				break
			}
			before := len(given)
			for _, v := range p.Variables {
				if v.Part {
					continue
				}
				if strings.Contains(errs, "variables."+v.Name+": ") || strings.Contains(errs, "wants also "+v.Name) || strings.Contains(errs, ", "+v.Name) {
					given[v.Name] = tftypes.NewValue(tftypes.String, v.Samples[0])
				}
			}
			if len(given) == before {
				t.Fatalf("%s: %s", p.Name, errs)
			}
		}
		made, err := jwt.Decode(textOf(result["token"]))
		if err != nil || made.Subject == nil || *made.Subject != textOf(result["subject"]) || *made.Issuer != textOf(result["issuer"]) {
			t.Errorf("%s: %v", p.Name, err)
		}
	}
}

// watchedTokens is a factory of traced servers, and the tokens that they opened.
func watchedTokens(log *providertest.Log) (providertest.Factory, func() []string) {
	seen := &openedTokens{}
	return func() (tfprotov6.ProviderServer, error) {
			s, err := factory()
			return &tokenWatcher{traced{s, log}, seen}, err
		}, func() []string {
			seen.Lock()
			defer seen.Unlock()
			return seen.tokens
		}
}

type openedTokens struct {
	sync.Mutex
	tokens []string
}

// A tokenWatcher notes the tokens that are opened.
type tokenWatcher struct {
	traced
	seen *openedTokens
}

func (w *tokenWatcher) OpenEphemeralResource(ctx context.Context, r *tfprotov6.OpenEphemeralResourceRequest) (*tfprotov6.OpenEphemeralResourceResponse, error) {
	resp, err := w.traced.OpenEphemeralResource(ctx, r)
	if err != nil || resp.Result == nil || r.TypeName != "cioidc_token" {
		return resp, err
	}
	schema, err := w.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return resp, err
	}
	got, err := resp.Result.Unmarshal(schema.EphemeralResourceSchemas["cioidc_token"].ValueType())
	var values map[string]tftypes.Value
	if err == nil {
		err = got.As(&values)
	}
	w.seen.Lock()
	defer w.seen.Unlock()
	if text := textOf(values["token"]); text != "" {
		w.seen.tokens = append(w.seen.tokens, text)
	}
	return resp, err
}
