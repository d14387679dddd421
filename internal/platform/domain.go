package platform

// Domains: what a variable can hold.

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// A Domain is what a variable can hold: a regular language. It is never
// narrower than reality: what a platform can mint lies inside.
type Domain struct {
	Chars   string   `yaml:"chars"`   // alphabet, see pattern.ParseAlphabet
	Width   int      `yaml:"width"`   // characters, when always the same
	Min     int      `yaml:"min"`     // fewest characters
	Regexp  string   `yaml:"regexp"`  // of whole values; RE2
	Values  []string `yaml:"values"`  // when there are only so many
	Check   string   `yaml:"check"`   // a Go check, for what a regular expression says badly
	Never   []string `yaml:"never"`   // what no value holds, as regular expressions that match somewhere; RE2. Check says the same, where it is there
	Doc     string   `yaml:"doc"`     // "a UUID in lower case", after "must be"
	Example string   `yaml:"example"` //

	alphabet pattern.Alphabet
	re       *regexp.Regexp
	never    []*regexp.Regexp // without Check
	dfa      func() *automaton.DFA
	rules    func() (*rules, error)
}

// rules are what a domain says of values beside their alphabet and length: they lie in
// all of within and in none of without. Whoever cites the domain shares them.
type rules struct {
	within, without []automaton.Lang
	met             answers // by pattern
	dfa             func() *automaton.DFA
}

// checks are the Go parts of domains. They return a reason and a way out, or
// two empty strings.
var checks = map[string]func(string) (reason, fix string){
	"git_ref": checkRef,
}

// checkRef applies git's rules for the part of a ref behind refs/heads/ or
// refs/tags/ (git check-ref-format(1)), as far as characters alone do not say
// them.
func checkRef(s string) (reason, fix string) {
	for _, prefix := range []string{"refs/heads/", "refs/tags/"} {
		if rest, ok := strings.CutPrefix(s, prefix); ok {
			return "is a full ref; the short name is wanted", "Write " + problem.Quote(rest)
		}
	}
	const rule = "is refused by git (git check-ref-format): "
	switch {
	case strings.Contains(s, ".."):
		return rule + "two dots in a row", ""
	case strings.Contains(s, "@{"):
		return rule + "it holds @{", ""
	case strings.HasPrefix(s, "/"), strings.HasSuffix(s, "/"), strings.Contains(s, "//"):
		return rule + "it begins or ends with a slash, or has two in a row", ""
	case strings.HasSuffix(s, "."):
		return rule + "it ends with a dot", ""
	}
	for part := range strings.SplitSeq(s, "/") {
		if strings.HasPrefix(part, ".") || strings.HasSuffix(part, ".lock") {
			return rule + "a part begins with a dot or ends with .lock", ""
		}
	}
	return "", ""
}

// CheckValue says why s cannot be a value of the domain; both results are empty
// when it can.
func (d Domain) CheckValue(s string) (reason, fix string) {
	reason, fix = d.fault(s)
	if reason == "" || s == "" {
		return reason, fix
	}
	for _, near := range []string{strings.ToLower(s), strings.TrimRight(s, "/"), strings.TrimSpace(s), "https://" + strings.TrimPrefix(strings.TrimRight(s, "/"), "http://")} {
		if bad, _ := d.fault(near); bad == "" && near != "" {
			return reason, "Write " + problem.Quote(near) + " if that is meant: it must be " + d.Doc
		}
	}
	return reason, fix
}

func (d Domain) fault(s string) (reason, fix string) {
	if s == "" && d.Min > 0 {
		return "is empty", d.wanted()
	}
	if r, bad := d.alphabet.Foreign(s); bad {
		return "holds the character " + problem.Quote(string(r)) + ", which cannot occur", d.wanted()
	}
	if len(d.Values) > 0 && !slices.Contains(d.Values, s) {
		return "is none of " + problem.QuoteAll(d.Values), ""
	}
	if d.re != nil && !d.re.MatchString(s) {
		return "is malformed", d.wanted()
	}
	if slices.ContainsFunc(d.never, func(re *regexp.Regexp) bool { return re.MatchString(s) }) {
		return "is malformed", d.wanted()
	}
	if d.Check != "" {
		return checks[d.Check](s)
	}
	return "", ""
}

// CheckGlob is CheckValue for a pattern: its fixed characters must be able to
// occur, and with something in place of each * it must be able to be a value.
// Domains of fixed width or fixed values take * alone.
func (d Domain) CheckGlob(glob string) (reason, fix string) {
	switch {
	case pattern.IsLiteral(glob):
		return d.CheckValue(glob)
	case glob == "*":
		return "", ""
	case d.Width > 0 || len(d.Values) > 0:
		return "is a pattern where exact values are wanted", "Write whole values, or [\"*\"] for all"
	}
	if r, bad := d.alphabet.Foreign(strings.ReplaceAll(glob, "*", "")); bad {
		return "holds the character " + problem.Quote(string(r)) + ", which cannot occur", d.wanted()
	}
	if d.Check != "" {
		return checks[d.Check](glob) // * is an ordinary character to these
	}
	return "", ""
}

