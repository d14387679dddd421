// Package draw makes random workload identity pool providers and tokens, for
// tests: small enough that their texts often meet, and of every construct that
// conditions are made of.
package draw

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
)

// Issuer and Audience are those of most tokens and of all providers.
const (
	Issuer   = "https://issuer.example"
	Audience = "https://aud.example"
)

// A Drawer draws from one random source.
type Drawer struct {
	*rand.Rand
	// Odd is how many of a thousand comparisons are of a kind that no reading of
	// the condition decides.
	Odd        int
	attributes []string
	groups     bool
	variables  []string
}

// New makes a Drawer that draws the same for the same seed.
func New(seed uint64, odd int) *Drawer {
	return &Drawer{Rand: rand.New(rand.NewPCG(seed, 0x9E3779B97F4A7C15)), Odd: odd} //nolint:gosec // tests want to draw the same again
}

func pick[T any](d *Drawer, from ...T) T { return from[d.IntN(len(from))] }

var words = []string{"", "a", "b", "ab", "ba", "a/b", "b/a/b", "refs/heads/main", "refs/tags/v1", "refs/heads/main/x", "main", "x:a", "a:b", "a:a/b", "é", "o/r:a", "//", "s\n", "5"}

func (d *Drawer) word() string { return pick(d, words...) }

// quote spells a CEL literal.
func quote(s string) string {
	return "'" + strings.NewReplacer("\\", "\\\\", "'", "\\'", "\n", "\\n").Replace(s) + "'"
}

// A Provider is a provider's parts as a document has them.
type Provider struct {
	Issuer    string            `json:"issuer_uri"`
	Audiences []string          `json:"allowed_audiences"`
	Mapping   map[string]string `json:"attribute_mapping"`
	Condition string            `json:"attribute_condition"`
}

// JSON is the document.
func (p Provider) JSON() string {
	out, err := json.Marshal(p)
	if err != nil {
		panic(err)
	}
	return string(out)
}

// Provider draws a provider. Now and then CEL refuses its types.
func (d *Drawer) Provider() Provider {
	d.attributes, d.groups, d.variables = nil, false, nil
	p := Provider{Issuer: Issuer, Audiences: []string{Audience}, Mapping: map[string]string{"google.subject": pick(d, "assertion.sub", "assertion.sub", "assertion.sub", d.text(2))}}
	if d.IntN(4) == 0 {
		p.Audiences = append(p.Audiences, "a")
	}
	var attributes []string
	for _, name := range []string{"x", "y"} {
		if d.IntN(2) == 0 {
			p.Mapping["attribute."+name] = d.text(2)
			attributes = append(attributes, name)
		}
	}
	if d.IntN(8) == 0 {
		p.Mapping["google.groups"] = pick(d, "assertion.list", "["+d.word2()+"]", "["+d.word2()+"]", d.claim()+".split('/')", d.claim()+".split('/')", "has(assertion.list) ? assertion.list : []")
		d.groups = true
	}
	d.attributes = attributes
	if d.IntN(20) > 0 {
		p.Condition = d.truth(3)
	}
	return p
}

func (d *Drawer) word2() string { return quote(d.word()) }

var claims = []string{"sub", "ref", "a", "b", "list", "flag", "n", "gone"}

// claim refers to a claim.
func (d *Drawer) claim() string {
	name := pick(d, "sub", "ref", "ref", "a", "a", "b", "b", pick(d, claims...))
	if d.IntN(6) == 0 {
		return "assertion[" + quote(name) + "]"
	}
	return "assertion." + name
}

func (d *Drawer) named() string {
	var from []string
	for _, a := range d.attributes {
		from = append(from, "attribute."+a, "attribute['"+a+"']")
	}
	if d.attributes != nil {
		from = append(from, "google.subject")
	}
	from = append(from, d.variables...)
	if len(from) == 0 || d.IntN(2) == 0 {
		return d.claim()
	}
	return pick(d, from...)
}

