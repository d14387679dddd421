package lint

// This file holds what is known of an issuer's tokens, for rules that read text.

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// An Issuer is what is known about the tokens of an issuer, for rules that read
// a document's text. Of an issuer that no platform's data is about, everything
// is possible.
type Issuer struct {
	URL      string // as the document says it
	platform *platform.Platform
	settings platform.Settings
}

// IssuerOf looks an issuer up. A slash at its end, which tokens do not have, is
// no reason not to know it.
func IssuerOf(url string) Issuer {
	p, settings := platform.At(strings.TrimRight(url, "/"))
	return Issuer{url, p, settings}
}

// Known reports whether the issuer is a platform's.
func (i Issuer) Known() bool { return i.platform != nil }

// Is reports whether the issuer is the platform of this name.
func (i Issuer) Is(name string) bool { return i.platform != nil && i.platform.Name == name }

// Title is the platform's name as people say it.
func (i Issuer) Title() string {
	if i.platform == nil {
		return "the issuer"
	}
	return i.platform.Title
}

// TenantKeys are the components of subjects that say whose job it is, where the issuer
// signs for others too.
func (i Issuer) TenantKeys() (platform.TenantKeys, bool) {
	if i.platform == nil {
		return platform.TenantKeys{}, false
	}
	return i.platform.TenantKeysAt(i.URL)
}

// Shared reports whether strangers have tokens of the issuer.
func (i Issuer) Shared() bool {
	return i.platform != nil && i.platform.Shared(strings.TrimRight(i.URL, "/"))
}

// registered are the claims that every token has, whatever a platform's data
// says of its own ones (RFC 7519 section 4.1).
var registered = []string{"iss", "sub", "aud", "exp", "iat", "nbf", "jti"}

// HasClaim reports whether some token of the issuer may have the claim.
func (i Issuer) HasClaim(claim string) bool {
	return i.platform == nil || slices.Contains(registered, claim) || i.platform.Names(claim)
}

// IsOptional reports whether some job's token, though it is the platform's, lacks
// the claim.
func (i Issuer) IsOptional(claim string) bool {
	if i.platform == nil || slices.Contains(registered, claim) || !i.platform.Names(claim) {
		return false
	}
	return slices.ContainsFunc(i.sure(), func(f *platform.Form) bool {
		c, ok := f.Claim(claim)
		return !ok || len(c.Optional(i.URL)) > 0
	})
}

// Lacks says which jobs' tokens lack a claim though they have all that a document asks
// of every token, in words; empty: none. asks are the texts of pinned claims.
func (i Issuer) Lacks(claim string, pinned []string, asks []Comparison) string {
	if !i.IsOptional(claim) {
		return ""
	}
	for _, f := range i.sure() {
		c, ok := f.Claim(claim)
		if ok && len(c.Optional(i.URL)) == 0 || slices.ContainsFunc(pinned, func(p string) bool {
			_, has := f.Claim(p)
			return !has && p != claim && !slices.Contains(registered, p) || p == claim
		}) || slices.Contains(pinned, "sub") && !i.shows(f, asks) {
			continue
		}
		if !ok {
			return f.InBrief()
		}
		return c.Optional(i.URL).String()
	}
	return ""
}

// shows reports whether one of the form's subjects may be what is asked for.
func (i Issuer) shows(f *platform.Form, asks []Comparison) bool {
	if len(i.platform.Subject.Components) > 0 {
		return true // in whatever order
	}
	for _, a := range asks {
		if a.Claim != "sub" || a.Not {
			continue
		}
		head, _, known := a.head()
		if !known {
			return true
		}
		for _, s := range append(i.platform.Declared(f, i.settings), i.platform.Undeclared(f, i.settings)...) {
			if i.begins(s.Template, 0, head, new(int)) {
				return true
			}
		}
	}
	return false
}

// Type is the claim's type: string, bool, number or list; empty when nobody
// knows.
func (i Issuer) Type(claim string) string {
	for _, f := range i.forms() {
		if c, ok := f.Claim(claim); ok {
			if c.Type == "" {
				return "string"
			}
			return c.Type
		}
	}
	return ""
}

// Empty reports whether the claim is the empty text in every token.
func (i Issuer) Empty(claim string) bool {
	all := i.claims(claim)
	return len(all) > 0 && !slices.ContainsFunc(all, func(c platform.Claim) bool {
		t, known := c.Template()
		text, constant := t.Constant()
		return !known || !constant || text != ""
	})
}

