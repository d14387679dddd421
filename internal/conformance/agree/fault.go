package agree

import (
	"cmp"
	"hash/fnv"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/world"
)

// A Fault is a document with one planted mistake.
type Fault struct {
	What string
	Document
}

// A Redundancy names faults that change nothing for any token of the platform,
// and says why.
type Redundancy struct {
	Case, What string // of the case's name and of the fault's text
	Reason     string
}

// faulty is how many documents of each platform get faults, or a few more.
const faulty = 5

// Notice plants faults into the documents of some cases of every platform and
// requires that each world notices each of them: it shows that the comparison can
// fail. The cases are the first ones and others by lot; named ones are there too.
func Notice(t *testing.T, p Party, plant func(t *testing.T, document Document) []Fault, redundant []Redundancy, named ...string) {
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	used := make([]int, len(redundant))
	noticed, faulted := map[string]int{}, map[string]int{}
	for _, c := range byLot(named) {
		if p.Skip != nil && p.Skip(c) || faulted[c.Platform] >= faulty && !slices.Contains(named, c.Name) {
			continue
		}
		jobs, err := c.Jobs()
		if err != nil {
			t.Fatal(err)
		}
		docs, problems := p.Compile(t, c, jobs)
		if len(problems) > 0 {
			if slices.Contains(named, c.Name) {
				t.Errorf("%s refuses %s: %s", p.Name, c.Name, problems.Text(""))
			}
			continue
		}
		faulted[c.Platform] += len(docs)
		w, err := world.Make(c, p.Large, p.Blind)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range docs {
			faults := plant(t, d)
			if len(faults) == 0 {
				t.Errorf("no fault was planted into the document of %s:\n%s", c.Name, d.Text)
			}
			for _, f := range faults {
				found := p.differs(w, f.Document)
				because := ""
				for i, r := range redundant {
					if !found && strings.Contains(c.Name, r.Case) && strings.Contains(f.What, r.What) {
						because = r.Reason
						used[i]++
					}
				}
				switch {
				case found:
					noticed[c.Platform]++
				case because == "":
					t.Errorf("%s %s: nobody noticed: %s %s\n%s\nof %s", p.Name, c.Name, f.Way, f.What, f.Text, d.Text)
				}
			}
		}
	}
	for i, n := range used {
		if n == 0 {
			t.Errorf("no fault was redundant as %q says (%s, %s)", redundant[i].Reason, redundant[i].Case, redundant[i].What)
		}
	}
	var list []Counts
	for _, platform := range slices.Sorted(maps.Keys(faulted)) {
		list = append(list, Counts{Party: p.Name, Platform: platform, Faults: noticed[platform]})
		t.Logf("%s: %s: %d planted faults noticed, in %d documents", p.Name, platform, noticed[platform], faulted[platform])
		if noticed[platform] < 3*min(faulty, faulted[platform]) {
			t.Errorf("%s: only %d faults noticed in documents of %s", p.Name, noticed[platform], platform)
		}
	}
	record(t, "faults", p.Name, list)
}

// byLot are all cases of the run: deep and named ones first, the others in an
// order that is always the same.
func byLot(named []string) []world.Case {
	rank := func(c world.Case) uint64 {
		if c.Deep || slices.Contains(named, c.Name) {
			return 0
		}
		h := fnv.New64a()
		_, _ = h.Write([]byte(c.Name))
		return 1 + h.Sum64()*0x9e3779b97f4a7c15>>1
	}
	out := world.Cases()
	slices.SortStableFunc(out, func(a, b world.Case) int { return cmp.Compare(rank(a), rank(b)) })
	return out
}

// differs reports whether a document and the description disagree on a token.
func (p Party) differs(w world.World, d Document) bool {
	for _, t := range w.Tokens {
		want := p.Want(t)
		if want == world.Either {
			continue
		}
		if got, _ := d.Judge(t); got != (want == world.Admit) {
			return true
		}
	}
	return false
}
