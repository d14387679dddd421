package platform

// Claims of tokens: their templates, and when they are missing.

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A Claim is one member of a token.
type Claim struct {
	Name   string  `yaml:"name"`
	Type   string  `yaml:"type"`   // string (default), bool, number or list
	Is     *string `yaml:"is"`     // template; no template: any value
	Absent Reasons `yaml:"absent"` // when it may be missing; none: always there
	// PresentAt: at issuers that match (RE2) it is there although Absent is said.
	PresentAt string `yaml:"present_at"`
	Null      string `yaml:"null"`   // when it is JSON null, in words; empty: never
	Empty     string `yaml:"empty"`  // when it is the empty text, in words; empty: never
	Off       bool   `yaml:"off"`    // an admin may have switched it off by default
	Seldom    bool   `yaml:"seldom"` // most tokens lack it, so examples do
	Fact      string `yaml:"fact"`

	tmpl      Template
	presentAt *regexp.Regexp
}

// Reasons say in words when a claim is missing: each is enough. Claims that name the
// same reason are missing together.
type Reasons []string

// UnmarshalYAML reads one reason, or a list.
func (r *Reasons) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*r = Reasons{n.Value}
		return nil
	}
	return n.Decode((*[]string)(r))
}

// String joins the reasons.
func (r Reasons) String() string { return strings.Join(r, " or ") }

// A Family is claims that users name: each name that begins with Prefix. Each may
// be missing from any token, and holds any text. Its name is a variable, too.
type Family struct {
	Prefix string `yaml:"prefix"`
	Absent string `yaml:"absent"` // when one is missing, in words
	Class  string `yaml:"class"`  // as a variable's
	// Component: a subject may show one.
	Component bool     `yaml:"component"`
	Samples   []string `yaml:"samples"`
	Fact      string   `yaml:"fact"`
}

// Missing are claims that no token has and that relying parties look for in tokens
// of every issuer. The fact says when that was so.
type Missing struct {
	Claims []string `yaml:"claims"`
	Off    bool     `yaml:"off"` // unless an admin switches them on
	Fact   string   `yaml:"fact"`
}

// Names reports whether some form's tokens have the claim, apart from iss, sub and
// aud.
func (p *Platform) Names(claim string) bool {
	_, ok := family(p.Families, claim)
	return ok || p.named[claim]
}

// Lacks finds what says that tokens of the platform have no such claim.
func (p *Platform) Lacks(claim string) (Missing, bool) {
	i := slices.IndexFunc(p.Missing, func(m Missing) bool { return slices.Contains(m.Claims, claim) })
	if i < 0 {
		return Missing{}, false
	}
	return p.Missing[i], true
}

// Template returns the claim's template; ok is false when the claim may hold
// any value.
func (c Claim) Template() (Template, bool) { return c.tmpl, c.tmpl.Lits != nil }

// Optional says when the claim may be missing from tokens of the issuer; none: never.
func (c Claim) Optional(issuer string) Reasons {
	if c.presentAt != nil && c.presentAt.MatchString(issuer) {
		return nil
	}
	return c.Absent
}

// Sure reports that tokens of the issuer always have the claim, with what its template
// says.
func (c Claim) Sure(issuer string) bool {
	return len(c.Optional(issuer)) == 0 && c.Null == "" && c.Empty == ""
}
