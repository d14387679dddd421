package aws

// A policy as conditions for the proof.

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// Trusts lists the issuers that principals name, and when their tokens get in. A
// statement of which nobody knows whom it is about counts, as unknown, for these
// and for the issuers that its own conditions name.
func (d *Document) Trusts() []proof.Trust {
	var out []proof.Trust
	for _, issuer := range d.issuers {
		t := proof.Trust{Issuer: issuer, When: d.when(issuer)}
		if _, known := d.ClientIDs[issuer]; !known {
			t.Audiences = "only the client ids of the OIDC provider could refuse a token for another audience, and client_ids does not give them"
		}
		out = append(out, t)
	}
	return out
}

// when is what STS asks of every token, and the statements.
func (d *Document) when(issuer string) proof.Expr {
	clauses := d.clauses[issuer]
	main := granted(clauses, assume)
	kids := []proof.Expr{
		is("sub", outcomes{proof.String: proof.Pass, proof.Absent: proof.Fail}),
		oneAudience,
		proof.Or(is(rolesClaim, outcomes{proof.Absent: proof.Pass, proof.Null: proof.Pass, rest: proof.Fail}), proof.Opaque("", namedRoles)),
		main,
	}
	if ids, ok := d.ClientIDs[issuer]; ok {
		kids = append(kids, audienceIn(automaton.Texts(ids...)))
	}
	for _, more := range []struct {
		action  int
		without proof.Expr // when the token needs no such action
	}{
		{tag, is(tagsClaim, outcomes{proof.Absent: proof.Pass, proof.Object: proof.Fail})},
		{identify, is(identityClaim, outcomes{proof.Absent: proof.Pass, proof.String: proof.Fail})},
	} {
		if slices.ContainsFunc(clauses, func(k clause) bool { return k.allows[more.action] != k.allows[assume] }) {
			kids = append(kids, proof.Or(more.without, granted(clauses, more.action)))
		}
	}
	return proof.And(kids...)
}

func granted(clauses []clause, action int) proof.Expr {
	var allow, deny []proof.Expr
	for i := range clauses {
		switch k := &clauses[i]; {
		case !k.allows[action]:
		case k.deny:
			deny = append(deny, k.expr())
		default:
			allow = append(allow, k.expr())
		}
	}
	return proof.And(proof.Or(allow...), proof.Not(proof.Or(deny...)))
}

func (c *clause) expr() proof.Expr {
	var kids []proof.Expr
	if c.doubt != "" {
		kids = append(kids, proof.Opaque("", c.doubt))
	}
	for i := range c.checks {
		kids = append(kids, c.checks[i].expr())
	}
	return proof.And(kids...)
}

// outcomes are those of a test by kind; kinds that are not named have that of
// rest, which is open unless it is named.
type outcomes map[proof.Kind]proof.Outcome

const rest = proof.Kinds

// is asks for the kind of one claim.
func is(claim string, on outcomes) proof.Expr { return in(claim, on, automaton.Lang{}) }

func in(claim string, on outcomes, lang automaton.Lang) proof.Expr {
	t := proof.Test{Term: proof.Claim(claim), Lang: lang}
	for k := range t.On {
		kind := proof.Kind(k)
		o, ok := on[kind]
		if !ok {
			if o, ok = on[rest]; !ok {
				o = proof.OutcomeUnknown
			}
		}
		t.On[k] = o
	}
	return proof.Is(t)
}

var (
	azpAbsent = is("azp", outcomes{proof.Absent: proof.Pass, proof.String: proof.Fail})
	// oneAudience: STS wants aud, and one only unless azp says which.
	oneAudience = proof.Or(
		in("aud", outcomes{proof.Absent: proof.Fail, proof.Null: proof.Fail, proof.String: proof.Pass, proof.List: proof.ByOne}, automaton.All()),
		proof.And(proof.Not(azpAbsent), is("aud", outcomes{proof.Absent: proof.Fail, proof.Null: proof.Fail, proof.String: proof.Pass, proof.List: proof.Pass})))
)

func audienceIn(l automaton.Lang) proof.Expr {
	return proof.Or(
		proof.And(azpAbsent, in("aud", outcomes{proof.Absent: proof.Fail, proof.Null: proof.Fail, proof.String: proof.ByText, proof.List: proof.ByOne}, l)),
		in("azp", outcomes{proof.Absent: proof.Fail, proof.String: proof.ByText}, l))
}

// A reading is how a key's value is asked for.
type reading struct {
	in      func(automaton.Lang) proof.Expr // it is a text of the language; not when it is missing
	missing proof.Expr
}

