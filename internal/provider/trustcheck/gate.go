package trustcheck

// Which answers stop a plan, and how they are told.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/result"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A mode is what the gate does with an answer, the mildest first.
type mode int

const (
	ignored mode = iota
	warned
	stopped
)

var modeNames = []string{"ignore", "warning", "error"}

// gateModes are the arguments of the data source that say what stops the plan.
var gateModes = []struct {
	name, doc, standard string
	values              []string
}{
	{"on_wider", "What to do when somebody gets in who is not described, or by a token for another audience: `error` (default), `warning` or `ignore`.", "error", modeNames},
	{"on_narrower", "What to do when a described job does not get in: `error`, `warning` (default) or `ignore`.", "warning", modeNames},
	{"on_unknown", "What to do when one of the two could not be decided: `error` (default), `warning` or `ignore`; never more than what a certain answer would do.", "error", modeNames},
	{"on_findings", "The lowest severity of findings that is an error: `error` (default), `warning`, `info`, or `ignore` for none. Findings of severity `warning` below it are warnings; with `ignore` none is shown.", "error", append([]string{"ignore"}, lint.Severities()...)},
}

// A gate makes diagnostics of what a check came to.
type gate struct {
	name                     string // of the description
	wider, narrower, unknown mode
	findings                 string
}

// readGate reads the modes; they are known whenever a data source is read.
func readGate(in value.V, name string, problems *problem.List) gate {
	said := map[string]string{}
	for _, m := range gateModes {
		said[m.name] = m.standard
		v := in.Attrs[m.name]
		if v.Kind != value.String {
			continue
		}
		if !slices.Contains(m.values, v.Text) {
			problems.Add(problem.BadValue, m.name, problem.Quote(v.Text)+" is none of "+strings.Join(m.values, ", "), "")
			continue
		}
		said[m.name] = v.Text
	}
	of := func(name string) mode { return mode(slices.Index(modeNames, said[name])) }
	return gate{name: name, wider: of("on_wider"), narrower: of("on_narrower"), unknown: of("on_unknown"), findings: said["on_findings"]}
}

// judge adds a diagnostic for each answer that the gate is about.
func (g gate) judge(c checked, diags *diag.Diagnostics) {
	r := c.result
	if c.compared() {
		switch r.Wider {
		case proof.Yes:
			if e := r.WiderExample; e != nil && e.Replay {
				g.tell(diags, g.wider, "Wider than described", "wider: a described job's token for another audience gets in: "+shape(e), tokenOf(e))
				break
			}
			g.tell(diags, g.wider, "Wider than described", "wider: a job gets in that is not described: "+shape(r.WiderExample), tokenOf(r.WiderExample))
		case proof.Unknown:
			g.tell(diags, min(g.unknown, g.wider), "Perhaps wider than described", "unknown: whether a job gets in that is not described could not be decided: "+r.WiderReason, tokenOf(r.WiderExample))
		case proof.No:
		}
		switch r.Narrower {
		case proof.Yes:
			g.tell(diags, g.narrower, "Narrower than described", "narrower: a described job does not get in: "+shape(r.NarrowerExample), tokenOf(r.NarrowerExample))
		case proof.Unknown:
			g.tell(diags, min(g.unknown, g.narrower), "Perhaps narrower than described", "unknown: whether every described job gets in could not be decided: "+r.NarrowerReason, tokenOf(r.NarrowerExample))
		case proof.No:
		}
	}
	g.judgeFindings(r.Findings, diags)
}

// maxFindings is how many findings are shown one by one.
const maxFindings = 10

func (g gate) judgeFindings(fs []lint.Finding, diags *diag.Diagnostics) {
	if g.findings == "ignore" {
		return
	}
	lowest, _ := lint.ParseSeverity(g.findings)
	hidden := map[mode]int{}
	for i, f := range fs {
		m := ignored
		switch {
		case f.Severity() >= lowest:
			m = stopped
		case f.Severity() == lint.Warning:
			m = warned
		}
		if i >= maxFindings && m > ignored {
			hidden[m]++
			continue
		}
		g.tell(diags, m, string(f.Code)+": "+f.Code.Rule().Title, string(f.Code)+" "+result.Placed(f), f.Example)
	}
	for _, m := range []mode{stopped, warned} {
		if hidden[m] > 0 {
			g.tell(diags, m, "More findings", fmt.Sprintf("and %d more; the function trust_check lists them all", hidden[m]), "")
		}
	}
}

// tell adds one diagnostic. Terraform does not wrap the token's line, since it
// begins with a space.
func (g gate) tell(diags *diag.Diagnostics, m mode, title, detail, token string) {
	detail = strings.TrimSuffix(detail, ".") + "."
	if token != "" {
		detail += "\n  token: " + token
	}
	if g.name != "" {
		detail += "\n(in the description named " + problem.Quote(g.name) + ")"
	}
	switch m {
	case stopped:
		diags.AddAttributeError(path.Root("policy"), title, detail)
	case warned:
		diags.AddAttributeWarning(path.Root("policy"), title, detail)
	case ignored:
	}
}

func shape(e *proof.Example) string {
	if e == nil {
		return "no example is at hand"
	}
	return e.String()
}

func tokenOf(e *proof.Example) string {
	if e == nil {
		return ""
	}
	return e.Token()
}
