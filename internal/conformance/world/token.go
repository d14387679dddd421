package world

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// A Verdict is what a token ought to get.
type Verdict int

// Refuse: no described job shows this token. Admit: a described job does, in
// the configuration that the description states. Either: a described job does,
// but in another configuration (a V1 subject where V2 was said, a claim that an
// admin switched off), or one of which nobody has verified that it exists; a
// document may admit it or not.
const (
	Refuse Verdict = iota
	Admit
	Either
)

func (v Verdict) String() string { return [...]string{"refuse", "admit", "either"}[v] }

// An Aud says what the token's aud is like.
type Aud int

// Good: one allowed audience as a string. Listed: a list of that one. Several:
// a list of it and others. Wrong: others only. None: no aud.
const (
	Good Aud = iota
	Listed
	Several
	Wrong
	None
)

// A Token is what somebody may present.
type Token struct {
	Claims map[string]any // iss, sub and aud among them
	Want   Verdict        // what it ought to get when its audience is Good
	Aud    Aud
	Note   string // how it was made

	job     platform.Job
	subject string // its template
	issuer  string // where the job ran, whatever iss says
	changed bool   // not what a job presents: another issuer, a claim taken away
	stage   stage
	order   string // of a stranger: what its subject begins with, and its components
}

// Presented reports whether a job presents the token as it is, in some
// configuration of its subject.
func (t Token) Presented() bool { return !t.changed }

// Judge is what a token of another case's world ought to get from a case, as far
// as its job says it; tokens that no job presents as they are ought to get
// nothing or are left open.
func Judge(c Case, t Token) (Verdict, error) {
	ref, err := c.reference(false)
	if err != nil {
		return Refuse, err
	}
	if t.subject == "" { // a stranger, whom this case may know
		return Either, nil
	}
	judge := oracle{ref, c.TakenOn}
	want := judge.verdict(t.issuer, t.job, t.subject)
	switch {
	case slices.ContainsFunc(ref, func(d trust.Description) bool {
		return d.Issuer == t.issuer && !judge.canBe(d.Model(), t.job)
	}): // what this case takes on says that there is no such job
		return Either, nil
	case t.Claims["iss"] != t.issuer:
		return Refuse, nil
	case t.changed && want != Refuse:
		return Either, nil
	}
	return want, nil
}

// An oracle judges jobs by the reference descriptions of a case, and by the facts
// that it takes on.
type oracle struct {
	jobs    trust.Jobs
	takenOn []string
}

// verdict says what a token of the job with the given subject template ought to
// get from the issuer's document. Whom nobody has verified to look like this need
// not get in, nor a job with values that some fact says its form does not have.
func (o oracle) verdict(issuer string, j platform.Job, subject string) Verdict {
	out := Refuse
	for _, d := range o.jobs {
		if d.Issuer != issuer || !d.Contains(j) {
			continue
		}
		p := d.Model()
		f := p.Form(j.Form)
		declared := slices.ContainsFunc(p.Declared(f, d.Settings), func(s platform.Presentation) bool { return s.Template.String() == subject })
		if declared && f.Fits(j.Values) && (p.Verified(f.Fact) && !f.Optional && !f.Never || slices.Contains(o.takenOn, f.Fact)) {
			return Admit
		}
		out = Either
	}
	return out
}

// shown lists the subjects that a job may show: declared and undeclared ones of
// every description at the issuer, as far as they fit the claims that the job
// lacks.
func shown(d trust.Description, f *platform.Form, absent []string) []platform.Presentation {
	p := d.Model()
	var out []platform.Presentation
	for _, s := range append(p.Declared(f, d.Settings), p.Undeclared(f, d.Settings)...) {
		fits := true
		for _, c := range s.Absent {
			fits = fits && slices.Contains(absent, c)
		}
		for _, c := range absent {
			// A component with a value is never dropped, one without always is.
			fits = fits && (slices.Contains(s.Absent, c) || !componentOf(d, f, c))
		}
		if fits {
			out = append(out, s)
		}
	}
	return out
}

// componentOf reports whether the claim is a component of the form's declared
// subject.
func componentOf(d trust.Description, f *platform.Form, claim string) bool {
	p := d.Model()
	if len(f.Sub) > 0 || len(p.Subject.Components) == 0 {
		return false
	}
	return slices.Contains(p.Components(d.Settings), claim)
}
