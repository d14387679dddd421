package check

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// This file holds what several rules that prove want to know of the tokens of one
// issuer that a document lets in; each rule's own question stands with the rule.

// An audit is the answers.
type audit struct {
	*asker
	some   *proof.Example // a token that gets in; nil: none does, or
	answer proof.Answer   // nobody knows,
	reason string         // and why

	everybody bool           // nothing restricts who gets in
	stranger  *proof.Example // of a tenant whom the document does not name
	pinned    []string       // claims that say whose job it is and are asked for
	readings  []reading      // patterns as people read them; none for everybody
}

// A reading is a pattern on a claim and the jobs that it seems to be about.
type reading struct {
	claim, glob string
	asks        proof.Expr
	boxes       []trust.Box
	beyond      *proof.Example // it lets in, because a wildcard leaves the part where it stands
}

func (a *asker) audit() *audit {
	out := &audit{asker: a}
	if out.some, out.answer, out.reason = a.find(proof.True); out.answer != proof.Yes {
		out.some = nil
		return out
	}
	if a.shared() {
		out.strangers()
		out.everybody = out.stranger != nil && out.unrestricted(out.stranger)
	} else {
		out.everybody = out.unrestricted(out.some)
	}
	if !out.everybody { // else what patterns let in follows from it
		out.patterns()
	}
	return out
}

// shared reports whether the issuer signs for strangers too, whose tokens say who they are.
func (a *asker) shared() bool {
	return a.platform.Shared(a.anyone.Issuer) && a.platform.Issuer.Tenant.Name != ""
}

// strangers looks for tokens of those whom the document does not name.
func (a *audit) strangers() {
	t := a.platform.Issuer.Tenant
	var runs []string
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
		if found && a.identifies(claim) && !slices.Contains(a.pinned, claim) {
			a.pinned = append(a.pinned, claim)
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
		for _, claim := range a.pinned {
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
		a.stranger = e
	}
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

// unrestricted reports that every described form gets in whatever else its token
// says, the audience of the example given.
func (a *asker) unrestricted(e *proof.Example) bool {
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

// patterns asks, for each pattern, whether it lets in more than it reads as: the
// parts that it spells out are those of the job, and its wildcards stay within the
// parts where they stand.
func (a *audit) patterns() {
	seen := map[string]bool{}
	texts(a.when, func(claim string, lang automaton.Lang) {
		for _, g := range lang.Globs() {
			glob, key := g.String(), claim+"\x00"+string(g.Key())
			if seen[key] || !strings.Contains(glob, "*") || !a.written(g) {
				continue
			}
			seen[key] = true
			r := reading{claim: claim, glob: glob, asks: proof.TextIn(claim, automaton.Globs(g)), boxes: a.read(claim, g)}
			if len(r.boxes) == 0 {
				continue
			}
			if strings.Contains(strings.TrimSuffix(glob, "*"), "*") { // one at the end stands for all that follows
				meant := a.anyone
				meant.Boxes = r.boxes
				if v := a.among(r.asks, trust.Jobs{meant}); v.Wider == proof.Yes {
					r.beyond = v.WiderExample
				}
			}
			a.readings = append(a.readings, r)
		}
	})
}

// with is a finding that the token proves.
func (a *audit) with(e *proof.Example, detail string) []lint.Finding {
	return []lint.Finding{{At: a.anyone.Issuer, Detail: detail, Example: e.Token()}}
}
