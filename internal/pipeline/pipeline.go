package pipeline

// What is asked for and what is made.

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A Request asks for the pipeline of one platform and one relying party.
type Request struct {
	Platform, Party string
	Options         value.V
	Jobs            trust.Jobs // of the option jobs; nil: none, or not known
	JobsLater       bool       // they are known only after apply
}

// A Text is one that may be known only after apply.
type Text struct {
	Text  string
	Later bool
}

// A Result is a pipeline. What is Later is known only after apply.
type Result struct {
	YAML        Text
	Steps       []Text
	Environment map[string]Text
	Warnings    []string

	StepsLater, EnvironmentLater, WarningsLater bool
}

// Make makes a pipeline.
func Make(q Request) (Result, problem.List) {
	var problems problem.List
	p, platforms := named(Platforms(), q.Platform, func(p *Platform) string { return p.Name })
	party, parties := named(Parties(), q.Party, func(p *Party) string { return p.Name })
	if p == nil {
		problems.Add(problem.UnknownName, "platform", "there is no pipeline of "+problem.Quote(q.Platform), suggest(q.Platform, platforms))
	}
	if party == nil {
		problems.Add(problem.UnknownName, "relying_party", "there is no pipeline for "+problem.Quote(q.Party), suggest(q.Party, parties))
	}
	if len(problems) > 0 {
		return Result{}, problems
	}
	m := &maker{platform: p, party: party, r: value.Read(q.Options, "options", &problems), problems: &problems, options: map[string]string{}}
	m.r.Take("jobs")
	m.fields()
	m.common()
	m.check()
	commands := m.commands()
	t := m.token(q.Jobs)
	m.r.Done("option")
	if len(problems) > 0 {
		return Result{}, problems
	}
	m.otherTokens(t)
	m.linesLater = m.linesLater || q.JobsLater || m.maybe || m.r.Dead()
	return m.result(t, commands, q.JobsLater), nil
}

func suggest(got string, known []string) string {
	if s := value.Suggest(got, known); strings.HasPrefix(s, "Did") {
		return s
	}
	return pairs()
}

// result writes the lines, and the file around them.
func (m *maker) result(t presented, commands []string, jobsLater bool) Result {
	out := Result{Environment: map[string]Text{}, Warnings: m.warnings.Strings()}
	out.StepsLater = m.linesLater
	out.EnvironmentLater = m.maybe || m.r.Dead()
	out.WarningsLater = m.warnedLater || jobsLater || m.r.Dead()
	for _, e := range m.party.Environment {
		if text := m.options[e.Option]; text != "" {
			out.Environment[e.Variable] = Text{text, text == later}
		}
	}
	lines := append(m.lines(t), commands...)
	for _, l := range lines {
		out.Steps = append(out.Steps, Text{l, strings.Contains(l, later)})
	}
	if len(m.r.Unknowns()) > 0 || jobsLater || m.warnedLater || m.linesLater || m.fileLater {
		out.YAML.Later = true
		return out
	}
	values := map[string]any{"name": m.name, "image": m.image, "audience": t.audience, "environment": t.environment, "contexts": t.contexts, "lines": lines}
	if m.platform.Block {
		values["lines"] = strings.Join(lines, "\n") + "\n"
	}
	out.YAML.Text = filler{values, m.platform.Escape}.text(&m.platform.Frame)
	return out
}
