package platform

// The data files, loaded and checked.

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"go.yaml.in/yaml/v3"
)

//go:embed data/*.yaml
var shipped embed.FS

// domains and platforms are loaded once; they are never changed afterwards.
var domains = func() map[string]Domain {
	d, err := loadDomains(shipped)
	if err != nil {
		panic(err) // the shipped data is tested
	}
	return d
}()

// The rules that a test holds the shipped data against are not gone through at each
// start.
var all = sync.OnceValue(func() []*Platform {
	ps, err := load(shipped, read)
	if err != nil {
		panic(err) // the shipped data is tested
	}
	return ps
})

// added are platforms beside the shipped ones.
var added atomic.Pointer[[]*Platform]

// Add makes a parsed platform known beside the shipped ones until remove is
// called. It is how a test tries a data file without shipping it.
func Add(p *Platform) (remove func()) {
	before := added.Load()
	now := []*Platform{p}
	if before != nil {
		now = append(now, *before...)
	}
	added.Store(&now)
	return func() { added.Store(before) }
}

// All returns the known platforms, sorted by name.
func All() []*Platform {
	more := added.Load()
	if more == nil {
		return all()
	}
	out := append(slices.Clone(all()), *more...)
	slices.SortFunc(out, func(a, b *Platform) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Find returns a known platform by name, or nil.
func Find(name string) *Platform {
	for _, p := range All() {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// Names lists the known platforms.
func Names() []string {
	var out []string
	for _, p := range All() {
		out = append(out, p.Name)
	}
	return out
}

func loadDomains(fsys fs.FS) (map[string]Domain, error) {
	raw, err := fs.ReadFile(fsys, "data/domains.yaml")
	if err != nil {
		return nil, err
	}
	out := map[string]Domain{}
	if err := decode(raw, &out); err != nil {
		return nil, fmt.Errorf("domains.yaml: %w", err)
	}
	for name, d := range out {
		if out[name], err = d.ready(); err != nil {
			return nil, fmt.Errorf("domains.yaml: %s: %w", name, err)
		}
	}
	return out, nil
}

// LoadFS loads and checks every platform file of data/, sorted by name.
func LoadFS(fsys fs.FS) ([]*Platform, error) { return load(fsys, Parse) }

func load(fsys fs.FS, parse func(raw []byte) (*Platform, error)) ([]*Platform, error) {
	files, err := fs.Glob(fsys, "data/*.yaml")
	if err != nil {
		return nil, err
	}
	var out []*Platform
	for _, f := range files {
		if f == "data/domains.yaml" {
			continue
		}
		raw, err := fs.ReadFile(fsys, f)
		if err != nil {
			return nil, err
		}
		p, err := parse(raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b *Platform) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

func decode(raw []byte, into any) error {
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	return d.Decode(into)
}

// Parse reads and checks one platform file.
func Parse(raw []byte) (*Platform, error) {
	p, err := read(raw)
	if err != nil {
		return nil, err
	}
	var errs []error
	p.check(func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) })
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return p, nil
}

// read reads one platform file, and makes what is derived from it.
func read(raw []byte) (*Platform, error) {
	var p Platform
	if err := decode(raw, &p); err != nil {
		return nil, err
	}
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	p.variables = map[string]int{}
	for i, v := range slices.Backward(p.Variables) { // of two, the first
		p.variables[v.Name] = i
	}
	for name, d := range p.Domains {
		ready, err := d.ready()
		if err != nil || domains[name].Doc != "" {
			fail("domain %s: wants a name of its own and sound data (%v)", name, err)
			continue
		}
		p.Domains[name] = ready
	}
	template := func(where, s string) Template {
		t, err := parseTemplate(s)
		if err != nil {
			fail("%s: %v", where, err)
			return Template{Lits: []string{""}}
		}
		for _, v := range t.Vars {
			_, isVar := p.Variable(v)
			f, isFilter := p.Filter(v)
			if !isVar && (!isFilter || f.Role != RoleIssuer) {
				fail("%s: no variable or issuer part %q", where, v)
			}
		}
		return t
	}
	claim := func(where string, c Claim) Claim {
		if c.Type == "" {
			c.Type = "string"
		}
		if c.Is != nil {
			c.tmpl = template(where+" claim "+c.Name, *c.Is)
		}
		if c.PresentAt != "" {
			re, err := regexp.Compile(c.PresentAt)
			if err != nil {
				fail("%s claim %s: %v", where, c.Name, err)
			}
			c.presentAt = re
		}
		return c
	}
	for i := range p.Forms {
		f := &p.Forms[i]
		f.subs, f.claims, f.families = map[string]Template{}, map[string]Claim{}, p.Families
		for k, s := range f.Sub {
			f.subs[k] = template("form "+f.Name, s)
		}
		for _, c := range p.Claims {
			if !slices.Contains(f.Drop, c.Name) {
				f.claims[c.Name] = claim("form "+f.Name, c)
			}
		}
		for _, c := range f.Claims {
			f.claims[c.Name] = claim("form "+f.Name, c)
		}
	}
	p.mayLack, p.named = map[string]bool{}, map[string]bool{}
	for _, f := range p.Forms {
		for _, c := range f.claims {
			p.named[c.Name] = true
			for _, v := range c.tmpl.Vars {
				p.mayLack[v] = p.mayLack[v] || len(c.Absent) > 0 || c.Null != "" || c.Empty != ""
			}
		}
	}
	for _, f := range p.Filters {
		if f.OnlyIfGiven != "" { // some forms never have it
			p.mayLack[f.Variable] = true
		}
	}
	p.readParts(template)
	p.readUsual(template)
	p.spell(template)
	for i := range p.Forms {
		p.Forms[i].ready()
	}
	p.compile(fail)
	p.readWhere(fail)
	p.readOrders(fail)
	p.readTypos(fail)
	p.readFlexible(fail)
	p.issuers = []issuing{newIssuing(template("issuer", p.Issuer.Template), "", "")}
	for _, o := range p.Issuer.Others {
		p.issuers = append(p.issuers, newIssuing(template("issuer "+o.Setting, o.Template), o.Setting, o.Value))
	}
	p.audience = template("audience", p.Issuer.Audience.Value)
	for _, s := range p.Subject.OtherFirst {
		p.strangers = append(p.strangers, template("other_first", s))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return &p, nil
}

// ready notes what is asked again and again about the form.
func (f *Form) ready() {
	f.names = slices.Sorted(maps.Keys(f.claims))
	f.showing, f.has = map[string][]Claim{}, map[string]bool{}
	for _, name := range f.names {
		c := f.claims[name]
		for _, v := range slices.Compact(slices.Sorted(slices.Values(c.tmpl.Vars))) {
			f.showing[v] = append(f.showing[v], c)
			f.has[v] = true
		}
	}
	for _, ts := range []map[string]Template{f.subs, f.spelled} {
		for _, t := range ts {
			for _, v := range t.Vars {
				f.has[v] = true
			}
		}
	}
}

var (
	classes = []string{"immutable_id", "name", "attacker_influenced", "platform_set"}
	roles   = []string{RoleIssuer, RoleNarrow, RoleOrigin, RoleRefs, RoleAlternative, RoleFlag, RoleSwitch, RoleSetting, RoleComponents, RoleAudiences}
	kinds   = []string{"fixed", "default", "picked"}
	names   = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	dates   = regexp.MustCompile(`^20[0-9]{2}-[01][0-9](-[0-3][0-9])?$`)
)

// check holds the data against the rules of this package.
func (p *Platform) check(fail func(string, ...any)) {
	fact := func(where, id string) {
		if _, ok := p.Facts[id]; !ok {
			fail("%s: cites no known fact (%q)", where, id)
		}
	}
	if !names.MatchString(p.Name) || p.Title == "" {
		fail("name %q or title %q is missing or malformed", p.Name, p.Title)
	}
	for id, f := range p.Facts {
		if f.Status != "verified" && f.Status != "unverified" || f.Source == "" || f.Says == "" || !dates.MatchString(f.Date) {
			fail("fact %s: wants status verified or unverified, a source, a date and what it says", id)
		}
	}
	fact("issuer", p.Issuer.Fact)
	fact("audience", p.Issuer.Audience.Fact)
	fact("subject", p.Subject.Fact)
	if !slices.Contains(kinds, p.Issuer.Audience.Kind) || (p.Issuer.Audience.Kind == "picked") != (p.Issuer.Audience.Value == "") {
		fail("audience: kind %q with value %q", p.Issuer.Audience.Kind, p.Issuer.Audience.Value)
	}
	if (p.Issuer.Audience.Kind == "default") != (p.Issuer.Audience.Doc != "") {
		fail("audience: a default, and no other, is said in words")
	}
	if len(p.Issuer.Algorithms) == 0 || p.Issuer.Keys == "" || p.Issuer.Lifetime == "" {
		fail("issuer: algorithms, keys and lifetime must be said")
	}
	seen := map[string]bool{}
	for _, v := range p.Variables {
		d := p.domain(v.Domain)
		if !names.MatchString(v.Name) || seen[v.Name] || d.Doc == "" || !slices.Contains(classes, v.Class) || len(v.Samples) == 0 {
			fail("variable %q: wants a name of its own, a known domain and class, and samples", v.Name)
		}
		seen[v.Name] = true
		for _, s := range v.Samples {
			if reason, _ := d.CheckValue(s); reason != "" {
				fail("variable %s: sample %q %s", v.Name, s, reason)
			}
		}
		fact("variable "+v.Name, v.Fact)
		if _, ok := p.Variable(v.Derived); v.Derived != "" && !ok {
			fail("variable %s: follows from no variable %q", v.Name, v.Derived)
		}
	}
	p.checkDerived(fail)
	p.checkEverything(fail)
	p.checkReasons(fail)
	p.checkWhose(fail)
	p.checkParts(fail)
	p.checkUsual(fail)
	p.checkIssuers(fail, fact)
	p.checkForms(fail, fact)
	p.checkFilters(fail, fact)
	p.checkSpelled(fail)
	p.checkFormats(fail)
}

func (p *Platform) checkForms(fail func(string, ...any), fact func(string, string)) {
	seen := map[string]bool{}
	for _, f := range p.Forms {
		where := "form " + f.Name
		if !names.MatchString(f.Name) || seen[f.Name] || f.Doc == "" {
			fail("%s: wants a name of its own and a doc", where)
		}
		seen[f.Name] = true
		fact(where, f.Fact)
		if len(f.subs) == 0 && len(p.Subject.Components) == 0 {
			fail("%s: has no subject", where)
		}
		for name, c := range f.claims {
			fact(where+" claim "+name, c.Fact)
			if !slices.Contains([]string{"string", "bool", "number", "list"}, c.Type) {
				fail("%s claim %s: type %q", where, name, c.Type)
			}
		}
		for pick := range f.Sub {
			known := pick == "" && p.Subject.Setting == "" || pick == "" && len(p.Subject.Components) > 0
			for _, ps := range p.Subject.Picks {
				known = known || slices.Contains(ps, pick)
			}
			if !known {
				fail("%s: no presentation %q", where, pick)
			}
		}
	}
	for _, m := range append(slices.Clone(p.Match), p.UserClaim, p.GoogleSubject) {
		if !slices.ContainsFunc(p.Forms, func(f Form) bool { _, ok := f.claims[m]; return ok }) {
			fail("match, user_claim or google_subject: no form has the claim %q", m)
		}
	}
	for where, id := range map[string]string{"aws_tags": p.AWSTags, "switchable": p.Switchable} {
		if id != "" {
			fact(where, id)
		}
	}
}

func (p *Platform) checkFilters(fail func(string, ...any), fact func(string, string)) {
	seen := map[string]bool{"name": true} // every platform has it
	for _, f := range p.Filters {
		where := "filter " + f.Name
		if !names.MatchString(f.Name) || seen[f.Name] || f.Doc == "" || !slices.Contains(roles, f.Role) {
			fail("%s: wants a name of its own, a doc and a known role", where)
		}
		seen[f.Name] = true
		needsVariable := f.Role == RoleNarrow || f.Role == RoleRefs
		for _, v := range p.Restricts(f) {
			if _, ok := p.Variable(v); !ok {
				fail("%s: no variable %q", where, v)
			}
		}
		if needsVariable && f.Variable == "" {
			fail("%s: names no variable", where)
		}
		if (f.Role == RoleSetting || f.Role == RoleIssuer && f.Variable == "") && domains[f.Domain].Doc == "" {
			fail("%s: no domain %q", where, f.Domain)
		}
		if or, ok := p.Filter(f.OnlyIfGiven); f.OnlyIfGiven != "" && (f.Role != RoleNarrow || !ok || or.Role != RoleFlag) {
			fail("%s: only_if_given wants what narrows, and names a flag", where)
		}
		for _, name := range f.Forms {
			if p.Form(name) == nil {
				fail("%s: no form %q", where, name)
			}
		}
		for v, d := range f.Widens {
			fact(where, f.Fact)
			if _, ok := p.Variable(v); !ok || p.domain(d).Doc == "" || f.States == "" {
				fail("%s: widens %q to %q: wants a variable, a domain and what is assumed otherwise", where, v, d)
			}
		}
	}
	if f, ok := p.Filter(p.PullRequests); p.PullRequests != "" && (!ok || f.Role != RoleAlternative) {
		fail("pull_requests: %q is no filter that describes them beside others", p.PullRequests)
	}
	for _, n := range p.Requires {
		for _, name := range n.OneOf {
			if !seen[name] {
				fail("requires: no filter %q", name)
			}
		}
	}
}
