package proof

import (
	"encoding/json"
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

// exprs is a document that is nothing but conditions.
type exprs = plainDocument

const tinyIssuer = "https://ci.example"

// tinyHead is what every small platform begins with.
const tinyHead = `name: tiny
title: Tiny
facts:
  known: {status: verified, date: 2026-01-01, source: a test, says: "It is so."}
issuer:
  template: "https://ci.example"
  tenancy: private
  keys: its own
  keys_path: /keys
  algorithms: [RS256]
  lifetime: 1 hour
  audience: {kind: fixed, value: aud, fact: known}
  fact: known
subject: {fact: known}
user_claim: c1
google_subject: c1
match: [c1]
`

// A tiny is a platform small enough to count all its jobs: three variables with
// short words over a / : *, subjects and claims that share them in any order,
// claims that may be missing, and a list.
type tiny struct {
	r     *rand.Rand
	p     *platform.Platform
	words map[string][]string // variable → its whole domain
	all   []minted
	// strange are jobs in U that are not in M.
	strange []minted
	// elsewhere are the same jobs with tokens for another audience.
	elsewhere []minted
}

// A minted is a job and its token.
type minted struct {
	job    platform.Job
	claims Claims
}

func (w *tiny) pick(ss []string) string { return ss[w.r.IntN(len(ss))] }

// template is a random text over the variables, in any order, some twice.
func (w *tiny) template(vars []string) string {
	var b strings.Builder
	for range 1 + w.r.IntN(3) {
		b.WriteString(w.pick([]string{"", "a", "/", ":", "*", "a:"}))
		b.WriteString("{" + w.pick(vars) + "}")
	}
	b.WriteString(w.pick([]string{"", "", "/", ":a"}))
	return b.String()
}

var tinyDomains = []string{"d2", "d1", "dn", "dp", "dp"}

func newTiny(t *testing.T, seed uint64) *tiny {
	t.Helper()
	w := &tiny{r: rand.New(rand.NewPCG(seed, 7)), words: map[string][]string{}} //nolint:gosec // the same every time
	vars := []string{"x", "y", "z"}
	var where []string
	var b strings.Builder
	head := tinyHead
	if w.r.IntN(2) == 0 {
		head = strings.Replace(head, "{kind: fixed, value: aud,", "{kind: picked,", 1)
	}
	b.WriteString(head + `domains:
  d1: {chars: "a/:*", regexp: "^[a/:*]{0,1}$", doc: a word}
  d2: {chars: "a/:*", regexp: "^[a/:*]{0,2}$", doc: a word}
  dn: {chars: "a/:*", min: 1, regexp: "^[a/]{1,2}$", doc: a word}
  dp: {chars: "a/:*", regexp: "^(a|:a|a/a|[*]+a|aaa)$", doc: a word}
  dw: {chars: "a/:*", regexp: "a", never: ["/$"], doc: a word}
variables:
`)
	sample := map[string]string{"d1": "a", "d2": "a", "dn": "a", "dp": "a"}
	for _, v := range append(slices.Clone(vars), "m") {
		d, many := w.pick(tinyDomains), ""
		if v == "m" {
			d, many = w.pick([]string{"dn", "dp"}), ", many: true"
		}
		fmt.Fprintf(&b, "  - {name: %s, domain: %s, class: name, fact: known, samples: [%q]%s}\n", v, d, sample[d], many)
	}
	b.WriteString("claims:\n")
	fmt.Fprintf(&b, "  - {name: c1, is: %q, fact: known}\n", w.template(vars))
	fmt.Fprintf(&b, "  - {name: c2, is: %q, absent: sometimes, fact: known}\n", w.template(vars))
	fmt.Fprintf(&b, "  - {name: c3, is: %q, %s, fact: known}\n", w.template(vars), w.pick([]string{"absent: sometimes", "absent: at night", "absent: [sometimes, at night]", `"null": at noon`, "empty: at noon"}))
	b.WriteString("  - {name: l1, type: list, is: \"{m}\", fact: known}\n")
	b.WriteString("forms:\n")
	for i := range 1 + w.r.IntN(2) {
		fmt.Fprintf(&b, "  - name: f%d\n    doc: a form\n    fact: known\n    sub: {\"\": %q}\n", i, w.template(vars))
		if w.r.IntN(3) == 0 {
			fmt.Fprintf(&b, "    claims:\n      - {name: c1, is: %q, fact: known}\n", w.template(vars))
		}
		if i > 0 && w.r.IntN(4) == 0 {
			b.WriteString("    never: true\n")
		}
		if w.r.IntN(3) == 0 { // c1 and c2 have some of the variables
			where = append(where, fmt.Sprintf("    where: {%s: [{domain: dw, fact: known}]}\n", w.pick(vars)))
			b.WriteString(where[len(where)-1])
		}
	}
	b.WriteString("filters: []\n")
	p, err := platform.Parse([]byte(b.String()))
	for _, line := range where { // of a variable that the form does not show
		if err != nil {
			p, err = platform.Parse([]byte(strings.ReplaceAll(b.String(), line, "")))
		}
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, b.String())
	}
	w.p = p
	for _, v := range p.Variables {
		w.words[v.Name] = wordsOf(p, v.Name)
	}
	w.mintAll()
	return w
}

