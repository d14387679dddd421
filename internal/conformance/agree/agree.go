// Package agree runs one relying party over every world and holds the verdict
// of its judge against the description's.
package agree

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/world"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// A Judge decides by an emitted document alone whether a token gets in, and
// says why.
type Judge func(t world.Token) (admitted bool, why string)

// A Document is one emitted document, or one way to hand it over.
type Document struct {
	Way   string // how it is handed over; empty when there is one way only
	Text  string // for messages
	Judge Judge
}

// A Party is a relying party under test.
type Party struct {
	Name string
	// Compile emits the documents for a case.
	Compile func(t *testing.T, c world.Case, jobs trust.Jobs) ([]Document, problem.List)
	// Audience says what a token with such an aud gets that would get in with a
	// good one. Either: this party's own rules decide, not the document.
	Audience func(a world.Aud) world.Verdict
	// Limit is how many tokens a world has, about, in the ordinary run.
	Limit int
	// Deep is how many times larger a deep case's world is.
	Deep int
	// Large is how many a world has that is to notice planted faults.
	Large int
	// Emitted is how many cases of each platform a document must be made for.
	Emitted map[string]int
	// Refusals are the codes with which named cases are refused.
	Refusals map[string]problem.Code
	// Pairs is how many (document, token) pairs there must be.
	Pairs int
	// Few: of some platforms no case may be left.
	Few bool
	// Skip leaves cases out.
	Skip func(c world.Case) bool
	// Blind: it cannot see the filters that cases accept as unenforced.
	Blind bool
	// Known are deviations of the judge from what the relying party does.
	Known []Deviation
}

// A Deviation is a known difference between a judge and the real relying party.
type Deviation struct {
	Reason string
	Is     func(t world.Token, document string) bool
}

// Soak reports whether the long run was asked for.
func Soak() bool { return effort.Now() == effort.Soak }

// Scale multiplies a limit in the long run.
func Scale(n int) int {
	if Soak() {
		return n * 15
	}
	return n
}

// WithAnyOne is the Audience rule of parties that take a token when one of its
// audiences is allowed.
func WithAnyOne(a world.Aud) world.Verdict {
	switch a {
	case world.Good, world.Listed, world.Several:
		return world.Admit
	case world.Wrong, world.None:
	}
	return world.Refuse
}

// Want is what the token ought to get from the party, its audience considered.
func (p Party) Want(t world.Token) world.Verdict {
	switch got := p.Audience(t.Aud); {
	case t.Want == world.Refuse || got == world.Refuse:
		return world.Refuse
	case t.Want == world.Either || got == world.Either:
		return world.Either
	}
	return world.Admit
}

// Run compares the party with every world.
func Run(t *testing.T, p Party) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // many small things, soon forgotten
	tally := newTally()
	t.Run("case", func(t *testing.T) {
		for _, c := range world.Cases() {
			if p.Skip != nil && p.Skip(c) {
				continue
			}
			t.Run(c.Name, func(t *testing.T) {
				t.Parallel()
				p.run(t, c, tally)
			})
		}
	})
	tally.report(t, p)
}

func (p Party) run(t *testing.T, c world.Case, tally *tally) {
	if list := c.Refused(); len(list) > 0 {
		tally.refuse(c, list)
		p.expected(t, c, list)
		return
	}
	jobs, err := c.Jobs()
	if err != nil {
		t.Fatal(err)
	}
	docs, problems := p.Compile(t, c, jobs)
	if len(problems) > 0 {
		if slices.ContainsFunc(problems, func(x problem.Problem) bool { return x.Code == problem.Wider || x.Code == problem.Narrower }) {
			t.Errorf("%s: the construction rule and the prover disagree: %s", p.Name, problems.Text(""))
		}
		tally.refuse(c, problems)
		p.expected(t, c, problems)
		return
	}
	if code, ok := p.Refusals[c.Name]; ok {
		t.Errorf("%s emits a document, though %s was expected:\n%s", p.Name, code, docs[0].Text)
	}
	limit := Scale(p.Limit)
	if c.Deep {
		limit *= p.Deep
	}
	w, err := world.Make(c, limit, p.Blind)
	if err != nil {
		t.Fatal(err)
	}
	if list := w.Lacks(); len(list) > 0 {
		t.Errorf("the world of %s has no token of %v", c.Name, list)
	}
	tally.emit(c)
	for _, d := range docs {
		shown := 0
		for _, tok := range w.Tokens {
			want := p.Want(tok)
			got, why := d.Judge(tok)
			agreed := want == world.Either || got == (want == world.Admit)
			known := !agreed && p.known(tok, d.Text)
			tally.pair(c, want, known)
			if agreed || known {
				continue
			}
			if shown++; shown <= 3 {
				t.Errorf("%s %s: want %s, got admitted=%v (%s)\n%s", p.Name, d.Way, want, got, why, Explain(c, tok, d.Text))
			}
		}
		if shown > 3 {
			t.Errorf("%s %s: %d disagreements in all", p.Name, d.Way, shown)
		}
		if !slices.ContainsFunc(w.Tokens, func(t world.Token) bool { return p.Want(t) == world.Admit }) {
			t.Errorf("the world of %s has no token that ought to get in", c.Name)
		}
	}
}

