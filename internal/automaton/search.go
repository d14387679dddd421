package automaton

// The search for a text that is in some languages and not in others.

import (
	"slices"
	"sync"
)

// A Finding is the answer of a search.
type Finding int

// Found: there is a text. Nothing: there is provably no text. Over: the work has
// reached its budget, or a language is too large to be walked.
const (
	Found Finding = iota
	Nothing
	Over
)

// A Budget bounds a search.
type Budget struct {
	// Steps of machines. One takes some 70 ns with its share of merging and
	// tidying, so 1.5 million are 100 ms. What lazy machines do inside their
	// steps is bounded for each of them.
	Steps int
	// Bytes of machines and of the walk together. A state of the walk takes four
	// bytes for each machine and 28 to 36 more.
	Bytes int
}

// DefaultBudget is enough for a thousand ordinary globs against a thousand (800
// thousand steps, 18 MiB), and ends within 200 ms where each wildcard doubles
// the states.
var DefaultBudget = Budget{Steps: 1_500_000, Bytes: 64 << 20}

// Find looks for a shortest text that is in all of in, in none of out, and in
// within (nil: any text). Of the shortest in bytes it takes one with the fewest
// bytes that are not printable ASCII, and of those one that looks natural:
// letters first, then digits, then punctuation. Equal calls find equal texts.
func Find(in, out []Lang, within *DFA, budget Budget) (word string, a Finding) {
	if within == nil {
		within = ValidUTF8()
		if asciiTells(in, out) {
			within = asciiOnly()
		}
	}
	p, err := newProduct(within, in, out)
	if err != nil {
		return "", Over
	}
	return (&search{product: p, budget: budget}).run()
}

// Covers reports whether all texts of inner are in outer. Found is a no, with a
// text of inner that is not in outer.
func Covers(outer, inner Lang) (example string, a Finding) {
	if outer.Key() == inner.Key() {
		return "", Nothing
	}
	return Find([]Lang{inner}, []Lang{outer}, nil, DefaultBudget)
}

// A search is a walk in breadth. Each length's states stand in the order of the
// number of their odd bytes.
type search struct {
	*product
	budget Budget
	how    [][]origin // by state, in blocks
	later  []attempt

	set, tried Bytes // scratch; tried: the last bytes of the classes that were
}

// An origin is how a state was first reached.
type origin struct {
	from int32
	odd  int32 // bytes that are not printable ASCII, on the way
	b    byte
}

// An attempt is an odd byte to be tried when all natural ones have been.
type attempt struct {
	from int32
	b    byte
}

// natural is the printable bytes, the likeliest first; odd is the others.
var natural = func() (out []Bytes) {
	for _, set := range []string{"az", "AZ", "09", "-/"} {
		var s Bytes
		s.AddRange(set[0], set[1])
		out = append(out, s)
	}
	rest := Bytes{}
	rest.AddRange(' ', '~')
	return append(out, rest)
}()

func (s *search) run() (string, Finding) {
	first, ok := s.start()
	if !ok {
		if s.over() {
			return "", Over
		}
		return "", Nothing
	}
	s.note(origin{from: -1})
	if s.accepts(first) {
		return "", Found
	}
	var next []int32
	for level := []int32{first}; len(level) > 0; level, next = next, level[:0] {
		for i, n := range level {
			if to, found := s.expand(n, &next); found {
				return s.word(to), Found
			}
			if s.spent() {
				return "", Over
			}
			if i+1 < len(level) && s.origin(level[i+1]).odd == s.origin(n).odd {
				continue
			}
			for _, t := range s.later {
				if to, found := s.try(t.from, t.b, 1, &next); found {
					return s.word(to), Found
				}
			}
			s.later = s.later[:0]
		}
	}
	if s.spent() {
		return "", Over
	}
	return "", Nothing
}

// expand tries the natural bytes of a state's classes, and puts the classes
// that have none off.
func (s *search) expand(n int32, next *[]int32) (int32, bool) {
	s.edges(n)
	s.tried = Bytes{}
	for k := range len(natural) + 1 {
		s.set = s.live
		if k < len(natural) {
			s.set.And(&natural[k])
		}
		for at := 0; at < 256; {
			b, ok := s.set.Next(at)
			if !ok {
				break
			}
			end := 256
			if c, ok := s.cuts.Next(int(b) + 1); ok {
				end = int(c)
			}
			at = end
			class := byte(end - 1)
			if s.tried.Has(class) {
				continue
			}
			s.tried.Add(class)
			if k == len(natural) {
				s.later = append(s.later, attempt{n, b})
			} else if to, found := s.try(n, b, 0, next); found {
				return to, true
			}
		}
	}
	return 0, false
}

// try steps, and reports whether it has found a text.
func (s *search) try(from int32, b byte, odd int32, next *[]int32) (int32, bool) {
	to, fresh, ok := s.step(from, b)
	if !ok || !fresh {
		return 0, false
	}
	s.note(origin{from, s.origin(from).odd + odd, b})
	*next = append(*next, to)
	return to, s.accepts(to) && !s.over()
}

func (s *search) spent() bool {
	return s.steps > s.budget.Steps || s.held()+12*len(s.how)<<blockBits > s.budget.Bytes || s.over()
}

// note tells how the newest state was reached.
func (s *search) note(o origin) {
	n := s.count - 1
	if n&(1<<blockBits-1) == 0 {
		s.how = append(s.how, make([]origin, 1<<blockBits))
	}
	*s.origin(int32(n)) = o
}

func (s *search) origin(n int32) *origin { return &s.how[n>>blockBits][n&(1<<blockBits-1)] }

// word is the text that leads to a state.
func (s *search) word(n int32) string {
	var back []byte
	for o := s.origin(n); o.from >= 0; o = s.origin(o.from) {
		back = append(back, o.b)
	}
	slices.Reverse(back)
	return string(back)
}

// asciiTells reports that a text beyond ASCII is not needed to tell the
// languages apart: they name no such character, and leave one of ASCII unnamed.
// It stands for each UTF-16 unit of the characters that no one names, and is no
// longer.
func asciiTells(groups ...[]Lang) bool {
	var named Bytes
	add := func(text string) {
		for i := range len(text) {
			named.Add(text[i])
		}
	}
	for _, langs := range groups {
		for _, l := range langs {
			if len(l.terms) > 0 {
				return false
			}
			for _, t := range l.texts {
				add(t)
			}
			for _, g := range l.globs {
				for _, tok := range g {
					add(tok.Text)
				}
			}
		}
	}
	return named[2]|named[3] == 0 && named[0]&named[1] != ^uint64(0)
}

// asciiOnly is the DFA of the texts of ASCII.
var asciiOnly = sync.OnceValue(func() *DFA {
	return (&graph{edges: [][]stretch{{{0, 0x7f, 0}}}, accepts: []bool{true}}).minimal()
})
