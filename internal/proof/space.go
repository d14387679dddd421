package proof

// The tokens of an issuer, and the forms that they can have.

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// A space is the tokens of one issuer that a question is about: every token that
// anyone may mint (mintable), or those that the described jobs present in the
// configuration that the description declares (declared).
type space struct {
	platform *platform.Platform // nil: nobody knows how its tokens look
	issuer   string
	known    map[string]string   // what the issuer is made of
	jobs     []trust.Description // at the issuer, of this platform
	settings []platform.Settings // of each
	facts    facts
	wild     bool // strangers' subjects are any text
	common   *keptSpace
	texts    map[string]platform.Template // see text
}

// facts says which facts count as verified.
type facts map[string]bool

func acceptedFacts(ids []string) facts {
	out := facts{}
	for _, id := range ids {
		out[id] = true
	}
	return out
}

func (f facts) holds(p *platform.Platform, id string) bool { return p.Verified(id) || f[id] }

// newSpace is the space round the descriptions of one issuer and platform.
func newSpace(issuer string, jobs []trust.Description, accepted facts, wild bool) *space {
	s := &space{issuer: issuer, jobs: jobs, known: map[string]string{}, facts: accepted, wild: wild}
	if len(jobs) == 0 {
		return s
	}
	s.platform = jobs[0].Model()
	for _, d := range jobs {
		s.settings = append(s.settings, d.Settings)
		for _, part := range s.platform.IssuerParts(d.Settings) {
			if v := d.Settings[part]; v != "" {
				s.known[part] = v
			}
			for _, b := range d.Boxes {
				if len(b[part]) == 1 {
					s.known[part] = b[part][0]
				}
			}
		}
	}
	return s
}

// a token form is one way that a token of the space can look.
type tokenForm struct {
	form    *platform.Form
	name    string // of the presentation
	subject platform.Template
	// given says for reasons of absence whether they apply: 1 when the claims are
	// missing.
	given map[string]bool
	// stranger: the subject of a project that is not described, whose order of
	// components nobody knows; only its beginning is.
	stranger bool
	// doubt is the unverified fact that the token form rests on.
	doubt string
	// loose: the subject and the claims that rest on the form's fact may be anything.
	loose bool
	// lifted: the settings say that the form cannot occur; the fact says why.
	lifted bool
	// alone: no other token form has all but the subject in common with it.
	alone bool
}

// tail is the variable behind a stranger's first component.
const tail = "the other components"

// mintable lists all token forms of the issuer's tokens: what is certain first, in forms that
// filters describe and then in others, then what rests on an unverified fact, then
// forms that the settings rule out.
func (s *space) mintable() []tokenForm {
	if s.platform == nil {
		return []tokenForm{{subject: pattern.Variable("sub")}}
	}
	return s.kept().forms
}

// reserved is what the space makes of symbols, for the memo.
func (s *space) reserved() *reserved { return s.kept().reserved }

func (s *space) kept() *keptSpace {
	if s.common == nil {
		s.common = s.find()
	}
	return s.common
}

// find looks for what spaces like this one have in common, or makes it.
func (s *space) find() *keptSpace {
	key := s.key()
	if out, ok := spacesKept.get(key); ok {
		return out
	}
	forms := s.tokenForms()
	slices.SortStableFunc(forms, func(a, b tokenForm) int { return rank(a) - rank(b) })
	count := map[formKind]int{}
	for _, tf := range forms {
		count[tf.kind()]++
	}
	for i := range forms {
		forms[i].alone = count[forms[i].kind()] == 1
	}
	out := &keptSpace{forms, newReserved(s, forms)}
	spacesKept.put(key, out)
	return out
}

func rank(s tokenForm) int {
	switch {
	case s.lifted:
		return 3
	case s.doubt != "":
		return 2
	case s.form.Never:
		return 1
	}
	return 0
}

// A spaceKey is all that the token forms and reserved symbols of a space depend on.
type spaceKey struct {
	platform *platform.Platform
	wild     bool
	rest     string
}

func (s *space) key() spaceKey {
	var b strings.Builder
	b.WriteString(s.issuer)
	for _, k := range sortedKeys(s.known) {
		b.WriteString("\x00" + k + "\x01" + s.known[k])
	}
	for _, set := range s.settings {
		b.WriteString("\x02")
		for _, k := range sortedKeys(set) {
			if k != trust.NameKey {
				b.WriteString("\x00" + k + "\x01" + set[k])
			}
		}
	}
	b.WriteString("\x03")
	for _, id := range sortedKeys(s.facts) {
		b.WriteString("\x00" + id)
	}
	return spaceKey{s.platform, s.wild, b.String()}
}

// A keptSpace is what spaces that come up again and again in one process have in
// common. It is never changed.
type keptSpace struct {
	forms    []tokenForm
	reserved *reserved
}

// A shelfOfSpaces keeps them.
type shelfOfSpaces struct {
	sync.Mutex
	byKey map[spaceKey]*keptSpace
}

