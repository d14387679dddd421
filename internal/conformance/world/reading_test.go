package world

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// A reading is the description's verdict a second time, from filters and claims
// alone: no boxes, and no jobs.
type reading struct {
	p        *platform.Platform
	filters  Filters
	settings platform.Settings
	form     *platform.Form
	claims   map[string]any
}

// described reports whether the filters say that the token's job is described.
func (r reading) described() bool {
	everything := r.everything()
	if r.form.Never && !(r.form.Everything && everything) {
		return false
	}
	var alternatives, ignored []string
	for _, f := range r.p.Filters {
		if f.IsAlternative() && r.says(f) && r.alternative(f) {
			alternatives = append(alternatives, f.Name)
			ignored = append(ignored, f.Ignores...)
		}
	}
	if len(alternatives) == 0 && !everything && slices.ContainsFunc(r.p.Filters, func(f platform.Filter) bool { return f.IsAlternative() && r.says(f) }) {
		return false
	}
	for _, f := range r.p.Filters {
		if !f.IsAlternative() && !slices.Contains(ignored, f.Name) && !r.narrow(f) {
			return false
		}
	}
	return true
}

// everything reports whether the filters mean all jobs of a place.
func (r reading) everything() bool {
	for _, name := range r.p.Everything {
		if list, ok := r.filters[name].([]string); r.filters[name] != true && !(ok && slices.Contains(list, "*")) {
			return false
		}
	}
	return len(r.p.Everything) > 0
}

// says reports whether the filter says anything.
func (r reading) says(f platform.Filter) bool {
	v, given := r.filters[f.Name]
	return given && v != false
}

// on is the value of a flag.
func (r reading) on(name string) bool {
	f, _ := r.p.Filter(name)
	if v, given := r.filters[name]; given {
		return v == true
	}
	return f.Default == "true"
}

func (r reading) alternative(f platform.Filter) bool {
	if f.Role == platform.RoleRefs {
		return r.within(f.Variable, r.filters[f.Name])
	}
	if len(f.Forms) > 0 && !slices.Contains(f.Forms, r.form.Name) {
		return false
	}
	return r.box(f)
}

func (r reading) box(f platform.Filter) bool {
	for v, patterns := range f.Box {
		if !r.within(v, patterns) {
			return false
		}
	}
	return true
}

func (r reading) narrow(f platform.Filter) bool {
	value, given := r.filters[f.Name]
	switch f.Role {
	case platform.RoleNarrow:
		if !given {
			return f.OnlyIfGiven == "" || r.on(f.OnlyIfGiven) || !r.form.Has(f.Variable)
		}
		return r.within(f.Variable, value)
	case platform.RoleOrigin:
		list, _ := value.([]string)
		return !given || r.claims[f.Claim] != nil && slices.ContainsFunc(list, func(g string) bool { return glob(g, fmt.Sprint(r.claims[f.Claim])) })
	case platform.RoleIssuer: // one issuer may be many organizations'
		return !given || f.Variable == "" || r.within(f.Variable, value)
	case platform.RoleFlag:
		return r.on(f.Name) != f.When || r.box(f)
	}
	return true
}

// within reports whether the token shows a value of the variable that fits one of
// the patterns.
func (r reading) within(variable string, patterns any) bool {
	v, _ := r.p.Variable(variable)
	var list []string
	switch x := patterns.(type) {
	case string:
		list = []string{x}
	case []string:
		list = x
	}
	if !r.form.Has(variable) {
		return false
	}
	if v.Many && slices.Contains(list, "*") {
		return true
	}
	return slices.ContainsFunc(r.shown(variable), func(s string) bool {
		return slices.ContainsFunc(list, func(g string) bool { return glob(v.Spell(g), s) })
	})
}

