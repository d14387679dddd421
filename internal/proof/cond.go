package proof

// Conditions made ready for many questions.

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/solve"
)

// A cond is an Expr made ready: languages have numbers.
type cond struct {
	op     Op
	kids   []cond
	test   *Test
	lang   int
	inside int // of Test.Defined; -1: everywhere
	opaque int
	same   *[2][]Item // of an equality
	claims []string   // all that it and its kids ask for
	// about says what the claims depend on, in tokens of the platform.
	about about
	of    *platform.Platform
}

// about says what a condition's answer depends on beside the issuer.
type about uint8

const (
	unread    about = iota
	aboutNone       // it asks for no claim
	aboutAll        // for claims that are the same in every token form
	aboutForm       // for one that differs from form to form
	aboutSub        // for the subject
)

// reads tells what the condition depends on in tokens of the platform.
func (c *cond) reads(p *platform.Platform) about {
	if c.about != unread && c.of == p {
		return c.about
	}
	c.of = p
	switch {
	case len(c.claims) == 0:
		c.about = aboutNone
	case slices.Contains(c.claims, "sub"):
		c.about = aboutSub
	case p != nil && slices.ContainsFunc(c.claims, p.Names):
		c.about = aboutForm
	default:
		c.about = aboutAll
	}
	return c.about
}

// A reader makes conditions ready and notes what occurs in them.
type reader struct {
	solver  *solve.Solver           // numbers languages
	opaques []string                // keys
	lists   map[string]map[int]bool // claim → languages that its elements are asked for
	ones    map[string]bool         // claims that are asked for their only element
	numbers map[string][]float64    // claim → what it is compared with
	claims  map[string]bool
}

func newReader(s *solve.Solver) *reader {
	return &reader{solver: s, lists: map[string]map[int]bool{}, ones: map[string]bool{}, numbers: map[string][]float64{}, claims: map[string]bool{}}
}

func (r *reader) read(e *Expr) cond {
	c := cond{op: e.Op, inside: -1}
	if len(e.Kids) > 0 {
		c.kids = make([]cond, len(e.Kids))
	}
	for i := range e.Kids {
		c.kids[i] = r.read(&e.Kids[i])
		c.claims = append(c.claims, c.kids[i].claims...)
	}
	switch e.Op {
	case OpOpaque:
		c.opaque, c.same = r.opaque(e.Key), e.Same
		if e.Same == nil {
			break
		}
		for _, i := range slices.Concat(e.Same[0], e.Same[1]) {
			if i.Claim != "" {
				r.claims[i.Claim] = true
				c.claims = append(c.claims, i.Claim)
			}
		}
	case OpTest:
		t := &e.Test
		c.test, c.lang = t, r.solver.Lang(t.Lang)
		if t.Defined != nil {
			c.inside = r.solver.Lang(*t.Defined)
		}
		for _, i := range t.Term {
			if i.Claim == "" {
				continue
			}
			r.claims[i.Claim] = true
			c.claims = append(c.claims, i.Claim)
			switch t.On[List] {
			case BySome, ByAll:
				if r.lists[i.Claim] == nil {
					r.lists[i.Claim] = map[int]bool{}
				}
				r.lists[i.Claim][c.lang] = true
			case ByOne:
				r.ones[i.Claim] = true
			case Fail, Pass, OutcomeError, ByText, ByNumber, OutcomeUnknown:
			}
			if t.On[Number] == ByNumber {
				r.numbers[i.Claim] = append(r.numbers[i.Claim], t.Than)
			}
		}
	case OpTrue, OpFalse, OpError, OpAnd, OpOr, OpNot, OpIf:
	}
	slices.Sort(c.claims)
	c.claims = slices.Compact(c.claims)
	return c
}

func (r *reader) opaque(key string) int {
	for i, k := range r.opaques {
		if k == key {
			return i
		}
	}
	r.opaques = append(r.opaques, key)
	return len(r.opaques) - 1
}
