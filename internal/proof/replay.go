package proof

// Whether a described job's token for another audience gets in.

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// means reports whether the description's audiences are what somebody meant: those
// that a platform gives by itself are nobody's intention.
func (c Comparison) means(d trust.Description) bool {
	kind := d.Model().Issuer.Audience.Kind
	changed := kind == "default" && !slices.Equal(d.Audiences, []string{d.DefaultAudience()})
	return kind != "fixed" && len(d.Audiences) > 0 && (c.Named || changed)
}

// replays looks for a described job's token that gets in although it was made for
// nobody whom the description means: whoever is shown it can present it.
func (x *comparer) replays() {
	x.enc.replay = true
	defer func() { x.enc.replay = false }()
	for _, issuer := range sortedKeys(x.when) {
		sp := x.space(issuer)
		jobs := sp.jobs
		if !slices.ContainsFunc(jobs, x.means) {
			continue
		}
		x.enc.at(sp, sp.mintable()[0], nil)
		if !x.otherAudience(sp, jobs) {
			continue // whatever else a token says
		}
		seen := map[formula]bool{}
		for _, tf := range sp.mintable() {
			if tf.lifted || tf.stranger {
				continue
			}
			if x.replayBy(sp, tf, jobs, seen) {
				return
			}
		}
	}
}

// otherAudience reports that some audience which none of the descriptions means may
// get in.
func (x *comparer) otherAudience(sp *space, jobs []trust.Description) bool {
	enc := x.enc
	enc.mode = onAudience
	in := enc.bind(x.when[sp.issuer]).t
	enc.mode = free
	var meant []formula
	for _, d := range jobs {
		if x.means(d) {
			meant = append(meant, enc.audienceIn(automaton.Texts(d.Audiences...)))
		}
	}
	// A token may be one description's by its audience and another's job.
	for _, m := range meant {
		if f := enc.search(enc.All(in, enc.Not(m), enc.audienceIn(someText)), x.budget); f.Found || f.Over {
			return true
		}
	}
	return false
}

// someText is any text but the empty one: nobody makes a token for that.
var someText = automaton.Globs(pattern.Seq{{Kind: pattern.Ones, N: 1}, {Kind: pattern.Star}})

// audienceIn is the formula that aud holds a text of the language.
func (enc *encoder) audienceIn(l automaton.Lang) formula {
	lang := enc.Lang(l)
	var ways []formula
	for _, a := range enc.claim("aud") {
		switch a.kind {
		case String:
			ways = append(ways, enc.All(a.when, enc.In(a.text, lang)))
		case List: // in the form that a document's condition has: most often it is this one
			var hits []formula
			for _, e := range a.list {
				hits = append(hits, enc.In(e, lang))
			}
			ways = append(ways, enc.All(a.when, enc.Any(hits...)))
		case Absent, Null, BoolFalse, BoolTrue, Number, Object, Kinds:
		}
	}
	return enc.Any(ways...)
}

// replayBy looks among the tokens of one token form; true ends the search.
func (x *comparer) replayBy(sp *space, tf tokenForm, jobs []trust.Description, seen map[formula]bool) bool {
	enc := x.enc
	enc.at(sp, tf, nil)
	var meant []formula // described, and made for whom the description means
	for _, d := range jobs {
		mine := enc.described([]trust.Description{d})
		if x.means(d) {
			mine = enc.All(mine, enc.audienceIn(automaton.Texts(d.Audiences...)))
		}
		meant = append(meant, mine)
	}
	goal := enc.All(enc.bind(x.when[sp.issuer]).t, enc.described(jobs), enc.Not(enc.Any(meant...)), enc.audienceIn(someText), enc.bound(x.Bindings))
	if goal == never || seen[goal] {
		return false
	}
	seen[goal] = true
	doubt, goal, f := x.narrowed(sp, tf, goal)
	switch {
	case f.Over:
		x.unknownWider(overBudget)
		return true
	case !f.Found:
		return false
	}
	e := x.examples.example(x.examples.plainest(goal, f, x.budget), func(e *Example) bool {
		e.Replay = true
		return x.beside(jobs, e)
	})
	audiences := x.audiencesOf(sp.issuer)
	switch {
	case e == nil:
		x.unknownWider(x.why(goal))
		return false
	case doubt != "":
		x.unknownWider(dependsOn(sp.platform, doubt))
		x.verdict.WiderFacts = append(x.verdict.WiderFacts, doubt)
		return false
	case audiences != "":
		x.unknownWider(audiences)
		return true
	}
	x.verdict.Wider, x.verdict.WiderExample, x.verdict.WiderReason = Yes, e, ""
	return true
}

// audiencesOf says why audiences that the document takes may be refused; empty: they
// are not.
func (x *comparer) audiencesOf(issuer string) string {
	for _, t := range x.trusts {
		if t.Issuer == issuer && t.Audiences != "" {
			return t.Audiences
		}
	}
	return ""
}

// replayed reports that the example is a described job whose token is for nobody
// whom a description of it means.
func (c Comparison) replayed(jobs []trust.Description, e *Example) bool {
	described := false
	if !slices.ContainsFunc(audiences(e.Claims), func(a string) bool { return a != "" }) {
		return false
	}
	for _, d := range jobs {
		if !d.Contains(e.Job) {
			continue
		}
		described = true
		if !c.means(d) || slices.ContainsFunc(audiences(e.Claims), func(a string) bool { return slices.Contains(d.Audiences, a) }) {
			return false
		}
	}
	return described
}

// audiences are the texts of aud.
func audiences(c Claims) []string {
	switch aud := c["aud"].(type) {
	case string:
		return []string{aud}
	case []any:
		var out []string
		for _, a := range aud {
			if s, ok := a.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}
