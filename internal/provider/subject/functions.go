// Package subject holds subject(…) and parse_subject(…).
package subject

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/argument"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Make is subject(platform, variables).
func Make() framework.Function {
	return framework.Function{
		Name:  "subject",
		Title: "Subject of one CI job",
		Doc: "Makes the subject (`sub`, RFC 7519, section 4.1.2) that a job of the platform shows in its token, from the values of the variables below. " +
			"Values are whole, not patterns, and each must be one that can occur: a UUID in lower case, a branch name as git allows it.\n\n" +
			"The variables say which form of subject is meant: it is one that shows exactly these variables, no fewer and no more. Where forms with different subjects fit, and for forms marked \"only when named\", add `form`. " +
			"It is an error when no form fits, and the text names what the nearest ones want. With a variable that is known only after apply the subject is, too.\n\n" +
			"`presentation` is what `parse_subject` returns under that name; the settings below say the same in the words of `jobs`." + subjectDocs(),
		Parameters: []framework.Parameter{
			{Name: "platform", Doc: argument.PlatformDoc()},
			{Name: "variables", Dynamic: true, Doc: "An object: variable → value, and `form`, `presentation` and the platform's settings as keys of their own. Unknown names are refused."},
		},
		Returns: function.StringReturn{},
		Run: func(args []value.V) (attr.Value, problem.List) {
			p, wait, problems := findPlatform(args[0])
			if wait || len(problems) > 0 {
				return types.StringUnknown(), problems
			}
			subject, known, problems := p.Compose(args[1])
			return tfx.Known(subject, known), problems
		},
	}
}

// Parse is parse_subject(platform, sub).
func Parse() framework.Function {
	return framework.Function{
		Name:  "parse_subject",
		Title: "Ways to read a subject",
		Doc: "Lists every way in which the platform can have made a subject (`sub` of a token). There may be several: a name may hold the character that joins the parts, and a subject need not show all of what was built: not what tells a tag from a branch, for instance, or not the ref of a job with an environment. What a reader or a pattern takes for granted and this list does not is a hole. An empty list means that the platform makes no such subject, as far as is known of it.\n\n" +
			"Variables hold whatever can occur, so settings such as `generic_git` count as on, and forms that no filter describes (debug shells, audit logs, people signing on) are listed too. " +
			"On platforms where projects choose the order of components (" + platform.Titles(func(p *platform.Platform) bool { return len(p.Subject.Components) > 0 }) + ") the subject is read component by component, and components without a value, which do not show, are not listed.\n\n" +
			"The order is always the same: forms as the docs of `subject` list them, then presentations by name, then the first variables as short as possible. " +
			fmt.Sprintf("A subject of more than %d bytes is an error, and so is one with more than %d readings.", platform.MaxSubject, platform.MaxReadings) +
			"\n\nThe result is a list of objects with\n\n" +
			"- `form` (string) The form of token, as in the docs of `subject`.\n" +
			"- `presentation` (string) Which of the form's subjects it is: " + presentations() + "where projects choose the order of components, those that show, in order, joined by commas; else empty.\n" +
			"- `variables` (map of string) The value of each variable that the subject shows. `merge(reading.variables, { form = reading.form, presentation = reading.presentation })` is what `subject` takes to make it again.\n",
		Parameters: []framework.Parameter{
			{Name: "platform", Doc: argument.PlatformDoc()},
			{Name: "sub", Doc: "The subject."},
		},
		Returns: function.ListReturn{ElementType: tfx.ReadingType},
		Run: func(args []value.V) (attr.Value, problem.List) {
			p, wait, problems := findPlatform(args[0])
			if wait || len(problems) > 0 || args[1].Kind == value.Unknown {
				return types.ListUnknown(tfx.ReadingType), problems
			}
			readings, err := p.Read(args[1].Text)
			if err != nil {
				problems.Add(problem.TooMuch, "sub", "the subject "+err.Error(), "", problem.Quote(args[1].Text))
			}
			return tfx.Readings(readings), problems
		},
	}
}

// presentations names the subjects between which a setting of the platform picks.
func presentations() string {
	var b strings.Builder
	for _, p := range platform.All() {
		var names []string
		for _, picked := range p.Subject.Picks {
			names = append(names, picked...)
		}
		if len(names) > 0 {
			slices.Sort(names)
			fmt.Fprintf(&b, "%s `%s`; ", p.Title, strings.Join(slices.Compact(names), "` or `"))
		}
	}
	return b.String()
}

// findPlatform finds the platform that an argument names.
func findPlatform(name value.V) (p *platform.Platform, wait bool, problems problem.List) {
	if name.Kind == value.Unknown {
		return nil, true, nil
	}
	if p = platform.Find(name.Text); p == nil {
		problems.Add(problem.UnknownName, "platform", "there is no platform "+problem.Quote(name.Text), value.Suggest(name.Text, platform.Names()))
	}
	return p, false, problems
}

// subjectDocs lists every form's subjects, the variables and the settings.
func subjectDocs() string {
	var b strings.Builder
	for _, p := range platform.All() {
		fmt.Fprintf(&b, "\n\n### %s: `%s`\n\nForms:\n\n", p.Title, p.Name)
		for i := range p.Forms {
			f := &p.Forms[i]
			fmt.Fprintf(&b, "- `%s`: %s%s. %s\n", f.Name, strings.ReplaceAll(f.Doc, "<", "&lt;"), argument.OnlyWhenNamed(f), subjectsOf(p, f))
		}
		b.WriteString("\nVariables:\n\n")
		for _, name := range p.SubjectVariables() {
			v, _ := p.Variable(name)
			fmt.Fprintf(&b, "- `%s` must be %s, such as %s.\n", name, p.Domain(name, nil).Doc, argument.SampleDoc(v))
		}
		for _, f := range p.Filters {
			if f.Role != platform.RoleSwitch && !p.ShapesSubject(f.Name) {
				continue
			}
			fmt.Fprintf(&b, "- Setting `%s` (%s): %s", f.Name, framework.OptionType(f.Type()), f.Doc)
			if f.Default != "" {
				fmt.Fprintf(&b, " Default `%s`.", strings.ReplaceAll(f.Default, ",", "`, `"))
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

// subjectsOf spells a form's subjects with the variables in braces.
func subjectsOf(p *platform.Platform, f *platform.Form) string {
	var parts []string
	if len(f.Sub) == 0 {
		for _, name := range p.Subject.Components {
			for _, t := range p.Spellings(f, name) {
				parts = append(parts, "`"+t.String()+"`")
			}
		}
		return "Components: " + strings.Join(parts, ", ")
	}
	for _, name := range slices.Sorted(maps.Keys(f.Sub)) {
		if name == "" {
			parts = append(parts, "`"+f.Sub[name]+"`")
		} else {
			parts = append(parts, name+" `"+f.Sub[name]+"`")
		}
	}
	return strings.Join(parts, ", ")
}