// shown lists what the token shows of a variable: in its claims if they do, else
// in its subject.
func (r reading) shown(variable string) []string {
	var out []string
	inClaims := false
	for _, name := range r.form.ClaimNames() {
		c, _ := r.form.Claim(name)
		t, known := c.Template()
		if !known || !slices.Contains(t.Vars, variable) {
			continue
		}
		inClaims = true
		switch x := r.claims[name].(type) {
		case nil:
			return nil
		case []any:
			for _, e := range x {
				out = append(out, fmt.Sprint(e))
			}
		default:
			for _, values := range r.pieces(t, fmt.Sprint(x)) {
				out = append(out, values[variable])
			}
		}
	}
	if !inClaims {
		for _, t := range r.subjects() {
			for _, values := range r.pieces(t, fmt.Sprint(r.claims["sub"])) {
				out = append(out, values[variable])
			}
		}
	}
	return out
}

func (r reading) subjects() []platform.Template {
	var out []platform.Template
	for _, s := range slices.Concat(r.p.Declared(r.form, r.settings), r.p.Undeclared(r.form, r.settings)) {
		out = append(out, s.Template)
	}
	return out
}

// pieces are the ways to cut a text by a template, within the widest domains.
func (r reading) pieces(t platform.Template, text string) []map[string]string {
	if len(t.Vars) == 0 {
		return nil
	}
	head, ok := strings.CutPrefix(text, t.Lits[0])
	if !ok {
		return nil
	}
	rest := platform.Template{Lits: t.Lits[1:], Vars: t.Vars[1:]}
	var out []map[string]string
	for end := range len(head) + 1 {
		value, tail := head[:end], head[end:]
		if !canBe(r.p.Domain(t.Vars[0], r.settings), value) && len(rest.Vars) > 0 {
			continue
		}
		if len(rest.Vars) == 0 {
			if tail == rest.Lits[0] {
				out = append(out, map[string]string{t.Vars[0]: value})
			}
			continue
		}
		for _, more := range r.pieces(rest, tail) {
			out = append(out, with(more, t.Vars[0], value))
		}
	}
	return out
}

// glob is the plainest possible matching: * is any run of characters.
func glob(pattern, s string) bool {
	head, rest, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == s
	}
	if s, star = strings.CutPrefix(s, head); !star {
		return false
	}
	for i := range len(s) + 1 {
		if glob(rest, s[i:]) {
			return true
		}
	}
	return false
}

// Both readings of a description agree on every token that a job presents at one
// of the description's issuers, and so does a person's, for the forms that it
// speaks of.
func TestDescriptionReadsAsItsFiltersSay(t *testing.T) {
	t.Parallel()
	compared, byPerson := map[string]int{}, map[string]int{}
	for _, c := range Cases() {
		w, err := Make(c, 30, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, tok := range w.Tokens {
			if tok.Aud != Good || tok.changed || tok.job.Form == "" {
				continue
			}
			described, person, spoken := false, false, true
			for i, part := range c.Parts {
				if tok.Claims["iss"] != w.Jobs[i].Issuer || platform.Find(part.Platform).Form(tok.job.Form) == nil {
					continue
				}
				p := platform.Find(part.Platform)
				described = described || reading{p, part.Filters, w.Jobs[i].Settings, p.Form(tok.job.Form), tok.Claims}.described()
				hand, ok := readings[part.Platform]
				spoken = spoken && ok && slices.Contains(hand.forms, tok.job.Form)
				person = person || spoken && hand.read(part.Filters, tok.Claims)
			}
			compared[c.Platform]++
			if got := tok.Want != Refuse; got != described {
				t.Errorf("%s: filters say %v, the description %v\n%v\n%s %v", c.Name, described, got, c.Parts, tok.Note, tok.Claims)
			}
			if !spoken {
				continue
			}
			byPerson[c.Platform]++
			if got := tok.Want != Refuse; got != person {
				t.Errorf("%s: a person says %v, the description %v\n%v\n%s %v", c.Name, person, got, c.Parts, tok.Note, tok.Claims)
			}
		}
	}
	t.Logf("compared with the second reading %v, with a person's %v", compared, byPerson)
	for _, name := range platform.Names() {
		if compared[name] < 2_000 {
			t.Errorf("only %d tokens of %s compared", compared[name], name)
		}
	}
	for name := range readings {
		if byPerson[name] < 1_000 {
			t.Errorf("only %d tokens of %s compared with a person's reading", byPerson[name], name)
		}
	}
}
