package check

// How people read a pattern on a claim.

import (
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// read is how people read a pattern on a claim: part by part along each of the
// claim's templates, a part ending where the next fixed text begins, and a
// wildcard at the end standing for all that follows.
func (a *asker) read(claim string, g pattern.Seq) []trust.Box {
	var out []trust.Box
	glob := g.String()
	if strings.Contains(glob, "?") {
		return nil // is ? a character of the text or a wildcard? the parts cannot be cut
	}
	for _, name := range a.platform.FormNames() {
		f := a.platform.Form(name)
		for _, t := range a.templates(claim, f) {
			values, ok := along(t, glob, a.may)
			if !ok {
				continue
			}
			box := trust.Box{trust.FormKey: {name}}
			for v, part := range values {
				if part != "*" {
					box[v] = []string{part}
				}
			}
			if !slices.ContainsFunc(out, func(b trust.Box) bool { return maps.EqualFunc(b, box, slices.Equal) }) {
				out = append(out, box)
			}
		}
	}
	return out
}

// may reports whether the part can be the variable's.
func (a *asker) may(variable, part string) bool {
	reason, _ := a.platform.Domain(variable, a.anyone.Settings).CheckGlob(part)
	return reason == ""
}

// templates are those of a claim in a form's tokens.
func (a *asker) templates(claim string, f *platform.Form) []platform.Template {
	var out []platform.Template
	if claim != "sub" {
		if c, ok := f.Claim(claim); ok && c.Type == "string" {
			if t, ok := c.Template(); ok {
				out = append(out, t.Partly(a.anyone.Settings))
			}
		}
		return out
	}
	for _, s := range slices.Concat(a.platform.Declared(f, a.anyone.Settings), a.platform.Undeclared(f, a.anyone.Settings)) {
		out = append(out, s.Template.Partly(a.anyone.Settings))
	}
	return out
}

// along cuts a glob along a template: the first way of which each part may be the
// variable's.
func along(t platform.Template, glob string, may func(variable, part string) bool) (map[string]string, bool) {
	if rest, ok := cutLit(glob, t.Lits[0]); ok {
		if out, ok := cut(t, 0, rest, may); ok {
			return out, true
		}
	}
	return absorb(t, 0, glob, may)
}

// cut cuts what stands behind the fixed text before the i-th variable.
func cut(t platform.Template, i int, rest string, may func(variable, part string) bool) (map[string]string, bool) {
	if rest == "*" || i == len(t.Vars) {
		return map[string]string{}, rest == "*" || rest == ""
	}
	with := func(part string, out map[string]string, ok bool) (map[string]string, bool) {
		was, twice := out[t.Vars[i]]
		if !ok || part != "*" && !may(t.Vars[i], part) || twice && was != part {
			return nil, false
		}
		out[t.Vars[i]] = part
		return out, true
	}
	if part, after, ok := cutPart(rest, t.Lits[i+1], i == len(t.Vars)-1); ok {
		out, ok := cut(t, i+1, after, may)
		if out, ok = with(part, out, ok); ok {
			return out, true
		}
	}
	head, tail, star := strings.Cut(rest, "*")
	if !star {
		return nil, false
	}
	out, ok := absorb(t, i+1, "*"+tail, may)
	return with(head+"*", out, ok)
}

// absorb cuts a glob at whose front a wildcard stands for the i-th fixed text, or
// the beginning of it, and perhaps for parts behind it.
func absorb(t platform.Template, i int, glob string, may func(variable, part string) bool) (map[string]string, bool) {
	after, star := strings.CutPrefix(glob, "*")
	if !star {
		return nil, false
	}
	for ; i < len(t.Lits); i++ {
		for lit := t.Lits[i]; lit != ""; lit = lit[1:] {
			if rest, ok := cutLit(after, lit); ok {
				if out, ok := cut(t, i, rest, may); ok {
					return out, true
				}
			}
		}
	}
	return map[string]string{}, after == ""
}

// cutLit takes a fixed text from the front of a glob; a wildcard at the glob's end
// may stand for the rest of it.
func cutLit(glob, lit string) (rest string, ok bool) {
	if rest, ok := strings.CutPrefix(glob, lit); ok {
		return rest, true
	}
	head, tail, star := strings.Cut(glob, "*")
	if star && tail == "" && strings.HasPrefix(lit, head) {
		return "*", true
	}
	return "", false
}

// cutPart takes one variable's part from the front of a glob, up to the fixed text
// behind it.
func cutPart(glob, lit string, last bool) (part, rest string, ok bool) {
	if lit == "" && last {
		return glob, "", true
	}
	if i := strings.Index(glob, lit); lit != "" && i >= 0 {
		return glob[:i], glob[i+len(lit):], true
	}
	// The glob ends within the fixed text, or within the part.
	body, star := strings.CutSuffix(glob, "*")
	if !star || strings.Contains(body, "*") {
		return "", "", false
	}
	for n := min(len(lit), len(body)); n > 0; n-- {
		if strings.HasSuffix(body, lit[:n]) {
			return body[:len(body)-n], "*", true
		}
	}
	return body + "*", "*", true
}
