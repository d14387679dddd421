package google

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/draw"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
)

// A comparison counts what readings of drawn providers make of drawn tokens.
type comparison struct {
	pairs, admitted, neither, providers, invalid, unknown int
	reasons                                               map[string]int
	first                                                 string // the first disagreement
	wrong                                                 int
}

func (c *comparison) add(o comparison) {
	c.pairs, c.admitted, c.neither, c.providers, c.invalid = c.pairs+o.pairs, c.admitted+o.admitted, c.neither+o.neither, c.providers+o.providers, c.invalid+o.invalid
	c.unknown, c.wrong = c.unknown+o.unknown, c.wrong+o.wrong
	if c.first == "" {
		c.first = o.first
	}
	if c.reasons == nil {
		c.reasons = map[string]int{}
	}
	for r, n := range o.reasons {
		c.reasons[r] += n
	}
}

// A change is a fault: it is put on the provider that the package under test
// reads, or on the condition that it makes.
type change struct {
	name      string
	provider  func(draw.Provider) draw.Provider
	condition func(proof.Expr) proof.Expr
}

const tokensEach = 40

// compare draws providers and tokens and holds the lowered condition and Admits
// against the independent reading.
func compare(t *testing.T, seed uint64, pairs int, fault change) comparison {
	d := draw.New(seed, 5)
	c := comparison{reasons: map[string]int{}}
	for c.pairs < pairs {
		p := d.Provider()
		c.providers++
		independent, err := read(p)
		text := p.JSON()
		if fault.provider != nil {
			text = fault.provider(p).JSON()
		}
		document, failed := google.Parse(text)
		if err != nil || failed != nil {
			c.invalid++
			if fault.provider == nil && err != nil && failed == nil {
				t.Fatalf("cel-go refuses %s: %v", text, err)
			}
			if fault.provider == nil && err == nil && failed != nil && !strings.Contains(failed.Error(), "Google wants") {
				t.Fatalf("Parse refuses %s: %v", text, failed)
			}
			continue
		}
		trusts := document.Trusts()
		if fault.condition != nil {
			trusts = slices.Clone(trusts)
			for i := range trusts {
				trusts[i].When = fault.condition(trusts[i].When)
			}
		}
		for range tokensEach {
			c.one(independent, document, trusts, text, d.Token())
		}
	}
	return c
}

func (c *comparison) one(independent *reading, document *google.Document, trusts []proof.Trust, text, token string) {
	c.pairs++
	want := independent.judge(token)
	decoder := json.NewDecoder(strings.NewReader(token))
	decoder.UseNumber()
	var claims proof.Claims
	if err := decoder.Decode(&claims); err != nil {
		panic(err)
	}
	lowered := proof.Fails
	var why string
	for _, trust := range trusts {
		if trust.Issuer == claims["iss"] {
			lowered = trust.When.Eval(claims)
			if lowered == proof.ValueUnknown {
				why = blame(trust.When, claims)
			}
		}
	}
	decided := document.Admits(claims)
	if want == admitted {
		c.admitted++
	}
	if lowered == proof.ValueError {
		c.neither++
	}
	if lowered == proof.ValueUnknown || decided.Admitted == proof.Unknown || want == open {
		c.unknown++
		if why == "" {
			why = decided.Reason()
		}
		c.reasons[why]++
	}
	ok := lowered == proof.ValueUnknown || want == open || (lowered == proof.Holds) == (want == admitted)
	ok = ok && (decided.Admitted == proof.Unknown || want == open || (decided.Admitted == proof.Yes) == (want == admitted))
	if !ok {
		c.wrong++
		if c.first == "" {
			c.first = fmt.Sprintf("cel-go: %s, lowered: %s, Admits: %s (%s)\n%s\n%s", want, lowered, decided.Admitted, decided.Reason(), text, token)
		}
	}
}

// blame is the reason of an opaque part that an answer rests on.
func blame(e proof.Expr, c proof.Claims) string {
	if e.Eval(c) != proof.ValueUnknown {
		return ""
	}
	if e.Op == proof.OpOpaque {
		reason, _, _ := strings.Cut(e.Key, "\x00")
		return reason
	}
	for _, k := range e.Kids {
		if r := blame(k, c); r != "" {
			return r
		}
	}
	return ""
}

// For drawn providers and tokens, cel-go, the lowered condition and Admits agree.
func TestConditionsAreReadAsCELHasThem(t *testing.T) {
	pairs := 100_000
	if effort.Now() == effort.Soak {
		pairs = 5_000_000
	}
	const workers = 2
	var wait sync.WaitGroup
	parts := make([]comparison, workers)
	for w := range workers {
		wait.Go(func() { parts[w] = compare(t, uint64(1000+w), pairs/workers, change{}) })
	}
	wait.Wait()
	var c comparison
	for _, p := range parts {
		c.add(p)
	}
	t.Logf("%d pairs of %d providers (%d more do not compile), %d admitted, %d errors, %d unknown", c.pairs, c.providers-c.invalid, c.invalid, c.admitted, c.neither, c.unknown)
	for _, r := range slices.Sorted(maps.Keys(c.reasons)) {
		t.Logf("%6d unknown: %s", c.reasons[r], r)
	}
	if c.wrong > 0 {
		t.Errorf("%d disagreements, the first: %s", c.wrong, c.first)
	}
	if c.pairs < 100_000 || c.admitted*10 < c.pairs || c.neither*20 < c.pairs {
		t.Error("the pairs are too few, or too one-sided")
	}
	if c.unknown*100 > c.pairs {
		t.Errorf("%d of %d pairs are unknown, more than one in a hundred", c.unknown, c.pairs)
	}
}

