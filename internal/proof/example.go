package proof

// Examples: a job and its token that show a difference.

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/solve"
)

// An Example is a job and its token, found because it shows a difference.
type Example struct {
	Job   platform.Job
	Shape string // the form and presentation, in words
	// Replay: the job is described, and its token was made for another audience.
	Replay bool
	Claims Claims
	// Shown are the variables worth telling, sorted.
	Shown []string
}

// Kind says how an example of a wider document is beside what is described: job or
// audience.
func (e *Example) Kind() string {
	if e != nil && e.Replay {
		return "audience"
	}
	return "job"
}

// String says the job in one line, and its token in the next.
func (e *Example) String() string {
	var said []string
	for _, v := range e.Shown {
		if !invented(v) {
			said = append(said, strings.ReplaceAll(v, "_", " ")+" "+problem.Quote(e.Job.Values[v]))
		}
	}
	text := e.Shape
	if len(said) > 0 {
		text += " with " + strings.Join(said, ", ")
	}
	return text
}

// Token is the example's claims as compact JSON, sorted by name.
func (e *Example) Token() string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e.Claims); err != nil {
		return ""
	}
	return strings.TrimSpace(b.String())
}

// examples makes examples of what an encoder's searches find.
type examples struct {
	*encoder
	bindings []Binding
	telling  map[string][]string // variables that the description restricts → patterns
}

// plainest finds values with as many choices as can be at their first
// alternative: a claim is there, a list is empty, what no platform names is
// missing. Then values become ordinary ones, where they can.
func (x *examples) plainest(goal formula, f solve.Finding, budget *solve.Budget) solve.Finding {
	defer x.Aside()()
	picks := map[int32]int32{}
	for _, c := range x.Choices(goal) {
		if !x.Needs(goal, c.Source) {
			continue
		}
		plain := x.Pick(goal, c, 0)
		if g := x.search(plain, budget); g.Found {
			goal, f = plain, g
			picks[c.Source] = 0
		}
	}
	for _, name := range sortedKeys(f.Values) {
		w := x.ordinary(name)
		if w == nil || w.Holds(f.Values[name]) {
			continue
		}
		plain := x.All(goal, x.All(x.inside(x.space.text(name), w)...))
		if g := x.search(plain, budget); g.Found {
			goal, f = plain, g
		}
	}
	maps.Copy(picks, f.Picks)
	f.Picks = picks
	return f
}

// example makes a job of what a search found, reads it as naturally as it can,
// and keeps it only if it stands: nil otherwise.
func (x *examples) example(f solve.Finding, stands func(*Example) bool) *Example {
	values := maps.Clone(f.Values)
	if values == nil {
		values = map[string]string{}
	}
	e := x.mint(values, f.Picks)
	if !stands(e) || !x.together(e) {
		return nil
	}
	// Values that had to be odd stay; the others become ordinary ones, and then what is
	// usual beside those.
	change := func(by map[string]string) bool {
		changed := maps.Clone(values)
		for name, text := range by {
			if !x.values.Domain(name).Has(text) {
				return false
			}
			changed[name] = text
		}
		better := x.mint(changed, f.Picks)
		if !stands(better) || !x.together(better) {
			return false
		}
		values, e = changed, better
		return true
	}
	try := func(name string, ordinary []string) {
		for _, text := range ordinary {
			if text == values[name] || change(map[string]string{name: text}) {
				return
			}
		}
	}
	names := sortedKeys(f.Values)
	for _, name := range names {
		try(name, x.natural(name, values[name]))
	}
	for _, name := range names {
		if text, ok := x.usual(name, func(other string) string { return e.Job.Values[other] }); ok {
			try(name, []string{text})
		}
	}
	for _, alone := range x.alone(e) {
		for _, text := range x.samples(alone) {
			if text != e.Job.Values[alone] && change(x.partsOf(alone, text)) {
				break
			}
		}
	}
	e.Shown = nil
	for _, name := range x.shownAs(values) {
		base, _, _ := strings.Cut(name, " #")
		value, found := values[name]
		if !found {
			value = e.Job.Values[base]
		}
		telling := len(x.telling[base]) > 0 || value != x.samples(name)[0]
		if _, known := e.Job.Values[base]; known && telling && !invented(base) && !slices.Contains(e.Shown, base) {
			e.Shown = append(e.Shown, base)
		}
	}
	return e
}

