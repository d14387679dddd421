// Package google holds emitted workload identity providers against cel-go: the
// attribute condition and every mapping are compiled in a strict environment
// and evaluated on the token's claims.
package google

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/agree"
	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/world"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
)

// environment is core CEL: the claims and nothing else, no extension libraries.
var environment = func() *cel.Env {
	e, err := cel.NewEnv(
		cel.Variable("assertion", cel.MapType(cel.StringType, cel.DynType)),
		cel.ASTValidators(cel.ValidateRegexLiterals()),
	)
	if err != nil {
		panic(err)
	}
	return e
}()

// core lists the functions for which there is evidence that workload identity
// federation knows them (all are of CEL's core).
var core = []string{"_&&_", "_||_", "!_", "_==_", "_!=_", "_?_:_", "@in", "_[_]", "startsWith", "endsWith", "contains", "matches", "size"}

// program compiles one expression; want is the type it must have.
func program(text string, want *cel.Type) (cel.Program, error) {
	checked, issues := environment.Compile(text)
	if issues.Err() != nil {
		return nil, issues.Err()
	}
	if got := checked.OutputType(); !got.IsExactType(want) && !got.IsExactType(cel.DynType) {
		return nil, fmt.Errorf("has type %s, not %s", got, want)
	}
	for _, call := range ast.MatchDescendants(ast.NavigateAST(checked.NativeRep()), ast.KindMatcher(ast.CallKind)) {
		if name := call.AsCall().FunctionName(); !slices.Contains(core, name) {
			return nil, fmt.Errorf("calls %s", name)
		}
	}
	return environment.Program(checked)
}

// A provider is a compiled provider: what Google decides by.
type provider struct {
	issuer    string
	audiences []string
	condition cel.Program
	mappings  map[string]cel.Program
}

func newProvider(p google.Provider) (*provider, error) {
	out := &provider{issuer: p.IssuerURI, audiences: p.AllowedAudiences, mappings: map[string]cel.Program{}}
	var err error
	if out.condition, err = program(p.AttributeCondition, cel.BoolType); err != nil {
		return nil, fmt.Errorf("condition: %w", err)
	}
	for key, text := range p.AttributeMapping {
		if out.mappings[key], err = program(text, cel.StringType); err != nil {
			return nil, fmt.Errorf("mapping %s: %w", key, err)
		}
	}
	return out, nil
}

// exchange is what Google's token service makes of a token: the mapped
// attributes, or why not. oddity is behaviour that Google does not document and
// that a document should not depend on.
func (p *provider) exchange(claims map[string]any) (attributes map[string]string, why, oddity string) {
	if claims["iss"] != p.issuer {
		return nil, "another issuer", ""
	}
	allowed := func(a any) bool { s, ok := a.(string); return ok && slices.Contains(p.audiences, s) }
	if list, ok := claims["aud"].([]any); !allowed(claims["aud"]) && (!ok || !slices.ContainsFunc(list, allowed)) {
		return nil, "the audience is not allowed", ""
	}
	input := map[string]any{"assertion": plain(claims)}
	result, _, err := p.condition.Eval(input)
	if err != nil {
		return nil, "condition: " + err.Error(), ""
	}
	if result.Value() != true {
		return nil, "the condition is false", ""
	}
	attributes = map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(p.mappings)) {
		value, _, err := p.mappings[key].Eval(input)
		if err != nil {
			if key == "google.subject" {
				return nil, "no google.subject: " + err.Error(), ""
			}
			return nil, "mapping " + key + ": " + err.Error(), "a mapping fails for a token that the condition admits: " + key
		}
		text, ok := value.Value().(string)
		if !ok {
			return nil, "mapping " + key + " is no string", "a mapping is no string: " + key
		}
		attributes[key] = text
	}
	const limit = 127
	if n := len(attributes["google.subject"]); n < 1 || n > limit {
		return nil, fmt.Sprintf("google.subject has %d bytes", n), ""
	}
	return attributes, "", ""
}

// plain is the claims as a JSON decoder gives them.
func plain(claims map[string]any) map[string]any {
	raw, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	var out map[string]any
	if err := json.Unmarshal(raw, &out); err != nil {
		panic(err)
	}
	return out
}

// names reports whether a member is the principals with these attributes in the
// pool.
func names(member, pool string, attributes map[string]string) bool {
	rest, ok := strings.CutPrefix(member, "principalSet://iam.googleapis.com/"+pool+"/")
	if !ok {
		return false
	}
	key, value, ok := strings.Cut(rest, "/")
	return ok && attributes[key] == value && value != ""
}

// judge decides whether a token gets what the grant is about.
func judge(p *provider, pool string, members map[string]string, odd func(string)) agree.Judge {
	return func(t world.Token) (bool, string) {
		attributes, why, oddity := p.exchange(t.Claims)
		if oddity != "" && t.Presented() {
			odd(oddity)
		}
		if attributes == nil {
			return false, why
		}
		for _, m := range members {
			if names(m, pool, attributes) {
				return true, "is " + m
			}
		}
		return false, fmt.Sprintf("no member names %v", attributes)
	}
}
