package proof

import (
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// aside keeps what is searched until the returned function is called out of
// what the answer rests on.
func (b *binder) aside() (end func()) {
	kept, needed, proved, solved := maps.Clone(b.kept), maps.Clone(b.needed), len(b.proved), b.solved
	b.solved = b.solvedAside
	return func() { b.kept, b.needed, b.proved, b.solved = kept, needed, b.proved[:proved], solved }
}

// A proved is a goal without values.
type proved struct {
	*prepared
	tokens int32
	space  *space
	must   *trust.Description
}

// minimize takes facts away again that no proof needs, in order.
func (b *binder) minimize(budget *budget) {
	for _, fact := range sortedFacts(b.kept) {
		first, needed := b.needed[fact]
		if len(b.kept) == 1 && needed {
			return // without it there was an example
		}
		fewer := maps.Clone(b.kept)
		delete(fewer, fact)
		fails := func(p proved) bool {
			b.space, b.must, b.tokens = p.space, p.must, p.tokens
			if !slices.ContainsFunc(p.vars, func(v string) bool { return b.factOf(v) == fact }) {
				return false // it was proved without
			}
			r := b.solve(p.prepared, fewer, budget)
			return r.found || r.over
		}
		// Most likely the goal for which it was put back needs it still.
		if needed && fails(b.proved[first]) || slices.ContainsFunc(b.proved, fails) {
			continue
		}
		b.kept = fewer
	}
}

// A platformFact is a fact of a platform.
type platformFact struct {
	platform *platform.Platform
	id       string
}

func sortedFacts(m map[platformFact]bool) []platformFact {
	return slices.SortedFunc(maps.Keys(m), func(a, b platformFact) int {
		return strings.Compare(a.platform.Name+"\x00"+a.id, b.platform.Name+"\x00"+b.id)
	})
}

// factOf is the fact that a variable's domain rests on; none, when its values
// are no matter of facts.
func (b *binder) factOf(name string) platformFact {
	base, _, _ := strings.Cut(name, " #")
	p := b.space.platform
	if p == nil {
		return platformFact{}
	}
	if base == tail || strings.HasPrefix(base, knownTail) || strings.HasPrefix(base, knownFirst) {
		return platformFact{p, p.Subject.Fact}
	}
	if v, ok := p.Variable(base); ok {
		return platformFact{p, v.Fact}
	}
	return platformFact{}
}
