package relyingparty

// Variables whose values the user says go together.

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// ReadBindings reads the option bindings: one object of variable → value, or a
// list of them.
func ReadBindings(r *value.Reader) []proof.Binding {
	v, ok := r.Take("bindings")
	if !ok {
		return nil
	}
	list := []value.V{v}
	if v.Kind == value.List {
		list = v.Elems
	}
	var out []proof.Binding
	for _, e := range list {
		if e.Kind != value.Map {
			r.Note(problem.WrongType, "bindings", "an object of variable = value, or a list of such, is wanted, got "+e.Kind.String(), "Write { project_path = \"g/p\", project_id = \"123\" }")
			return nil
		}
		b := proof.Binding{}
		for _, name := range e.Keys() {
			x := e.Attrs[name]
			switch reason, fix, known := checkVariable(name, x.Text); {
			case x.Kind != value.String && x.Kind != value.Number:
				r.Note(problem.WrongType, "bindings", "the value of "+problem.Quote(name)+" must be a string, got "+x.Kind.String(), "")
			case !known:
				r.Note(problem.UnknownName, "bindings", "no platform has a variable "+problem.Quote(name), value.Suggest(name, variables()))
			case reason != "":
				r.Note(problem.BadValue, "bindings", problem.Quote(x.Text)+" of "+name+" "+reason, fix)
			default:
				b[name] = x.Text
			}
		}
		if len(b) == 1 {
			r.Note(problem.Conflict, "bindings", "a binding ties two or more variables together, got one", "")
		}
		out = append(out, b)
	}
	return out
}

// checkVariable says why no platform's variable of that name can have the value.
func checkVariable(name, text string) (reason, fix string, known bool) {
	for _, p := range platform.All() {
		if v, ok := p.Variable(name); !ok || v.Part {
			continue
		}
		known = true
		if reason, fix = p.Domain(name, nil).CheckValue(text); reason == "" {
			return "", "", true
		}
	}
	return reason, fix, known
}

func variables() []string {
	var out []string
	for _, p := range platform.All() {
		for _, v := range p.Variables {
			if !v.Part && !slices.Contains(out, v.Name) {
				out = append(out, v.Name)
			}
		}
	}
	return out
}

// CheckBindings holds bindings against each other and against the jobs: what
// contradicts itself leaves no job, and then everything would be proved of nobody.
// It reports whether they can stand.
func CheckBindings(bindings []proof.Binding, jobs trust.Jobs, field string, problems *problem.List) bool {
	before := len(*problems)
	for i, b := range bindings {
		for _, v := range slices.Sorted(maps.Keys(b)) {
			if inIssuer(v, jobs) {
				problems.Add(problem.Conflict, field, "the binding "+said(b)+" names "+v+", which the issuer is made of: the description says it for every job", "Leave "+v+" out of the binding")
			}
		}
		for _, p := range platform.All() {
			if c := p.Complete(maps.Clone(b)); len(c) > 0 {
				problems.Add(problem.Conflict, field, "the binding "+said(b)+" contradicts itself: "+c[0]+" is a part of "+c[1]+" on "+p.Title, "Leave "+c[0]+" out of the binding")
			}
		}
		for _, o := range bindings[:i] {
			if v, shared := contradict(b, o); v != "" {
				problems.Add(problem.Conflict, field, "the bindings "+said(o)+" and "+said(b)+" contradict each other: both have "+shared+", with different "+v, "Leave one of them out")
			}
		}
		for n, d := range jobs {
			for _, box := range d.Boxes {
				if v, w := excluded(b, box); v != "" {
					problems.Add(problem.Conflict, field, fmt.Sprintf("the binding %s contradicts jobs[%d], which have %s %s and %s %s: no job is left", said(b), n, v, problem.QuoteAll(box[v]), w, problem.QuoteAll(box[w])), "Correct the one or the other")
				}
			}
		}
	}
	return len(*problems) == before
}

// inIssuer reports whether the issuer of the jobs, or of every platform that has
// the variable, is made of it.
func inIssuer(variable string, jobs trust.Jobs) bool {
	if len(jobs) > 0 {
		return slices.ContainsFunc(jobs, func(d trust.Description) bool {
			return slices.Contains(d.Model().IssuerParts(d.Settings), variable)
		})
	}
	having := slices.DeleteFunc(slices.Clone(platform.All()), func(p *platform.Platform) bool { _, ok := p.Variable(variable); return !ok })
	return len(having) > 0 && !slices.ContainsFunc(having, func(p *platform.Platform) bool { return !slices.Contains(p.IssuerParts(nil), variable) })
}

// contradict finds a variable of which two bindings say different things although
// they share the value of another one.
func contradict(a, b proof.Binding) (variable, shared string) {
	for _, v := range slices.Sorted(maps.Keys(a)) {
		if b[v] == a[v] {
			shared = v + " " + problem.Quote(a[v])
		} else if _, ok := b[v]; ok && variable == "" {
			variable = v
		}
	}
	if shared == "" {
		return "", ""
	}
	return variable, shared
}

// excluded finds two variables of a binding of which the box has the one value and
// not the other.
func excluded(b proof.Binding, box trust.Box) (has, lacks string) {
	for _, v := range slices.Sorted(maps.Keys(b)) {
		if patterns, ok := box[v]; !ok || !slices.Equal(patterns, []string{b[v]}) {
			continue
		}
		for _, w := range slices.Sorted(maps.Keys(b)) {
			patterns, ok := box[w]
			if ok && !slices.ContainsFunc(patterns, func(g string) bool { return pattern.Match(g, b[w]) }) {
				return v, w
			}
		}
	}
	return "", ""
}

// said is a binding in words.
func said(b proof.Binding) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(b)) {
		parts = append(parts, name+" = "+problem.Quote(b[name]))
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}