// forms are those of jobs; what is never described is no job.
func (i Issuer) forms() []*platform.Form {
	if i.platform == nil {
		return nil
	}
	var out []*platform.Form
	for n := range i.platform.Forms {
		if f := &i.platform.Forms[n]; !f.Never {
			out = append(out, f)
		}
	}
	return out
}

// sure are the forms of jobs that rest on verified facts.
func (i Issuer) sure() []*platform.Form {
	return slices.DeleteFunc(i.forms(), func(f *platform.Form) bool { return !i.platform.Verified(f.Fact) })
}

// claims lists the claim in all forms that the issuer's tokens may have, jobs or
// not.
func (i Issuer) claims(name string) []platform.Claim {
	if i.platform == nil {
		return nil
	}
	var out []platform.Claim
	for n := range i.platform.Forms {
		f := &i.platform.Forms[n]
		if c, ok := f.Claim(name); ok && i.platform.Occurs(f, strings.TrimRight(i.URL, "/"), i.settings) {
			out = append(out, c)
		}
	}
	return out
}

// IdentifiesTenant reports whether the claim says whose job it is: a project, a group, an
// organization. Of an unknown issuer most claims may, and a claim that no token
// has keeps strangers out like everybody.
func (i Issuer) IdentifiesTenant(claim string) bool {
	switch {
	case claim == "sub":
		return true
	case claim == "iss" || claim == "aud" || slices.Contains(registered, claim) || platform.IsPersons(claim):
		return false
	case i.platform == nil:
		return !platform.IsJobs(claim)
	case !i.HasClaim(claim):
		return true
	}
	for _, c := range i.claims(claim) {
		t, _ := c.Template()
		for _, name := range t.Vars {
			if v, _ := i.platform.Variable(name); v.Class == "name" || v.Class == "immutable_id" {
				return true
			}
		}
	}
	// Whose repository it is decides who gives it properties.
	return slices.ContainsFunc(i.platform.Families, func(f platform.Family) bool { return strings.HasPrefix(claim, f.Prefix) }) ||
		slices.Contains(i.platform.Whose.Tenant, claim)
}

// IdentifiesTenantByID reports whether the claim says by an id whose job it is.
func (i Issuer) IdentifiesTenantByID(claim string) bool {
	return i.IdentifiesTenant(claim) && slices.ContainsFunc(i.claims(claim), func(c platform.Claim) bool {
		t, _ := c.Template()
		return slices.ContainsFunc(t.Vars, func(name string) bool {
			v, _ := i.platform.Variable(name)
			return v.Class == "immutable_id"
		})
	})
}

// PerRun reports whether the claim differs from run to run.
func (i Issuer) PerRun(claim string) bool {
	if claim == "jti" || claim == "exp" || claim == "iat" || claim == "nbf" {
		return true
	}
	if i.platform == nil || i.IdentifiesTenant(claim) {
		return false
	}
	return slices.ContainsFunc(i.claims(claim), func(c platform.Claim) bool {
		t, _ := c.Template()
		return slices.ContainsFunc(t.Vars, func(name string) bool {
			v, _ := i.platform.Variable(name)
			return v.PerRun
		})
	})
}

// Fixed reports whether tokens have an audience that no job asked for.
func (i Issuer) Fixed() bool {
	return i.platform != nil && i.platform.Issuer.Audience.Kind != "picked"
}

// OwnAudience is, in words, the audience that tokens have unless their job asks for
// another; empty: there is none, or no job can ask.
func (i Issuer) OwnAudience() string {
	if i.platform == nil || i.platform.Issuer.Audience.Kind != "default" {
		return ""
	}
	return i.platform.Issuer.Audience.Doc
}

// Renewed reports whether two whole subjects are of the same job, the second in the
// format that projects come to have.
func (i Issuer) Renewed(older, newer string) bool {
	if i.platform == nil || older == newer || len(i.platform.FormatsAt(strings.TrimRight(i.URL, "/"))) == 0 {
		return false
	}
	n, ok := i.platform.ReadFormat(newer, "", false)
	o, is := i.platform.ReadFormat(older, "", false)
	return ok && is && n.Format == i.platform.Subject.Formats.Newer && o.Format != n.Format && i.platform.InFormat(o.Format, n.Values)+n.Tail == older
}