// expr is the condition.
func (k *check) expr() proof.Expr {
	if k.settled() {
		return constant(k.there)
	}
	unknown := func() proof.Expr { return proof.Opaque(k.words(), k.doubt) }
	gone := constant(k.absent)
	if k.absentIf != "" {
		gone = proof.Opaque(k.words(), k.absentIf)
	}
	split := func(missing, there proof.Expr) proof.Expr {
		return proof.Or(proof.And(missing, gone), proof.And(proof.Not(missing), there))
	}
	var out proof.Expr
	switch k.source {
	case fromRequest:
		return unknown()
	case fromNothing:
		out = gone
	case fromDoubt:
		missing := is(k.claim, outcomes{proof.Absent: proof.Pass, rest: proof.Fail})
		out = split(missing, unknown())
	case fromList:
		out = k.listExpr()
	case fromNumber:
		missing := is(k.claim, outcomes{proof.Absent: proof.Pass, proof.Number: proof.Fail})
		switch {
		case k.fixed:
			out = split(missing, constant(k.there))
		case k.family == numeric:
			out = split(missing, k.numberExpr())
		default:
			out = split(missing, proof.Opaque(k.words(), "AWS does not document how this operator takes a number"))
		}
	case fromOriginal:
		out = k.textExpr(k.reading(), split)
		if k.doubt != "" {
			withAZP := is("azp", outcomes{proof.Absent: proof.Fail, rest: proof.Pass})
			out = proof.Or(proof.And(proof.Not(withAZP), unknown()), proof.And(withAZP, out))
		}
	default:
		out = k.textExpr(k.reading(), split)
	}
	if out.Op == proof.OpFalse {
		return out
	}
	return proof.And(out, k.valid())
}

// originalOdd: oaud is never missing; only nobody knows about an aud that is no
// text.
var originalOdd = is("aud", outcomes{proof.Absent: proof.Fail, proof.Null: proof.Fail, proof.String: proof.Fail})

// reading is how the value of a key that is a text is asked for.
func (k *check) reading() reading {
	switch k.source {
	case fromAudience:
		odd := outcomes{proof.Absent: proof.Fail, proof.Null: proof.Fail, proof.String: proof.Fail, proof.List: proof.Fail}
		return reading{audienceIn, proof.Or(
			proof.And(azpAbsent, is("aud", odd)),
			is("azp", outcomes{proof.Absent: proof.Fail, proof.String: proof.Fail}))}
	case fromOriginal:
		return reading{func(l automaton.Lang) proof.Expr {
			return in("aud", outcomes{proof.Absent: proof.Fail, proof.Null: proof.Fail, proof.String: proof.ByText}, l)
		}, originalOdd}
	case fromRoles:
		return reading{func(l automaton.Lang) proof.Expr {
			return proof.If(is(k.claim, outcomes{proof.Absent: proof.Pass, proof.Null: proof.Pass, rest: proof.Fail}), constant(l.Match("false")), constant(l.Match("true")))
		}, proof.False}
	case fromContext:
		return reading{func(l automaton.Lang) proof.Expr { return constant(l.Match(k.text)) }, proof.False}
	default:
		return reading{func(l automaton.Lang) proof.Expr {
			return in(k.claim, outcomes{proof.Absent: proof.Fail, proof.String: proof.ByText}, l)
		}, is(k.claim, outcomes{proof.Absent: proof.Pass, proof.String: proof.Fail})}
	}
}

func constant(b bool) proof.Expr {
	if b {
		return proof.True
	}
	return proof.False
}

// valid holds unless a variable has no value.
func (k *check) valid() proof.Expr {
	out := []proof.Expr{}
	if k.broken {
		out = append(out, proof.Opaque(k.words(), invalid))
	}
	for _, w := range k.wants {
		for _, p := range w.needs {
			there := is(p.claim, outcomes{proof.Absent: proof.Fail, rest: proof.Pass})
			out = append(out, proof.Or(there, proof.Opaque(k.words(), invalid)))
		}
	}
	return proof.And(out...)
}

// textExpr is a condition on a key that is a text.
func (k *check) textExpr(r reading, split func(missing, there proof.Expr) proof.Expr) proof.Expr {
	switch {
	case k.fixed:
		return split(r.missing, constant(k.there))
	case k.family == numeric || k.family == foreign:
		return split(r.missing, proof.Opaque(k.words(), "AWS does not document how this operator takes a text"))
	}
	lang, complement, more := k.languages()
	there := proof.Not(r.missing)
	match := r.in(lang)
	if complement {
		match = proof.And(there, proof.Not(match))
	}
	for _, m := range more {
		if m.bound != nil {
			match = proof.Or(match, proof.And(r.in(*m.bound), m.expr))
		} else {
			match = proof.Or(match, proof.And(there, m.expr))
		}
	}
	out := match
	if k.negated {
		out = proof.Not(out)
	}
	if k.of == plain {
		if k.ifExists {
			return proof.Or(r.missing, out)
		}
		return out
	}
	empty := r.in(automaton.Texts(""))
	doubt := proof.Opaque(k.words(), emptyText)
	switch k.of {
	case forAll:
		out = proof.Or(r.missing, out)
		if len(more) > 0 || lang.Match("") == (k.negated != complement) {
			out = proof.Or(out, proof.And(empty, doubt))
		}
	case forAny:
		out = proof.And(there, out)
		if len(more) > 0 || lang.Match("") != (k.negated != complement) {
			out = proof.And(out, proof.Or(proof.Not(empty), doubt))
		}
	case plain:
	}
	if k.ifExists {
		out = proof.Or(r.missing, out)
	}
	return out
}

