package pipeline

// What the description of jobs says of the token that the job presents.

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// A presented is which token the job presents, and what else its description
// wants of it.
type presented struct {
	variable    string // that holds the token, or what is needed to ask for it
	audience    string // to ask for; empty: the platform's own
	fetch       bool
	flags       []string // of the command that fetches
	environment string
	contexts    []string
}

// own are the descriptions of the platform.
func (m *maker) own(jobs trust.Jobs) trust.Jobs {
	var out trust.Jobs
	var others []string
	for _, d := range jobs {
		if d.Platform == m.platform.Name {
			out = append(out, d)
		} else {
			others = append(others, d.Model().Title)
		}
	}
	if len(jobs) > 0 && len(out) == 0 {
		m.r.Note(problem.Disagree, "jobs", "the description is of "+list(others)+", and the pipeline is one of "+m.model().Title, "Give the description of this platform's jobs")
	}
	return out
}

func (m *maker) model() *platform.Platform { return platform.Find(m.platform.Name) }

// token decides which token the lines present.
func (m *maker) token(jobs trust.Jobs) presented {
	before := len(*m.problems)
	audiences := relyingparty.ReadAudiences(m.r)
	for _, a := range audiences {
		m.plain(m.r.Path("audiences"), a)
	}
	own := m.own(jobs)
	var out presented
	out.variable = m.platform.Token[m.version(own)]
	if m.takes("environment") {
		out.environment = m.environment(own)
	}
	if m.takes("contexts") {
		out.contexts = m.contexts(own)
	}
	if len(*m.problems) > before || len(jobs) > 0 && len(own) == 0 {
		return out
	}
	m.audience(&out, own, audiences)
	return out
}

// versionOption is the option that picks the token.
const versionOption = "token_version"

// versions are the tokens between which the platform's jobs may choose.
func (m *maker) versions() Pattern {
	known := keys(m.platform.Token)
	return Pattern{re: regexp.MustCompile("^(" + strings.Join(known, "|") + ")$"), Says: "It is " + strings.Join(known, " or ")}
}

// version is the key of the token's variable.
func (m *maker) version(own trust.Jobs) string {
	if !m.takes(versionOption) {
		return ""
	}
	said, given := m.text(m.r, versionOption, m.versions())
	if m.r.IsUnknown(versionOption) {
		m.linesLater, m.warnedLater = true, true
	}
	setting := m.model().Subject.Setting
	chosen := m.platform.DefaultVersion
	if given {
		chosen = said
	} else if len(own) > 0 {
		if picks := m.model().Subject.Picks[own[0].Settings[setting]]; !slices.Contains(picks, chosen) {
			chosen = picks[0]
		}
	}
	for _, d := range own {
		picks := m.model().Subject.Picks[d.Settings[setting]]
		if chosen == "" || slices.Contains(picks, chosen) || m.r.IsUnknown(versionOption) {
			continue
		}
		other := "options.token_version is " + chosen
		if !given {
			other = "another description says " + chosen
		}
		m.r.Note(problem.Disagree, versionOption, "the description says that the jobs present "+d.Settings[setting]+" ("+m.platform.Token[picks[0]]+"), and "+other+" ("+m.platform.Token[chosen]+")", "Say the same in both, or "+setting+" = \"any\" in the description")
	}
	return chosen
}

// audience decides what the job asks for.
func (m *maker) audience(out *presented, own trust.Jobs, given []string) {
	p := m.model()
	unknown := m.r.IsUnknown("audiences")
	switch p.Issuer.Audience.Kind {
	case "fixed":
		if len(given) > 0 && len(own) == 0 {
			m.r.Note(problem.BadAudience, "audiences", p.Title+"'s tokens carry an audience of the platform's own, and no job can ask for another", "Leave it out, or give jobs to have it compared")
		}
		m.compare(own, given)
		return
	case "default":
		m.compare(own, given)
		shared, isDefault := given, len(given) == 0
		for i, d := range own {
			if i == 0 {
				shared, isDefault = d.Audiences, true
			}
			isDefault = isDefault && slices.Contains(d.Audiences, ownAudience(p, d))
			shared = common(shared, d.Audiences)
		}
		out.flags = m.flags(own)
		out.fetch = !isDefault || len(out.flags) > 0
		if out.fetch && len(shared) == 0 {
			m.r.Note(problem.Disagree, "jobs", "the descriptions have no audience in common, and the job presents one token", "Make a pipeline for each")
			return
		}
		if out.fetch {
			out.audience = shared[0]
		}
		if unknown && len(own) == 0 {
			m.linesLater, m.warnedLater = true, true
		}
	default:
		out.fetch = m.platform.Always
		out.audience = m.defaultAudience()
		if len(given) > 0 {
			out.audience = given[0]
		}
		if unknown {
			out.audience = later
		}
		if out.audience == "" && m.party.Audience == "" {
			m.r.Note(problem.BadAudience, "audiences", p.Title+" has no audience of its own: each job picks one, and "+m.party.Title+" has no default either", "Give the audiences that the trust document takes")
		}
	}
	if !unknown && m.platform.Audience.re != nil && !m.platform.Audience.re.MatchString(out.audience) {
		m.r.Note(problem.BadCharacter, "audiences", problem.Quote(out.audience)+" holds a character that cannot be asked for", m.platform.Audience.Says)
	}
}

