package main

// The guides of error codes and of platforms.

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// front is what a page begins with; section is its place in the navigation,
// empty for the guides.
func front(title, section, about string) string {
	return fmt.Sprintf("---\npage_title: %q\nsubcategory: %q\ndescription: |-\n  %s\n---\n\n# %s\n\n", title, section, about, title)
}

// errorsGuide lists the codes.
func errorsGuide() string {
	var b strings.Builder
	b.WriteString(front("Errors and warnings", "", "What each code of this provider means and what to do about it."))
	b.WriteString("Every message starts with a code that keeps its meaning between releases. `CE` codes stop the plan; `CW` codes stand in the `warnings` of a result.\n")
	for _, d := range problem.Docs {
		fmt.Fprintf(&b, "\n## %s: %s\n\n%s\n", d.Code, d.Title, d.Text)
	}
	return b.String()
}

// platformsGuide shows what the provider knows of each platform, with the
// source of every fact.
func platformsGuide() string {
	var b strings.Builder
	b.WriteString(front("What is known of each platform", "", "Issuers, subjects, claims and the facts behind them."))
	b.WriteString("The provider's answers are as good as what it knows of the platforms. All of it stands here, with its source. " +
		"A fact that nobody could verify carries no document: what rests on it is refused with CE204.\n")
	for _, p := range platform.All() {
		onePlatform(&b, p)
	}
	return b.String()
}

func onePlatform(b *strings.Builder, p *platform.Platform) {
	fmt.Fprintf(b, "\n## %s\n\n", p.Title)
	fmt.Fprintf(b, "- Issuer: `%s`. Signing keys: %s, at `%s` below it; %s.\n", p.Issuer.Template, p.Issuer.Keys, p.Issuer.KeysPath, strings.Join(p.Issuer.Algorithms, ", "))
	switch p.Issuer.Audience.Kind {
	case "fixed":
		fmt.Fprintf(b, "- `aud` is always `%s`.\n", p.Issuer.Audience.Value)
	case "default":
		fmt.Fprintf(b, "- `aud` is `%s` unless it was changed.\n", p.Issuer.Audience.Value)
	default:
		b.WriteString("- Each job picks its `aud`.\n")
	}
	fmt.Fprintf(b, "- A token lives %s.\n", p.Issuer.Lifetime)
	if len(p.Subject.Components) > 0 {
		fmt.Fprintf(b, "- The subject joins `name:value` pairs with colons, in the order the project sets: `%s`.\n", strings.Join(p.Subject.Components, "`, `"))
	}
	for _, name := range slices.Sorted(maps.Keys(p.Subject.Spelled)) {
		for _, format := range slices.Sorted(maps.Keys(p.Subject.Spelled[name])) {
			fmt.Fprintf(b, "- The component `%s` of a subject that is %s: `%s`.\n", name, format, p.Subject.Spelled[name][format])
		}
	}
	b.WriteString("\n### Forms of tokens\n\n| form | what it is | subject |\n|---|---|---|\n")
	for _, f := range p.Forms {
		subjects := []string{}
		for _, k := range slices.Sorted(maps.Keys(f.Sub)) {
			name := ""
			if k != "" {
				name = k + ": "
			}
			subjects = append(subjects, name+"`"+f.Sub[k]+"`")
		}
		if len(subjects) == 0 {
			subjects = []string{"by components"}
			for _, name := range slices.Sorted(maps.Keys(f.Spelled)) {
				subjects = append(subjects, name+": `"+f.Spelled[name]+"`")
			}
		}
		doc := f.Doc
		if f.Never {
			doc += " (never described; documents keep it out)"
		}
		if !p.Verified(f.Fact) {
			doc += " (not verified)"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", f.Name, cell(doc), strings.Join(subjects, "<br>"))
	}
	b.WriteString("\n### Variables\n\n| variable | kind | must be | fact |\n|---|---|---|---|\n")
	for _, v := range p.Variables {
		if v.Part {
			continue
		}
		fmt.Fprintf(b, "| `%s` | %s | %s | `%s` |\n", v.Name, strings.ReplaceAll(v.Class, "_", " "), cell(platform.DomainNamed(v.Domain).Doc), v.Fact)
	}
	b.WriteString("\n### Facts\n\n| fact | status | what it says | source |\n|---|---|---|---|\n")
	for _, id := range slices.Sorted(maps.Keys(p.Facts)) {
		f := p.Facts[id]
		fmt.Fprintf(b, "| `%s` | %s | %s | %s (%s) |\n", id, f.Status, cell(f.Says), cell(f.Source), f.Date)
	}
}

// cell makes a text safe inside a Markdown table.
func cell(s string) string {
	return strings.NewReplacer("|", "\\|", "<", "&lt;", "\n", " ", "`", "'").Replace(s)
}