// text draws an expression that is mostly a string.
func (d *Drawer) text(depth int) string {
	if depth <= 0 {
		return pick(d, d.named(), d.named(), d.word2())
	}
	switch d.IntN(12) {
	case 0:
		if d.IntN(1000) < d.Odd {
			return d.text(depth-1) + " + " + d.word2()
		}
		return d.named() + " + " + d.word2()
	case 1:
		return d.word2() + " + " + d.named() + " + " + pick(d, d.word2(), d.named())
	case 2, 3:
		return d.part(d.named())
	case 4:
		return "(" + d.truth(depth-1) + " ? " + d.text(depth-1) + " : " + d.text(depth-1) + ")"
	case 5:
		return d.part(d.part(d.claim()))
	}
	return d.named()
}

// part takes a part of a text.
func (d *Drawer) part(of string) string {
	mark := func() string { return pick(d, "", "a", "/", ":", "refs/", "heads/", "b/", "/a", "aa") }
	if d.IntN(2) == 0 {
		return of + ".extract('" + mark() + "{x}" + mark() + "')"
	}
	return of + ".split(" + pick(d, "'/'", "':'", "'a'", "'//'", "'s/'") + ")[" + pick(d, "0", "1", "2") + "]"
}

var expressions = []string{"a", "^a", "b$", "^a$", "^refs/heads/(main|dev)$", "^[a-b/]+$", "a.b", "^(?s:.*main.*)$", "^$", "é", "[^a]", "(a|b)/", "^.{2,3}$", "(?i)MAIN", "("}

// truth draws an expression that is mostly a bool.
func (d *Drawer) truth(depth int) string {
	if depth > 0 {
		switch d.IntN(10) {
		case 0, 1, 2:
			return "(" + d.truth(depth-1) + " && " + d.truth(depth-1) + ")"
		case 3, 4:
			return "(" + d.truth(depth-1) + " || " + d.truth(depth-1) + ")"
		case 5:
			return "!(" + d.truth(depth-1) + ")"
		case 6:
			return "(" + d.truth(depth-1) + " ? " + d.truth(depth-1) + " : " + d.truth(depth-1) + ")"
		}
	}
	if d.IntN(1000) < d.Odd {
		return d.odd()
	}
	return d.compare(depth)
}

func (d *Drawer) compare(depth int) string {
	switch d.IntN(17) {
	case 0, 1, 2:
		return d.text(depth) + pick(d, " == ", " == ", " != ") + d.word2()
	case 3, 4:
		return d.text(depth) + pick(d, ".startsWith(", ".endsWith(", ".contains(") + d.word2() + ")"
	case 5, 6:
		return d.text(depth) + ".matches(" + quote(pick(d, expressions...)) + ")"
	case 7:
		return d.text(depth) + " in [" + d.word2() + ", " + d.word2() + pick(d, "", ", "+d.word2()) + "]"
	case 8:
		return d.word2() + " in " + pick(d, "assertion.list", "assertion.list", d.claim())
	case 9:
		if len(d.attributes) > 0 && d.IntN(2) == 0 {
			return "has(attribute." + pick(d, d.attributes...) + ")"
		}
		return pick(d, "has(assertion."+pick(d, claims...)+")", quote(pick(d, claims...))+" in assertion")
	case 10:
		return pick(d, "assertion.flag", "assertion.flag == true", d.claim()+" == false", d.claim())
	case 11:
		return pick(d, d.claim(), "assertion.n") + pick(d, " == ", " < ", " <= ", " > ", " >= ", " != ") + pick(d, "5", "5.0", "0", "-1", "6u", "1e3")
	case 12:
		return pick(d, "size("+d.text(0)+") > 0", d.claim()+".size() == 0", "assertion.list.size() >= 1", "size(assertion.list) != 0")
	case 13:
		return d.loop()
	case 14:
		return d.claim() + pick(d, " == null", " == []", " == ["+d.word2()+"]", " == 'a' + 'b'", " in []", " in ['a', 5, true]")
	case 15:
		if d.groups {
			return d.word2() + " in google.groups"
		}
		return pick(d, "true", "false", "'a' == 'b'", "5 > 4.0", "'ab'.startsWith('a')")
	}
	x := d.claim()
	return x + " + " + d.word2() + " == " + pick(d, x+" + "+d.word2(), d.word2())
}

