package check

// Tokens that the platform's data has no room for.

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// A misfit is what a token has that the data of its platform has no room for. A
// claim that is missing is none: tokens are shown in excerpts, and old ones lack
// what came later.
type misfit struct {
	claim, value string // empty: it fits
	fact         string // that says that no token has the claim, if one does
	unverified   string // the fact without which it would not fit
	unnamed      []string
}

// misfit looks for a token of the issuer that has all claims of this one.
func (a *asker) misfit(c proof.Claims) misfit {
	var out misfit
	var names []string
	for _, name := range claimNames(c) {
		if m, lacks := a.platform.Lacks(name); lacks && !m.Off {
			return misfit{claim: name, value: shown(c[name]), fact: m.Fact}
		} else if lacks {
			continue
		}
		if name == "sub" || name == "aud" || a.platform.Names(name) {
			names = append(names, name)
		} else {
			out.unnamed = append(out.unnamed, name)
		}
	}
	all := &asker{doc: anybody{a.anyone.Issuer}, platform: a.platform, anyone: a.anyone, when: proof.True, question: a.question}
	search := func(names []string) proof.Verdict { return all.among(having(c, names), trust.Jobs{all.anyone}) }
	switch v := search(names); {
	case v.Wider == proof.Unknown && len(v.WiderFacts) > 0:
		out.unverified = v.WiderFacts[0]
		return out
	case v.Wider != proof.No:
		return out
	}
	for i, name := range names {
		if search(names[:i+1]).Wider == proof.No {
			out.claim, out.value = name, shown(c[name])
			break
		}
	}
	return out
}

// untimed are claims that every token has for itself.
var untimed = []string{"iss", "jti", "exp", "iat", "nbf"}

// claimNames are the claims that say something of the job, the subject last: the
// single claims say what it says.
func claimNames(c proof.Claims) []string {
	out := slices.DeleteFunc(slices.Sorted(maps.Keys(c)), func(name string) bool { return name == "sub" || slices.Contains(untimed, name) })
	if _, ok := c["sub"]; ok {
		out = append(out, "sub")
	}
	return out
}

// having asks for the token's values of some claims, whatever their types.
func having(c proof.Claims, names []string) proof.Expr {
	var all []proof.Expr
	for _, name := range names {
		all = append(all, valued(name, c[name]))
	}
	return proof.And(all...)
}

// mostElements is how many elements of a list are asked for one by one; of a longer
// one only that it is a list.
const mostElements = 4

func valued(name string, v any) proof.Expr {
	t := proof.Test{Term: proof.Claim(name)}
	switch v := v.(type) {
	case nil:
		t.On[proof.Null] = proof.Pass
	case string:
		return is(name, v)
	case bool:
		t.On[map[bool]proof.Kind{true: proof.BoolTrue, false: proof.BoolFalse}[v]] = proof.Pass
	case []any:
		return listed(name, v)
	case map[string]any:
		t.On[proof.Object] = proof.Pass
	case json.Number:
		f, err := v.Float64()
		if t.On[proof.Number] = proof.ByNumber; err != nil {
			t.On[proof.Number] = proof.Pass
		}
		t.Compare, t.Than = "==", f
	default:
		t.On[proof.Number] = proof.Pass
	}
	return proof.Is(t)
}

func listed(name string, list []any) proof.Expr {
	var texts []string
	for _, e := range list {
		s, ok := e.(string)
		if !ok || len(list) > mostElements {
			t := proof.Test{Term: proof.Claim(name)}
			t.On[proof.List] = proof.Pass
			return proof.Is(t)
		}
		texts = append(texts, s)
	}
	each := proof.Test{Term: proof.Claim(name), Lang: automaton.Texts(texts...)}
	each.On[proof.List] = proof.ByAll
	all := []proof.Expr{proof.Is(each)}
	for _, s := range slices.Compact(slices.Sorted(slices.Values(texts))) {
		some := proof.Test{Term: proof.Claim(name), Lang: automaton.Texts(s)}
		some.On[proof.List] = proof.BySome
		all = append(all, proof.Is(some))
	}
	return proof.And(all...)
}

// shown is a claim's value for people.
func shown(v any) string {
	if s, ok := v.(string); ok {
		return problem.Quote(s)
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return "of its kind"
	}
	return string(raw)
}

// A wholeToken is a token as a platform minted it, and what of it does not fit.
type wholeToken struct {
	name  string
	model *platform.Platform
	misfit
}

func (s *wholeToken) at() string { return "tokens." + s.name }

// falsified looks at the whole tokens: what shows that a platform's data is out of
// date takes back each no about that platform.
func (o Options) falsified(r *Result, found []lint.Finding) []lint.Finding {
	for _, name := range slices.Sorted(maps.Keys(o.Whole)) {
		iss, _ := o.Tokens[name]["iss"].(string)
		model, anyone := o.anyone(iss)
		if !o.Whole[name] || model == nil {
			continue
		}
		a := &asker{platform: model, anyone: anyone, question: question{unverified: o.Unverified}}
		s := &wholeToken{name, model, a.misfit(o.Tokens[name])}
		found = append(found, lint.Find(s)...)
		if s.claim != "" {
			found = o.doubted(r, found, model.Name, "the token "+problem.Quote(name)+" shows that the data of "+model.Title+" is out of date: "+s.claim+" "+s.value)
		}
	}
	return found
}

// doubted takes back what was concluded from a platform's data.
func (o Options) doubted(r *Result, found []lint.Finding, platform, reason string) []lint.Finding {
	if slices.ContainsFunc(o.Jobs, func(d trust.Description) bool { return d.Platform == platform }) && r.Relation != "" {
		if r.Wider == proof.No {
			r.Wider, r.WiderReason = proof.Unknown, reason
		}
		if r.Narrower == proof.No {
			r.Narrower, r.NarrowerReason = proof.Unknown, reason
		}
		if r.Wider == proof.Unknown || r.Narrower == proof.Unknown {
			r.Relation = "unknown"
		}
	}
	return slices.DeleteFunc(found, func(f lint.Finding) bool {
		if f.Code != "CT011" {
			return false
		}
		model, _ := o.anyone(f.At)
		return model != nil && model.Name == platform
	})
}
