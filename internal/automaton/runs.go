package automaton

// Runs of letters and digits in texts and languages, and others put in their place.

import (
	"slices"
	"strings"
	"sync"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// A run is a longest stretch of letters, digits, - _ . and whatever is beyond
// ASCII. Every text is runs with separators between them. Putting other runs in
// place of some, one for one, turns every text into one text and back, and
// languages into languages: that is how two questions are seen to be the same
// but for their words (package proof).

func inRun(b byte) bool {
	return b >= 0x80 || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '-' || b == '_' || b == '.'
}

// EndsRun reports that no run goes on across the text's beginning, and across its
// end; of the empty text neither.
func EndsRun(text string) (before, after bool) {
	if text == "" {
		return false, false
	}
	return !inRun(text[0]), !inRun(text[len(text)-1])
}

// An Open says at which ends a run may go on: a wildcard stands there.
type Open uint8

// Before and After are the ends; a run between two wildcards is open at both.
const (
	Before Open = 1 << iota
	After
)

// eachRun hands the pieces of a text on in order: runs, and single separators
// with an empty run. A run at an open end may go on there.
func eachRun(text string, ends Open, visit func(run, separator string, open Open)) {
	for at := 0; at < len(text); {
		end := at
		for end < len(text) && inRun(text[end]) {
			end++
		}
		if end == at {
			visit("", text[at:at+1], 0)
			at++
			continue
		}
		open := Open(0)
		if at == 0 {
			open |= ends & Before
		}
		if end == len(text) {
			open |= ends & After
		}
		visit(text[at:end], "", open)
		at = end
	}
}

// Runs visits the runs of a text.
func Runs(text string, visit func(run string)) {
	eachRun(text, 0, func(run, _ string, _ Open) {
		if run != "" {
			visit(run)
		}
	})
}

// A Renaming puts other runs in place of some: of whole runs, and of beginnings,
// whatever follows. No beginning is one of another's or of a whole run's.
type Renaming struct{ Whole, Begins map[string]string }

// Rename puts other runs in place of those that have a name.
func (n Renaming) Rename(text string) string { return n.rename(text, 0) }

func (n Renaming) rename(text string, ends Open) string {
	var b strings.Builder
	eachRun(text, ends, func(run, separator string, open Open) {
		b.WriteString(n.run(run, open) + separator)
	})
	return b.String()
}

func (n Renaming) run(run string, open Open) string {
	if open&Before != 0 {
		return run
	}
	if name, ok := n.Whole[run]; ok && open == 0 {
		return name
	}
	for begin, name := range n.Begins {
		if rest, ok := strings.CutPrefix(run, begin); ok {
			return name + rest
		}
	}
	return run
}

// ends says where wildcards stand beside the i-th part of the sequence.
func ends(s pattern.Seq, i int) Open {
	out := Open(0)
	if i > 0 {
		out |= Before
	}
	if i < len(s)-1 {
		out |= After
	}
	return out
}

// runs visits the runs of the sequence's fixed texts, and reports whether the
// sequence counts characters.
func runsOf(s pattern.Seq, visit func(run string, open Open)) (sized bool) {
	for i, t := range s {
		sized = sized || t.Kind == pattern.Ones
		eachRun(t.Text, ends(s, i), func(run, _ string, open Open) {
			if run != "" {
				visit(run, open)
			}
		})
	}
	return sized
}

// Seq is the sequence with other runs.
func (n Renaming) Seq(s pattern.Seq) pattern.Seq {
	out := make(pattern.Seq, len(s))
	for i, t := range s {
		t.Text = n.rename(t.Text, ends(s, i))
		out[i] = t
	}
	return out
}

// Runs visits the runs of a language of fixed texts, globs and lengths. It reports
// false for any other language, and sized for one that tells texts apart by their
// length in characters.
func (l Lang) Runs(visit func(run string, open Open)) (sized, ok bool) {
	for _, t := range l.terms {
		switch t.(type) {
		case nonEmpty:
		case shorter:
			sized = true
		default:
			return false, false
		}
	}
	for _, t := range l.texts {
		Runs(t, func(run string) { visit(run, 0) })
	}
	for _, g := range l.globs {
		sized = runsOf(g, visit) || sized
	}
	return sized, true
}

// Lang is the language with other runs.
func (n Renaming) Lang(l Lang) Lang {
	out := Lang{terms: l.terms}
	for _, t := range l.texts {
		out.texts = append(out.texts, n.Rename(t))
	}
	for _, g := range l.globs {
		out.globs = append(out.globs, n.Seq(g))
	}
	return out.normal()
}

// SameBegins reports that no text of the DFA shows with which of two beginnings a
// run in it begins. It may say false where that is so.
func (d *DFA) SameBegins(a, b string) bool {
	d.ends.once.Do(d.findEnds)
	return !slices.ContainsFunc(d.ends.starts, func(s State) bool { return d.run(s, a) != d.run(s, b) })
}

// SameRuns reports that no text of the DFA shows which of two runs stands in it:
// with one in place of the other it is a text of the DFA too. It may say false
// where that is so.
func (d *DFA) SameRuns(a, b string) bool {
	d.ends.once.Do(d.findEnds)
	for _, s := range d.ends.starts {
		if d.ends.class[1+d.run(s, a)] != d.ends.class[1+d.run(s, b)] {
			return false
		}
	}
	return true
}

func (d *DFA) run(s State, text string) State {
	for i := 0; i < len(text) && s >= 0; i++ {
		s = d.Step(s, text[i])
	}
	return max(s, Dead)
}

// runEnds is what of a DFA matters to runs: the states where one can begin, and
// which states are the same where one has ended, Dead being the first.
type runEnds struct {
	once   sync.Once
	starts []State
	class  []int
}

func (d *DFA) findEnds() {
	starts := map[State]bool{d.start: true}
	classes := map[string]int{}
	for s := Dead; int(s) < len(d.states); s++ {
		var key strings.Builder
		if len(d.Tags(s)) > 0 {
			key.WriteByte('!')
		}
		for b := range byte(0x80) {
			if inRun(b) {
				continue
			}
			next := max(d.Step(s, b), Dead)
			starts[next] = true
			key.WriteString(decimal(int(next)) + " ")
		}
		id, ok := classes[key.String()]
		if !ok {
			id = len(classes)
			classes[key.String()] = id
		}
		d.ends.class = append(d.ends.class, id)
	}
	for s := State(0); int(s) < len(d.states); s++ {
		if starts[s] {
			d.ends.starts = append(d.ends.starts, s)
		}
	}
}