// loop draws a loop over a list.
func (d *Drawer) loop() string {
	macro := pick(d, ".exists(", ".all(")
	if d.IntN(3) == 0 {
		outer := d.variables
		d.variables = append(outer[:len(outer):len(outer)], "e")
		defer func() { d.variables = outer }()
		return "[" + d.word2() + ", " + d.named2() + "]" + macro + "e, " + d.compare(0) + ")"
	}
	simple := []string{"e == " + d.word2(), "e.startsWith(" + d.word2() + ")", "e in [" + d.word2() + ", " + d.word2() + "]", "e == 'a' || e == 'b'", "e.contains('a') || e.endsWith('b')"}
	test := pick(d, simple...)
	if d.IntN(4) == 0 {
		test = "!(" + test + ")"
	}
	return pick(d, "assertion.list", "assertion.list", d.claim()) + macro + "e, " + test + ")"
}

// named2 is a text for a list that a loop goes over, without its variable.
func (d *Drawer) named2() string { return pick(d, d.claim(), d.word2()) }

// odd draws what is not modelled.
func (d *Drawer) odd() string {
	return pick(d,
		d.claim()+" == "+d.claim(),
		"size("+d.claim()+") == 2",
		d.claim()+"[0] == 'a'",
		"assertion.b.k == 'a'",
		d.claim()+".startsWith(assertion.a)",
		d.claim()+" < 'b'",
		d.claim()+".lowerAscii() == 'a'",
		d.claim()+".split('/').join(':') == "+d.word2(),
		"assertion.list.map(e, e)[0] == 'a'",
		"assertion.a in assertion.list",
		"assertion.list.exists(e, e == assertion.a)",
		d.part("assertion.a")+" == "+d.part("assertion.b"),
	)
}

// Token draws a token's payload as JSON.
func (d *Drawer) Token() string {
	out := map[string]any{"iss": Issuer, "aud": Audience, "sub": pick(d, d.word(), d.word()+"s")}
	for _, name := range []string{"ref", "a", "b"} {
		if v, ok := d.value(true); ok {
			out[name] = v
		}
	}
	usual := []any{d.list(), d.IntN(2) == 0, json.Number(pick(d, "5", "5.0", "-1", "6", "0", "1000", "5.5"))}
	for i, name := range []string{"list", "flag", "n"} {
		out[name] = usual[i]
		if d.IntN(8) == 0 {
			delete(out, name)
			if v, ok := d.value(false); ok {
				out[name] = v
			}
		}
	}
	switch d.IntN(40) {
	case 0:
		out["iss"] = pick[any](d, Issuer+"/", "https://other.example", 5, nil)
	case 1, 2:
		out["aud"] = pick[any](d, "a", "b", []any{"b", Audience}, []any{}, nil, []any{5})
	case 3:
		delete(out, pick(d, "iss", "aud", "sub"))
	case 4:
		out["sub"] = pick[any](d, strings.Repeat("a", 126), strings.Repeat("é", 64), "", 5, nil, []any{"a"}, strings.Repeat("a", 128))
	}
	text, err := json.Marshal(out)
	if err != nil {
		panic(fmt.Sprint(err))
	}
	return string(text)
}

func (d *Drawer) list() []any {
	out := []any{}
	for range d.IntN(4) {
		var e any = d.word()
		if d.IntN(50) == 0 {
			e = pick[any](d, 5, nil, true, []any{"a"}, map[string]any{"a": "b"})
		}
		out = append(out, e)
	}
	return out
}

// value draws a claim's value, mostly a text if text is set.
func (d *Drawer) value(text bool) (any, bool) {
	n := d.IntN(20)
	if text && n > 6 {
		return d.word(), true
	}
	switch n {
	case 0:
		return nil, true
	case 1:
		return d.IntN(2) == 0, true
	case 2:
		return pick[any](d, 5, 1.5), true
	case 3:
		return d.list(), true
	case 4:
		if d.IntN(4) == 0 {
			return map[string]any{"k": d.word()}, true
		}
	case 5:
		return nil, false
	}
	return d.word(), true
}
