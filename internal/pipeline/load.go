package pipeline

// The data of platforms and relying parties, loaded.

import (
	"bytes"
	"embed"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"text/template"

	"go.yaml.in/yaml/v3"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

//go:embed data
var shipped embed.FS

// A Platform is how one CI platform's file looks and where its jobs find their
// token: the section pipeline of the platform's data.
type Platform struct {
	Name string `yaml:"-"`
	File string `yaml:"file"` // where the file lies in a repository
	// Token is the variable that holds the token, or what is needed to ask for it,
	// by the version that the jobs present.
	Token map[string]string `yaml:"token"`
	// Fetch puts a token with a chosen audience into oidc_token; Always says that
	// there is no other way.
	Fetch  string `yaml:"fetch"`
	Always bool   `yaml:"always"`
	// Flags are what Fetch is told by a setting of the description.
	Flags   map[string]string `yaml:"flags"`
	Session string            `yaml:"session"` // a session's name, in the shell's words
	Names   struct {
		Pattern  `yaml:",inline"`
		Most     int      `yaml:"most"` // bytes
		Reserved []string `yaml:"reserved"`
	} `yaml:"names"`
	Audience Pattern  `yaml:"audience"`
	Options  []string `yaml:"options"` // of Common
	// DefaultVersion is the token that jobs present where nothing says which.
	DefaultVersion string `yaml:"default_version"`
	// Environment is the claim, and the variable, of the environment that a job names.
	Environment string `yaml:"environment"`
	// Contexts is the variable of the contexts that a job uses.
	Contexts string `yaml:"contexts"`
	// Variables are those of the shell that the platform gives a meaning (RE2 of the
	// whole name).
	Variables string `yaml:"variables"`
	// OtherTokens warn of tokens that a job may come to present in place of the one that
	// is described: the first that fits.
	OtherTokens []OtherToken      `yaml:"other_tokens"`
	Machine     string            `yaml:"machine"` // where jobs run without an image
	Holds       []string          `yaml:"holds"`   // commands of the machine
	Images      map[string]string `yaml:"images"`  // command → default image
	Needs       []string          `yaml:"needs"`   // commands that any image must hold
	Block       bool              `yaml:"block"`   // the lines are one text
	Escape      map[string]string `yaml:"escape"`  // in whatever the file is filled with
	Frame       yaml.Node         `yaml:"frame"`

	fetch *template.Template
}

// An OtherToken warns where the job may present another token than the described one.
type OtherToken struct {
	When  string `yaml:"when"`  // flags or fetch: the lines have such; else always
	Party string `yaml:"party"` // for one relying party; else for all
	At    string `yaml:"at"`
	Says  string `yaml:"says"` // {token} is the variable of the token
	Fix   string `yaml:"fix"`
}

// A Party is what one relying party's lines do.
type Party struct {
	Name    string  `yaml:"name"`
	Title   string  `yaml:"title"`
	Command string  `yaml:"command"` // that the job needs
	Options []Field `yaml:"options"`
	// Environment are the variables that the lines set from options.
	Environment []struct {
		Variable string `yaml:"variable"`
		Option   string `yaml:"option"`
	} `yaml:"environment"`
	Session  string `yaml:"session"`  // the variable of the session's name
	Audience string `yaml:"audience"` // by default, over options
	File     bool   `yaml:"file"`     // the token is read from $oidc_dir/token
	Lines    string `yaml:"lines"`    // a template, one command a line

	lines *template.Template
}

// A Field is one option of a relying party.
type Field struct {
	Name     string `yaml:"name"`
	Kind     string `yaml:"kind"` // secrets; checked, by the relying party's package; else a string or a number
	Required bool   `yaml:"required"`
	Pattern  `yaml:",inline"`
	Range    []int                        `yaml:"range"` // of a whole number
	OneOf    map[string]map[string]string `yaml:"one_of"`
	Default  string                       `yaml:"default"`
	Doc      string                       `yaml:"doc"`
}

// A Pattern is what a text must match; none takes any.
type Pattern struct {
	Regexp string `yaml:"regexp"`
	Says   string `yaml:"says"`

	re *regexp.Regexp
}

func (p *Pattern) compile() (err error) {
	p.re, err = regexp.Compile(p.Regexp)
	return err
}

// Platforms returns the platforms whose data says how their pipelines look, sorted by
// name.
func Platforms() []*Platform {
	var out []*Platform
	for _, p := range platform.All() {
		if p.Pipeline.Kind == 0 {
			continue
		}
		known, ok := read.Load(p)
		if !ok {
			known, _ = read.LoadOrStore(p, newPlatform(p))
		}
		if known, ok := known.(*Platform); ok {
			out = append(out, known)
		}
	}
	return out
}

// read holds what was read of platforms' data, which never changes.
var read sync.Map

func newPlatform(from *platform.Platform) *Platform {
	raw, err := yaml.Marshal(&from.Pipeline)
	must(err)
	p := &Platform{}
	must(decode(raw, p))
	must(p.Names.compile())
	must(p.Audience.compile())
	p.Name, p.fetch = from.Name, parse(p.Fetch)
	return p
}

// Parties returns the relying parties, sorted by name.
var Parties = sync.OnceValue(func() []*Party {
	entries, err := shipped.ReadDir("data")
	must(err)
	var out []*Party
	for _, e := range entries { // sorted
		raw, err := shipped.ReadFile(path.Join("data", e.Name()))
		must(err)
		p := &Party{}
		must(decode(raw, p))
		for i := range p.Options {
			must(p.Options[i].compile())
		}
		p.lines = parse(p.Lines)
		out = append(out, p)
	}
	return out
})

func decode(raw []byte, into any) error {
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	return d.Decode(into)
}

// must is for the shipped data, which is tested.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

func parse(text string) *template.Template {
	return template.Must(template.New("").Option("missingkey=error").Funcs(template.FuncMap{"sh": Quote, "json": jsonMember}).Parse(text))
}

// fill runs a template of the shipped data.
func fill(t *template.Template, values map[string]any) string {
	var b strings.Builder
	must(t.Execute(&b, values))
	return b.String()
}

func named[T any](all []T, name string, of func(T) string) (T, []string) {
	var names []string
	for _, x := range all {
		names = append(names, of(x))
	}
	if i := slices.Index(names, name); i >= 0 {
		return all[i], names
	}
	var none T
	return none, names
}

// pairs says in words which pairs there are.
func pairs() string {
	_, platforms := named(Platforms(), "", func(p *Platform) string { return p.Name })
	_, parties := named(Parties(), "", func(p *Party) string { return p.Name })
	return fmt.Sprintf("There are pipelines of %s, each with %s", list(platforms), list(parties))
}

func list(names []string) string {
	return together(slices.Compact(slices.Sorted(slices.Values(names))))
}

// together are names in words, in their order.
func together(names []string) string {
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// Type is the field's type in words.
func (f Field) Type() string {
	switch {
	case f.Kind == "secrets":
		return "map of objects"
	case len(f.Range) == 2:
		return "number"
	}
	return "string"
}
