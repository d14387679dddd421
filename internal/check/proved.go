package check

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// proved are the findings at one issuer that carry a token, which the document
// lets in by its own evaluation.
func (a *asker) proved() []lint.Finding {
	some, answer, reason := a.find(proof.True)
	switch answer {
	case proof.No:
		return []lint.Finding{{Code: "CT011", At: a.anyone.Issuer, Detail: "no token that " + a.platform.Title + " can mint for " + problem.Quote(a.anyone.Issuer) + " gets in"}}
	case proof.Unknown:
		if reason == proof.MadeUp {
			return []lint.Finding{{Code: "CT011", At: a.anyone.Issuer, Milder: true, Detail: "nobody gets in whose subject is made of components that are known at " + problem.Quote(a.anyone.Issuer)}}
		}
		return []lint.Finding{{Code: "CT031", At: a.anyone.Issuer, Detail: "whether any token of " + problem.Quote(a.anyone.Issuer) + " gets in is not known: " + reason}}
	case proof.Yes:
	}
	out := a.tenants(some)
	if slices.ContainsFunc(out, func(f lint.Finding) bool { return f.Code == "CT002" }) {
		return out // all the others follow from it
	}
	out = append(out, a.pullRequests()...)
	out = append(out, a.wildcards()...)
	return out
}

// tenants asks whether tokens of those get in whom the document does not name.
func (a *asker) tenants(some *proof.Example) []lint.Finding {
	t := a.platform.Issuer.Tenant
	if !a.platform.Shared(a.anyone.Issuer) || t.Name == "" {
		if a.everything(some) {
			return []lint.Finding{a.with("CT002", some, "nothing restricts the tokens of "+problem.Quote(a.anyone.Issuer))}
		}
		return nil
	}
	var runs []string
	var pinned []string  // claims that say whose job it is and are asked for
	var unclear []string // what is neither texts nor patterns, such as regular expressions
	texts(a.when, func(claim string, lang automaton.Lang) {
		found := false
		if _, ok := lang.Runs(func(run string, _ automaton.Open) {
			found = true
			if !slices.Contains(runs, run) {
				runs = append(runs, run)
			}
		}); !ok {
			found, unclear = true, append(unclear, strings.ToLower(lang.Key()))
		}
		if found && a.identifies(claim) && !slices.Contains(pinned, claim) {
			pinned = append(pinned, claim)
		}
	})
	stranger := proof.True
	if len(runs)+len(unclear) > 0 {
		var names []string
		for _, run := range runs {
			if names = append(names, run); t.Below != "" {
				names = append(names, run+t.Below+"*")
			}
		}
		stranger = proof.And(proof.Present(t.Name), proof.Not(like(t.Name, names)))
		for _, claim := range pinned {
			stranger = proof.And(stranger, proof.Not(like(claim, runs)))
		}
	}
	e, answer, _ := a.find(stranger)
	for range 3 { // a name may be meant by a regular expression
		if answer != proof.Yes || !slices.ContainsFunc(unclear, func(key string) bool { return strings.Contains(key, strings.ToLower(text(e.Claims, t.Name))) }) {
			break
		}
		stranger = proof.And(stranger, proof.Not(is(t.Name, text(e.Claims, t.Name))))
		e, answer, _ = a.find(stranger)
	}
	if answer == proof.Yes {
		code, what := lint.Code("CT001"), "a token of "+problem.Quote(text(e.Claims, t.Name))+", which the document does not name, gets in"
		if a.everything(e) {
			code, what = "CT002", "nothing restricts the tokens of "+problem.Quote(a.anyone.Issuer)+", which signs for everybody"
		}
		return []lint.Finding{a.with(code, e, what)}
	}
	if len(pinned) > 0 {
		return nil
	}
	return a.recycled(some)
}

// identifies reports whether a claim says whose job it is otherwise than by a name
// in the tenant's claim: by an id, or by what follows from whose it is.
func (a *asker) identifies(claim string) bool {
	for _, name := range a.platform.FormNames() {
		c, ok := a.platform.Form(name).Claim(claim)
		t, known := c.Template()
		if !ok || !known || len(t.Vars) != 1 {
			continue
		}
		v, _ := a.platform.Variable(t.Vars[0])
		return claim != a.platform.Issuer.Tenant.Name && (v.Class == "immutable_id" || v.Derived != "" || slices.Contains(a.platform.Subject.Tenants, v.Name))
	}
	return false
}

// recycled asks whether the names are all that is asked for: who takes them over
// has another id.
func (a *asker) recycled(some *proof.Example) []lint.Finding {
	t := a.platform.Issuer.Tenant
	name, id := text(some.Claims, t.Name), text(some.Claims, t.ID)
	if name == "" || id == "" {
		return nil
	}
	e, answer, _ := a.find(proof.And(is(t.Name, name), proof.Present(t.ID), proof.Not(is(t.ID, id))))
	if answer != proof.Yes {
		return nil
	}
	return []lint.Finding{a.with("CT012", e, problem.Quote(name)+" gets in with the "+t.ID+" "+problem.Quote(id)+" and with "+problem.Quote(text(e.Claims, t.ID)))}
}

