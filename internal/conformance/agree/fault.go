package agree

import (
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

// Notice plants faults into the documents of cases and requires that each world
// notices each of them: it shows that the comparison can fail.
func Notice(t *testing.T, p Party, cases []string, plant func(t *testing.T, document Document) []Fault, redundant []Redundancy) {
	used := make([]int, len(redundant))
	noticed := 0
	for _, name := range cases {
		c, ok := world.Find(name)
		if !ok {
			t.Fatalf("there is no case %s", name)
		}
		jobs, err := c.Jobs()
		if err != nil {
			t.Fatal(err)
		}
		docs, problems := p.Compile(t, c, jobs)
		if len(problems) > 0 {
			t.Errorf("%s refuses %s: %s", p.Name, name, problems.Text(""))
			continue
		}
		w, err := world.Make(c, p.Large, p.Blind)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range docs {
			faults := plant(t, d)
			if len(faults) == 0 {
				t.Errorf("no fault was planted into the document of %s:\n%s", name, d.Text)
			}
			for _, f := range faults {
				found := p.differs(w, f.Document)
				because := ""
				for i, r := range redundant {
					if !found && strings.Contains(name, r.Case) && strings.Contains(f.What, r.What) {
						because = r.Reason
						used[i]++
					}
				}
				switch {
				case found:
					noticed++
				case because == "":
					t.Errorf("%s %s: nobody noticed: %s %s\n%s", p.Name, name, f.Way, f.What, f.Text)
				}
			}
		}
	}
	for i, n := range used {
		if n == 0 {
			t.Errorf("no fault was redundant as %q says (%s, %s)", redundant[i].Reason, redundant[i].Case, redundant[i].What)
		}
	}
	t.Logf("%s: %d planted faults noticed", p.Name, noticed)
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