// wordsOf is the whole domain of a variable, by its regular expression alone.
func wordsOf(p *platform.Platform, name string) []string {
	var out []string
	all := []string{""}
	for range 4 {
		var longer []string
		for _, s := range all {
			if reason, _ := p.Domain(name, nil).CheckValue(s); reason == "" {
				out = append(out, s)
			}
			for _, c := range "a/:*" {
				longer = append(longer, s+string(c))
			}
		}
		all = longer
	}
	return out
}

// text is a random word or pattern.
func (w *tiny) text(n int) string {
	var b strings.Builder
	for range w.r.IntN(n + 1) {
		b.WriteString(w.pick([]string{"a", "/", ":", "*", "a"}))
	}
	return b.String()
}

func (w *tiny) lang() automaton.Lang {
	l := automaton.Texts()
	for range 1 + w.r.IntN(2) {
		switch w.r.IntN(4) {
		case 0:
			l = l.Or(automaton.Texts(w.text(4)))
		case 1:
			re, err := automaton.Regexp(w.pick([]string{"^a", "/$", "a.*:", "^(a|/)*$", "[:*]a", "^[^a]"}))
			if err == nil {
				l = l.Or(re)
			}
		default:
			var s pattern.Seq
			for _, c := range w.text(4) {
				switch {
				case c == '*':
					s = s.Append(pattern.Tok{Kind: pattern.Star})
				case c == ':' && w.r.IntN(2) == 0:
					s = s.Append(pattern.Tok{Kind: pattern.Ones, N: 1})
				default:
					s = s.Append(pattern.Tok{Kind: pattern.Lit, Text: string(c)})
				}
			}
			l = l.Or(automaton.Globs(s))
		}
	}
	return l
}

func (w *tiny) test() Expr {
	var t Test
	name := w.pick([]string{"sub", "sub", "c1", "c1", "c2", "c2", "c3", "l1", "l1", "other"})
	t.Term = Claim(name)
	if w.r.IntN(5) == 0 {
		t.Term = []Item{{Claim: w.pick([]string{"c1", "c2"})}, {Text: w.text(1)}, {Claim: w.pick([]string{"sub", "c3"})}}
	}
	for k := range t.On {
		t.On[k] = []Outcome{Fail, Fail, Pass, OutcomeError}[w.r.IntN(4)]
	}
	t.On[String] = ByText
	t.On[List] = []Outcome{BySome, ByAll, ByOne, OutcomeError}[w.r.IntN(4)]
	if w.r.IntN(3) == 0 {
		t.On[Number] = ByNumber
		t.Compare, t.Than = w.pick([]string{"==", "<", "<="}), float64(w.r.IntN(3))
	}
	t.Lang = w.lang()
	if w.r.IntN(6) == 0 {
		d := w.lang().Or(t.Lang)
		t.Defined = &d
	}
	return Is(t)
}

func (w *tiny) expr(depth int) Expr {
	if depth == 0 || w.r.IntN(4) == 0 {
		return w.test()
	}
	switch w.r.IntN(6) {
	case 0:
		return Not(w.expr(depth - 1))
	case 1:
		return If(w.expr(depth-1), w.expr(depth-1), w.expr(depth-1))
	case 2, 3:
		return Or(w.expr(depth-1), w.expr(depth-1))
	}
	return And(w.expr(depth-1), w.expr(depth-1))
}

