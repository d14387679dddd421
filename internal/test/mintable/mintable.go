// Package mintable asks the mint, which knows nothing of the prover, whether an example
// of the prover's could be a job's token. It is for tests.
package mintable

import (
	"slices"
	"strings"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/mint"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// settings say which of several subjects a job has; the first says nothing.
var settings = [][2]string{{}, {"subject_format", "classic"}, {"subject_format", "immutable"}, {"token_version", "v1"}, {"token_version", "v2"}}

// Refusal says why the mint does not make the example of its job, beside the
// description that it was compared with; empty: it does. What nobody documents is left
// to the mint, and so are claims that the data does not name, which a document may ask
// for.
func Refusal(d trust.Description, e *proof.Example) string {
	text := ""
	for _, setting := range settings {
		if text = with(d, e, setting); text == "" {
			return ""
		}
	}
	// A branch may be named like a ref; who asks for a token must say the short name.
	if strings.Contains(text, "is a full ref; the short name is wanted") {
		return ""
	}
	return text
}

// with says why the mint does not make the example of its job, with a setting that says
// which of several subjects it has.
func with(d trust.Description, e *proof.Example, setting [2]string) string {
	p := d.Model()
	f := p.Form(e.Job.Form)
	variables := map[string]any{mint.FormKey: f.Name}
	for _, v := range p.Variables {
		text, ok := e.Job.Values[v.Name]
		switch {
		case v.Part || !ok || !f.Has(v.Name) && !slices.Contains(p.IssuerParts(d.Settings), v.Name):
		case v.Many && text == "":
		case v.Many:
			variables[v.Name] = strings.Split(text, ",")
		default:
			variables[v.Name] = text
		}
	}
	for _, filter := range p.Filters {
		text, ok := d.Settings[filter.Name]
		switch {
		case !ok || !mint.IsSetting(filter):
		case filter.Role == platform.RoleComponents:
			variables[filter.Name] = strings.Split(text, ",")
		default:
			variables[filter.Name] = text
		}
	}
	if _, ok := p.Filter(setting[0]); ok {
		variables[setting[0]] = setting[1]
	}
	claims := map[string]any{}
	for name, v := range e.Claims {
		c, has := f.Claim(name)
		if _, known := c.Template(); name == "sub" || has && known {
			claims[name] = v
		}
	}
	for _, name := range f.ClaimNames() {
		if _, there := e.Claims[name]; !there {
			claims[name] = nil
		}
	}
	var facts []string
	for id, fact := range p.Facts {
		if fact.Status != "verified" {
			facts = append(facts, id)
		}
	}
	r := mint.Request{Platform: p.Name, Variables: value.Of(variables), Claims: value.Of(claims), AcceptUnverified: value.Of(facts), Now: time.Unix(1_800_000_000, 0)}
	if p.Issuer.Audience.Kind != "fixed" {
		r.Audiences = value.Of([]string{"an-audience"})
	}
	_, known, problems := mint.Make(r)
	if known && len(problems) == 0 {
		return ""
	}
	return problems.Text("")
}
