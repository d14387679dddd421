package proof

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// Roles differ in words: a thousand of them say the same of a thousand projects.
// Such comparisons are solved once. In place of every word that stands for
// nothing but itself a plain one is put, in the document and in the description
// alike, and that comparison is solved: its tokens are those of the first with
// the words exchanged, so the answers are the same.
//
// A word is a run (package pattern). Exchanging words takes the tokens of a space
// to its tokens when every template shows its variables with separators round
// them and none of its own words is exchanged, and when no domain tells the words
// apart. It takes a language of fixed texts and globs to the one with the words
// exchanged when none of them holds a run that a wildcard makes longer and, where
// characters are counted, all are as long as what stands for them. Such a run is exchanged
// too where nothing but what it begins with is asked: its beginning, with all words
// that begin so. Where any of that fails, the word, or the whole comparison, stays
// as it is.

// alike is the comparison with plain words; ok is false when words may mean more
// than themselves in it.
func (c Comparison) alike(trusts []Trust) (_ *kindred, ok bool) {
	if len(c.Bindings) > 0 {
		return nil, false
	}
	g := gathering{seen: map[string]bool{}, ok: true}
	for i := range trusts {
		g.expr(&trusts[i].When)
	}
	for _, jobs := range []trust.Jobs{c.Jobs, c.Wide} {
		g.jobs(jobs)
	}
	if !g.ok || len(g.words) > mostWords {
		return nil, false
	}
	vs, ok := c.vocabularies()
	if !ok {
		return nil, false
	}
	own := &vocabulary{own: map[string]bool{}}
	for _, t := range trusts {
		automaton.Runs(t.Issuer, func(run string) { own.own[run] = true })
	}
	k := &kindred{}
	for _, v := range vs {
		if v.tail != (platformFact{}) {
			k.tails = append(k.tails, v.tail)
			g.sized = true
		}
	}
	names := naming{gathering: &g, vs: append(vs, own)}.names()
	k.plain = exchange{names, map[string]int{}}.comparison(c, trusts)
	k.words = reversed(names)
	return k, true
}

// A kindred is a comparison with plain words, which stands for many.
type kindred struct {
	plain Comparison
	words automaton.Renaming // plain word → word
	// tails are the facts that say how a stranger's subject goes on. Without them a
	// variable has no separator behind it, so words count.
	tails []platformFact
}

// decide answers the comparison with plain words; ok is false when the answer may
// not be that of every comparison which it stands for.
func (k *kindred) decide() (_ Verdict, ok bool) {
	for _, k.plain.wild = range []bool{true, false} {
		if k.plain.wild && len(k.tails) == 0 {
			continue
		}
		v := decide(k.plain, k.plain.Document.Trusts())
		sure := func(a Answer, e *Example, reason string) bool {
			return a == No || a == Yes && e != nil && !k.plain.wild || a == Unknown && e == nil && reason == overBudget
		}
		switch {
		case !sure(v.Wider, v.WiderExample, v.WiderReason) || !sure(v.Narrower, v.NarrowerExample, v.NarrowerReason):
		case k.plain.wild, v.Wider != No, v.restsOn(k.tails):
			return v, true
		}
	}
	return Verdict{}, false
}

// back puts the comparison's own words into an example; ok is false when it does
// not stand with them: one that is in it by chance may be just what is asked about.
func (k *kindred) back(e *Example, stands func(*Example) bool) (_ *Example, ok bool) {
	if e == nil {
		return nil, true
	}
	out := e.renamed(k.words)
	return out, stands(out)
}

// renamed is the example with other words.
func (e *Example) renamed(names automaton.Renaming) *Example {
	out := *e
	out.Job.Values = map[string]string{}
	for v, text := range e.Job.Values {
		out.Job.Values[v] = names.Rename(text)
	}
	out.Claims = Claims{}
	for name, x := range e.Claims {
		switch x := x.(type) {
		case string:
			out.Claims[name] = names.Rename(x)
		case []any:
			list := make([]any, len(x))
			for i := range x {
				list[i] = x[i]
				if text, ok := x[i].(string); ok {
					list[i] = names.Rename(text)
				}
			}
			out.Claims[name] = list
		default:
			out.Claims[name] = x
		}
	}
	return &out
}

// restsOn reports that the answer rests on all the facts.
func (v Verdict) restsOn(facts []platformFact) bool {
	return !slices.ContainsFunc(facts, func(f platformFact) bool {
		return !slices.ContainsFunc(v.RestsOn, func(r Rest) bool { return r.Platform == f.platform.Name && r.Fact == f.id })
	})
}

// A plainDocument is nothing but its conditions.
type plainDocument []Trust

// Trusts implements Document.
func (d plainDocument) Trusts() []Trust { return d }

// Admits implements Document.
func (d plainDocument) Admits(c Claims) Decision {
	answer := No
	for _, t := range d {
		if t.Issuer != c["iss"] {
			continue
		}
		switch t.When.Eval(c) {
		case Holds:
			return Decision{Admitted: Yes}
		case Hangs:
			answer = Unknown
		case Fails, Neither:
		}
	}
	return Decision{Admitted: answer}
}