// mostSpaces bounds what is kept: some ten kilobytes each.
const mostSpaces = 256

var spacesKept = &shelfOfSpaces{byKey: map[spaceKey]*keptSpace{}}

func (k *shelfOfSpaces) get(key spaceKey) (*keptSpace, bool) {
	k.Lock()
	defer k.Unlock()
	out, ok := k.byKey[key]
	return out, ok
}

func (k *shelfOfSpaces) put(key spaceKey, s *keptSpace) {
	k.Lock()
	defer k.Unlock()
	if len(k.byKey) < mostSpaces {
		k.byKey[key] = s
	}
}

func (s *space) tokenForms() []tokenForm {
	p := s.platform
	var out []tokenForm
	for i := range p.Forms {
		f := &p.Forms[i]
		lifted := !slices.ContainsFunc(s.settings, func(set platform.Settings) bool { return p.Occurs(f, s.issuer, set) })
		seen := map[string]bool{}
		for _, set := range s.settings {
			for _, pres := range slices.Concat(p.Declared(f, set), p.Undeclared(f, set)) {
				tf, ok := s.tokenForm(f, pres)
				if key := pres.Name + "\x00" + tf.subject.String(); ok && !seen[key] {
					seen[key] = true
					tf.lifted = lifted
					out = append(out, tf)
				}
			}
		}
		if len(f.Sub) > 0 || len(p.Strangers()) == 0 {
			continue
		}
		for _, t := range p.Strangers() {
			first := s.fill(t)
			first.Lits = append(slices.Clone(first.Lits), "")
			first.Vars = append(slices.Clone(first.Vars), tail)
			if s.wild {
				first = pattern.Variable("the subject")
			}
			out = append(out, tokenForm{form: f, name: "in another configuration", subject: first, stranger: true, doubt: s.doubt(f), lifted: lifted})
		}
	}
	return out
}

// declared lists the token forms that the jobs of a box present.
func (s *space) declared(d trust.Description, b trust.Box) []tokenForm {
	var out []tokenForm
	for i := range s.platform.Forms {
		f := &s.platform.Forms[i]
		if !slices.Contains(b[trust.FormKey], f.Name) || s.doubt(f) != "" || f.Never {
			continue
		}
		for _, pres := range s.platform.Declared(f, d.Settings) {
			if tf, ok := s.tokenForm(f, pres); ok {
				out = append(out, tf)
			}
		}
	}
	return out
}

func (s *space) doubt(f *platform.Form) string {
	if k := s.platform.Issuer.Known; k.Setting != "" && !s.facts.holds(s.platform, k.Fact) {
		for _, set := range s.settings {
			if set[k.Setting] != k.Value {
				return k.Fact
			}
		}
	}
	if s.facts.holds(s.platform, f.Fact) {
		return ""
	}
	return f.Fact
}

// token form is a presentation's; ok is false when it contradicts itself: two claims
// that are missing for the same reason, of which only one is.
func (s *space) tokenForm(f *platform.Form, pres platform.Presentation) (tf tokenForm, ok bool) {
	tf = tokenForm{form: f, name: pres.Name, subject: s.fill(pres.Template), doubt: s.doubt(f)}
	if len(f.Sub) > 0 || len(pres.Absent)+len(pres.Present) == 0 {
		return tf, true
	}
	tf.given = map[string]bool{}
	for _, name := range pres.Absent {
		c, _ := f.Claim(name)
		tf.given[c.Absent.String()] = true
	}
	for _, name := range pres.Present {
		c, _ := f.Claim(name)
		if tf.given[c.Absent.String()] {
			return tf, false
		}
		tf.given[c.Absent.String()] = false
	}
	return tf, true
}

// fill puts in what the issuer says, and what variables are made of.
func (s *space) fill(t platform.Template) platform.Template {
	t = t.Partly(s.known)
	if s.platform == nil {
		return t
	}
	return s.platform.Spread(t)
}

// text is the text of one variable, with what it is made of; it is made once.
func (s *space) text(variable string) platform.Template {
	t, ok := s.texts[variable]
	if !ok {
		if s.texts == nil {
			s.texts = map[string]platform.Template{}
		}
		t = s.fill(pattern.Variable(variable))
		s.texts[variable] = t
	}
	return t
}

// key tells token forms apart in messages.
func (tf tokenForm) String() string {
	if tf.form == nil {
		return "any token"
	}
	name := strings.ReplaceAll(tf.form.Name, "_", " ")
	if tf.name != "" {
		name += " (" + tf.name + ")"
	}
	return name
}

// element is the name of one element of a list's variable.
func element(name string, i int) string {
	if i == 0 {
		return name
	}
	return fmt.Sprintf("%s #%d", name, i+1)
}

// sortedKeys is for stable walks over maps.
func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func sortedOnce(texts []string) []string {
	out := append([]string(nil), texts...)
	slices.Sort(out)
	return slices.Compact(out)
}
