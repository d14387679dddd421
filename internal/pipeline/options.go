package pipeline

// Users' options, read.

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// An OptionDoc documents an option that no relying party has of its own.
type OptionDoc struct {
	Name, Type, Doc string
	// some: not every platform takes it.
	some bool
}

// Common are the options beside the relying parties', in the order of the docs.
func Common() []OptionDoc {
	return []OptionDoc{
		{Name: "jobs", Type: "jobs", Doc: "Who is described: `jobs(…).jobs`, as the trust document was made of. Then the token that the steps present is the one that the description says, and a disagreement is an error. Descriptions of other platforms in it are passed over. Without it the options are taken as they are."},
		{Name: "audiences", Type: "list of string", Doc: "What the trust document takes as `aud`; the job asks for the first in alphabetical order. " + audienceDocs()},
		{Name: "commands", Type: "list of string", Doc: "What the job runs afterwards, in its shell's words: these are commands, and are not quoted." + escapeDocs()},
		{Name: "name", Type: "string", Doc: "The job's name, and the pipeline's. Default `deploy`."},
		{Name: "image", Type: "string", Doc: "The container image that the job runs in. Default: one that holds the relying party's command, or the machine where that does. An image that is not known to hold it is a warning."},
		{Name: "environment", Type: "string", Doc: "The environment that the job names (" + takers("environment") + "). Default: the only one that the description allows. One that it keeps out is an error, and so is none where it wants one.", some: true},
		{Name: "contexts", Type: "list of string", Doc: "Names of the contexts that the job uses (" + takers("contexts") + ").", some: true},
		{Name: versionOption, Type: "string", Doc: "Which token the job presents" + versionDocs(), some: true},
	}
}

// later stands in lines and variables for what is known only after apply.
const later = "\uE000known after apply\uE000"

// A maker makes one pipeline.
type maker struct {
	platform *Platform
	party    *Party
	r        *value.Reader
	problems *problem.List
	warnings problem.List
	// options are the relying party's, by name; "option.member" is what one of
	// several values stands for.
	options map[string]string
	secrets []Secret
	name    string
	image   string
	// maybe: an option that may also be left out is known only after apply.
	maybe bool
	// What decides about the lines, the warnings or the file is known later.
	linesLater, warnedLater, fileLater bool
}

var controls = regexp.MustCompile(`[\x00-\x1f\x7f\x{0085}\x{2028}\x{2029}]`)

// plain notes what no option but commands may hold: control characters, line
// breaks, and what is no UTF-8.
func (m *maker) plain(at, text string) bool {
	switch {
	case !utf8.ValidString(text):
		m.problems.Add(problem.BadCharacter, at, problem.Quote(text)+" is no UTF-8", "")
	case strings.Contains(text, later):
		m.problems.Add(problem.BadCharacter, at, problem.Quote(text)+" holds characters of private use", "")
	case controls.MatchString(text):
		m.problems.Add(problem.BadCharacter, at, problem.Quote(text)+" holds a line break or another control character", "")
	default:
		return true
	}
	return false
}

// text reads an option of one line that must match the pattern.
func (m *maker) text(r *value.Reader, name string, p Pattern) (string, bool) {
	text, ok := r.Text(name)
	if !ok || !m.plain(r.Path(name), text) {
		return "", ok
	}
	if p.re != nil && !p.re.MatchString(text) {
		r.Note(problem.BadValue, name, problem.Quote(text)+" is not valid", p.Says)
		return "", true
	}
	return text, true
}

