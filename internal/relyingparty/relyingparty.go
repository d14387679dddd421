// Package relyingparty holds what the back ends share: the options that all of
// them take, the rule for audiences, and the parts of a result that all return.
// Each back end is a package below: it compiles jobs (package trust) to what one
// official provider takes.
package relyingparty

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// An Option documents one option of a back end.
type Option struct {
	Name string
	Type string // string, bool, list or map
	Doc  string
}

// Shared are the options that every back end takes.
var Shared = []Option{
	{"accept_unenforced", "list", "Filters whose restriction the relying party cannot see and that you give up: the document admits more jobs than described, and the summary says so."},
	{"accept_unverified", "list", "Ids of unverified facts about the platform that you take for true; without that, no document rests on them. The guide *Platforms* lists them; the summary names those given."},
	{"bindings", "map", "An assumption of the proof: an object of variables and the values that they have together or not at all, such as `{ project_path = \"g/p\", project_id = \"123\" }`; or a list of such objects."},
	{"name", "string", "A name carried into every message and description, instead of the one given to the jobs."},
}

// Common is what Shared reads.
type Common struct {
	Accept     []string
	Unverified []string
	Bindings   []proof.Binding
	Name       string
}

// ReadCommon reads the shared options.
func ReadCommon(r *value.Reader) Common {
	var c Common
	c.Name, _ = r.Text("name")
	var places []string
	c.Accept, places, _ = r.Elements("accept_unenforced")
	for i, name := range c.Accept {
		if known := filterNames(); !slices.Contains(known, name) {
			r.Note(problem.UnknownName, places[i], "there is no filter "+problem.Quote(name), value.Suggest(name, known))
		}
	}
	c.Unverified, c.Bindings = ReadUnverified(r), ReadBindings(r)
	return c
}

// View is a relying party's view with what the user accepts.
func (c Common) View(v trust.Capabilities) trust.Capabilities {
	v.AcceptUnenforced, v.AcceptUnverified = c.Accept, c.Unverified
	return v
}

func filterNames() []string {
	var out []string
	for _, p := range platform.All() {
		for _, f := range p.Filters {
			if f.Role != platform.RoleIssuer && !slices.Contains(out, f.Name) {
				out = append(out, f.Name)
			}
		}
	}
	return out
}

// A Report is what every result says beside the document.
type Report struct {
	Summary     string
	Description string // who gets in, for the field of the official resource
	Warnings    []string
	// RestsOn are the facts about the platform that the proof rests on.
	RestsOn []proof.Rest
	// Pending: the audiences are known only after apply, and so is the proof.
	Pending bool
}

// NewReport writes the report: upper bounds first, then who gets in, then what
// it rests on.
func NewReport(jobs trust.Jobs, c Common, what string, limit int, notes []trust.Note, rests []proof.Rest, warnings problem.List) Report {
	var dropped, assumed []string
	for _, n := range notes {
		if n.Dropped != "" {
			dropped = append(dropped, n.Dropped)
		} else {
			assumed = append(assumed, n.Assumed)
		}
	}
	who := named(jobs, c).Summary(0)
	var out Report
	if len(dropped) > 0 {
		text := "Upper bound: wider than described by " + strings.Join(dropped, ", ") + ", as accepted."
		out.Summary = text + " "
		who = text + " " + who
		warnings.Add(problem.UpperBound, "", "the document is wider than described by "+strings.Join(dropped, ", ")+", as accept_unenforced says", "")
	}
	for _, a := range assumed {
		warnings.Add(problem.AssumedSetting, "", "the document rests on an assumption: "+a, "")
	}
	out.RestsOn = rests
	out.Summary = restsText(rests, c) + out.Summary
	out.Summary += what + " for " + named(jobs, c).Summary(0) + "."
	for _, a := range assumed {
		out.Summary += " Assumes that " + a + "."
	}
	out.Warnings = warnings.Strings()
	out.Description = trust.Cut(who, limit)
	return out
}

// restsText says what was proved, and what that rests on.
func restsText(rests []proof.Rest, c Common) string {
	if rests == nil {
		return ""
	}
	text := "Proved from the platform's token formats alone. "
	var verified, stated []string
	for _, r := range rests {
		told := r.Fact + " (" + strings.TrimSuffix(r.Says, ".") + "; " + r.Date + ")"
		switch {
		case r.Status == "verified":
			verified = append(verified, told)
		case !slices.Contains(c.Unverified, r.Fact):
			stated = append(stated, told)
		}
	}
	if len(verified) > 0 {
		text = "Proved; rests on " + strings.Join(verified, ", ") + ". "
	}
	if len(stated) > 0 {
		text += "As stated, unverified: " + strings.Join(stated, ", ") + ". "
	}
	if len(c.Unverified) > 0 {
		text += "Takes for true, unverified: " + strings.Join(c.Unverified, ", ") + ". "
	}
	for _, b := range c.Bindings {
		var parts []string
		for _, name := range slices.Sorted(maps.Keys(b)) {
			parts = append(parts, name+" "+b[name])
		}
		text += "Assumes that " + strings.Join(parts, " goes with ") + ". "
	}
	return text
}

