package platform

import (
	"regexp"
	"slices"
	"strings"
)

// This file reads the texts of claims that people write and tokens never have.

// A Typo is a text of a claim that no token has, by what stands in it.
type Typo struct {
	Claim  string `yaml:"claim"`
	Regexp string `yaml:"regexp"` // RE2, of a part of the text
	Says   string `yaml:"says"`   // what tokens have, in a sentence without its full stop

	re *regexp.Regexp
}

// Typo finds the first typo in what is written of a claim.
func (p *Platform) Typo(claim, text string) (Typo, bool) {
	i := slices.IndexFunc(p.Typos, func(t Typo) bool { return t.Claim == claim && t.re.MatchString(text) })
	if i < 0 {
		return Typo{}, false
	}
	return p.Typos[i], true
}

// WrongCase finds the first keyword of subjects that is written in another case only.
func (p *Platform) WrongCase(sub string) (written, keyword string, ok bool) {
	lower := strings.ToLower(sub)
	for _, word := range p.Keywords {
		if at := strings.Index(lower, word); at >= 0 && len(lower) == len(sub) && sub[at:at+len(word)] != word && !strings.Contains(sub, word) {
			return sub[at : at+len(word)], word, true
		}
	}
	return "", "", false
}

// separator stands between the components of a subject, and between the name and the
// value of one.
const separator = ":"

// Unescaped finds a component of the subject whose value holds the separator, where
// subjects have another spelling of it.
func (p *Platform) Unescaped(sub string) (component, spelled string, ok bool) {
	for _, v := range p.Variables {
		if spelled, ok = v.Escape[separator]; !ok || !slices.Contains(p.Subject.Components, v.Name) {
			continue
		}
		_, rest, _ := strings.Cut(sub, separator+v.Name+separator)
		_, rest, ok = strings.Cut(rest, separator)
		if ok && rest != "" && !strings.HasPrefix(rest, "*") && !p.beginsComponent(rest) {
			return v.Name, spelled, true
		}
	}
	return "", "", false
}

// beginsComponent reports whether a part of a subject begins as some component's name.
func (p *Platform) beginsComponent(part string) bool {
	begins := func(name string) bool { return strings.HasPrefix(part, name) }
	return slices.ContainsFunc(p.Subject.Components, begins) ||
		slices.ContainsFunc(p.Families, func(f Family) bool { return f.Component && begins(f.Prefix) }) ||
		p.Subject.AnyClaim && slices.ContainsFunc(p.Forms, func(f Form) bool { return slices.ContainsFunc(f.names, begins) })
}

// readTypos compiles and checks them.
func (p *Platform) readTypos(fail func(string, ...any)) {
	for i := range p.Typos {
		t := &p.Typos[i]
		re, err := regexp.Compile(t.Regexp)
		if err != nil || t.Regexp == "" || t.Says == "" || t.Claim != "sub" && !p.Names(t.Claim) {
			fail("typo %q: wants a claim, a regular expression and what tokens have (%v)", t.Regexp, err)
			continue
		}
		t.re = re
	}
	for _, word := range p.Keywords {
		if word == "" || strings.ToLower(word) != word {
			fail("keyword %q: wants small letters", word)
		}
	}
}
