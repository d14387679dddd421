package mint

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// noon is when the tests' tokens are made.
var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// settled are settings that leave one subject.
func settled(p *platform.Platform) map[string]any {
	f := p.Subject.Formats
	for _, pick := range slices.Sorted(maps.Keys(f.Picks)) {
		if len(f.Picks[pick]) == 1 {
			return map[string]any{f.Setting: pick}
		}
	}
	return nil
}

// elsewhere are settings of which a form needs other ones than the defaults.
var elsewhere = map[string]map[string]any{
	"gitlab/fork_merge_request": {"url": "https://gitlab.example.com"},
	"github/old_environment":    {"issuer": "https://github.example.com/_services/token", "subject_format": "classic"},
}

// settings are those for a form; ok is false where its tokens do not occur with
// any that are known here.
func settings(p *platform.Platform, f *platform.Form) (s map[string]any, ok bool) {
	if s, ok = elsewhere[p.Name+"/"+f.Name]; !ok {
		s = settled(p)
	}
	var problems problem.List
	given := map[string]any{}
	maps.Copy(given, s)
	for _, part := range p.IssuerParts(nil) {
		if v, isVariable := p.Variable(part); isVariable {
			given[part] = v.Samples[0]
		}
	}
	j := read(p, value.Of(given), &problems)
	return s, j.locate(&problems) && p.Occurs(f, j.issuer, j.settings)
}

// natural is an object of variables that names a form and gives all that it wants,
// with natural values.
func natural(t testing.TB, p *platform.Platform, f *platform.Form, settings map[string]any) map[string]any {
	t.Helper()
	given := map[string]any{FormKey: f.Name}
	for k, v := range settings {
		given[k] = v
	}
	for _, part := range p.IssuerParts(nil) {
		if v, ok := p.Variable(part); ok {
			given[part] = v.Samples[0]
		}
	}
	for range 10 {
		var problems problem.List
		j := read(p, value.Of(given), &problems)
		if !j.locate(&problems) || len(problems) > 0 {
			t.Fatalf("%s %s: %s", p.Name, f.Name, problems.Text(""))
		}
		cs := j.candidates(f)
		if len(cs) != 1 {
			t.Fatalf("%s %s: %d subjects", p.Name, f.Name, len(cs))
		}
		if len(cs[0].missing) == 0 {
			return given
		}
		for _, name := range cs[0].missing {
			given[name] = p.Sample(f, name)
		}
	}
	t.Fatalf("%s %s wants ever more variables", p.Name, f.Name)
	return nil
}

// unverified lists the platform's unverified facts.
func unverified(p *platform.Platform) []string {
	var out []string
	for id, f := range p.Facts {
		if f.Status == "unverified" {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// request is for a job's token at noon, with an audience where jobs pick theirs.
func request(p *platform.Platform, variables, claims any, accept ...string) Request {
	r := Request{Platform: p.Name, Variables: value.Of(variables), Claims: value.Of(claims), Now: noon}
	if p.Issuer.Audience.Kind == "picked" {
		r.Audiences = value.Of([]string{"https://vault.example.com"})
	}
	if Lifetime(p) == 0 {
		r.Lifetime = value.Of("5m")
	}
	if len(accept) > 0 {
		r.AcceptUnverified = value.Of(accept)
	}
	return r
}

// decoded are the claims of a token.
func decoded(t testing.TB, token Token) map[string]any {
	t.Helper()
	x, err := value.JSON(token.Claims)
	claims, ok := x.(map[string]any)
	if err != nil || !ok || !json.Valid([]byte(token.Claims)) {
		t.Fatalf("%v: %s", err, token.Claims)
	}
	return claims
}
