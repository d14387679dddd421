package pattern

import (
	"strings"
	"sync"
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

// eachRun hands the pieces of a text on in order: runs, and single separators
// with an empty run. A run at an open end may go on there.
func eachRun(text string, openBefore, openAfter bool, visit func(run, separator string, open bool)) {
	for at := 0; at < len(text); {
		end := at
		for end < len(text) && inRun(text[end]) {
			end++
		}
		if end == at {
			visit("", text[at:at+1], false)
			at++
			continue
		}
		visit(text[at:end], "", openBefore && at == 0 || openAfter && end == len(text))
		at = end
	}
}

// Runs visits the runs of a text.
func Runs(text string, visit func(run string)) {
	eachRun(text, false, false, func(run, _ string, _ bool) {
		if run != "" {
			visit(run)
		}
	})
}

// Rename puts other runs in place of those that have a name.
func Rename(text string, names map[string]string) string {
	return rename(text, names, false, false)
}

// rename leaves alone a run at an open end.
func rename(text string, names map[string]string, openBefore, openAfter bool) string {
	var b strings.Builder
	eachRun(text, openBefore, openAfter, func(run, separator string, open bool) {
		if name, ok := names[run]; ok && !open {
			run = name
		}
		b.WriteString(run + separator)
	})
	return b.String()
}

// runs visits the runs of the sequence's fixed texts; open are those that a
// wildcard may make longer. It reports whether the sequence counts characters.
func (s Seq) runs(visit func(run string, open bool)) (sized bool) {
	for i, t := range s {
		sized = sized || t.Kind == Ones
		eachRun(t.Text, i > 0, i < len(s)-1, func(run, _ string, open bool) {
			if run != "" {
				visit(run, open)
			}
		})
	}
	return sized
}

// Rename puts other runs in place of those that have a name and are not open.
func (s Seq) Rename(names map[string]string) Seq {
	out := make(Seq, len(s))
	for i, t := range s {
		if t.Kind == Lit {
			t.Text = rename(t.Text, names, i > 0, i < len(s)-1)
		}
		out[i] = t
	}
	return out
}

// Runs visits the runs of a language of fixed texts, globs and lengths; open are
// those that a wildcard may make longer. It reports false for any other language,
// and sized for one that tells texts apart by their length in characters.
func (l Lang) Runs(visit func(run string, open bool)) (sized, ok bool) {
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
		Runs(t, func(run string) { visit(run, false) })
	}
	for _, g := range l.globs {
		sized = g.runs(visit) || sized
	}
	return sized, true
}

// Rename is the language with other runs in place of those that have a name.
func (l Lang) Rename(names map[string]string) Lang {
	out := Lang{terms: l.terms}
	for _, t := range l.texts {
		out.texts = append(out.texts, Rename(t, names))
	}
	for _, g := range l.globs {
		out.globs = append(out.globs, g.Rename(names))
	}
	return out.normal()
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