const emptyText = "AWS's page takes an empty text for no value under ForAllValues and ForAnyValue, and nobody has seen that it does"

// An open value is one that nobody knows.
type open struct {
	expr  proof.Expr
	bound *automaton.Lang // it matches nothing else
}

// languages are the texts that the values match, whether the complement is
// meant, and the values that nobody knows about.
func (k *check) languages() (lang automaton.Lang, complement bool, more []open) {
	yes, no := false, false
	var globs []pattern.Seq
	var texts []string
	for _, w := range k.wants {
		var bound *automaton.Lang
		if w.bound {
			l := automaton.Globs(w.glob.seq())
			bound = &l
		}
		switch {
		case w.doubt != "":
			more = append(more, open{proof.Opaque(k.words(), w.doubt), bound})
		case w.never:
		case k.family == boolean:
			yes, no = yes || w.holds, no || !w.holds
		case w.vars != nil:
			more = append(more, open{w.variable(k), bound})
		case k.family == fold:
			lang = lang.Or(automaton.IgnoreCase(w.glob.literal()))
		case k.family == like:
			globs = append(globs, w.glob.seq())
		default:
			texts = append(texts, w.glob.literal())
		}
	}
	if k.family == boolean {
		switch {
		case yes && no:
			return automaton.All(), false, more
		case no:
			return automaton.IgnoreCase("true"), true, more
		case yes:
			return automaton.IgnoreCase("true"), false, more
		}
	}
	switch k.family {
	case fold:
		return lang, false, more
	case like:
		return automaton.Globs(globs...), false, more
	default:
		return automaton.Texts(texts...), false, more
	}
}

// variable is a value that claims are put into: the comparison of two claims is
// left open.
func (w *want) variable(k *check) proof.Expr {
	kids := []proof.Expr{}
	for _, p := range w.needs {
		kids = append(kids, is(p.claim, outcomes{proof.Absent: proof.Fail, proof.String: proof.Pass}))
	}
	return proof.And(append(kids, proof.Opaque(k.words(), "it compares two claims"))...)
}

// listExpr is a condition on a key with several values.
func (k *check) listExpr() proof.Expr {
	on := func(absent, list proof.Outcome, l automaton.Lang) proof.Expr {
		return in(k.claim, outcomes{proof.Absent: absent, proof.List: list}, l)
	}
	missing := on(proof.Pass, proof.Fail, automaton.Lang{})
	hasText := on(proof.Fail, proof.BySome, automaton.All())
	noText := proof.And(on(proof.Fail, proof.Pass, automaton.Lang{}), proof.Not(hasText))
	gone := constant(k.absent)
	if k.absentIf != "" {
		gone = proof.Opaque(k.words(), k.absentIf)
	}
	split := func(there proof.Expr) proof.Expr {
		return proof.Or(proof.And(missing, gone), proof.And(proof.Not(missing), there))
	}
	switch {
	case k.fixed:
		return split(proof.If(noText, proof.Opaque(k.words(), "AWS does not document whether a key with no value is there"), constant(k.there)))
	case k.family == numeric || k.family == foreign:
		return split(proof.Opaque(k.words(), "AWS does not document how this operator takes several values"))
	case k.of == plain && (k.negated || k.ifExists):
		return split(proof.And(noText, proof.Opaque(k.words(), "AWS does not document whether a key with no value is there")))
	}
	if k.family == boolean {
		return split(proof.Opaque(k.words(), "AWS does not document how this operator takes several values"))
	}
	lang, _, more := k.languages()
	var kids []proof.Expr
	for _, m := range more {
		kids = append(kids, m.expr)
	}
	unknown := proof.Or(kids...)
	some, all := on(proof.Fail, proof.BySome, lang), on(proof.Fail, proof.ByAll, lang)
	if len(more) > 0 {
		// An element that is in the language stays; any other text may match.
		some = proof.Or(some, proof.And(hasText, unknown))
		all = proof.Or(all, proof.And(on(proof.Fail, proof.ByAll, automaton.All()), unknown))
	}
	var there proof.Expr
	switch {
	case k.of == forAll && k.negated:
		there = proof.Not(some)
	case k.of == forAll:
		there = all
	case k.negated:
		there = proof.Not(all)
	default:
		there = some
	}
	return split(there)
}

// numberExpr is a condition on a number that is there.
func (k *check) numberExpr() proof.Expr {
	var kids []proof.Expr
	for _, w := range k.wants {
		if w.doubt != "" {
			kids = append(kids, proof.Opaque(k.words(), w.doubt))
			continue
		}
		t := proof.Test{Term: proof.Claim(k.claim), Than: w.number}
		for kind := range t.On {
			t.On[kind] = proof.OutcomeUnknown
		}
		t.On[proof.Number] = proof.ByNumber
		turn := false
		switch t.Compare = k.compare; t.Compare {
		case ">":
			t.Compare, turn = "<=", true
		case ">=":
			t.Compare, turn = "<", true
		}
		e := proof.Is(t)
		if turn {
			e = proof.Not(e)
		}
		kids = append(kids, e)
	}
	if k.negated {
		return proof.Not(proof.Or(kids...))
	}
	return proof.Or(kids...)
}
