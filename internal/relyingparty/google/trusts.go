package google

// A provider as conditions for the proof.

import (
	"strings"

	"cel.dev/cel-go/cel"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// Reasons of what the claims do not decide.
const (
	unsureLength   = "whether Google takes a google.subject of exactly 127 bytes is not verified"
	unsureSlash    = "whether Google takes an issuer that lacks the slash at the end of issuer_uri is not verified"
	unsureAudience = "the provider's full resource name is not known, and no audience is allowed by hand"
	unsureGroups   = "what Google makes of groups that are no list of texts is not verified"
	tooLarge       = "the condition is too large with its mappings put in"
)

// lower makes the conditions under which Google admits.
func (d *Document) lower() []proof.Trust {
	left := maxLowered
	l := &lowerer{doc: d, left: &left, mapped: map[string]symbol{}}
	all := []proof.Expr{d.audience()}
	subject := l.mapping(subjectKey, d.subject)
	all = append(all, holds(l.each(subject, l.subject)))
	for _, a := range d.custom {
		s, _ := l.attribute(a.name)
		all = append(all, l.isText(s))
	}
	if d.groups != nil {
		all = append(all, l.isGroups(l.mapping(groupsKey, d.groups)))
	}
	if d.condition != nil {
		l.of = d.condition
		all = append(all, l.condition(d.condition.checked.NativeRep().Expr()))
	}
	e := proof.And(all...)
	if left < 0 {
		e = proof.And(d.audience(), proof.Opaque(d.String(), tooLarge))
	}
	trusts := []proof.Trust{{Issuer: d.issuer, When: e}}
	if bare, ok := strings.CutSuffix(d.issuer, "/"); ok {
		trusts = append(trusts, proof.Trust{Issuer: bare, When: proof.And(e, proof.Opaque(d.issuer, unsureSlash))})
	}
	return trusts
}

// String is a text that only providers of the same meaning have.
func (d *Document) String() string {
	parts := []string{d.issuer, strings.Join(d.audiences, " "), d.subject.text}
	if d.groups != nil {
		parts = append(parts, "groups "+d.groups.text)
	}
	for _, a := range d.custom {
		parts = append(parts, a.name+" "+a.text)
	}
	if d.condition != nil {
		parts = append(parts, d.condition.text)
	}
	return strings.Join(parts, "\n")
}

func (d *Document) audience() proof.Expr {
	if d.audiences == nil {
		return proof.Opaque("aud", unsureAudience)
	}
	t := proof.Test{Term: proof.Claim("aud"), Lang: automaton.Texts(d.audiences...), Label: "is an allowed audience"}
	t.On[proof.String], t.On[proof.List] = proof.ByText, proof.BySome
	return proof.Is(t)
}

// subject asks whether a value can be google.subject.
func (l *lowerer) subject(s symbol) proof.Expr {
	var in func(lang automaton.Lang) proof.Expr
	switch s := s.(type) {
	case constant:
		t, ok := s.v.Value().(string)
		if !ok {
			return proof.False
		}
		in = func(lang automaton.Lang) proof.Expr { return isTrue(lang.Match(t)) }
	case claim, partial:
		p, _ := texts(s)
		in = func(lang automaton.Lang) proof.Expr { return p.test(lang, proof.Fail, "can be google.subject") }
	case opaque:
		return s.in.unknown(s.node, s.reason)
	default:
		return proof.False
	}
	return proof.And(in(automaton.NonEmpty()), in(automaton.Shorter(maxSubject)),
		proof.Or(in(automaton.Shorter(maxSubject-1)), proof.Opaque("", unsureLength)))
}

// isText asks whether a custom attribute is a text, or has no value at all.
func (l *lowerer) isText(s symbol) proof.Expr {
	switch s := s.(type) {
	case choice:
		l.spend(s.weight)
		then, other := l.isText(s.then), l.isText(s.other)
		if then.Op == proof.OpTrue && other.Op == proof.OpTrue {
			return proof.True
		}
		return proof.And(
			proof.Or(proof.Not(holds(s.when)), then),
			proof.Or(proof.Not(fails(s.when)), other))
	case constant:
		_, ok := s.v.Value().(string)
		return isTrue(ok)
	case claim:
		return kinds(s.name, proof.Pass, proof.String)
	case raised, partial:
		return proof.True
	case opaque:
		if s.in.of.checked.NativeRep().GetType(s.node.ID()).IsExactType(cel.StringType) {
			return proof.True
		}
		return proof.Opaque(s.in.key(s.node)+" is a text or has no value", s.reason)
	}
	return proof.Not(holds(l.defined(s)))
}

// isGroups asks whether google.groups is a list of texts, or has no value.
func (l *lowerer) isGroups(s symbol) proof.Expr {
	switch s := s.(type) {
	case choice:
		l.spend(s.weight)
		return proof.And(
			proof.Or(proof.Not(holds(s.when)), l.isGroups(s.then)),
			proof.Or(proof.Not(fails(s.when)), l.isGroups(s.other)))
	case raised, cut:
		return proof.True
	case claim:
		t := kinds(s.name, proof.Pass).Test
		t.On[proof.List], t.Lang = proof.ByAll, automaton.All()
		return proof.Or(proof.Is(t), proof.Opaque(s.name, unsureGroups))
	case sequence:
		if _, ok := fixedTexts(s); ok {
			return proof.True
		}
	case opaque:
		return proof.Opaque(s.in.key(s.node)+" is a list of texts or has no value", s.reason)
	}
	return proof.Or(proof.Not(holds(l.defined(s))), proof.Opaque("", unsureGroups))
}
