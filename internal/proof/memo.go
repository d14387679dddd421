package proof

import (
	"slices"
	"sync/atomic"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// This file and memo_*.go let Compare answer a comparison by one that differs from it
// in symbols alone. The rest of the package knows of it by answer, and does without.
//
// Roles differ in names: a thousand of them say the same of a thousand projects. In
// place of every symbol that stands for nothing but itself a plain one is put, in the
// document and in the description alike (memo_symbols.go lists them, memo_names.go
// finds plain ones, memo_rename.go puts them in). That is the comparison's canonical
// form, which is solved once in a process (memo_cache.go).
//
// Why the answers are the same. A symbol is a run (automaton.Runs): every text is runs
// with separators between them, so a renaming of runs, one for one, takes texts to
// texts and back.
//   - It takes the tokens of a space to its tokens when every template shows its
//     variables with separators round them, when none of the template's own symbols is
//     renamed, and when no domain tells the symbols apart (memo_platform.go).
//   - It takes a language of fixed texts and globs to the one with the symbols renamed
//     when no language holds a run that a wildcard makes longer and, where characters
//     are counted, all symbols are as long as what stands for them. A run that a
//     wildcard makes longer is renamed where nothing but what it begins with is asked:
//     its beginning, together with all symbols that begin so.
//   - Opaque conditions are renamed too: only which are the same counts.
//
// So a token answers the comparison just when the renamed token answers its canonical
// form. Where any of that fails, the symbol, or the whole comparison, stays as it is.
// The canonical form is what is solved, whichever comparison came first, so no answer
// depends on what was asked before; and an example counts only when, with the
// comparison's own symbols back in, the relying party's evaluator bears it out.

// A memo answers comparisons by what was solved before.
type memo struct {
	off   atomic.Int32 // how many ask for it to be off
	cache cache
}

// solvedBefore is the process's.
var solvedBefore = &memo{cache: cache{byKey: map[cacheKey]*entry{}}}

// WithoutMemo makes Compare decide every comparison by itself until the returned
// function is called. Tests hold by it that the memo changes no answer.
func WithoutMemo() (end func()) {
	solvedBefore.off.Add(1)
	return func() { solvedBefore.off.Add(-1) }
}

// answer answers the comparison by its canonical form; ok is false when it has none, or
// one whose answer may not be its own.
func (m *memo) answer(c Comparison, trusts []Trust) (_ Verdict, ok bool) {
	if m.off.Load() > 0 {
		return Verdict{}, false
	}
	k, ok := c.canonical(trusts)
	if !ok {
		return Verdict{}, false
	}
	s := m.cache.get(k.form.text())
	s.once.Do(func() { s.verdict, s.shared = k.decide() })
	if !s.shared {
		return Verdict{}, false
	}
	return c.translated(k, s.verdict)
}

// translated is the answer of the comparison's canonical form with its own symbols.
func (c Comparison) translated(k *canonical, v Verdict) (_ Verdict, ok bool) {
	v.RestsOn = slices.Clone(v.RestsOn)
	wide := c.Wide
	if wide == nil {
		wide = c.Jobs
	}
	var wider, narrower bool
	v.WiderExample, wider = k.own(v.WiderExample, func(e *Example) bool {
		return c.beside(at(wide, issuerOf(e)), e)
	})
	v.NarrowerExample, narrower = k.own(v.NarrowerExample, func(e *Example) bool {
		return c.Document.Admits(e.Claims).Admitted == No && contains(at(c.Jobs, issuerOf(e)), e)
	})
	return v, wider && narrower
}

func issuerOf(e *Example) string {
	iss, _ := e.Claims["iss"].(string)
	return iss
}

// canonical is the comparison's canonical form; ok is false when symbols may mean more
// than themselves in it.
func (c Comparison) canonical(trusts []Trust) (_ *canonical, ok bool) {
	if len(c.Bindings) > 0 {
		return nil, false
	}
	g := symbols{seen: map[string]bool{}, ok: true}
	for i := range trusts {
		g.expr(&trusts[i].When)
	}
	for _, jobs := range []trust.Jobs{c.Jobs, c.Wide} {
		g.jobs(jobs)
	}
	if !g.ok || len(g.whole) > mostSymbols {
		return nil, false
	}
	vs, ok := c.reserved()
	if !ok {
		return nil, false
	}
	own := &reserved{symbols: map[string]bool{}}
	for _, t := range trusts {
		automaton.Runs(t.Issuer, func(run string) { own.symbols[run] = true })
	}
	k := &canonical{}
	for _, v := range vs {
		if v.tail != (platformFact{}) {
			k.tails = append(k.tails, v.tail)
			g.sized = true
		}
	}
	names := namer{symbols: &g, vs: append(vs, own)}.names()
	k.form = renamer{names, map[string]int{}}.comparison(c, trusts)
	k.back = reversed(names)
	return k, true
}

// A canonical is a comparison with plain symbols, which stands for many.
type canonical struct {
	form Comparison
	back automaton.Renaming // plain symbol → symbol
	// tails are the facts that say how a stranger's subject goes on. Without them a
	// variable has no separator behind it, so symbols count.
	tails []platformFact
}

// decide answers the canonical form; ok is false when the answer may
// not be that of every comparison which it stands for.
func (k *canonical) decide() (_ Verdict, ok bool) {
	for _, k.form.wild = range []bool{true, false} {
		if k.form.wild && len(k.tails) == 0 {
			continue
		}
		v := decide(k.form, k.form.Document.Trusts())
		sure := func(a Answer, e *Example, reason string) bool {
			return a == No || a == Yes && e != nil && !k.form.wild || a == Unknown && e == nil && reason == overBudget
		}
		switch {
		case !sure(v.Wider, v.WiderExample, v.WiderReason) || !sure(v.Narrower, v.NarrowerExample, v.NarrowerReason):
		case k.form.wild, v.Wider != No, v.restsOn(k.tails):
			return v, true
		}
	}
	return Verdict{}, false
}

// own puts the comparison's own symbols into an example; ok is false when it does
// not stand with them: one that is in it by chance may be just what is asked about.
func (k *canonical) own(e *Example, stands func(*Example) bool) (_ *Example, ok bool) {
	if e == nil {
		return nil, true
	}
	out := e.renamed(k.back)
	return out, stands(out)
}

// renamed is the example with other symbols.
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
		case ValueUnknown:
			answer = Unknown
		case Fails, ValueError:
		}
	}
	return Decision{Admitted: answer}
}
