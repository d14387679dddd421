package automaton

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// exhaust walks a machine in breadth until it gives up.
func exhaust(m Bounded) (states int) {
	seen := map[State]bool{m.Start(): true}
	for todo := []State{m.Start()}; len(todo) > 0 && !m.Over(); todo = todo[1:] {
		for b := range 256 {
			if to := m.Step(todo[0], byte(b)); to != Dead && !seen[to] {
				seen[to] = true
				todo = append(todo, to)
			}
		}
	}
	return len(seen)
}

// TestLazyGivesUp: a machine that doubles its states stops at its bounds, says
// so, and holds what it says.
func TestLazyGivesUp(t *testing.T) {
	var list []taggedSeq
	for i := range 60 {
		list = append(list, taggedSeq{pattern.FromGlob("*x" + strings.Repeat("y", i) + "z*"), int32(i)})
	}
	var pairs []taggedSeq
	for i := range 1000 {
		pairs = append(pairs, taggedSeq{pattern.FromGlob(fmt.Sprintf("*x%d*:*y%d", i, i)), 0})
	}
	for name, list := range map[string][]taggedSeq{
		"units": {{patternOf("*a" + strings.Repeat("?", 30)), 0}},
		"stars": list,
		"pairs": pairs,
	} {
		heap := func() uint64 {
			var s runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&s)
			return s.HeapAlloc
		}
		before := heap()
		made, err := newSeqs(list)
		if err != nil {
			t.Fatal(err)
		}
		m, ok := made.(Bounded)
		if !ok || m.Over() {
			t.Fatalf("%s: bounded %v, over at once", name, ok)
		}
		start := m.Held()
		states := exhaust(m)
		if !m.Over() {
			t.Fatalf("%s: %d states and not over", name, states)
		}
		after := heap()
		held, really := m.Held(), int(after-before)
		t.Logf("%s: %d states, says %d KiB, holds %d KiB", name, states, held>>10, really>>10)
		if l, ok := made.(*lazy); !ok || l.work > lazyWork+100_000 {
			t.Errorf("%s: too much work", name)
		}
		if held > start+lazyBytes+1<<20 {
			t.Errorf("%s: holds %d", name, held)
		}
		if really > held*3/2 || really < held/2 {
			t.Errorf("%s: holds %d bytes, says %d", name, really, held)
		}
		if m.Step(m.Start(), 'a') == Dead && m.Step(m.Start(), 'x') == Dead {
			t.Errorf("%s: the states made before are lost", name)
		}
		runtime.KeepAlive(m)
	}
}

// TestStarsForget: behind a star the way to it is not looked for again, so a
// glob's machine is no larger than the glob.
func TestStarsForget(t *testing.T) {
	m, err := newSeqs([]taggedSeq{{pattern.FromGlob("*abc*abd*cab*bca"), 0}, {pattern.FromGlob("*abc*abd*bb*"), 1}})
	if err != nil {
		t.Fatal(err)
	}
	b, ok := m.(Bounded)
	if !ok {
		t.Fatal("not bounded")
	}
	if n := exhaust(b); n > 30 {
		t.Errorf("%d states", n)
	}
}

func TestRank(t *testing.T) {
	var s Bytes
	for _, b := range []byte{0, 3, 63, 64, 127, 128, 200, 255} {
		s.Add(b)
	}
	n := 0
	for b := range 256 {
		if s.Has(byte(b)) {
			n++
		}
		if got := s.rank(byte(b)); got != n {
			t.Fatalf("rank of %d: %d, want %d", b, got, n)
		}
	}
	if s.count() != 8 {
		t.Errorf("count %d", s.count())
	}
}

// TestPlaces: short and long sets come out in order and are emptied.
func TestPlaces(t *testing.T) {
	var p places
	p.init(1000)
	for _, step := range []int32{333, 7, 1} {
		for q := int32(999); q >= 0; q -= step {
			if !p.add(q) || p.add(q) {
				t.Fatalf("adding %d twice", q)
			}
		}
		p.drop(func(q int32) bool { return q%2 == 0 && p.has(q) })
		p.sort()
		want := int32(-1)
		count := 0
		for q := range int32(1000) {
			if (999-q)%step == 0 && q%2 == 1 {
				count++
				if !p.has(q) {
					t.Fatalf("step %d: %d is lost", step, q)
				}
			} else if p.has(q) {
				t.Fatalf("step %d: %d is there", step, q)
			}
		}
		for _, q := range p.list {
			if q <= want {
				t.Fatalf("step %d: %v", step, p.list)
			}
			want = q
		}
		if len(p.list) != count {
			t.Fatalf("step %d: %d positions, want %d", step, len(p.list), count)
		}
		p.clear()
		for _, w := range p.in {
			if w != 0 {
				t.Fatal("not emptied")
			}
		}
	}
}
