package vault

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Findings are what is wrong with the role by its text alone. Most of them rest
// on the platform's data, where the bound issuer is a platform's.
func (d *Document) Findings() []lint.Finding {
	url := d.issuer
	if url == "" {
		url = d.discovery
	}
	r := &reading{doc: d, issuer: relyingparty.IssuerOf(url)}
	r.boundIssuer()
	r.boundAudiences()
	r.names(r.claims())
	for _, name := range d.ignored {
		r.add("CT048", name, false, "Vault knows no field "+problem.Quote(name)+" and ignores it. "+strings.TrimSuffix(value.Suggest(name, fieldsOf[:36]), "."))
	}
	return lint.Sorted(r.out)
}

// A reading collects.
type reading struct {
	doc    *Document
	issuer relyingparty.Issuer
	out    []lint.Finding
}

func (r *reading) add(code lint.Code, at string, milder bool, detail string) {
	r.out = append(r.out, lint.Finding{Code: code, At: at, Milder: milder, Detail: detail})
}

func (r *reading) boundIssuer() {
	d := r.doc
	if d.issuer == "" {
		r.add("CT050", "bound_issuer", false, "there is no bound_issuer, so Vault does not look at iss; the keys alone tell who may sign")
		return
	}
	if f, ok := r.issuer.Slash("bound_issuer"); ok {
		r.out = append(r.out, f)
	}
	if d.discovery != "" && d.discovery != d.issuer && strings.EqualFold(strings.TrimRight(d.discovery, "/"), strings.TrimRight(d.issuer, "/")) {
		r.add("CT027", "oidc_discovery_url", false, problem.Quote(d.discovery)+" and bound_issuer "+problem.Quote(d.issuer)+" differ in spelling only; both are compared as written")
	}
}

func (r *reading) boundAudiences() {
	d := r.doc
	if len(d.audiences) == 0 {
		r.add("CT022", "bound_audiences", false, "there are no bound_audiences: since 1.17 Vault refuses every token with an audience then, and before, it took whatever audience there was")
		return
	}
	for _, a := range d.audiences {
		switch {
		case strings.Contains(a, "*"):
			r.add("CT005", "bound_audiences", false, problem.Quote(a)+" holds *, and audiences are never compared as patterns")
		case strings.Contains(a, ","):
			r.add("CT047", "bound_audiences", false, problem.Quote(a)+" is one audience with a comma in it, for it is an element of a list")
		}
	}
	r.out = append(r.out, r.issuer.Audiences("Vault", "bound_audiences", d.audiences)...)
}

// names judges the claims that name the token's holder.
func (r *reading) names(pinned []string, asks []relyingparty.Ask) {
	d, i := r.doc, r.issuer
	user := d.user.key
	without := i.Without(user, pinned, asks)
	switch {
	case !r.there("user_claim", d.user):
	case len(d.user.rest) > 0:
	case without != "":
		r.add("CT049", "user_claim", false, "a token may lack "+problem.Quote(user)+" ("+without+"), and then the login fails")
	case i.Empty(user):
		r.add("CT049", "user_claim", false, problem.Quote(user)+" is empty in every token of "+i.Title()+", and Vault makes no entity without a name")
	case i.Known() && i.Type(user) != "" && i.Type(user) != "string":
		r.add("CT043", "user_claim", false, "the claim "+problem.Quote(user)+" is a "+i.Type(user)+", and Vault wants a string")
	case i.PerRun(user):
		r.add("CT044", "user_claim", true, problem.Quote(user)+" differs from run to run, and every login makes a new entity")
	case i.Known() && !i.Tells(user):
		r.add("CT044", "user_claim", false, problem.Quote(user)+" says nothing of whose job it is, and jobs of different projects become one entity")
	}
	if d.grouped {
		r.there("groups_claim", d.groups)
	}
}

// there finds a claim that no token has, and the slash that makes a pointer of a
// claim's name.
func (r *reading) there(at string, p place) bool {
	if r.issuer.Mints(p.key) {
		return true
	}
	detail := "tokens of " + r.issuer.Title() + " have no claim " + problem.Quote(p.key)
	slip := false // else the platform may have such a claim since the data was written
	if whole := strings.TrimPrefix(p.text, "/"); whole != p.text && r.issuer.Mints(whole) {
		slip = true
		detail = problem.Quote(p.text) + " is a JSON pointer for its slash at the front, and looks inside the claim " + problem.Quote(p.key) + "; the claim's name is " + problem.Quote(whole)
	}
	r.add("CT007", at, !slip, detail+"; the login fails")
	return false
}

// claims judges bound_subject and bound_claims, and returns which claims every
// token must have, and as what.
func (r *reading) claims() (pinned []string, asks []relyingparty.Ask) {
	d := r.doc
	if d.subject != "" {
		asks = append(asks, relyingparty.Ask{At: "bound_subject", Claim: "sub", Text: d.subject})
		pinned = append(pinned, "sub")
		if strings.Contains(d.subject, "*") {
			r.add("CT005", "bound_subject", false, problem.Quote(d.subject)+" holds *, and bound_subject is never compared as a pattern; with bound_claims_type = \"glob\", bound_claims = { sub = … } is")
		}
	}
	for n := range d.bound {
		b := &d.bound[n]
		at := "bound_claims." + b.text
		if !r.there(at, b.place) || !r.values(at, b) || len(b.rest) > 0 {
			continue
		}
		found := b.asks(at, d.glob)
		asks = append(asks, found...)
		if len(found) > 0 && !slices.ContainsFunc(found, func(a relyingparty.Ask) bool { return !r.issuer.Says(a) }) {
			pinned = append(pinned, b.key)
		}
	}
	tells := slices.ContainsFunc(pinned, r.issuer.Tells)
	for n := range d.bound {
		r.vacuous(&d.bound[n], tells)
	}
	if f, ok := r.issuer.Tenant("bound_claims", pinned); ok {
		r.out = append(r.out, f)
	}
	r.out = append(r.out, r.issuer.Texts(asks)...)
	r.out = append(r.out, r.issuer.Workflows(asks, tells, slices.ContainsFunc(pinned, r.issuer.Ident))...)
	return pinned, asks
}
