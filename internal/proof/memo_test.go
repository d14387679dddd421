package proof

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// A wordy is a platform whose templates glue words to variables, whose domains
// tell words apart, and whose texts are made of few words that are parts of each
// other, of templates and of the plain words: whatever could make two comparisons
// look the same that are not.
type wordy struct {
	r *rand.Rand
	p *platform.Platform
}

func (w *wordy) pick(ss ...string) string { return ss[w.r.IntN(len(ss))] }

// template glues most often with separators.
func (w *wordy) template() string {
	var b strings.Builder
	for i := range 1 + w.r.IntN(2) {
		switch {
		case w.r.IntN(12) == 0:
			b.WriteString(w.pick("main", "a-", "wg", "é"))
		case i > 0 || w.r.IntN(2) == 0:
			b.WriteString(w.pick("/", ":", "main/", "p:", "wh:"))
		}
		b.WriteString("{" + w.pick("x", "y", "z") + "}")
	}
	if w.r.IntN(8) == 0 {
		b.WriteString(w.pick("/", ":main", "-a"))
	}
	return strings.ReplaceAll(b.String(), "é", "e")
}

func newWordy(t *testing.T, seed uint64) *wordy {
	t.Helper()
	w := &wordy{r: rand.New(rand.NewPCG(seed, 11))} //nolint:gosec // the same every time
	var b strings.Builder
	b.WriteString(tinyHead + `domains:
  any: {chars: "^<other>", doc: any text}
  hex: {chars: "0-9a-f", regexp: "^[0-9a-f]{3}$", doc: hex}
  nok: {chars: "^<other>", regexp: "[^k]$", doc: no k at the end}
  begins: {chars: "^<other>", regexp: "^[a-m]", doc: a word}
  some: {chars: "^<other>", values: [main, dev, wg, "q/q"], doc: some}
  short: {chars: "^<other>", regexp: "^(?s:.{0,4})$", doc: short}
  path: {chars: "^<other>", regexp: "^[a-z0-9]+/[a-z0-9-]+$", doc: a path}
variables:
`)
	for _, v := range []string{"x", "y", "z"} {
		d := w.pick("any", "any", "hex", "nok", "begins", "some", "short", "path")
		sample := map[string]string{"hex": "a1f", "begins": "main", "some": "main", "path": "a/b"}[d]
		if sample == "" {
			sample = "a"
		}
		fmt.Fprintf(&b, "  - {name: %s, domain: %s, class: name, fact: known, samples: [%q]}\n", v, d, sample)
	}
	b.WriteString("claims:\n")
	for i := range 2 {
		fmt.Fprintf(&b, "  - {name: c%d, is: %q, fact: known}\n", i+1, w.template())
	}
	b.WriteString("forms:\n")
	for i := range 1 + w.r.IntN(2) {
		fmt.Fprintf(&b, "  - name: f%d\n    doc: a form\n    fact: known\n    sub: {\"\": %q}\n", i, w.template())
	}
	b.WriteString("filters: []\n")
	p, err := platform.Parse([]byte(b.String()))
	if err != nil {
		t.Fatalf("%v\n%s", err, b.String())
	}
	w.p = p
	return w
}

func (w *wordy) word() string {
	return w.pick("main", "main", "mai", "mains", "n", "dev", "wgain", "ai", "wi-n", "w", "w", "w0g", "wg", "wh", "wi", "wwww", "w-h", "a1f", "0b2", "77", "123", "92", "abc", "k", "ink", "a-b", "q", "rest", "é")
}

// glob is a text of words with wildcards.
func (w *wordy) glob(ones bool) pattern.Seq {
	var s pattern.Seq
	for i := range 1 + w.r.IntN(3) {
		if i > 0 {
			s = append(s, pattern.Tok{Kind: pattern.Lit, Text: w.pick("/", ":", "/", ":", "-", "")})
		}
		if w.r.IntN(12) == 0 {
			s = append(s, pattern.Tok{Kind: pattern.Star})
		}
		switch {
		case w.r.IntN(6) == 0:
			s = append(s, pattern.Tok{Kind: pattern.Star})
		case ones && w.r.IntN(10) == 0:
			s = append(s, pattern.Tok{Kind: pattern.Ones, N: 1 + w.r.IntN(4)})
		default:
			s = append(s, pattern.Tok{Kind: pattern.Lit, Text: w.word()})
		}
		if w.r.IntN(6) == 0 {
			s = append(s, pattern.Tok{Kind: pattern.Star})
		}
	}
	return pattern.Seq(nil).Append(s...)
}

func (w *wordy) lang() automaton.Lang {
	l := automaton.Globs(w.glob(true))
	for range w.r.IntN(2) {
		l = l.Or(automaton.Globs(w.glob(true)))
	}
	if w.r.IntN(10) == 0 {
		return automaton.Shorter(w.r.IntN(9))
	}
	if w.r.IntN(20) == 0 {
		return automaton.NonEmpty()
	}
	return l
}