// Each fault planted into the reading makes the comparison disagree.
func TestComparisonNoticesFaults(t *testing.T) {
	for i, fault := range faults() {
		t.Run(fault.name, func(t *testing.T) {
			c := comparison{}
			for range 10 { // most show in the first thousand pairs
				c.add(compare(t, uint64(5000+i+10*c.pairs), 4_000, fault))
				if c.wrong > 0 {
					break
				}
			}
			t.Logf("%d of %d pairs", c.wrong, c.pairs)
			if c.wrong == 0 {
				t.Errorf("unnoticed in %d pairs", c.pairs)
			}
		})
	}
}

// tests changes every test of a condition.
func tests(f func(t *proof.Test)) func(proof.Expr) proof.Expr {
	return changed(func(e proof.Expr) proof.Expr {
		if e.Op == proof.OpTest {
			f(&e.Test)
		}
		return e
	})
}

// changed changes every part of a condition, the inner ones first.
func changed(f func(proof.Expr) proof.Expr) func(proof.Expr) proof.Expr {
	var walk func(proof.Expr) proof.Expr
	walk = func(e proof.Expr) proof.Expr {
		kids := slices.Clone(e.Kids)
		for i, k := range kids {
			kids[i] = walk(k)
		}
		e.Kids = kids
		return f(e)
	}
	return walk
}

// text changes the condition and the mappings before they are read.
func text(was, is string) func(draw.Provider) draw.Provider {
	return func(p draw.Provider) draw.Provider {
		p.Condition = strings.ReplaceAll(p.Condition, was, is)
		p.Mapping = maps.Clone(p.Mapping)
		for k, v := range p.Mapping {
			p.Mapping[k] = strings.ReplaceAll(v, was, is)
		}
		return p
	}
}

// replaced is text with a regular expression.
func replaced(was, is string) func(draw.Provider) draw.Provider {
	expression := regexp.MustCompile(was)
	return func(p draw.Provider) draw.Provider {
		p.Condition = expression.ReplaceAllString(p.Condition, is)
		p.Mapping = maps.Clone(p.Mapping)
		for k, v := range p.Mapping {
			p.Mapping[k] = expression.ReplaceAllString(v, is)
		}
		return p
	}
}

func faults() []change {
	swap := func(was, is proof.Outcome, kinds ...proof.Kind) func(t *proof.Test) {
		return func(t *proof.Test) {
			for k := range t.On {
				if t.On[k] == was && slices.Contains(kinds, proof.Kind(k)) {
					t.On[k] = is
				}
			}
		}
	}
	return []change{
		{name: "a missing claim is false, no error", condition: tests(swap(proof.OutcomeError, proof.Fail, proof.Absent))},
		{name: "a missing claim is as good as any", condition: tests(swap(proof.OutcomeError, proof.Pass, proof.Absent))},
		{name: "another type is true", condition: tests(swap(proof.Fail, proof.Pass, proof.Number, proof.List, proof.Null))},
		{name: "another type is no error", condition: tests(swap(proof.OutcomeError, proof.Fail, proof.Number, proof.List, proof.Null, proof.BoolTrue, proof.BoolFalse))},
		{name: "a missing piece is no error", condition: tests(func(t *proof.Test) { t.Defined = nil })},
		{name: "some element is all", condition: tests(func(t *proof.Test) {
			if t.On[proof.List] == proof.ByAll {
				t.On[proof.List] = proof.BySome
			}
		})},
		{name: "some element is the only one", condition: tests(func(t *proof.Test) {
			if t.On[proof.List] == proof.BySome {
				t.On[proof.List] = proof.ByOne
			}
		})},
		{name: "less is at most", condition: tests(func(t *proof.Test) {
			if t.Compare == "<" {
				t.Compare = "<="
			}
		})},
		{name: "and is or", condition: changed(func(e proof.Expr) proof.Expr {
			if e.Op == proof.OpAnd && len(e.Kids) == 2 {
				e.Op = proof.OpOr
			}
			return e
		})},
		{name: "not an error is true", condition: changed(func(e proof.Expr) proof.Expr {
			if e.Op == proof.OpNot {
				return proof.If(proof.Or(e.Kids[0], proof.False), proof.False, proof.True)
			}
			if e.Op == proof.OpError {
				return proof.True
			}
			return e
		})},
		{name: "the branches are exchanged", condition: changed(func(e proof.Expr) proof.Expr {
			if e.Op == proof.OpIf {
				e.Kids[1], e.Kids[2] = e.Kids[2], e.Kids[1]
			}
			return e
		})},
		{name: "contains for startsWith", provider: text(".startsWith(", ".contains(")},
		{name: "a match is of the whole", provider: text(".matches('a')", ".matches('^a$')")},
		{name: "a template without its suffix", provider: replaced(`\}[^'{}]+'\)`, "}')")},
		{name: "the next piece", provider: text(")[1]", ")[2]")},
		{name: "exists is all", provider: text(".exists(", ".all(")},
		{name: "the mapping of another attribute", provider: text("attribute.x", "attribute.y")},
		{name: "any audience", provider: func(p draw.Provider) draw.Provider {
			p.Audiences = []string{draw.Audience, "a", "b"}
			return p
		}},
		{name: "has() of null is false", condition: tests(swap(proof.Pass, proof.Fail, proof.Null))},
	}
}