// shownAs are the variables of the values, those that are made of others in place of
// their parts, sorted.
func (x *examples) shownAs(values map[string]string) []string {
	names := sortedKeys(values)
	if x.space.platform == nil {
		return names
	}
	for _, whole := range x.space.platform.Wholes() {
		parts := x.space.platform.Parts(whole)
		before := len(names)
		names = slices.DeleteFunc(names, func(v string) bool { return slices.Contains(parts, v) })
		if len(names) < before {
			names = append(names, whole)
		}
	}
	slices.Sort(names)
	return names
}

// together reports that the example keeps to the bindings.
func (x *examples) together(e *Example) bool {
	return !slices.ContainsFunc(x.bindings, func(binding Binding) bool {
		has, lacks := false, false
		for v, want := range binding {
			if x.tf.form == nil || !x.tf.form.Has(v) {
				continue
			}
			same := e.Job.Values[v] == want
			has, lacks = has || same, lacks || !same
		}
		return has && lacks
	})
}

// invented reports that the variable is none of the platform's.
func invented(name string) bool {
	return strings.HasPrefix(name, "the claim ") || name == "aud" || name == "sub" || name == tail
}

// natural are values that read better than a found one, best first: an ordinary
// one, or a ref below a prefix as people have them.
func (x *examples) natural(name, found string) []string {
	out := x.samples(name)
	below, w := "x/"+found, x.ordinary(name)
	if v, ok := x.variable(name); ok && v.Class == "attacker_influenced" && strings.Contains(found, "/") && (w == nil || w.Holds(below)) {
		out = append(slices.Clone(out), below)
	}
	return out
}

// usual is what the variable is in most jobs that have these values of others.
func (enc *encoder) usual(name string, value func(variable string) string) (text string, ok bool) {
	base, _, _ := strings.Cut(name, " #")
	if enc.space.platform == nil {
		return "", false
	}
	text, ok = enc.space.platform.Usual(enc.tf.form, base, value)
	return text, ok && enc.values.Domain(name).Has(text)
}

// alone are the variables of which the job has a described value, while it has another
// of what people mean by it.
func (x *examples) alone(e *Example) (out []string) {
	if x.space.platform == nil || x.tf.form == nil {
		return nil
	}
	for _, pair := range x.space.platform.Belong {
		for i, v := range pair {
			if other := pair[1-i]; x.means(e, v) && len(x.telling[other]) > 0 && !x.means(e, other) {
				out = append(out, v)
			}
		}
	}
	return out
}

// partsOf are the values of what the variable is made of.
func (x *examples) partsOf(variable, text string) map[string]string {
	out := map[string]string{variable: text}
	if x.space.platform.Complete(out); len(x.space.platform.Parts(variable)) > 0 {
		delete(out, variable)
	}
	return out
}

// means reports that the job has a value of the variable that the description names.
func (x *examples) means(e *Example, variable string) bool {
	return slices.ContainsFunc(x.telling[variable], func(glob string) bool {
		return pattern.IsLiteral(glob) && glob == e.Job.Values[variable]
	})
}

// ordinary is what most values of the variable lie in; nil: nobody says.
func (enc *encoder) ordinary(name string) *platform.Where {
	base, _, _ := strings.Cut(name, " #")
	if enc.space.platform == nil {
		return nil
	}
	v, _ := enc.space.platform.Variable(base)
	return v.Ordinary()
}

// samples are ordinary values of a variable.
func (enc *encoder) samples(name string) []string {
	base, _, _ := strings.Cut(name, " #")
	if enc.space.platform != nil {
		if v, ok := enc.space.platform.Variable(base); ok {
			if f := enc.tf.form; f != nil && len(f.Where[base]) > 0 {
				return []string{enc.space.platform.Sample(f, base)}
			}
			return v.Samples
		}
	}
	if base == tail {
		return []string{""}
	}
	return []string{"x"}
}