func (w *wordy) expr(depth int) Expr {
	if depth == 0 || w.r.IntN(3) == 0 {
		e := TextIn(w.pick("sub", "c1", "c2", "c1", "c2", "aud", "other"), w.lang())
		if w.r.IntN(4) == 0 {
			return Not(e)
		}
		return e
	}
	if w.r.IntN(2) == 0 {
		return And(w.expr(depth-1), w.expr(depth-1))
	}
	return Or(w.expr(depth-1), w.expr(depth-1))
}

func (w *wordy) jobs() trust.Jobs {
	d := trust.Description{Platform: "tiny", Issuer: tinyIssuer, Audiences: [][]string{nil, {"aud"}}[w.r.IntN(2)], Settings: platform.Settings{trust.NameKey: w.word()}}
	for range 1 + w.r.IntN(2) {
		b := trust.Box{trust.FormKey: {"f0"}}
		for _, v := range []string{"x", "y", "z"} {
			for w.p.Forms[0].Has(v) && w.r.IntN(3) > 0 && len(b[v]) < 2 {
				b[v] = append(b[v], w.glob(false).String())
			}
		}
		d.Boxes = append(d.Boxes, b)
	}
	return trust.Jobs{d}
}

// comparison is of a random document, or of one that says of each variable's
// claim what the jobs say, which is often equal.
func (w *wordy) comparison() Comparison {
	jobs := w.jobs()
	if w.r.IntN(2) == 0 {
		return Comparison{Document: exprs{{Issuer: tinyIssuer, When: w.expr(2)}}, Jobs: jobs}
	}
	var ways []Expr
	for _, b := range jobs[0].Boxes {
		var all []Expr
		for v, globs := range b {
			for _, claim := range []string{"c1", "c2"} {
				c, _ := w.p.Forms[0].Claim(claim)
				t, _ := c.Template()
				if !slices.Contains(t.Vars, v) {
					continue
				}
				l := automaton.Texts()
				for _, g := range globs {
					s := pattern.Literal(t.Lits[0])
					for i, u := range t.Vars {
						if u == v {
							s = s.Append(pattern.FromGlob(g)...)
						} else {
							s = s.Append(pattern.Tok{Kind: pattern.Star})
						}
						s = s.Append(pattern.Tok{Kind: pattern.Lit, Text: t.Lits[i+1]})
					}
					l = l.Or(automaton.Globs(s))
				}
				if w.r.IntN(10) == 0 {
					l = l.Or(w.lang())
				}
				all = append(all, TextIn(claim, l))
			}
		}
		ways = append(ways, And(all...))
	}
	return Comparison{Document: exprs{{Issuer: tinyIssuer, When: Or(ways...)}}, Jobs: jobs}
}

// TestMemo attacks what says that two comparisons are the same but for their
// words: the comparison with plain words has the same relation as the one it
// stands for, yes or no, when each is decided for itself.
func TestMemo(t *testing.T) {
	effort.Alone(t)
	worlds := effort.Rounds(100, 200, 2000, 100_000)
	relations, renamed := map[string]int{}, 0
	for seed := range worlds {
		w := newWordy(t, uint64(seed))
		remove := platform.Add(w.p)
		for range 20 {
			c := w.comparison()
			c.Jobs = c.Jobs.Sorted()
			trusts := c.Document.Trusts()
			k, ok := c.canonical(trusts)
			if !ok {
				relations["not tried"]++
				continue
			}
			plain := k.form
			plain.Document = exprs(plain.Document.Trusts())
			mine, theirs := decide(c, trusts), decide(plain, plain.Document.Trusts())
			if mine.Relation != theirs.Relation {
				t.Fatalf("seed %d: %s, but %s with plain words\n%s\n%v\n%s\nsub %s", seed, mine.Relation, theirs.Relation, trusts[0].When, c.Jobs, plain.text(), w.p.Forms[0].Sub)
			}
			relations[mine.Relation]++
			if trusts[0].When.String() != plain.Document.Trusts()[0].When.String() {
				renamed++
			}
		}
		remove()
	}
	t.Logf("%v, %d with other words", relations, renamed)
	for _, r := range []string{"equal", "wider", "narrower", "overlapping", "disjoint", "not tried"} {
		if relations[r] < worlds/100 {
			t.Errorf("only %d are %s", relations[r], r)
		}
	}
	if renamed < worlds {
		t.Errorf("only %d comparisons had other words", renamed)
	}
}