func (d Domain) wanted() string {
	if d.Example == "" {
		return "It must be " + d.Doc
	}
	return "It must be " + d.Doc + ", such as " + problem.Quote(d.Example)
}

// Domain is the domain of a variable under the settings: a switch such as
// generic_git may widen it.
func (p *Platform) Domain(variable string, settings Settings) Domain {
	v, ok := p.Variable(variable)
	if !ok {
		return domains[anyText]
	}
	name := v.Domain
	for i := range p.Filters {
		f := &p.Filters[i]
		if w, ok := f.Widens[variable]; ok && settings[f.Name] == "true" {
			name = w
		}
	}
	return p.domain(name)
}

// domain is one of the platform's own domains, or of domains.yaml.
func (p *Platform) domain(name string) Domain {
	if d, ok := p.Domains[name]; ok {
		return d
	}
	return domains[name]
}

// DomainOf is the widest domain that a variable has under any of the settings.
func (p *Platform) DomainOf(variable string, settings []Settings) Domain {
	for i := range p.Filters {
		f := &p.Filters[i]
		if _, ok := f.Widens[variable]; !ok {
			continue
		}
		for _, s := range settings {
			if s[f.Name] == "true" {
				return p.Domain(variable, s)
			}
		}
	}
	return p.Domain(variable, nil)
}

// Has reports whether the character can occur in a value.
func (d Domain) Has(c rune) bool { return d.alphabet.Has(c) }

// DFA is the domain as an automaton, made at first use.
func (d Domain) DFA() *automaton.DFA { return d.dfa() }

// ready checks the data and makes what is derived from it.
func (d Domain) ready() (Domain, error) {
	var err error
	if d.alphabet, err = pattern.ParseAlphabet(d.Chars); err != nil {
		return d, err
	}
	if d.Regexp != "" {
		if d.re, err = regexp.Compile(d.Regexp); err != nil {
			return d, err
		}
	}
	switch {
	case d.Check != "" && checks[d.Check] == nil:
		return d, fmt.Errorf("there is no check %q", d.Check)
	case d.Check != "" && len(d.Never) == 0:
		return d, errors.New("never says what check says, so both are wanted")
	case d.Doc == "":
		return d, errors.New("it has no doc")
	}
	for _, n := range d.Never {
		re, err := regexp.Compile(n)
		if err != nil {
			return d, err
		}
		if d.Check == "" {
			d.never = append(d.never, re)
		}
	}
	d.rules = sync.OnceValues(d.makeRules)
	d.dfa = sync.OnceValue(func() *automaton.DFA {
		dfa, err := d.automaton()
		if err != nil {
			panic(err) // the shipped data is tested
		}
		return dfa
	})
	return d, nil
}

// mostStates bounds the automata of domains; a ref's has some thirty.
const mostStates = 5000

// automaton makes the DFA: the alphabet, the length, the values and the regular
// expression, less what never occurs.
func (d Domain) automaton() (*automaton.DFA, error) {
	count := fmt.Sprintf("{%d,}", d.Min)
	if d.Width > 0 {
		count = fmt.Sprintf("{%d}", d.Width)
	}
	chars, err := automaton.Whole(d.alphabet.Regexp() + count)
	if err != nil {
		return nil, err
	}
	r, err := d.rules()
	if err != nil {
		return nil, err
	}
	return automaton.Compile(append(slices.Clone(r.within), chars), r.without, mostStates)
}

// makeRules are the values and the regular expression, and what never occurs.
func (d Domain) makeRules() (*rules, error) {
	r := &rules{}
	if len(d.Values) > 0 {
		r.within = append(r.within, automaton.Texts(d.Values...))
	}
	if d.Regexp != "" {
		l, err := automaton.Regexp(d.Regexp)
		if err != nil {
			return nil, err
		}
		r.within = append(r.within, l)
	}
	for _, n := range d.Never {
		l, err := automaton.Regexp(n)
		if err != nil {
			return nil, err
		}
		r.without = append(r.without, l)
	}
	r.met.byKey = map[pattern.Key]bool{}
	r.dfa = sync.OnceValue(func() *automaton.DFA {
		out, err := automaton.Compile(r.within, r.without, mostStates)
		if err != nil {
			panic(err) // the shipped data is tested
		}
		return out
	})
	return r, nil
}

// DomainNamed is a domain by its name in domains.yaml.
func DomainNamed(name string) Domain { return domains[name] }

const anyText = "text"
