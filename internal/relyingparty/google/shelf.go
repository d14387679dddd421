package google

// Compiled expressions, kept.

import "sync"

// maxShelf bounds the texts on the shelf, in bytes.
const maxShelf = 1 << 16

// shelf keeps what was compiled lately: a provider is read once for each of its
// grants, and again by the next operation, and reading CEL is half of the work.
// What a text compiles to depends on the text alone.
var shelf compilations

type compilations struct {
	lock sync.Mutex
	kept map[expression]*compiled
	size int
}

// An expression is a text, and whether it is a condition, which may name more
// than a mapping.
type expression struct {
	text      string
	condition bool
}

func (s *compilations) find(text string, condition bool) (*compiled, bool) {
	s.lock.Lock()
	defer s.lock.Unlock()
	c, ok := s.kept[expression{text, condition}]
	return c, ok
}

// keep puts something on the shelf, which is emptied first when it is full.
func (s *compilations) keep(c *compiled, condition bool) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.size += len(c.text); s.kept == nil || s.size > maxShelf {
		s.kept, s.size = map[expression]*compiled{}, len(c.text)
	}
	s.kept[expression{c.text, condition}] = c
}
