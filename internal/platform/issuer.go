package platform

// Issuers: who signs, and under which URL.

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// An Issuer describes who signs.
type Issuer struct {
	Template string `yaml:"template"` // over variables and settings
	// Others are templates that a setting picks in place of Template.
	Others     []OtherIssuer `yaml:"others"`
	Tenancy    string        `yaml:"tenancy"` // shared: strangers sign with the same keys and issuer; private: nobody else
	SharedAt   []string      `yaml:"shared_at"`
	Keys       string        `yaml:"keys"`       // which tenants share signing keys
	KeysPath   string        `yaml:"keys_path"`  // of the JWKS, below the issuer URL
	Algorithms []string      `yaml:"algorithms"` // of the signature
	Lifetime   string        `yaml:"lifetime"`   // of a token, in words
	Audience   Audience      `yaml:"audience"`
	Fact       string        `yaml:"fact"`
	Tenant     Tenant        `yaml:"tenant"`
	// Published says, in the docs, when who runs the platform publishes discovery and keys.
	Published string `yaml:"published"`
	// Known: only while the setting has this value are the templates known.
	Known struct {
		Setting string `yaml:"setting"`
		Value   string `yaml:"value"`
		Fact    string `yaml:"fact"`
	} `yaml:"known"`
}

// An OtherIssuer is an issuer that the jobs have while a setting has a value.
type OtherIssuer struct {
	Setting  string `yaml:"setting"`
	Value    string `yaml:"value"`
	Template string `yaml:"template"`
	Fact     string `yaml:"fact"`
}

// A Tenant says by which claims the tenants of a shared issuer are told apart.
type Tenant struct {
	Name  string `yaml:"name"`  // the claim that begins with the tenant's name
	Below string `yaml:"below"` // what stands between the name and the rest of the claim; empty: the name is all of it
	ID    string `yaml:"id"`    // a claim that is never given to somebody else
}

// An Audience says who picks aud. Kind is fixed (the platform; always Value),
// default (Value unless the job or organization asks for another) or picked
// (the job; there is no default).
type Audience struct {
	Kind  string `yaml:"kind"`
	Value string `yaml:"value"` // template
	Doc   string `yaml:"doc"`   // what a default is, in words
	Fact  string `yaml:"fact"`
}

// An issuing is one template of the platform's issuer, and when it is the one.
type issuing struct {
	tmpl           Template
	setting, value string // picks it; empty: no other template is picked
	shape          func() *regexp.Regexp
}

func newIssuing(t Template, setting, value string) issuing {
	return issuing{t, setting, value, sync.OnceValue(func() *regexp.Regexp { return issuers(t) })}
}

// issuerBy is the template that the values of settings pick.
func (p *Platform) issuerBy(values map[string]string) issuing {
	for _, i := range p.issuers[1:] {
		if values[i.setting] == i.value {
			return i
		}
	}
	return p.issuers[0]
}

// IssuerURL fills the issuer template from values of variables and settings.
func (p *Platform) IssuerURL(values map[string]string) string {
	return p.issuerBy(values).tmpl.Fill(values)
}

// IssuerParts lists the variables and settings that the issuer is made of under
// the settings.
func (p *Platform) IssuerParts(settings Settings) []string { return p.issuerBy(settings).tmpl.Vars }

// IssuerFact is the fact that says what the issuer is made of under the settings.
func (p *Platform) IssuerFact(settings Settings) string {
	for _, o := range p.Issuer.Others {
		if settings[o.Setting] == o.Value {
			return o.Fact
		}
	}
	return p.Issuer.Fact
}

// DefaultAudience fills the audience's template; it is empty where the job
// picks.
func (p *Platform) DefaultAudience(values map[string]string) string { return p.audience.Fill(values) }

// At finds the platform whose tokens have the issuer, and the settings that the
// issuer and the platform's defaults say. It is nil for issuers that are told by
// a host's name alone, such as a self-hosted installation's: nobody knows what
// runs there.
func At(issuer string) (*Platform, Settings) {
	for _, p := range All() {
		for _, i := range p.issuers {
			if s := p.settingsAt(i, issuer); s != nil {
				return p, s
			}
		}
	}
	return nil, nil
}

func (p *Platform) settingsAt(by issuing, issuer string) Settings {
	parts := by.shape().FindStringSubmatch(issuer)
	if parts == nil {
		return nil
	}
	out := Settings{}
	for _, f := range p.Filters {
		if f.Default != "" && f.Role != RoleFlag && f.Role != RoleSwitch {
			out[f.Name] = f.Default
		}
	}
	if by.setting != "" {
		out[by.setting] = by.value
	}
	for i, name := range by.tmpl.Vars {
		f, _ := p.Filter(name)
		domain := p.Domain(f.Variable, nil)
		if f.Variable == "" {
			domain = p.domain(f.Domain)
		}
		if f.AnyHost && parts[i+1] != f.Default && !slices.Contains(p.Issuer.SharedAt, parts[i+1]) {
			return nil
		}
		if reason, _ := domain.CheckValue(parts[i+1]); reason != "" {
			return nil
		}
		out[name] = parts[i+1]
	}
	return out
}

// issuers is a regular expression for the issuers that the template makes.
func issuers(t Template) *regexp.Regexp {
	if len(t.Vars) == 1 && t.Lits[0] == "" {
		return regexp.MustCompile("^(.+)$")
	}
	var re strings.Builder
	for i, lit := range t.Lits {
		re.WriteString(regexp.QuoteMeta(lit))
		if i < len(t.Vars) {
			re.WriteString("([^/]+?)")
		}
	}
	return regexp.MustCompile("^" + re.String() + "$")
}
