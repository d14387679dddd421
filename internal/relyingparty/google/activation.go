package google

// What the names of expressions stand for, for one token.

import (
	"encoding/json"
	"maps"
	"slices"

	"cel.dev/cel-go/cel"
)

// An activation is what the expressions' names stand for.
type activation struct {
	assertion  map[string]any
	subject    any
	groups     any // nil: no value
	attributes map[string]any
}

// ResolveName implements cel.Activation.
func (a *activation) ResolveName(name string) (any, bool) {
	switch name {
	case "assertion":
		return a.assertion, true
	case "attribute":
		return a.attributes, true
	case subjectKey:
		return a.subject, a.subject != nil
	case groupsKey:
		return a.groups, a.groups != nil
	}
	return nil, false
}

// Parent implements cel.Activation.
func (a *activation) Parent() cel.Activation { return nil }

// assertion is the token as CEL reads it; ok is false when a number, read or
// not, is out of range. Claims that no expression names are left out: a copy of
// all of them would be much of a decision's work.
func (x *exchange) assertion() (out map[string]any, ok bool) {
	if x.doc.claims == nil {
		read, ok := plain(x.claims)
		out, _ = read.(map[string]any)
		return out, ok
	}
	for _, v := range x.claims {
		if _, ok := plain(v); !ok {
			return nil, false
		}
	}
	out = make(map[string]any, len(x.doc.claims))
	for _, name := range x.doc.claims {
		if v, there := x.claims[name]; there {
			out[name], _ = plain(v)
		}
	}
	return out, true
}

// plain is a value with its numbers as CEL has JSON's; ok is false when one is
// out of range. What has no numbers is not copied.
func plain(v any) (out any, ok bool) {
	switch v := v.(type) {
	case json.Number:
		f, err := v.Float64()
		return f, err == nil
	case []any:
		var copied []any
		for i, e := range v {
			if !changed(e) {
				continue
			}
			p, ok := plain(e)
			if !ok {
				return nil, false
			}
			if copied == nil {
				copied = slices.Clone(v)
			}
			copied[i] = p
		}
		if copied != nil {
			return copied, true
		}
	case map[string]any:
		var copied map[string]any
		for k, e := range v {
			if !changed(e) {
				continue
			}
			p, ok := plain(e)
			if !ok {
				return nil, false
			}
			if copied == nil {
				copied = maps.Clone(v)
			}
			copied[k] = p
		}
		if copied != nil {
			return copied, true
		}
	}
	return v, true
}

// changed reports whether plain has to look at a value.
func changed(v any) bool {
	switch v.(type) {
	case json.Number, []any, map[string]any:
		return true
	}
	return false
}
