package mint

// Whether a job could show the claims of a token.

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A checker decides whether a job could show the claims, and says of those that
// the user changed what is wrong with them.
type checker struct {
	explainer
	changed []string
	clock   clock
}

const fixVariables = "Say the job in variables, and leave out of claims what follows from it; for a token that no job shows, unchecked = true"

// check adds problems unless a job could show the claims. It returns the form of
// its token, and what was taken for granted.
func (k *checker) check(problems *problem.List) (form string, assumptions []string) {
	before := len(*problems)
	k.registered(problems)
	w := k.explain()
	switch {
	case len(*problems) > before:
	case w == nil:
		for _, name := range k.changed {
			k.wrong(name, problems)
		}
		if len(*problems) > before {
			break
		}
		if k.open != "" {
			problems.Add(problem.TooMuch, "claims", "it is not known whether a job of "+k.p.Title+" can show these claims: "+k.open, unchecked)
			break
		}
		k.together(problems)
	case len(w.doubts) > 0:
		lines := make([]string, 0, len(w.doubts))
		for _, id := range w.doubts {
			lines = append(lines, id+": "+k.p.Facts[id].Says)
		}
		problems.Add(problem.Unverified, "variables", "whether a job of "+k.p.Title+" can show these claims rests on what nobody has verified", `Take it on with accept_unverified = ["`+strings.Join(w.doubts, `", "`)+`"]`, lines...)
	default:
		return w.form.Name, k.assumed(w)
	}
	return "", nil
}

// registered checks iss, aud, jti and the times.
func (k *checker) registered(problems *problem.List) {
	if iss := k.claims["iss"]; iss != k.issuer {
		problems.Add(problem.BadValue, at("iss"), "the issuer is not the platform's, which is "+shown(k.issuer), "Say "+strings.Join(k.p.IssuerParts(k.settings), ", ")+" in variables")
	}
	switch aud := k.claims["aud"].(type) {
	case string:
		if want := k.fixedAudience(); aud == "" || want != "" && aud != want {
			k.badAudience(problems)
		}
	case []any:
		ok := len(aud) > 0 && k.fixedAudience() == ""
		for _, e := range aud {
			text, isText := e.(string)
			ok = ok && isText && text != ""
		}
		if !ok {
			k.badAudience(problems)
		}
	default:
		k.badAudience(problems)
	}
	if jti, there := k.claims["jti"]; there {
		if text, ok := jti.(string); !ok || text == "" {
			problems.Add(problem.BadValue, at("jti"), "a token's id is a text that is not empty (RFC 7519, section 4.1.7)", "")
		}
	}
	k.clock.check(k.claims, k.p, problems)
}

func (k *checker) fixedAudience() string {
	if k.p.Issuer.Audience.Kind != "fixed" {
		return ""
	}
	var none problem.List
	text, _ := k.audience(value.V{}, false, &none).(string)
	return text
}

func (k *checker) badAudience(problems *problem.List) {
	reason := "an audience is a text, or a list of texts, that are not empty"
	if want := k.fixedAudience(); want != "" {
		reason = "tokens of " + k.p.Title + " have the audience " + shown(want) + " and no other"
	}
	problems.Add(problem.BadAudience, at("aud"), reason, "Give audiences instead")
}

// wrong says what is wrong with one changed claim by itself, in tokens of the
// form that the variables mean.
func (k *checker) wrong(name string, problems *problem.List) {
	bad := func(code problem.Code, reason, fix string) { problems.Add(code, at(name), reason, fix) }
	v, there := k.claims[name]
	if name == "sub" {
		if text, ok := v.(string); !there && k.p.Switchable == "" || there && !ok {
			bad(problem.BadValue, "tokens have a subject, which is a text", fixVariables)
		} else if ok && !slices.ContainsFunc(k.subjects(k.form), k.alone) {
			bad(problem.BadValue, "no subject of the form "+k.form.Name+" looks like "+shown(text)+"; the job has "+shown(k.sub()), fixVariables)
		}
		return
	}
	if slices.Contains(registered, name) {
		return
	}
	c, has := k.form.Claim(name)
	t, known := c.Template()
	switch {
	case !has && there && name == awsTags && k.p.AWSTags != "":
		bad(problem.BadValue, "tokens of "+k.p.Title+" may carry session tags for AWS, and what stands in them is not known here", unchecked)
	case !has && there && !k.p.Names(name):
		bad(problem.UnknownName, "tokens of "+k.p.Title+" have no claim "+shown(name), value.Suggest(name, k.names()))
	case !has && there:
		bad(problem.BadValue, "tokens of the form "+k.form.Name+" have no such claim; it is in "+strings.Join(k.formsWith(name), ", "), fixVariables)
	case !there && len(c.Optional(k.issuer)) == 0 && k.p.Switchable == "":
		bad(problem.Missing, "every token of the form "+k.form.Name+" has this claim", fixVariables)
	case !there || !has:
	case !typed(c, v):
		bad(problem.WrongType, wanted[c.Type]+" is wanted, got "+value.TypeOf(v), "")
	case !known:
		bad(problem.BadValue, "nobody documents what "+k.p.Title+" puts there, so no value of it is known to occur", unchecked)
	default:
		k.unfit(name, c, t, v, problems)
	}
}