// mint makes the job and its token.
func (x *examples) mint(values map[string]string, picks map[int32]int32) *Example {
	full := maps.Clone(values)
	var value func(name string) string
	value = func(name string) string {
		if v, ok := full[name]; ok {
			return v
		}
		if t := x.space.text(name); len(t.Vars) > 1 {
			return filled(t, value)
		}
		full[name] = "" // should it be asked for while it is made
		v, usual := x.usual(name, value)
		if !usual {
			v = x.samples(name)[0]
		}
		if name == "aud" && x.declared != nil && len(x.declared.Audiences) > 0 {
			v = x.declared.Audiences[0]
		}
		full[name] = v
		return v
	}
	text := func(t pattern.Text) string { return filled(t, value) }
	e := &Example{Shape: x.tf.String(), Claims: Claims{}}
	names := []string{"iss", "sub", "aud"}
	if f := x.tf.form; f != nil {
		e.Job.Form = f.Name
		names = append(names, f.ClaimNames()...)
	}
	shown := sortedKeys(x.claims)
	if f := x.tf.form; f != nil {
		for _, v := range x.tf.subject.Vars { // of families
			if _, ok := f.Claim(v); ok {
				shown = append(shown, v)
			}
		}
	}
	for _, c := range shown {
		if !slices.Contains(names, c) {
			names = append(names, c)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		for _, a := range x.claim(name) {
			if a.unknown != "" || !x.Holds(a.when, text, picks) {
				continue
			}
			if a.lacks || a.kind == Absent || a.kind == Null {
				e.Job.Absent = append(e.Job.Absent, name)
			}
			switch a.kind {
			case Absent:
			case Null:
				e.Claims[name] = nil
			case BoolFalse, BoolTrue:
				e.Claims[name] = a.kind == BoolTrue
			case Number:
				if !a.open {
					e.Claims[name] = json.Number(strconv.FormatFloat(a.number, 'f', -1, 64))
				}
			case String:
				if len(a.text.Lits) > 0 { // exp and the like have none
					e.Claims[name] = text(a.text)
				}
			case List:
				list := []any{}
				for _, t := range a.list {
					list = append(list, text(t))
				}
				e.Claims[name] = list
			case Object:
				e.Claims[name] = map[string]any{}
			case Kinds:
			}
			break
		}
	}
	e.Job.Values = map[string]string{}
	for name, v := range x.space.known {
		e.Job.Values[name] = v
	}
	x.many(e, full)
	return e
}

// filled is the template with the values.
func filled(t pattern.Text, value func(variable string) string) string {
	var s strings.Builder
	for i, v := range t.Vars {
		s.WriteString(t.Lits[i] + value(v))
	}
	s.WriteString(t.Lits[len(t.Vars)])
	return s.String()
}

// many fills in the job's values; a variable with many elements has those that
// its claim lists, joined by commas.
func (x *examples) many(e *Example, full map[string]string) {
	for _, name := range sortedKeys(full) {
		if !strings.Contains(name, " #") {
			e.Job.Values[name] = full[name]
		}
	}
	if x.space.platform == nil || x.tf.form == nil {
		return
	}
	for _, v := range x.space.platform.Variables {
		if parts := x.space.platform.Parts(v.Name); slices.ContainsFunc(parts, func(p string) bool { return full[p] != "" }) {
			whole := x.space.platform.Spread(pattern.Variable(v.Name))
			for _, p := range parts {
				if full[p] == "" {
					full[p] = x.samples(p)[0]
				}
			}
			e.Job.Values[v.Name] = whole.Fill(full)
		}
		if !v.Many {
			continue
		}
		var list []string
		if got, ok := e.Claims[x.claimOf(v.Name)].([]any); ok {
			for _, x := range got {
				s, _ := x.(string)
				list = append(list, s)
			}
		}
		e.Job.Values[v.Name] = strings.Join(list, ",")
	}
}
