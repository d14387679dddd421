package automaton

import (
	"slices"
	"testing"
	"unicode/utf8"
)

// run is the tags that a machine has for a text.
func run(m Machine, text string) []int32 {
	s := m.Start()
	for i := range len(text) {
		s = m.Step(s, text[i])
	}
	return m.Tags(s)
}

// reach is the machine's states on the way through the texts, and those one
// byte beside the way.
func reach(m Machine, texts []string) []State {
	seen := map[State]bool{}
	var out []State
	add := func(s State) {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	for _, text := range texts {
		s := m.Start()
		add(s)
		for i := range len(text) {
			s = m.Step(s, text[i])
			add(s)
		}
	}
	for _, s := range slices.Clone(out) {
		for b := range 256 {
			add(m.Step(s, byte(b)))
		}
	}
	return out
}

// checkMachine holds a machine to its contract at every state that the texts
// lead to: the dead state stays dead, Live takes only bytes that lead there,
// between cuts Step is constant, settled states keep their tags.
func checkMachine(t *testing.T, m Machine, texts []string) {
	t.Helper()
	if m.Held() < 0 {
		t.Fatalf("%T holds %d bytes", m, m.Held())
	}
	if len(m.Tags(Dead)) > 0 || !m.Settled(Dead) {
		t.Fatalf("%T: the dead state has tags %v, settled %v", m, m.Tags(Dead), m.Settled(Dead))
	}
	for _, s := range reach(m, texts) {
		live, cuts := AllBytes, Bytes{}
		m.Live(s, &live)
		m.Cut(s, &cuts)
		some := Bytes{0xaaaaaaaaaaaaaaaa, 0xaaaaaaaaaaaaaaaa, 0xaaaaaaaaaaaaaaaa, 0xaaaaaaaaaaaaaaaa}
		m.Live(s, &some)
		more := Bytes{1}
		m.Cut(s, &more)
		if !more.Has(0) {
			t.Fatalf("%T state %d: Cut takes a cut away", m, s)
		}
		tags := slices.Clone(m.Tags(s))
		if !slices.IsSorted(tags) || len(slices.Compact(slices.Clone(tags))) != len(tags) {
			t.Fatalf("%T state %d: tags %v do not ascend", m, s, tags)
		}
		if m.Settled(s) {
			checkSettled(t, m, s, tags)
		}
		last := Dead
		for b := range 256 {
			to := m.Step(s, byte(b))
			if s == Dead && to != Dead {
				t.Fatalf("%T: byte %#x leads out of the dead state", m, b)
			}
			if to != Dead && !live.Has(byte(b)) {
				t.Fatalf("%T state %d: byte %#x is not dead, but Live takes it", m, s, b)
			}
			if some.Has(byte(b)) != (live.Has(byte(b)) && b%2 == 1) {
				t.Fatalf("%T state %d: Live is no intersection at byte %#x", m, s, b)
			}
			if b > 0 && to != last && !cuts.Has(byte(b)) {
				t.Fatalf("%T state %d: no cut at byte %#x (%d after %d)", m, s, b, to, last)
			}
			if m.Step(s, byte(b)) != to {
				t.Fatalf("%T state %d: byte %#x leads to two states", m, s, b)
			}
			if l, ok := m.(*lazy); ok && s != Dead {
				// Step asks once for all bytes between two cuts; ask for each.
				if got := l.state(l.nfa.advance(l.at(s).set, l.at(s).context, byte(b), &l.to)); got != to {
					t.Fatalf("%T state %d: byte %#x leads to %d, its neighbours to %d", l.nfa, s, b, got, to)
				}
			}
			last = to
		}
		if !slices.Equal(tags, m.Tags(s)) {
			t.Fatalf("%T state %d: tags were %v, are %v", m, s, tags, m.Tags(s))
		}
	}
	for _, text := range texts {
		if !utf8.ValidString(text) {
			t.Fatalf("%q is no text", text)
		}
	}
}

// checkSettled walks on from a settled state, through at most so many states.
func checkSettled(t *testing.T, m Machine, s State, tags []int32) {
	t.Helper()
	seen := map[State]bool{s: true}
	for todo := []State{s}; len(todo) > 0 && len(seen) < 64; todo = todo[1:] {
		for b := range 256 {
			to := m.Step(todo[0], byte(b))
			if !slices.Equal(tags, m.Tags(to)) {
				t.Fatalf("%T state %d is settled with %v, but state %d behind it has %v", m, s, tags, to, m.Tags(to))
			}
			if !seen[to] {
				seen[to] = true
				todo = append(todo, to)
			}
		}
	}
}
