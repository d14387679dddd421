package value

// Attributes of an object, taken out one by one.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// A Reader takes attributes out of one object, notes what is wrong with them,
// and remembers which were unknown.
type Reader struct {
	path     string
	attrs    map[string]V
	problems *problem.List
	asked    []string
	unknown  []string
	dead     bool // the whole object is unknown or not an object
}

// Read starts reading the object v, which the user knows as path. A null
// object reads as empty; an unknown one as an object whose every attribute is
// unknown.
func Read(v V, path string, problems *problem.List) *Reader {
	r := &Reader{path: path, problems: problems, attrs: v.Attrs}
	switch v.Kind {
	case Map, Null:
	case Unknown:
		r.dead, r.unknown = true, []string{path}
	default:
		r.dead = true
		problems.Add(problem.WrongType, path, "an object is wanted, got "+v.Kind.String(), "")
	}
	return r
}

// Path returns the user's path of an attribute.
func (r *Reader) Path(name string) string { return r.path + "." + name }

// Take returns the raw attribute; ok is false when it is absent, null or
// unknown. Unknown ones are remembered.
func (r *Reader) Take(name string) (v V, ok bool) {
	r.asked = append(r.asked, name)
	v = r.attrs[name]
	if v.Kind == Unknown {
		r.unknown = append(r.unknown, r.Path(name))
	}
	return v, v.Kind != Null && v.Kind != Unknown
}

// Dead reports whether there is nothing to read: the whole object is unknown, or
// it is none.
func (r *Reader) Dead() bool { return r.dead }

// Has reports whether the attribute is there and not null, whatever its type.
func (r *Reader) Has(name string) bool { return r.attrs[name].Kind != Null }

// Text reads a string. Numbers are taken for strings, since Terraform turns
// one into the other freely.
func (r *Reader) Text(name string) (string, bool) {
	v, ok := r.Take(name)
	if !ok {
		return "", false
	}
	if v.Kind != String && v.Kind != Number {
		r.problems.Add(problem.WrongType, r.Path(name), "a string is wanted, got "+v.Kind.String(), "")
		return "", false
	}
	return v.Text, true
}

// Flag reads a bool, also from the strings "true" and "false".
func (r *Reader) Flag(name string) (value, ok bool) {
	v, ok := r.Take(name)
	switch {
	case !ok:
		return false, false
	case v.Kind == Bool:
		return v.Truth, true
	case v.Kind == String && (v.Text == "true" || v.Text == "false"):
		return v.Text == "true", true
	}
	r.problems.Add(problem.WrongType, r.Path(name), "true or false is wanted, got "+v.Kind.String(), "")
	return false, false
}

// Texts reads a list of strings. A null element or an empty list is a problem;
// an unknown element makes the whole list unknown, the known ones are still
// returned for checking.
func (r *Reader) Texts(name string) ([]string, bool) {
	texts, _, ok := r.Elements(name)
	return texts, ok
}

// Elements is Texts with the place of each text, such as branches[2]: unknown
// elements are left out, so a text's position in the result is not its place.
func (r *Reader) Elements(name string) (texts, places []string, ok bool) {
	v, ok := r.Take(name)
	if !ok {
		return nil, nil, false
	}
	at := r.Path(name)
	if v.Kind == String {
		r.problems.Add(problem.WrongType, at, "a list of strings is wanted, got a string", "Write ["+problem.Quote(v.Text)+"]")
		return nil, nil, false
	}
	if v.Kind != List {
		r.problems.Add(problem.WrongType, at, "a list of strings is wanted, got "+v.Kind.String(), "")
		return nil, nil, false
	}
	if len(v.Elems) == 0 {
		r.problems.Add(problem.Empty, at, "the list is empty and would describe nothing", "Leave it out, or name what is meant")
		return nil, nil, false
	}
	for i, e := range v.Elems {
		where := fmt.Sprintf("%s[%d]", at, i)
		switch e.Kind {
		case String, Number:
			texts = append(texts, e.Text)
			places = append(places, fmt.Sprintf("%s[%d]", name, i))
		case Unknown:
			r.unknown = append(r.unknown, where)
		case Null:
			r.problems.Add(problem.Empty, where, "the element is null", "Remove it, for example with compact()")
		default:
			r.problems.Add(problem.WrongType, where, "a string is wanted, got "+e.Kind.String(), "")
		}
	}
	return texts, places, true
}

// TextMap reads an object or map of strings. Unknown values are left out and
// remembered.
func (r *Reader) TextMap(name string) (map[string]string, bool) {
	v, ok := r.Take(name)
	if !ok {
		return nil, false
	}
	if v.Kind != Map {
		r.problems.Add(problem.WrongType, r.Path(name), "an object is wanted, got "+v.Kind.String(), "")
		return nil, false
	}
	sub := Read(v, r.Path(name), r.problems)
	out := map[string]string{}
	for _, k := range v.Keys() {
		if s, ok := sub.Text(k); ok {
			out[k] = s
		}
	}
	r.unknown = append(r.unknown, sub.unknown...)
	return out, true
}

// Note adds a problem at an attribute.
func (r *Reader) Note(code problem.Code, name, reason, fix string) {
	r.problems.Add(code, r.Path(name), reason, fix)
}

// IsUnknown reports whether the attribute was asked for and is unknown, wholly
// or in part, or the whole object is.
func (r *Reader) IsUnknown(name string) bool {
	at := r.Path(name)
	return slices.ContainsFunc(r.unknown, func(u string) bool {
		return u == r.path || u == at || strings.HasPrefix(u, at+"[") || strings.HasPrefix(u, at+".")
	})
}

// Unknowns returns the paths of everything asked for that was unknown.
func (r *Reader) Unknowns() []string { return r.unknown }

// Done complains about attributes that nobody asked for. Null ones too: a
// misspelt optional filter must not vanish.
func (r *Reader) Done(what string) {
	if r.dead {
		return
	}
	for _, k := range (V{Attrs: r.attrs}).Keys() {
		if !slices.Contains(r.asked, k) {
			r.problems.Add(problem.UnknownName, r.path, fmt.Sprintf("there is no %s %s", what, problem.Quote(k)), Suggest(k, r.asked))
		}
	}
}

// Suggest names the nearest of the known names, or lists them all.
func Suggest(got string, known []string) string {
	names := slices.Clone(known)
	slices.Sort(names)
	names = slices.Compact(names)
	best, bestAt := 3, ""
	for _, n := range names {
		if d := distance(strings.ToLower(got), n); d < best || (d == best && bestAt == "" && d < len(n)/2) {
			best, bestAt = d, n
		}
	}
	for _, n := range names { // branch → branches, project → projects
		if bestAt == "" && got != "" && (strings.HasPrefix(n, got) || strings.HasPrefix(got, n)) {
			bestAt = n
		}
	}
	if bestAt != "" {
		return "Did you mean " + problem.Quote(bestAt) + "?"
	}
	return "Known are " + strings.Join(names, ", ")
}

// distance is the Levenshtein distance in bytes, on names cut at 64 bytes.
func distance(a, b string) int {
	a, b = a[:min(len(a), 64)], b[:min(len(b), 64)]
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		prev := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := prev
			if a[i] != b[j] {
				cost++
			}
			prev = row[j+1]
			row[j+1] = min(row[j+1]+1, row[j]+1, cost)
		}
	}
	return row[len(b)]
}