// wanted names the types of claims.
var wanted = map[string]string{"list": "a list of strings", "bool": "a bool", "number": "a number", "string": "a string"}

// alone reports that a constraint can hold, whatever the other claims are.
func (k *checker) alone(c *constraint) bool {
	values, err := (&solver{p: k.p, form: k.form, settings: k.settings}).solve([]constraint{*c}, map[string]string{})
	return values != nil || err != nil
}

const awsTags = "https://aws.amazon.com/tags"

// typed reports that the value is of the claim's type.
func typed(c platform.Claim, v any) bool {
	if c.Type == "number" {
		return value.TypeOf(v) == "a number"
	}
	_, ok := texts(c, v)
	return ok
}

// unfit says that a claim's value does not fit its template, whatever the others
// are.
func (k *checker) unfit(name string, c platform.Claim, t platform.Template, v any, problems *problem.List) {
	list, _ := texts(c, v)
	for _, text := range list {
		if text == "" && c.Empty != "" || k.alone(&constraint{t, text}) {
			continue
		}
		rule := "the platform puts " + t.String() + " there"
		if len(t.Vars) == 0 {
			rule = "it is always " + shown(t.String()) + " in tokens of the form " + k.form.Name
		}
		for _, variable := range t.Vars {
			rule += "; " + variable + " must be " + k.p.Domain(variable, k.settings).Doc
		}
		problems.Add(problem.BadValue, at(name), shown(text)+" cannot occur: "+rule, fixVariables)
		return
	}
}

// together says of each changed claim what the job has in its place: by itself it
// can occur, beside the others it cannot.
func (k *checker) together(problems *problem.List) {
	own := k.mint(k.claims["aud"])
	for _, name := range k.changed {
		if slices.Contains(registered, name) {
			continue
		}
		has := "the job of variables has no such claim"
		if v, ok := own[name]; ok {
			text, err := value.Encode(v)
			if err != nil {
				continue
			}
			has = "with the others the platform has " + discreet(short(text)) + " there"
		}
		reason := "no job shows it beside the other claims: " + has
		if beside := k.beside(name); len(beside) > 0 {
			reason += ". What it says stands in " + strings.Join(beside, ", ") + ", too"
		}
		problems.Add(problem.BadValue, at(name), reason, fixVariables)
	}
	if len(k.changed) == 0 {
		problems.Add(problem.BadValue, "variables", "no job of "+k.p.Title+" is known that shows the claims of this token", unchecked)
	}
}

// short cuts a JSON text for a message.
func short(text string) string {
	const most = 200
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

// beside lists the other claims of the form that show a variable of this one.
func (k *checker) beside(name string) []string {
	variables := k.subject.Template.Vars
	if name != "sub" {
		c, _ := k.form.Claim(name)
		t, _ := c.Template()
		variables = t.Vars
	}
	var out []string
	shows := func(t platform.Template) bool {
		return slices.ContainsFunc(t.Vars, func(v string) bool { return slices.Contains(variables, v) })
	}
	for _, other := range k.form.ClaimNames() {
		c, _ := k.form.Claim(other)
		if t, ok := c.Template(); ok && other != name && shows(t) {
			out = append(out, other)
		}
	}
	if name != "sub" && shows(k.subject.Template) {
		out = append(out, "sub")
	}
	return out
}

func (k *checker) sub() string { return k.subject.Template.Fill(k.values()) }

func (k *checker) names() []string {
	var out []string
	for _, f := range k.p.Forms {
		out = append(out, f.ClaimNames()...)
	}
	return out
}

func (k *checker) formsWith(name string) []string {
	var out []string
	for _, f := range k.p.Forms {
		if _, ok := f.Claim(name); ok {
			out = append(out, f.Name)
		}
	}
	return out
}

// assumed lists what the answer takes for granted.
func (k *checker) assumed(w *witness) []string {
	var out []string
	for _, name := range w.form.ClaimNames() {
		c, _ := w.form.Claim(name)
		if _, there := k.claims[name]; !there {
			continue
		}
		t, _ := c.Template()
		for _, variable := range t.Vars {
			v, _ := k.p.Variable(variable)
			if v.Derived != "" {
				out = append(out, variable+" follows from "+v.Derived+" in a way that is not known here; that they belong together is taken for granted")
			}
		}
	}
	if _, list := k.claims["aud"].([]any); list {
		out = append(out, "that a job of "+k.p.Title+" may have several audiences is taken for granted")
	}
	for _, id := range k.accepted {
		out = append(out, id+" (not verified): "+k.p.Facts[id].Says)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
