package proof

import (
	"crypto/sha256"
	"slices"
	"sync"
)

// solutions keeps what was solved in this process.
type solutions struct {
	sync.Mutex
	byKey map[[sha256.Size]byte]*solution
}

type solution struct {
	once    sync.Once
	verdict Verdict
	shared  bool
}

// mostSolved bounds the solutions: some hundred bytes each.
const mostSolved = 4096

var solvedHere = &solutions{byKey: map[[sha256.Size]byte]*solution{}}

func (s *solutions) get(key string) *solution {
	s.Lock()
	defer s.Unlock()
	sum := sha256.Sum256([]byte(key))
	out, ok := s.byKey[sum]
	if !ok {
		out = &solution{}
		if len(s.byKey) < mostSolved {
			s.byKey[sum] = out
		}
	}
	return out
}

// asOthers answers a comparison by the one that all of its kind have in common,
// when that answer is theirs too.
func (c Comparison) asOthers(trusts []Trust) (Verdict, bool) {
	k, ok := c.alike(trusts)
	if !ok {
		return Verdict{}, false
	}
	s := solvedHere.get(k.plain.text())
	s.once.Do(func() { s.verdict, s.shared = k.decide() })
	if !s.shared {
		return Verdict{}, false
	}
	v := s.verdict
	v.RestsOn = slices.Clone(v.RestsOn)
	wide := c.Wide
	if wide == nil {
		wide = c.Jobs
	}
	var wider, narrower bool
	v.WiderExample, wider = k.back(v.WiderExample, func(e *Example) bool {
		return c.beside(at(wide, issuerOf(e)), e)
	})
	v.NarrowerExample, narrower = k.back(v.NarrowerExample, func(e *Example) bool {
		return c.Document.Admits(e.Claims).Admitted == No && contains(at(c.Jobs, issuerOf(e)), e)
	})
	return v, wider && narrower
}

func issuerOf(e *Example) string {
	iss, _ := e.Claims["iss"].(string)
	return iss
}
