package world

import (
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"slices"

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
		if ref[i].Model().Issuer.Audience.Kind == "picked" {
			ref[i].Audiences = c.Audiences
		}
	}
	m := &maker{ref: ref, takenOn: c.TakenOn, seen: map[string]bool{}, limit: limit}
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

// Lacks lists forms of the first description's platform that can occur and have
// no token.
func (w World) Lacks() []string {
	d := w.Jobs[0]
	p := d.Model()
	var out []string
	for i := range p.Forms {
		f := &p.Forms[i]
		if p.Occurs(f, d.Issuer, d.Settings) && len(p.Declared(f, d.Settings))+len(p.Undeclared(f, d.Settings)) > 0 && !slices.ContainsFunc(w.Tokens, func(t Token) bool { return t.job.Form == f.Name && t.issuer == d.Issuer }) {
			out = append(out, f.Name)
		}
	}
	return out
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
	// changes are names and values that replace some; they are put in only when
	// the candidate is drawn.
	changes []string
	absent  []string
	rank    rank
	// of a stranger: what its subject begins with and goes on with
	first *platform.Template
	order []string
}

// A rank says which candidates are drawn.
type rank int

const (
	byLot  rank = iota
	first       // before others
	always      // whatever the limit
)

type maker struct {
	ref     trust.Jobs
	takenOn []string
	rand    *rand.Rand
	seen    map[string]bool
	limit   int

	issuer string
	same   []trust.Description // at the issuer
	fixed  map[string]string   // what the issuer is made of
	pools  map[string]values
	lacks  map[string][][]string // what absences says
	fits   map[string][]string   // what fitting says

	candidates [stages][]candidate
	tokens     []Token
}

// matter are the variables that documents may be about: those of subjects, of
// claims to match, and of boxes. The others have their sample.
func (m *maker) matter(subjects []platform.Template) map[string]bool {
	out := map[string]bool{}
	put := func(list []string) {
		for _, v := range list {
			out[v] = true
		}
	}
	p := m.same[0].Model()
	for _, t := range slices.Concat(subjects, p.Strangers()) {
		put(t.Vars)
	}
	for i := range p.Forms {
		for _, name := range p.Match {
			if c, ok := p.Forms[i].Claim(name); ok {
				t, _ := c.Template()
				put(t.Vars)
			}
		}
	}
	for _, d := range m.same {
		for _, b := range d.Boxes {
			put(slices.Collect(maps.Keys(b)))
		}
	}
	return out
}

// at enumerates the jobs of one issuer.
func (m *maker) at(issuer string) {
	m.issuer, m.same, m.fixed, m.pools, m.candidates = issuer, nil, map[string]string{}, map[string]values{}, [stages][]candidate{}
	for _, d := range m.ref {
		if d.Issuer == issuer {
			m.same = append(m.same, d)
		}
	}
	m.lacks, m.fits = map[string][][]string{}, map[string][]string{}
	d := m.same[0]
	p := d.Model()
	for _, part := range p.IssuerParts(d.Settings) {
		m.fixed[part] = d.Settings[part]
		if list := d.Boxes[0][part]; len(list) > 0 {
			m.fixed[part] = list[0]
		}
	}
	// Attacks are made of what is inside: of the first, second and third values.
	var inside [3]map[string]string
	for k := range inside {
		inside[k] = maps.Clone(m.fixed)
	}
	subjects := templates(m.same)
	matter := m.matter(subjects)
	for _, v := range variables(p, matter) {
		if _, ok := m.fixed[v.Name]; ok || !matter[v.Name] {
			continue
		}
		pool := poolOf(m.same, subjects, v)
		m.pools[v.Name] = pool
		for k := range inside {
			inside[k][v.Name] = pool.inside[min(k, len(pool.inside)-1)]
		}
	}
	for name, pool := range m.pools {
		pool.attacks = append(structural(m.same, subjects, name, inside[:]), pool.attacks...)
		m.pools[name] = pool
	}
	for i := range p.Forms {
		f := &p.Forms[i]
		if slices.ContainsFunc(m.same, func(d trust.Description) bool { return p.Occurs(f, issuer, d.Settings) }) {
			m.form(f)
		}
	}
	m.reparse()
	m.strangers()
	m.thin()
}