// flags are what the command that fetches the token is told by the descriptions.
func (m *maker) flags(own trust.Jobs) []string {
	var out []string
	for _, setting := range slices.Sorted(maps.Keys(m.platform.Flags)) {
		set := slices.IndexFunc(own, func(d trust.Description) bool { return d.Settings[setting] == "true" })
		if set < 0 {
			continue
		}
		if slices.ContainsFunc(own, func(d trust.Description) bool { return d.Settings[setting] != "true" }) {
			m.r.Note(problem.Disagree, "jobs", "one description says "+setting+" = true and another does not, and the job presents one token", "Make a pipeline for each")
		}
		out = append(out, m.platform.Flags[setting])
	}
	return out
}

// compare notes given audiences that no described token carries.
func (m *maker) compare(own trust.Jobs, given []string) {
	if len(own) > 0 {
		relyingparty.Audiences(own, given, nil, m.r.Path("audiences"), m.problems)
	}
}

// ownAudience is what the platform signs unless told otherwise.
func ownAudience(p *platform.Platform, d trust.Description) string {
	known := map[string]string{}
	maps.Copy(known, d.Settings)
	for _, b := range d.Boxes {
		for name, values := range b {
			if len(values) == 1 && pattern.IsLiteral(values[0]) {
				known[name] = values[0]
			}
		}
	}
	return p.DefaultAudience(known)
}

func common(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return !slices.Contains(b, s) })
}

var member = regexp.MustCompile(`\{([a-z_.]+)\}`)

// defaultAudience is the relying party's, over options.
func (m *maker) defaultAudience() string {
	unknown := false
	text := member.ReplaceAllStringFunc(m.party.Audience, func(name string) string {
		name = strings.Trim(name, "{}")
		unknown = unknown || m.options[name] == later || m.r.IsUnknown(strings.SplitN(name, ".", 2)[0])
		return m.options[name]
	})
	if unknown {
		return later
	}
	return text
}

var environmentName = Pattern{re: regexp.MustCompile(`^[A-Za-z0-9_/.-]([A-Za-z0-9_/. -]{0,253}[A-Za-z0-9_/.-])?$`), Says: "Letters, digits, spaces and _ / . -, at most 255; the platform's variables are not taken here"}

// environment is the one that the job names: as said, else the only one that the
// description allows.
func (m *maker) environment(own trust.Jobs) string {
	said, given := m.text(m.r, "environment", environmentName)
	if m.r.IsUnknown("environment") || given && said == "" {
		return ""
	}
	admitted, none := environments(own, m.platform.Environment)
	switch {
	case len(own) == 0 || !given && none:
	case given && len(admitted) == 0:
		m.r.Note(problem.Disagree, "environment", "the description is of jobs that name no environment, and options.environment is "+problem.Quote(said), "Leave it out, or describe environments")
	case given && !slices.ContainsFunc(admitted, func(p string) bool { return pattern.Match(p, said) }):
		m.r.Note(problem.Disagree, "environment", "the description wants a job in the environment "+problem.QuoteAll(admitted)+", and options.environment is "+problem.Quote(said), "")
	case !given && len(admitted) == 1 && pattern.IsLiteral(admitted[0]) && environmentName.re.MatchString(admitted[0]):
		return admitted[0]
	case !given:
		m.r.Note(problem.Disagree, "environment", "the description wants a job in the environment "+problem.QuoteAll(admitted)+", and options.environment names none", "Say which one")
	}
	return said
}

// environments are patterns of those that the description lets a job name, and
// whether it may name none.
func environments(own trust.Jobs, variable string) (admitted []string, none bool) {
	for _, d := range own {
		for _, b := range d.Boxes {
			patterns, restricted := b[variable]
			for _, name := range b[trust.FormKey] {
				form := d.Model().Form(name)
				claim, shown := form.Claim(variable)
				none = none || !shown || len(claim.Absent) > 0 && !restricted
				switch {
				case shown && restricted:
					admitted = append(admitted, patterns...)
				case shown:
					admitted = append(admitted, "*")
				}
			}
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(admitted))), none
}

// contexts are the ones that the job uses.
func (m *maker) contexts(own trust.Jobs) []string {
	names, places, given := m.r.Elements("contexts")
	for i, name := range names {
		if !m.plain(m.r.Path(places[i]), name) {
			continue
		}
		if !word.re.MatchString(name) {
			m.r.Note(problem.BadValue, places[i], problem.Quote(name)+" is no name of a context", word.Says)
		}
	}
	if given || m.r.IsUnknown("contexts") {
		return names
	}
	wants := len(own) > 0
	for _, d := range own {
		for _, b := range d.Boxes {
			wants = wants && slices.Contains(b.Variables(d.Model()), m.platform.Contexts)
		}
	}
	if wants {
		m.warnings.Add(problem.JobLacks, "options.contexts", "the description wants a job that uses one of its contexts ("+m.model().FilterOf(m.platform.Contexts)+"), and the pipeline names none", "Give the context's name")
	}
	return nil
}
