package world

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// whole is the limit from which a world has all combinations, and every order of
// a stranger's components has a chance.
const whole = 600

// thin mints each stage's share of the candidates, drawn by lot; described jobs
// go first, up to half of it.
func (m *maker) thin() {
	for s, list := range m.candidates {
		most := m.limit * share[s] / 100
		if stage(s) == multiplied && m.limit >= whole {
			most = len(m.tokens) + len(list)*4
		}
		var in, rest []candidate
		for _, c := range m.draw(list, 4*most) {
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

// draw takes all that must be there and up to most others, by rank and lot, and
// puts their changes in. Values that jobs of the form cannot have give way.
func (m *maker) draw(list []candidate, most int) []candidate {
	var byRank [always + 1][]candidate
	for _, c := range list {
		byRank[c.rank] = append(byRank[c.rank], c)
	}
	out := byRank[always]
	for _, group := range [][]candidate{byRank[first], byRank[byLot]} {
		for n := 0; n < len(group) && most > 0; n++ {
			k := n + m.rand.IntN(len(group)-n)
			group[n], group[k] = group[k], group[n]
			out = append(out, group[n])
			most--
		}
	}
	for i, c := range out {
		if len(c.changes) > 0 {
			out[i].values = maps.Clone(c.values)
		}
		for k := 0; k < len(c.changes); k += 2 {
			out[i].values[c.changes[k]] = c.changes[k+1]
		}
		out[i].values = m.fit(c.form, out[i].values)
	}
	return out
}

// mintUpTo mints candidates until there are so many tokens.
func (m *maker) mintUpTo(s stage, list []candidate, most int) {
	for _, c := range list {
		if len(m.tokens) >= most && c.rank != always {
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
				Claims:  m.token(job, subject, d.Audiences[0]),
				Want:    m.oracle().verdict(m.issuer, job, template),
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
