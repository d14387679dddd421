package pipeline

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// This file writes what the docs of options say of single platforms.

// titles lists the platforms of pipelines for which something holds.
func titles(holds func(*Platform, *platform.Platform) bool) string {
	var out []string
	for _, p := range Platforms() {
		if model := platform.Find(p.Name); holds(p, model) {
			out = append(out, model.Title)
		}
	}
	return strings.Join(out, ", ")
}

// takers lists the platforms that take an option.
func takers(option string) string {
	return titles(func(p *Platform, _ *platform.Platform) bool { return slices.Contains(p.Options, option) })
}

func audienceDocs() string {
	by := func(kind string) string {
		return titles(func(_ *Platform, model *platform.Platform) bool { return model.Issuer.Audience.Kind == kind })
	}
	var without []string
	for _, p := range Parties() {
		if p.Audience == "" {
			without = append(without, "`"+p.Name+"`")
		}
	}
	return by("picked") + ": required for " + together(without) + ", else the relying party's own default. " +
		by("default") + ": only where it is not the platform's default. " +
		by("fixed") + ": the platform signs its own, and no other is taken."
}

// OneStep lists the platforms where each step has a shell of its own.
func OneStep() string { return titles(func(p *Platform, _ *platform.Platform) bool { return p.Block }) }

// escapeDocs says how a value is written where a file gives some of its characters a meaning.
func escapeDocs() string {
	var b strings.Builder
	for _, p := range Platforms() {
		for _, text := range keys(p.Escape) {
			b.WriteString(" On " + platform.Find(p.Name).Title + " each `" + text + "` is escaped in `yaml`.")
		}
	}
	return b.String()
}

// versionDocs lists the tokens between which jobs may choose.
func versionDocs() string {
	var b strings.Builder
	for _, p := range Platforms() {
		if p.DefaultVersion == "" {
			continue
		}
		var tokens []string
		for _, version := range keys(p.Token) {
			tokens = append(tokens, "`"+version+"` (`"+p.Token[version]+"`)")
		}
		b.WriteString(" (" + platform.Find(p.Name).Title + "): " + strings.Join(tokens, " or ") + ". Default: what the description says, else `" + p.DefaultVersion + "`.")
	}
	return b.String()
}
