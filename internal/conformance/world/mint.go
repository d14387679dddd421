package world

import (
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// A World is a case with its tokens.
type World struct {
	Case   Case
	Jobs   trust.Jobs
	Tokens []Token
}

// A stage says how a token came about; each gets its share of the limit.
type stage int

const (
	described  stage = iota // box by box, all inside
	swept                   // one variable at a time
	attacked                // an attack beside a value that is outside
	multiplied              // all combinations of three values of five variables
	drawn                   // at random
	strange                 // other tenants, other audiences, other issuers
	stages
)

// share of the limit, in per cent.
var share = [stages]int{15, 25, 20, 10, 10, 20}

// Make enumerates a case's world, at most about limit tokens. The same case and
// limit give the same tokens. A blind relying party cannot see what the case
// accepts as unenforced.
func Make(c Case, limit int, blind bool) (World, error) {
	jobs, err := c.Jobs()
	if err != nil {
		return World{}, err
	}
	ref, err := c.reference(blind)
	if err != nil {
		return World{}, err
	}
	for i := range ref {
		if len(c.Audiences) > 0 && ref[i].Model().Issuer.Audience.Kind != "fixed" {
			ref[i].Audiences = c.Audiences
		}
	}
	m := &maker{ref: oracle(ref), seen: map[string]bool{}, limit: limit}
	h := fnv.New64a()
	_, _ = h.Write([]byte(c.Name))
	m.rand = rand.New(rand.NewPCG(h.Sum64(), 1)) //nolint:gosec // the same worlds on every run
	all := issuers(ref)
	m.limit /= len(all)
	for _, issuer := range all {
		m.at(issuer)
	}
	return World{c, jobs, append(m.tokens, m.more(m.tokens)...)}, nil
}

func issuers(jobs trust.Jobs) []string {
	var out []string
	for _, d := range jobs {
		if !slices.Contains(out, d.Issuer) {
			out = append(out, d.Issuer)
		}
	}
	return out
}

// A candidate is a job that may be minted.
type candidate struct {
	form   *platform.Form
	values map[string]string
	absent []string
	// of a stranger: what its subject begins with and goes on with
	first *platform.Template
	order []string
}

type maker struct {
	ref   oracle
	rand  *rand.Rand
	seen  map[string]bool
	limit int

	issuer string
	same   []trust.Description // at the issuer
	fixed  map[string]string   // what the issuer is made of
	pools  map[string]values
	lacks  map[string][][]string // what absences says

	candidates [stages][]candidate
	tokens     []Token
}

// at enumerates the jobs of one issuer.
func (m *maker) at(issuer string) {
	m.issuer, m.same, m.fixed, m.pools, m.candidates = issuer, nil, map[string]string{}, map[string]values{}, [stages][]candidate{}
	for _, d := range m.ref {
		if d.Issuer == issuer {
			m.same = append(m.same, d)
		}
	}
	m.lacks = map[string][][]string{}
	d := m.same[0]
	p := d.Model()
	for _, part := range p.IssuerParts() {
		m.fixed[part] = d.Settings[part]
		if list := d.Boxes[0][part]; len(list) > 0 {
			m.fixed[part] = list[0]
		}
	}
	// Attacks are made of what is inside: of the first, second and third values.
	var inside [3]map[string]string
	for k := range inside {
		inside[k] = map[string]string{}
		for _, v := range p.Variables {
			if s, ok := m.fixed[v.Name]; ok {
				inside[k][v.Name] = s
				continue
			}
			list := poolOf(m.same, v.Name, nil).inside
			inside[k][v.Name] = list[min(k, len(list)-1)]
		}
	}
	for _, v := range p.Variables {
		if _, ok := m.fixed[v.Name]; !ok {
			m.pools[v.Name] = poolOf(m.same, v.Name, structural(m.same, v.Name, inside[:]))
		}
	}
	for i := range p.Forms {
		f := &p.Forms[i]
		if slices.ContainsFunc(m.same, func(d trust.Description) bool { return p.Occurs(f, issuer, d.Settings) }) {
			m.form(f)
		}
	}
	m.strangers()
	m.thin()
}

// relevant lists the variables that matter to a form: restricted ones first,
// then those of subjects, then those of claims that documents may be about.
func (m *maker) relevant(f *platform.Form) []string {
	p := m.same[0].Model()
	rank := map[string]int{}
	put := func(v string, r int) {
		if _, fixed := m.fixed[v]; !fixed && f.Has(v) && (rank[v] == 0 || r < rank[v]) {
			rank[v] = r
		}
	}
	for _, d := range m.same {
		for _, b := range d.Boxes {
			for _, v := range b.Variables() {
				put(v, 1)
			}
		}
		for _, s := range append(p.Declared(f, d.Settings), p.Undeclared(f, d.Settings)...) {
			for _, v := range s.Template.Vars {
				put(v, 2)
			}
		}
	}
	for _, name := range p.Match {
		if c, ok := f.Claim(name); ok {
			if t, ok := c.Template(); ok {
				for _, v := range t.Vars {
					put(v, 3)
				}
			}
		}
	}
	out := slices.Sorted(maps.Keys(rank))
	slices.SortStableFunc(out, func(a, b string) int { return rank[a] - rank[b] })
	return out
}

// form enumerates the jobs of one form.
func (m *maker) form(f *platform.Form) {
	relevant := m.relevant(f)
	bases := m.bases(f)
	far := maps.Clone(m.fixed)
	for _, v := range relevant {
		far[v] = m.pools[v].inside[0]
		if list := slices.Concat(m.pools[v].outside, m.pools[v].odd()); len(list) > 0 {
			far[v] = list[0]
		}
	}
	for _, base := range bases {
		m.add(described, f, base)
	}
	for _, base := range bases[:min(4, len(bases))] {
		for _, v := range relevant {
			for _, x := range m.pools[v].all() {
				m.add(swept, f, with(base, v, x))
			}
		}
	}
	for i, v := range relevant {
		for k, x := range m.pools[v].attacks {
			base := bases[(i+k)%len(bases)]
			lone := with(far, v, x)
			m.add(attacked, f, lone)
			for _, w := range relevant {
				if w != v {
					m.add(attacked, f, with(with(base, v, x), w, far[w]))
				}
			}
		}
	}
	m.product(f, relevant[:min(5, len(relevant))], bases)
	for range m.limit / 8 {
		values := maps.Clone(m.fixed)
		for _, v := range relevant {
			list := m.pools[v].all()
			values[v] = list[m.rand.IntN(len(list))]
		}
		m.add(drawn, f, values)
	}
}

// bases are jobs inside, one or more for each box: every box's own values where
// it has any.
func (m *maker) bases(f *platform.Form) []map[string]string {
	var out []map[string]string
	add := func(b trust.Box, pick int) {
		base := maps.Clone(m.fixed)
		for v := range m.pools {
			list := m.pools[v].inside
			if patterns, ok := b[v]; ok {
				list = nil
				for _, g := range patterns {
					list = append(list, slices.DeleteFunc(fills(g), func(s string) bool { return !slices.Contains(m.pools[v].inside, s) })...)
				}
			}
			if len(list) > 0 {
				base[v] = list[pick%len(list)]
			}
		}
		out = append(out, base)
	}
	for pick := range 6 {
		for _, d := range m.same {
			for _, b := range d.Boxes {
				if slices.Contains(b[trust.FormKey], f.Name) || pick == 0 {
					add(b, pick)
				}
			}
		}
	}
	return out
}

// product takes one inside, one outside and one hostile value of each variable.
func (m *maker) product(f *platform.Form, variables []string, bases []map[string]string) {
	count := 1
	for range variables {
		count *= 3
	}
	for n := range count {
		values := maps.Clone(bases[n%len(bases)])
		rest := n
		for i, v := range variables {
			pool := m.pools[v]
			pick := func(list []string, k int) {
				if len(list) > 0 {
					values[v] = list[k%len(list)]
				}
			}
			switch rest % 3 {
			case 0:
				pick(pool.inside, n/81)
			case 1:
				pick(pool.outside, n/9)
			case 2:
				pick(pool.odd(), n/3+i)
			}
			rest /= 3
		}
		m.add(multiplied, f, values)
	}
}

func with(base map[string]string, v, x string) map[string]string {
	out := maps.Clone(base)
	out[v] = x
	return out
}

// absences lists which optional claims a job may lack: none, all, and each of
// those that matter.
func (m *maker) absences(f *platform.Form, each bool) [][]string {
	p := m.same[0].Model()
	var optional, matter []string
	for _, name := range f.ClaimNames() {
		if c, _ := f.Claim(name); c.Absent != "" {
			optional = append(optional, name)
			if slices.Contains(p.Match, name) || slices.ContainsFunc(m.same, func(d trust.Description) bool { return componentOf(d, f, name) }) {
				matter = append(matter, name)
			}
		}
	}
	out := [][]string{nil}
	if len(optional) > 0 {
		out = append(out, optional)
	}
	if each {
		for _, name := range matter {
			out = append(out, []string{name})
		}
	}
	return out
}

// add notes a job, with and without its optional claims.
func (m *maker) add(s stage, f *platform.Form, values map[string]string) {
	matter := s == described || s == swept
	key := fmt.Sprint(f.Name, matter)
	list, ok := m.lacks[key]
	if !ok {
		list = m.absences(f, matter)
		m.lacks[key] = list
	}
	for _, absent := range list {
		m.candidates[s] = append(m.candidates[s], candidate{form: f, values: values, absent: absent})
	}
}

// thin mints each stage's share of the candidates, drawn by lot; described jobs
// go first, up to half of it.
func (m *maker) thin() {
	for s, list := range m.candidates {
		most := m.limit * share[s] / 100
		m.rand.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		var in, rest []candidate
		for _, c := range list[:min(len(list), 4*most)] {
			if c.first == nil && slices.ContainsFunc(m.same, func(d trust.Description) bool { return d.Contains(c.job()) }) {
				in = append(in, c)
			} else {
				rest = append(rest, c)
			}
		}
		before := len(m.tokens)
		m.mintUpTo(stage(s), in, before+max(most/2, most-len(rest)))
		m.mintUpTo(stage(s), rest, before+most)
	}
}

// mintUpTo mints candidates until there are so many tokens.
func (m *maker) mintUpTo(s stage, list []candidate, most int) {
	for _, c := range list {
		if len(m.tokens) >= most {
			return
		}
		if c.first != nil {
			m.stranger(c)
		} else {
			m.mint(s, c)
		}
	}
}

func (c candidate) job() platform.Job {
	return platform.Job{Form: c.form.Name, Values: c.values, Absent: c.absent}
}

// mint makes the tokens of a job: one for each subject that it may show.
func (m *maker) mint(s stage, c candidate) {
	p := m.same[0].Model()
	job := c.job()
	done := map[string]bool{}
	for _, d := range m.same {
		if !p.Occurs(c.form, m.issuer, d.Settings) {
			continue
		}
		for _, subject := range shown(d, c.form, c.absent) {
			template := subject.Template.String()
			if done[template] {
				continue
			}
			done[template] = true
			m.keep(Token{
				Claims:  p.Mint(job, subject, m.issuer, d.Audiences[0]),
				Want:    m.ref.verdict(m.issuer, job, template),
				Note:    strings.TrimSpace(c.form.Name + " " + subject.Name),
				job:     job,
				subject: template,
				issuer:  m.issuer,
				stage:   s,
			})
		}
	}
}

// keep adds a token unless it is there already.
func (m *maker) keep(t Token) {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(t.Claims)) {
		fmt.Fprintf(&b, "%s=%v\x00", k, t.Claims[k])
	}
	fmt.Fprint(&b, t.Want)
	if key := b.String(); !m.seen[key] {
		m.seen[key] = true
		m.tokens = append(m.tokens, t)
	}
}
