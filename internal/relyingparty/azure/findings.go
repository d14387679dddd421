package azure

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
)

// Findings are what is wrong with the credentials by their text alone. Most of
// them rest on the platform's data, where an issuer is a platform's.
func (d *Document) Findings() []lint.Finding {
	r := &reading{doc: d, issuers: map[string]relyingparty.Issuer{}}
	asks := map[string][]relyingparty.Ask{} // by issuer: credentials are alternatives
	var order []string
	for n := range d.credentials {
		c := &d.credentials[n]
		if _, ok := asks[c.issuer]; !ok {
			order = append(order, c.issuer)
		}
		asks[c.issuer] = append(asks[c.issuer], r.credential(c)...)
	}
	for _, url := range order {
		r.out = append(r.out, r.issuer(url).Texts(asks[url])...)
	}
	r.together()
	return lint.Sorted(r.out)
}

// A reading collects.
type reading struct {
	doc     *Document
	issuers map[string]relyingparty.Issuer
	out     []lint.Finding
}

func (r *reading) add(code lint.Code, at string, milder bool, detail string) {
	r.out = append(r.out, lint.Finding{Code: code, At: at, Milder: milder, Detail: detail})
}

// issuer looks an issuer up once.
func (r *reading) issuer(url string) relyingparty.Issuer {
	i, ok := r.issuers[url]
	if !ok {
		i = relyingparty.IssuerOf(url)
		r.issuers[url] = i
	}
	return i
}

// credential judges one credential and returns what it asks of claims.
func (r *reading) credential(c *credential) []relyingparty.Ask {
	i := r.issuer(c.issuer)
	if f, ok := i.Slash(c.name + ".issuer"); ok {
		r.out = append(r.out, f)
	}
	r.audience(c, i)
	if !c.flexible {
		return r.subject(c)
	}
	at := c.name + ".claims_matching_expression"
	var asks []relyingparty.Ask
	var pinned []string
	for _, a := range c.claims.atoms {
		ask := relyingparty.Ask{At: at, Claim: a.claim, Text: a.value}
		if a.op == "matches" {
			ask.How = relyingparty.Glob
		}
		if strings.Contains(a.value, `\`) || strings.Contains(a.value, "?") && a.op == "matches" {
			continue // nobody says what it means, or it stands for one character
		}
		asks = append(asks, ask)
		if i.Says(ask) {
			pinned = append(pinned, a.claim)
		}
	}
	tells := slices.ContainsFunc(pinned, i.Tells)
	for _, a := range c.claims.atoms {
		switch {
		case a.op == "matches" && strings.Trim(a.value, "*") == "":
			r.add("CT010", at, tells, problem.Quote(a.value)+" matches every "+a.claim)
		case a.op == "eq" && strings.Contains(a.value, "*"):
			r.add("CT005", at, false, problem.Quote(a.value)+" holds *, and is compared with eq")
		}
	}
	if f, ok := i.Tenant(at, pinned); ok {
		r.out = append(r.out, f)
	}
	r.out = append(r.out, i.Workflows(asks, tells, slices.ContainsFunc(pinned, i.Ident))...)
	return asks
}

// subject judges the subject of an ordinary credential, which is compared as
// written.
func (r *reading) subject(c *credential) []relyingparty.Ask {
	at := c.name + ".subject"
	switch {
	case strings.Contains(c.subject, "*"):
		r.add("CT005", at, false, problem.Quote(c.subject)+" holds *, and a subject is compared as written; only flexible credentials know patterns")
		return nil
	case strings.Contains(c.subject, "?"):
		r.add("CT005", at, true, problem.Quote(c.subject)+" holds ?, and a subject is compared as written")
	case strings.TrimSpace(c.subject) != c.subject:
		r.add("CT027", at, false, problem.Quote(c.subject)+" has spaces around it, and a subject is compared as written")
	}
	ask := []relyingparty.Ask{{At: at, Claim: "sub", Text: c.subject}}
	r.out = append(r.out, r.issuer(c.issuer).Workflows(ask, true, false)...)
	return ask
}

// cloudOf is the cloud whose audience it is.
func cloudOf(audience string) string {
	for _, c := range defaultAudience {
		if c[1] == audience {
			return c[0]
		}
	}
	return ""
}

func (r *reading) audience(c *credential, i relyingparty.Issuer) {
	at := c.name + ".audience"
	found := i.Audiences("Azure", at, []string{c.audience})
	for _, f := range found {
		// A shared audience is for other relying parties to mind: Entra documents
		// its own, and any other is unusual to begin with.
		if f.Code == "CT023" {
			r.out = append(r.out, f)
			return
		}
	}
	if cloudOf(c.audience) != "" || i.Fixed() {
		return
	}
	for _, known := range defaultAudience {
		if strings.EqualFold(strings.TrimRight(c.audience, "/"), known[1]) {
			r.add("CT023", at, false, "the audience "+problem.Quote(c.audience)+" is nearly "+problem.Quote(known[1])+", and audiences are compared as written")
			return
		}
	}
	r.add("CT023", at, true, "the audience "+problem.Quote(c.audience)+" is not one that Microsoft documents; it works if the job asks for it, but is not promised")
}

// together judges credentials side by side.
func (r *reading) together() {
	cs := r.doc.credentials
	first := ""
	for n := range cs {
		cloud := cloudOf(cs[n].audience)
		if first == "" {
			first = cloud
		} else if cloud != "" && cloud != first {
			r.add("CT023", cs[n].name+".audience", false, "the audience "+problem.Quote(cs[n].audience)+" is that of the cloud "+cloud+", and a credential before it has that of "+first+"; an application is in one cloud")
		}
		for m := range cs {
			if n != m {
				r.pair(&cs[n], &cs[m], n < m)
			}
		}
	}
}

// pair judges two credentials: in this order each pair comes twice.
func (r *reading) pair(a, b *credential, earlier bool) {
	switch {
	case a.flexible != b.flexible || a.issuer != b.issuer || a.audience != b.audience:
	case a.flexible:
		if covers(a, b) && (earlier || !covers(b, a)) {
			r.add("CT028", b.name+".claims_matching_expression", false, "whatever it lets in, "+a.name+" lets in too")
		}
	case earlier && strings.EqualFold(a.subject, b.subject):
		r.add("CT027", b.name+".subject", false, fmt.Sprintf("%s differs from the subject of %s in case only, and tokens have one of them", problem.Quote(b.subject), a.name))
	case r.issuer(a.issuer).Renewed(a.subject, b.subject):
		r.add("CT051", a.name+".subject", false, problem.Quote(a.subject)+" is made of names, and "+b.name+" is about the same project by its ids")
	}
}

// covers reports whether one flexible credential lets in whatever another does.
func covers(a, b *credential) bool {
	if a.claims.unread != "" || b.claims.unread != "" {
		return false
	}
	for _, x := range a.claims.atoms {
		if !slices.ContainsFunc(b.claims.atoms, func(y atom) bool {
			if x.claim != y.claim || strings.Contains(x.value+y.value, `\`) {
				return false
			}
			return x == y || x.op == "matches" && !strings.Contains(x.value, "?") && wild(x.value, y.value)
		}) {
			return false
		}
	}
	return true
}
