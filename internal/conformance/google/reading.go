package google

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/ext"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/draw"
)

// conditions is an environment for documents that nobody here wrote: the claims,
// the mapped attributes as what they come to, extract() and all string functions.
// Nothing is put into anything else, and nothing is optimised.
var conditions = func() *cel.Env {
	e, err := cel.NewEnv(
		cel.Variable("assertion", cel.MapType(cel.StringType, cel.DynType)),
		cel.Variable("google.subject", cel.StringType),
		cel.Variable("google.groups", cel.ListType(cel.StringType)),
		cel.Variable("attribute", cel.MapType(cel.StringType, cel.StringType)),
		cel.Function("extract", cel.MemberOverload("extract_template", []*cel.Type{cel.StringType, cel.StringType}, cel.StringType,
			cel.BinaryBinding(func(text, template ref.Val) ref.Val { return extracted(text, template) }))),
		ext.Strings(),
	)
	if err != nil {
		panic(err)
	}
	return e
}()

var templates = regexp.MustCompile(`^([^{}]*)\{[A-Za-z0-9_]+\}([^{}]*)$`)

// extracted is extract() as a regular expression: as little as possible before
// the prefix, and behind it.
func extracted(text, template ref.Val) ref.Val {
	m := templates.FindStringSubmatch(fmt.Sprint(template.Value()))
	if m == nil {
		return types.NewErr("malformed template")
	}
	expression := `(?s)^`
	if m[1] != "" {
		expression += `.*?` + regexp.QuoteMeta(m[1])
	}
	if m[2] != "" {
		expression += `(.*?)` + regexp.QuoteMeta(m[2])
	} else {
		expression += `(.*)$`
	}
	found := regexp.MustCompile(expression).FindStringSubmatch(fmt.Sprint(text.Value()))
	if found == nil {
		return types.String("")
	}
	return types.String(found[1])
}

// A verdict is what the independent reading makes of a token. Open is what
// Google does not document.
type verdict int

const (
	refused verdict = iota
	admitted
	open
)

func (v verdict) String() string { return [...]string{"refused", "admitted", "open"}[v] }

// A reading is a drawn provider, compiled on its own.
type reading struct {
	draw.Provider
	condition cel.Program
	mapping   map[string]cel.Program
}

func read(p draw.Provider) (*reading, error) {
	out := &reading{Provider: p, mapping: map[string]cel.Program{}}
	compile := func(text string) (cel.Program, error) {
		checked, issues := conditions.Compile(text)
		if issues.Err() != nil {
			return nil, issues.Err()
		}
		return conditions.Program(checked)
	}
	var err error
	if p.Condition != "" {
		if out.condition, err = compile(p.Condition); err != nil {
			return nil, err
		}
	}
	for key, text := range p.Mapping {
		if out.mapping[key], err = compile(text); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// judge decides a token by the parts' values, one after the other.
func (r *reading) judge(token string) verdict {
	var claims map[string]any
	if err := json.Unmarshal([]byte(token), &claims); err != nil {
		panic(err)
	}
	if claims["iss"] != r.Issuer {
		return refused
	}
	auds, _ := claims["aud"].([]any)
	if !slices.ContainsFunc(append(auds, claims["aud"]), func(a any) bool { s, ok := a.(string); return ok && slices.Contains(r.Audiences, s) }) {
		return refused
	}
	result := admitted
	attributes := map[string]any{}
	input := map[string]any{"assertion": claims, "attribute": attributes}
	for _, key := range slices.Sorted(maps.Keys(r.mapping)) {
		value, _, err := r.mapping[key].Eval(input)
		if err != nil {
			if key == "google.subject" {
				return refused
			}
			continue
		}
		text, isText := value.Value().(string)
		name, custom := strings.CutPrefix(key, "attribute.")
		switch {
		case custom && !isText:
			return refused
		case custom:
			attributes[name] = text
		case key == "google.groups":
			input[key] = value
			if list, err := value.ConvertToNative(types.JSONListType); err != nil || list == nil || !allTexts(value) {
				result = open
			}
		case !isText || text == "" || len(text) > 127:
			return refused
		default:
			input[key] = text
			if len(text) == 127 {
				result = open
			}
		}
	}
	if r.condition == nil {
		return result
	}
	if value, _, err := r.condition.Eval(input); err != nil || value.Value() != true {
		return refused
	}
	return result
}

// allTexts reports whether a list has nothing but texts.
func allTexts(list ref.Val) bool {
	native, ok := list.Value().([]any)
	if !ok {
		texts, ok := list.Value().([]string)
		if ok {
			return texts != nil
		}
		values, ok := list.Value().([]ref.Val)
		return ok && !slices.ContainsFunc(values, func(v ref.Val) bool { _, is := v.Value().(string); return !is })
	}
	return !slices.ContainsFunc(native, func(v any) bool { _, is := v.(string); return !is })
}