func (w *tiny) jobs() trust.Jobs {
	d := trust.Description{Platform: "tiny", Issuer: tinyIssuer, Settings: platform.Settings{}}
	if w.r.IntN(2) == 0 { // nobody says which audience is meant
		d.Audiences = []string{"aud"}
	}
	for range 1 + w.r.IntN(2) {
		box := trust.Box{trust.FormKey: {"f0"}}
		if f := w.p.Form("f1"); w.r.IntN(2) == 0 && f != nil && !f.Never {
			box[trust.FormKey] = []string{"f0", "f1"}
		}
		for _, v := range []string{"x", "y", "z", "m"} {
			if w.r.IntN(2) == 0 {
				box[v] = []string{w.text(2)}
				if w.r.IntN(2) == 0 {
					box[v] = append(box[v], w.text(3))
				}
			}
		}
		d.Boxes = append(d.Boxes, box)
	}
	return trust.Jobs{d}
}

// mintAll makes every job of the platform: lists have up to two elements, claims
// that share a reason are missing together.
func (w *tiny) mintAll() {
	reasons := []string{"sometimes", "at night", "at noon"}
	lists := []string{"", w.words["m"][0]}
	for _, a := range w.words["m"][1:min(2, len(w.words["m"]))] {
		lists = append(lists, a, w.words["m"][0]+","+a)
	}
	for i := range w.p.Forms {
		form := &w.p.Forms[i]
		subject := w.p.Declared(form, nil)[0]
		var lacks [][]string
		for mask := range 8 {
			var absent []string
			for _, name := range form.ClaimNames() {
				c, _ := form.Claim(name)
				if slices.ContainsFunc(append(slices.Clone(c.Absent), c.Null, c.Empty), func(reason string) bool {
					at := slices.Index(reasons, reason)
					return at >= 0 && mask&(1<<at) != 0
				}) {
					absent = append(absent, name)
				}
			}
			if !slices.ContainsFunc(lacks, func(l []string) bool { return slices.Equal(l, absent) }) {
				lacks = append(lacks, absent)
			}
		}
		for _, x := range w.words["x"] {
			for _, y := range w.words["y"] {
				for _, z := range w.words["z"] {
					if !form.Fits(map[string]string{"x": x, "y": y, "z": z}) {
						continue
					}
					for _, absent := range lacks {
						for _, list := range lists {
							j := platform.Job{Form: form.Name, Absent: absent, Values: map[string]string{"x": x, "y": y, "z": z, "m": list}}
							w.all = append(w.all, minted{j, w.p.Mint(j, subject, tinyIssuer, "aud")})
							if w.p.Issuer.Audience.Kind == "picked" {
								w.elsewhere = append(w.elsewhere, minted{j, w.p.Mint(j, subject, tinyIssuer, []any{"b", ""}[len(w.all)%2])})
							}
							// A claim that no platform data names: anybody may have it.
							for _, v := range []any{"a", ":", nil, true, json.Number("1"), []any{"a"}} {
								if len(absent) > 0 || list != "" {
									break
								}
								claims := w.p.Mint(j, subject, tinyIssuer, "aud")
								claims["other"] = v
								w.strange = append(w.strange, minted{j, claims})
							}
						}
					}
				}
			}
		}
	}
}

// TestTinyWorlds is law 9: what Compare says of random conditions and random
// descriptions on platforms so small that all jobs can be tried. No answer may
// be unknown, every example must be what it is said to be, and where Compare
// says no, no job may show otherwise.
func TestTinyWorlds(t *testing.T) {
	effort.Alone(t)
	seed, rounds := effort.Seed(t), effort.Rounds(3, 5, 15, 20_000)
	counts := map[string]int{}
	jobs := 0
	for round := range rounds {
		w := newTiny(t, seed+uint64(round)) //nolint:gosec // small
		remove := platform.Add(w.p)
		for i := range 12 {
			c := Comparison{Document: exprs{{Issuer: tinyIssuer, When: w.expr(2)}}, Jobs: w.jobs()}
			if i == 0 { // everybody is meant, and everybody gets in
				c.Document = exprs{{Issuer: tinyIssuer, When: True}}
				c.Jobs[0].Boxes = []trust.Box{{trust.FormKey: w.p.FormNames()}}
			}
			c.Named = true
			v := Compare(c)
			counts[v.Relation]++
			fail := func(format string, args ...any) {
				t.Helper()
				t.Errorf("seed %d: %s\njobs %v\nwhen %s\nforms %v\nverdict %+v", seed+uint64(round), fmt.Sprintf(format, args...), c.Jobs[0].Boxes, c.Document.Trusts()[0].When, w.forms(), v)
			}
			if v.Wider == Unknown || v.Narrower == Unknown && !w.unclear(c, v) {
				fail("unknown without an opaque part")
			}
			w.check(c, v, fail)
			for _, m := range w.all {
				in, ours := c.Document.Admits(m.claims).Admitted == Yes, c.Jobs[0].Contains(m.job)
				if in && !ours && v.Wider == No {
					fail("wider by %v %v", m.job, m.claims)
				}
				if ours && !in && v.Narrower == No {
					fail("narrower by %v %v", m.job, m.claims)
				}
				if t.Failed() {
					break
				}
			}
			for _, m := range w.elsewhere {
				ours := c.Jobs[0].Contains(m.job) && c.Jobs[0].Audiences == nil // else a replay
				if v.Wider == No && c.Document.Admits(m.claims).Admitted == Yes && !ours {
					fail("wider by %v %v", m.job, m.claims)
					break
				}
			}
			for _, m := range w.strange {
				if v.Wider == No && c.Document.Admits(m.claims).Admitted == Yes && !c.Jobs[0].Contains(m.job) {
					fail("wider by %v %v", m.job, m.claims)
					break
				}
			}
			jobs += len(w.all) + len(w.strange) + len(w.elsewhere)
			if t.Failed() {
				remove()
				return
			}
		}
		remove()
	}
	t.Logf("%v, %d jobs tried", counts, jobs)
	for _, relation := range []string{"equal", "wider", "narrower", "overlapping", "disjoint"} {
		if counts[relation] == 0 {
			t.Errorf("no comparison came out %s", relation)
		}
	}
}

