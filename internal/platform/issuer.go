package platform

import (
	"regexp"
	"slices"
	"strings"
)

// At finds the platform whose tokens have the issuer, and the settings that the
// issuer and the platform's defaults say. It is nil for issuers that are told by
// a host's name alone, such as a self-hosted installation's: nobody knows what
// runs there.
func At(issuer string) (*Platform, Settings) {
	for _, p := range All() {
		if s := p.settingsAt(issuer); s != nil {
			return p, s
		}
	}
	return nil, nil
}

func (p *Platform) settingsAt(issuer string) Settings {
	out := Settings{}
	for _, f := range p.Filters {
		if f.Default != "" && f.Role != RoleFlag && f.Role != RoleSwitch {
			out[f.Name] = f.Default
		}
	}
	parts := p.issued().FindStringSubmatch(issuer)
	if parts == nil {
		return nil
	}
	for i, name := range p.issuer.Vars {
		f, _ := p.Filter(name)
		domain := p.Domain(f.Variable, nil)
		if f.Variable == "" {
			domain = p.domain(f.Domain)
		}
		anyHost := f.Domain == "hostname" || f.Domain == "https_url"
		if anyHost && parts[i+1] != f.Default && !slices.Contains(p.Issuer.SharedAt, parts[i+1]) {
			return nil
		}
		if reason, _ := domain.CheckValue(parts[i+1]); reason != "" {
			return nil
		}
		out[name] = parts[i+1]
	}
	return out
}

// shape is a regular expression for the platform's issuers.
func (p *Platform) shape() *regexp.Regexp {
	if len(p.issuer.Vars) == 1 && p.issuer.Lits[0] == "" {
		return regexp.MustCompile("^(.+)$")
	}
	var re strings.Builder
	for i, lit := range p.issuer.Lits {
		re.WriteString(regexp.QuoteMeta(lit))
		if i < len(p.issuer.Vars) {
			re.WriteString("([^/]+?)")
		}
	}
	return regexp.MustCompile("^" + re.String() + "$")
}