// fields reads the relying party's own options.
func (m *maker) fields() {
	for _, f := range m.party.Options {
		var text string
		var ok bool
		switch f.Kind {
		case "secrets":
			m.readSecrets(f.Name)
			continue
		case "checked":
			text, _ = m.r.Text(f.Name)
			ok = true
		default:
			text, ok = m.text(m.r, f.Name, f.Pattern)
		}
		unknown := m.r.IsUnknown(f.Name)
		switch {
		case unknown && f.Required:
			text = later
		case unknown:
			m.maybe = true
		case !ok && f.Required:
			m.r.Note(problem.Missing, f.Name, "must be said for "+m.party.Title, f.Says)
		case !ok:
			text = f.Default
		case len(f.Range) == 2:
			n, err := strconv.Atoi(text)
			if err != nil || n < f.Range[0] || n > f.Range[1] {
				m.r.Note(problem.BadValue, f.Name, problem.Quote(text)+" is no whole number from "+strconv.Itoa(f.Range[0])+" to "+strconv.Itoa(f.Range[1]), "")
			}
			text = strconv.Itoa(n)
		}
		if choices := f.OneOf; choices != nil && !unknown {
			if _, ok := choices[text]; !ok {
				m.r.Note(problem.BadValue, f.Name, problem.Quote(text)+" is none of them", value.Suggest(text, keys(choices)))
			}
			for name, meaning := range choices[text] {
				m.options[f.Name+"."+name] = meaning
			}
		}
		m.options[f.Name] = text
	}
}

func keys[V any](of map[string]V) []string {
	var out []string
	for k := range of {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

var imageName = Pattern{re: regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/:@-]{0,254}$`), Says: "It looks like registry.example.com/tools:1.2"}

// common reads what every pipeline has.
func (m *maker) common() {
	m.name = "deploy"
	if text, ok := m.text(m.r, "name", m.platform.Names.Pattern); ok && text != "" {
		m.name = text
		switch {
		case len(text) > m.platform.Names.Most:
			m.r.Note(problem.TooLong, "name", problem.Quote(text)+" is longer than "+strconv.Itoa(m.platform.Names.Most)+" bytes", "")
		case slices.Contains(m.platform.Names.Reserved, text):
			m.r.Note(problem.BadValue, "name", problem.Quote(text)+" is a keyword of "+m.platform.File, "")
		}
	}
	m.image = m.platform.Images[m.party.Command]
	given, ok := m.text(m.r, "image", imageName)
	if ok {
		m.image = given
	}
	m.warnedLater = m.warnedLater || m.r.IsUnknown("image")
	switch {
	case !ok && m.image == "" && !slices.Contains(m.platform.Holds, m.party.Command):
		m.warnings.Add(problem.JobLacks, "options.image", m.platform.Machine+" does not hold the command "+m.party.Command, "Give image, or put the command there before the steps")
	case ok && given != "" && (!holds(given, m.party.Command) || len(m.platform.Needs) > 0):
		m.warnings.Add(problem.JobLacks, "options.image", "it is not known that "+problem.Quote(given)+" holds all that the job needs: "+together(append([]string{m.party.Command}, m.platform.Needs...)), "")
	}
}

// holds reports whether an image is known to hold the command: it is one that
// some platform's data names for it.
func holds(image, command string) bool {
	bare := func(name string) string {
		name, _, _ = strings.Cut(name, "@")
		if i := strings.LastIndex(name, ":"); i > strings.LastIndex(name, "/") {
			name = name[:i]
		}
		return strings.TrimPrefix(name, "docker.io/")
	}
	return slices.ContainsFunc(Platforms(), func(p *Platform) bool {
		known, ok := p.Images[command]
		return ok && bare(known) == bare(image)
	})
}

// takes reports whether the platform takes one of the options that some do.
func (m *maker) takes(option string) bool { return slices.Contains(m.platform.Options, option) }

// commands reads what runs afterwards.
func (m *maker) commands() []string {
	texts, places, _ := m.r.Elements("commands")
	m.linesLater = m.linesLater || m.r.IsUnknown("commands")
	for i, text := range texts {
		switch {
		case !utf8.ValidString(text) || strings.ContainsAny(text, "\x00\r") || strings.Contains(text, later):
			m.r.Note(problem.BadCharacter, places[i], problem.Quote(text)+" holds a character that no script can", "")
		case strings.TrimSpace(text) == "":
			m.r.Note(problem.Empty, places[i], "the command is empty", "Leave it out")
		}
	}
	return texts
}