// unclear reports that narrower may be unknown: no job at all is in one of the
// boxes, or the document asks for a claim that the data does not name.
func (w *tiny) unclear(c Comparison, v Verdict) bool {
	if v.NarrowerReason != NoJob {
		return strings.Contains(v.NarrowerReason, "does not name the claim other")
	}
	d := c.Jobs[0]
	return slices.ContainsFunc(d.Boxes, func(b trust.Box) bool {
		d.Boxes = []trust.Box{b}
		return !slices.ContainsFunc(w.all, func(m minted) bool { return d.Contains(m.job) })
	})
}

func (w *tiny) forms() []string {
	var out []string
	for i := range w.p.Forms {
		f := &w.p.Forms[i]
		s := f.Name + " sub=" + w.p.Declared(f, nil)[0].Template.String()
		for _, n := range f.ClaimNames() {
			c, _ := f.Claim(n)
			t, _ := c.Template()
			s += " " + n + "=" + t.String() + "?" + c.Absent.String() + c.Null + c.Empty
		}
		out = append(out, s)
	}
	return append(out, fmt.Sprint(w.words))
}

// check holds the examples against the platform: values inside their domains,
// and just the token that such a job has.
func (w *tiny) check(c Comparison, v Verdict, fail func(string, ...any)) {
	for _, e := range []*Example{v.WiderExample, v.NarrowerExample} {
		if e == nil {
			continue
		}
		if !w.p.Form(e.Job.Form).Fits(e.Job.Values) {
			fail("example: %v is no job of %s", e.Job.Values, e.Job.Form)
		}
		for _, name := range []string{"x", "y", "z"} {
			if value, ok := e.Job.Values[name]; ok && !slices.Contains(w.words[name], value) {
				fail("example: %s = %q is outside its domain", name, value)
			}
		}
		minted := w.p.Mint(e.Job, w.p.Declared(w.p.Form(e.Job.Form), nil)[0], tinyIssuer, e.Claims["aud"])
		for name, want := range minted {
			if list, _ := want.([]any); len(list) == 0 && name == "l1" {
				continue
			}
			if fmt.Sprint(e.Claims[name]) != fmt.Sprint(want) {
				fail("example: claim %s is %v, and the job's is %v", name, e.Claims[name], want)
			}
		}
		for name := range e.Claims {
			if _, ok := minted[name]; !ok && name != "other" && name != "l1" {
				fail("example: claim %s is not in the job's token", name)
			}
		}
	}
	if e := v.WiderExample; e != nil && (c.Document.Admits(e.Claims).Admitted != Yes || c.Jobs[0].Contains(e.Job) != e.Replay || e.Replay && (c.Jobs[0].Audiences == nil || slices.Contains(audiences(e.Claims), "aud"))) {
		fail("the wider example is none")
	}
	if v.NarrowerExample != nil && (c.Document.Admits(v.NarrowerExample.Claims).Admitted != No || !c.Jobs[0].Contains(v.NarrowerExample.Job)) {
		fail("the narrower example is none")
	}
}