func (p Party) known(t world.Token, document string) bool {
	return slices.ContainsFunc(p.Known, func(d Deviation) bool { return d.Is(t, document) })
}

func (p Party) expected(t *testing.T, c world.Case, list problem.List) {
	want, ok := p.Refusals[c.Name]
	if ok && !slices.ContainsFunc(list, func(x problem.Problem) bool { return x.Code == want }) {
		t.Errorf("%s refuses %s, expected with %s:\n%s", p.Name, c.Name, want, list.Text(""))
	}
}

// Explain is a reproduction: description, token, document.
func Explain(c world.Case, t world.Token, document string) string {
	var b strings.Builder
	for _, part := range c.Parts {
		filters, _ := json.Marshal(part.Filters)
		fmt.Fprintf(&b, "  description: %s %s\n", part.Platform, filters)
	}
	if len(c.Accept) > 0 {
		fmt.Fprintf(&b, "  accepted: %v\n", c.Accept)
	}
	claims, _ := json.Marshal(t.Claims)
	fmt.Fprintf(&b, "  token (%s): %s\n  document: %s", t.Note, claims, document)
	return b.String()
}

// A tally counts; it is shared by parallel subtests.
type tally struct {
	mu       sync.Mutex
	pairs    map[string]int // platform → compared
	admitted map[string]int
	either   int
	known    int
	emitted  map[string]int
	cases    map[string]int
	codes    map[problem.Code][]string
}

func newTally() *tally {
	return &tally{pairs: map[string]int{}, admitted: map[string]int{}, emitted: map[string]int{}, cases: map[string]int{}, codes: map[problem.Code][]string{}}
}

func (y *tally) pair(c world.Case, want world.Verdict, known bool) {
	y.mu.Lock()
	defer y.mu.Unlock()
	switch {
	case known:
		y.known++
		return
	case want == world.Either:
		y.either++
		return
	case want == world.Admit:
		y.admitted[c.Platform]++
	}
	y.pairs[c.Platform]++
}

func (y *tally) emit(c world.Case) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.cases[c.Platform]++
	y.emitted[c.Platform]++
}

func (y *tally) refuse(c world.Case, list problem.List) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.cases[c.Platform]++
	code := list.Sorted()[0].Code
	y.codes[code] = append(y.codes[code], c.Name)
}

// report logs the counts, holds them against those written down, and fails when
// there were too few: a comparison of nothing holds always.
func (y *tally) report(t *testing.T, p Party) {
	total, admitted := 0, 0
	var list []Counts
	for _, platform := range slices.Sorted(maps.Keys(y.cases)) {
		total += y.pairs[platform]
		admitted += y.admitted[platform]
		list = append(list, Counts{p.Name, platform, y.emitted[platform], y.cases[platform], y.pairs[platform], y.admitted[platform], 0})
		t.Logf("%s: %s: %d of %d descriptions emitted, %d pairs, %d of them to be admitted", p.Name, platform, y.emitted[platform], y.cases[platform], y.pairs[platform], y.admitted[platform])
		if filtered() || p.Few {
			continue
		}
		if y.emitted[platform] < max(p.Emitted[platform], 1) {
			t.Errorf("%s emits for %d of %d descriptions of %s, wanted at least %d", p.Name, y.emitted[platform], y.cases[platform], platform, p.Emitted[platform])
		}
		if y.admitted[platform] == 0 || y.pairs[platform] == y.admitted[platform] {
			t.Errorf("%s: %d pairs of %s, of which %d are to be admitted", p.Name, y.pairs[platform], platform, y.admitted[platform])
		}
	}
	t.Logf("%s: %d pairs compared, %d of them to be admitted; %d left open, %d known deviations", p.Name, total, admitted, y.either, y.known)
	if total < p.Pairs && !filtered() {
		t.Errorf("%s compared %d pairs, wanted at least %d", p.Name, total, p.Pairs)
	}
	record(t, "pairs", p.Name, list)
	for _, code := range slices.Sorted(maps.Keys(y.codes)) {
		names := slices.Sorted(slices.Values(y.codes[code]))
		t.Logf("%s: %d descriptions refused with %s: %s", p.Name, len(names), code, strings.Join(names, ", "))
	}
}

// filtered reports that -run picked single cases; totals mean nothing then.
func filtered() bool {
	for _, a := range os.Args {
		if run, ok := strings.CutPrefix(a, "-test.run="); ok && strings.Contains(run, "/") {
			return true
		}
	}
	return false
}
