package pipeline

// Secrets that a job reads from Vault.

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A Secret is one that the job reads from Vault into a variable.
type Secret struct{ Variable, Mount, Path, Field string }

var (
	variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	// word may be an argument of its own: it begins with no hyphen and has no outer
	// spaces.
	word = Pattern{re: regexp.MustCompile(`^[^\s-](.*\S)?$`), Says: "It begins with no hyphen or space and ends with no space"}
	free = Pattern{re: regexp.MustCompile(`.`), Says: "It must not be empty"}
)

// meaning matches the variables that the shell, its dynamic linker, Vault, git or some
// platform obeys.
func meaning() *regexp.Regexp {
	names := []string{`PATH|HOME|IFS|ENV|PS[0-9]|SHELLOPTS|BASH_.*|LD_.*|DYLD_.*|VAULT_.*|oidc_.*`}
	for _, p := range Platforms() {
		if p.Variables != "" {
			names = append(names, p.Variables)
		}
	}
	return regexp.MustCompile("^(" + strings.Join(names, "|") + ")$")
}

// readSecrets reads variable → {path, field, mount}.
func (m *maker) readSecrets(option string) {
	v, ok := m.r.Take(option)
	switch {
	case m.r.IsUnknown(option):
		m.linesLater, m.warnedLater = true, true
		return
	case !ok:
		return
	case v.Kind != value.Map:
		m.r.Note(problem.WrongType, option, "an object of secrets by variable is wanted, got "+v.Kind.String(), `Write { DB_PASSWORD = { path = "deploy", field = "password" } }`)
		return
	}
	obeyed := meaning()
	for _, variable := range v.Keys() {
		at := m.r.Path(option) + "." + variable
		switch {
		case !variableName.MatchString(variable):
			m.problems.Add(problem.BadValue, m.r.Path(option), problem.Quote(variable)+" is no name of a variable", "Letters, digits and _, not beginning with a digit")
			continue
		case obeyed.MatchString(variable):
			m.problems.Add(problem.BadValue, m.r.Path(option), problem.Quote(variable)+" has a meaning for the shell, for Vault or for the platform", "Take another name")
			continue
		}
		r := value.Read(v.Attrs[variable], at, m.problems)
		if v.Attrs[variable].Kind != value.Map && v.Attrs[variable].Kind != value.Unknown {
			if v.Attrs[variable].Kind == value.Null {
				m.problems.Add(problem.Missing, at, "must be said", "Write { path, field }")
			}
			continue
		}
		s := Secret{Variable: variable, Mount: "secret"}
		path, given := m.text(r, "path", word)
		field, fieldGiven := m.text(r, "field", free)
		if mount, ok := m.text(r, "mount", free); ok {
			s.Mount = mount
		}
		r.Done("attribute")
		s.Path, s.Field = path, field
		for name, text := range map[string]*string{"path": &s.Path, "field": &s.Field, "mount": &s.Mount} {
			if r.IsUnknown(name) {
				*text = later
			}
		}
		m.warnedLater = m.warnedLater || r.IsUnknown("path")
		m.fileLater = m.fileLater || len(r.Unknowns()) > 0
		// The mount may also be left out, but its line is there in any case.
		if !given && !r.IsUnknown("path") {
			r.Note(problem.Missing, "path", "must be said", "It is what vault kv get takes")
		}
		if !fieldGiven && !r.IsUnknown("field") {
			r.Note(problem.Missing, "field", "must be said", "It is the key inside of the secret")
		}
		if strings.HasPrefix(path, "data/") {
			m.warnings.Add(problem.Doubtful, at+".path", "vault kv get puts the data/ of version 2 there by itself, and this path has one too", "Leave data/ out unless the secret's own path begins so")
		}
		m.secrets = append(m.secrets, s)
	}
	slices.SortFunc(m.secrets, func(a, b Secret) int { return strings.Compare(a.Variable, b.Variable) })
}
