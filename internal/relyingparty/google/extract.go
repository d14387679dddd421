package google

// The function extract().

import (
	"errors"
	"strings"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// A template is what extract() takes: what stands before the part and behind
// it; either may be missing.
type template struct{ prefix, suffix string }

var errTemplate = errors.New("an extraction template is a prefix, one {name} of letters, digits and underscores, and a suffix")

// readTemplate reads a template. What Google makes of another shape is not
// documented.
func readTemplate(text string) (template, error) {
	prefix, rest, opened := strings.Cut(text, "{")
	name, suffix, closed := strings.Cut(rest, "}")
	if !opened || !closed || name == "" || strings.ContainsAny(prefix+suffix, "{}") ||
		strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		return template{}, errTemplate
	}
	return template{prefix, suffix}, nil
}

// of extracts: what stands between the first prefix and the next suffix. When
// one of them is missing, it is the empty text.
func (t template) of(text string) string {
	if t.prefix != "" {
		_, rest, ok := strings.Cut(text, t.prefix)
		if !ok {
			return ""
		}
		text = rest
	}
	if t.suffix == "" {
		return text
	}
	part, _, ok := strings.Cut(text, t.suffix)
	if !ok {
		return ""
	}
	return part
}

// celExtract is extract() for CEL. A malformed template makes it unknown.
func celExtract(text, pattern ref.Val) ref.Val {
	s, ok := text.(types.String)
	p, isText := pattern.(types.String)
	if !ok || !isText {
		return types.MaybeNoSuchOverloadErr(text)
	}
	t, err := readTemplate(string(p))
	if err != nil {
		return types.NewUnknown(0, nil)
	}
	return types.String(t.of(string(s)))
}