func named(jobs trust.Jobs, c Common) trust.Jobs {
	if c.Name == "" {
		return jobs
	}
	out := slices.Clone(jobs)
	for i := range out {
		settings := platform.Settings{trust.NameKey: c.Name}
		for k, v := range out[i].Settings {
			if k != trust.NameKey {
				settings[k] = v
			}
		}
		out[i].Settings = settings
	}
	return out
}

// NameOnly warns where a shared issuer's project is known by its name alone:
// the name can be given up and taken over.
func NameOnly(jobs trust.Jobs, warnings *problem.List) {
	for _, d := range jobs {
		p := d.Model()
		if !p.Shared(d.Issuer) {
			continue
		}
		for _, b := range d.Boxes {
			names, ids := false, false
			for _, v := range b.Variables(p) {
				m, _ := p.Variable(v)
				names = names || m.Class == "name"
				ids = ids || m.Class == "immutable_id"
			}
			if names && !ids {
				warnings.Add(problem.NameOnly, "", d.Issuer+" is shared, and the description knows its projects by name only; a name can be given up and taken over", "Give the ids too")
				break
			}
		}
	}
}

// Audiences gives an audience to the descriptions whose platform lets each job
// pick one: the given ones, else fallback, the relying party's own default; it
// is a problem when both are missing. The others keep what the platform signs,
// or what their description says: given ones that differ, and that no
// description takes, are a problem.
func Audiences(jobs trust.Jobs, given, fallback []string, field string, problems *problem.List) trust.Jobs {
	out := slices.Clone(jobs)
	used := len(given) == 0
	for i, d := range out {
		p := d.Model()
		switch {
		case p.Issuer.Audience.Kind != "picked":
		case len(given) > 0:
			out[i].Audiences, used = given, true
		case len(fallback) > 0:
			out[i].Audiences = fallback
		default:
			problems.Add(problem.BadAudience, field, p.Title+" has no audience of its own: each job picks one, and the document must name it", "Give audiences, the value of aud in the job's id token settings")
		}
	}
	if used {
		return out
	}
	for _, d := range out {
		if slices.Equal(given, d.Audiences) {
			continue
		}
		p := d.Model()
		if p.Issuer.Audience.Kind == "fixed" {
			problems.Add(problem.BadAudience, field, p.Title+"'s tokens always carry the audience "+problem.QuoteAll(d.Audiences)+", and none of them "+problem.QuoteAll(given), "Leave it out")
		} else {
			problems.Add(problem.BadAudience, field, "the described tokens of "+p.Title+" carry the audience "+problem.QuoteAll(d.Audiences)+", not "+problem.QuoteAll(given), "Say it in the description, with the filter audiences")
		}
	}
	return out
}

// JSON spells a document: <, > and & stay as they are, no line break at the end.
// indent is empty for a compact one.
func JSON(v any, indent string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(v); err != nil {
		panic(err) // documents are strings, bools, lists and maps
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// ReadAudiences reads and checks the option audiences.
func ReadAudiences(r *value.Reader) []string {
	list, places, _ := r.Elements("audiences")
	for i, a := range list {
		if reason := trust.CheckAudience(a); reason != "" {
			r.Note(problem.BadValue, places[i], problem.Quote(a)+" "+reason, "")
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(list)))
}

// OneIssuer returns the issuer and audiences that all clauses share, or a
// problem that says how to split.
func OneIssuer(clauses []trust.Clause, what string, problems *problem.List) (issuer string, audiences []string) {
	for _, c := range clauses {
		switch {
		case issuer == "":
			issuer, audiences = c.Issuer, c.Audiences
		case c.Issuer != issuer:
			problems.Add(problem.Split, "jobs", what+" trusts one issuer, but the jobs come from "+issuer+" and "+c.Issuer, "Make one for each issuer")
			return issuer, audiences
		case !slices.Equal(audiences, c.Audiences):
			problems.Add(problem.Split, "jobs", what+" has one list of audiences, but the descriptions have different ones", "Make one for each list")
			return issuer, audiences
		}
	}
	return issuer, audiences
}