// everything reports that every described form gets in whatever else its token
// says, the audience of the example given.
func (a *asker) everything(e *proof.Example) bool {
	all := a.anyone
	if aud, ok := e.Claims["aud"].(string); ok {
		all.Audiences = []string{aud}
	}
	all.Boxes = []trust.Box{{trust.FormKey: a.platform.FormNames()}}
	doc := a.doc
	if a.short != nil { // a subject that is too long for Google restricts nobody who matters
		doc = a.short
	}
	return a.compare(doc, trust.Jobs{all}).Narrower == proof.No
}

// pullRequests asks whether a pull request's token gets in.
func (a *asker) pullRequests() []lint.Finding {
	f, ok := a.platform.Filter(a.platform.PullRequests)
	if !ok {
		return nil
	}
	forms := f.Forms
	if len(forms) == 0 {
		forms = slices.DeleteFunc(a.platform.FormNames(), func(name string) bool {
			return slices.ContainsFunc(slices.Collect(keys(f.Box)), func(v string) bool { return !a.platform.Form(name).Has(v) })
		})
	}
	pulls := a.anyone
	pulls.Boxes = []trust.Box{{trust.FormKey: forms}}
	for v, globs := range f.Box {
		pulls.Boxes[0][v] = globs
	}
	v := a.compare(others{a}, trust.Jobs{pulls})
	if v.Narrower != proof.Yes {
		return nil
	}
	return []lint.Finding{a.with("CT021", v.NarrowerExample, "a pull request gets in: "+v.NarrowerExample.String())}
}

// wildcards asks, for each pattern, whether it lets in more than it reads as: the
// parts that it spells out are those of the job, its wildcards stay within the
// parts where they stand, and a name that it begins is one name.
func (a *asker) wildcards() []lint.Finding {
	var out []lint.Finding
	seen := map[string]bool{}
	texts(a.when, func(claim string, lang automaton.Lang) {
		for _, g := range lang.Globs() {
			if key := claim + "\x00" + string(g.Key()); !seen[key] && strings.Contains(g.String(), "*") && a.written(g) {
				seen[key] = true
				out = append(out, a.wildcard(claim, g)...)
			}
		}
	})
	return out
}

func (a *asker) wildcard(claim string, g pattern.Seq) []lint.Finding {
	boxes := a.reading(claim, g)
	if len(boxes) == 0 {
		return nil
	}
	meant := a.anyone
	meant.Boxes = boxes
	asks := proof.TextIn(claim, automaton.Globs(g))
	if strings.Contains(strings.TrimSuffix(g.String(), "*"), "*") { // one at the end stands for all that follows
		if v := a.among(asks, trust.Jobs{meant}); v.Wider == proof.Yes {
			return []lint.Finding{a.with("CT003", v.WiderExample, "the pattern "+problem.Quote(g.String())+" of "+claim+" reads as "+said(boxes[0])+", and lets in "+v.WiderExample.String())}
		}
	}
	name, meant, ok := a.begun(meant)
	if !ok {
		return nil
	}
	if v := a.among(asks, trust.Jobs{meant}); v.Wider == proof.Yes {
		return []lint.Finding{a.with("CT004", v.WiderExample, "the pattern "+problem.Quote(g.String())+" of "+claim+" ends inside a name: beside "+problem.Quote(name)+" it lets in "+v.WiderExample.String())}
	}
	return nil
}

// begun is the description in which names that are only begun are whole.
func (a *asker) begun(d trust.Description) (name string, _ trust.Description, ok bool) {
	var boxes []trust.Box
	for _, b := range d.Boxes {
		whole := trust.Box{}
		for v, globs := range b {
			whole[v] = globs
			m, _ := a.platform.Variable(v)
			body, star := strings.CutSuffix(globs[0], "*")
			if _, after := automaton.EndsRun(body); v == trust.FormKey || m.Class != "name" || !star || body == "" || after || strings.HasSuffix(body, "-") || strings.Contains(body, "*") {
				continue
			}
			whole[v], name, ok = []string{body}, body, true
		}
		boxes = append(boxes, whole)
	}
	d.Boxes = boxes
	return name, d, ok
}

// said is a box in words.
func said(b trust.Box) string {
	var parts []string
	for _, v := range slices.Sorted(keys(b)) {
		if v != trust.FormKey && !slices.Equal(b[v], []string{"*"}) {
			parts = append(parts, strings.ReplaceAll(v, "_", " ")+" "+problem.QuoteAll(b[v]))
		}
	}
	if len(parts) == 0 {
		return "any job"
	}
	return strings.Join(parts, ", ")
}

func (a *asker) with(code lint.Code, e *proof.Example, detail string) lint.Finding {
	return lint.Finding{Code: code, At: a.anyone.Issuer, Detail: detail, Example: e.Token()}
}