// TestSolvedOnce: comparisons that differ in words have one answer between them,
// those that differ in more have their own.
func TestSolvedOnce(t *testing.T) {
	answered := map[bool]bool{}
	key := func(project, branch, alsoBranch string) string {
		t.Helper()
		c := Comparison{
			Document: exprs{{Issuer: gitlabIssuer, When: And(
				TextIn("project_path", automaton.Texts(project)), TextIn("ref_type", automaton.Texts("branch")),
				TextIn("sub", globs("project_path:"+project+":ref_type:branch:ref:"+branch)),
			)}},
			Jobs: gitlabJobs(t, [2]string{project, alsoBranch}),
		}
		k, ok := c.canonical(c.Document.Trusts())
		if !ok {
			t.Fatalf("%s %s: not tried", project, branch)
		}
		v, shared := solvedBefore.answer(c, c.Document.Trusts())
		answered[shared] = true
		if alone := decide(c, c.Document.Trusts()); shared && (v.Relation != alone.Relation || !slices.Equal(v.RestsOn, alone.RestsOn)) {
			t.Errorf("%s %s %s: %v and %v", project, branch, alsoBranch, v, alone)
		}
		return k.form.text()
	}
	first := key("my/cat", "prod", "prod")
	for _, tt := range []struct {
		project, branch, also string
		same                  bool
		why                   string
	}{
		{"of/app", "edge", "edge", true, "other words"},
		{"of/app", "main", "main", false, "a word that examples are made of"},
		{"of/app", "other", "other", false, "a tier has that name"},
		{"of/app", "deploy", "deploy", false, "a longer word, where strangers' subjects may go on"},
		{"of/app", "edge", "prod", false, "the words differ between document and description"},
		{"my/prod", "prod", "prod", false, "one word in two places"},
		{"my/cat/app", "prod", "prod", false, "one word more"},
		{"my/cat", "pro*", "pro*", false, "a wildcard"},
		{"my/cat", "branch", "branch", false, "a word of the template"},
		{"my/cat", "a.lock", "a.lock", false, "a word that git refuses"},
	} {
		if got := key(tt.project, tt.branch, tt.also); (got == first) != tt.same {
			t.Errorf("%s: %s\n%s", tt.why, first, got)
		}
	}
	if !answered[true] {
		t.Error("no comparison was answered by another")
	}
}

// TestMemoStrangers attacks the same where strangers order their subjects as
// they like: what is answered by another comparison is what a search answers, and
// rests on no less.
func TestMemoStrangers(t *testing.T) {
	effort.Alone(t)
	r := rand.New(rand.NewPCG(3, 5)) //nolint:gosec // the same every time
	pick := func(ss ...string) string { return ss[r.IntN(len(ss))] }
	word := func() string { return pick("g", "p", "main", "mains", "web", "we", "n", "other", "branch", "x.y") }
	shared, less, examples, rounds := 0, 0, 0, effort.Rounds(100, 300, 3000, 3000)
	for range rounds {
		project, branch := word()+"/"+word(), pick(word(), word(), word()+"*", "*")
		c := Comparison{Jobs: gitlabJobs(t, [2]string{project, branch})}
		tests := []Expr{TextIn("ref_type", automaton.Texts("branch"))}
		sub := "project_path:" + project + ":ref_type:branch:ref:" + branch
		switch r.IntN(4) {
		case 0:
			sub = "project_path:" + project + "*:ref:" + branch
		case 1:
			sub = "project_path:" + word() + pick("/", ":", "") + word() + ":ref_type:branch:ref:" + branch
		}
		tests = append(tests, TextIn("sub", globs(sub)))
		if r.IntN(2) == 0 {
			tests = append(tests, TextIn("project_path", globs(pick(project, project, word()+"*"))))
		}
		if r.IntN(4) == 0 {
			tests = append(tests, TextIn("ref", globs(branch)))
		}
		c.Document = exprs{{Issuer: gitlabIssuer, When: And(tests...)}}
		theirs, ok := solvedBefore.answer(c, c.Document.Trusts())
		if !ok {
			continue
		}
		shared++
		mine := decide(c, c.Document.Trusts())
		if mine.Relation != theirs.Relation {
			t.Fatalf("%s, but %s with plain words: %s %s %s", mine.Relation, theirs.Relation, project, branch, tests)
		}
		for _, e := range []*Example{theirs.WiderExample, theirs.NarrowerExample} {
			if e == nil {
				continue
			}
			p := c.Jobs[0].Model()
			for v, text := range e.Job.Values {
				if reason, _ := p.Domain(v, nil).CheckValue(text); reason != "" && p.Form(e.Job.Form).Has(v) {
					t.Fatalf("the example's %s %q %s: %s %s %s", v, text, reason, project, branch, tests)
				}
			}
			examples++
		}
		for _, f := range mine.RestsOn {
			if !slices.Contains(theirs.RestsOn, f) {
				t.Fatalf("rests on %s, and not with plain words: %s %s %s", f.Fact, project, branch, tests)
			}
		}
		less += len(theirs.RestsOn) - len(mine.RestsOn)
	}
	t.Logf("%d answered by others, %d facts more than needed, %d examples", shared, less, examples)
	if shared < rounds/10 || examples < rounds/10 {
		t.Errorf("only %d were answered by others, with %d examples", shared, examples)
	}
}
