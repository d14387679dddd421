package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/verdicts"
)

// exampleVerdicts gathers what the examples say, for the list of verdicts.
type exampleVerdicts struct {
	mu  sync.Mutex
	got verdicts.Answers
}

// gatherVerdicts holds what the examples have said against the list, once the last
// of them has.
func gatherVerdicts(t *testing.T) *exampleVerdicts {
	t.Helper()
	e := &exampleVerdicts{got: verdicts.Answers{}}
	t.Cleanup(func() {
		l := verdicts.List{
			File: "testdata/example_verdicts.txt", Command: "go test ./internal/provider -run TestExamples -update",
			Names: slices.Sorted(maps.Keys(examples)),
		}
		if *update {
			l.Write(t, e.got)
			return
		}
		l.Compare(t, e.got)
	})
	return e
}

// says adds an example's answers; there may be none.
func (e *exampleVerdicts) says(dir string, answers []string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(answers) == 0 {
		answers = []string{"none"}
	}
	e.got[dir] = answers
}

// answersOf are the answers that stand in the values of resources and data
// sources, in the checks, and in the outputs after the apply.
func answersOf(t *testing.T, plan *providertest.Plan, outputs map[string]any) []string {
	t.Helper()
	var shown struct {
		Planned planValues `json:"planned_values"`
		Prior   struct {
			Values planValues `json:"values"`
		} `json:"prior_state"`
		Checks []struct {
			Address struct {
				Display string `json:"to_display"`
			} `json:"address"`
			Status string `json:"status"`
		} `json:"checks"`
	}
	if err := json.Unmarshal(plan.Raw, &shown); err != nil {
		t.Fatal(err)
	}
	var out answers
	shown.Planned.Root.walk(&out)
	shown.Prior.Values.Root.walk(&out)
	for _, c := range shown.Checks {
		if strings.HasPrefix(c.Address.Display, "check.") {
			out.add(c.Address.Display, c.Status)
		}
	}
	for name, v := range outputs {
		out.walk("output."+name, name, v)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

type planValues struct {
	Root planModule `json:"root_module"`
}

type planModule struct {
	Resources []struct {
		Address string         `json:"address"`
		Values  map[string]any `json:"values"`
	} `json:"resources"`
	Modules []planModule `json:"child_modules"`
}

func (m planModule) walk(out *answers) {
	for _, r := range m.Resources {
		out.walk(r.Address, "", r.Values)
	}
	for _, child := range m.Modules {
		child.walk(out)
	}
}

// answers are lines: where an answer stands, " | " and the answer.
type answers []string

func (a *answers) add(at, answer string) { *a = append(*a, at+" | "+answer) }

// words are texts that are an answer by themselves.
var words = []string{"equal", "wider", "narrower", "overlapping", "disjoint", "unknown", "yes", "no"}

// documentPlaces are the attributes of resources that hold what a relying party reads.
var documentPlaces = regexp.MustCompile(`\.(assume_role_policy|attribute_condition|bound_subject|role_json|subject|claims_matching_expression)$|\.(attribute_mapping|bound_claims)\.`)

// walk looks for answers in a value and below it. The name is that of the attribute
// or output.
func (a *answers) walk(at, name string, v any) {
	switch v := v.(type) {
	case bool:
		if strings.HasPrefix(at, "output.") || name == "applies" || name == "admitted" {
			a.add(at, fmt.Sprint(v))
		}
	case string:
		if documentPlaces.MatchString(at) {
			a.add(at, verdicts.Digest(v))
		}
		if slices.Contains(words, v) || name == "severity" {
			a.add(at, v)
		} else if told := toldIn(v); len(told) > 0 {
			a.add(at, strings.Join(told, " "))
		}
	case []any:
		if name == "findings" || name == "rests_on" {
			a.list(at, v)
			return
		}
		for i, e := range v {
			place := fmt.Sprintf("[%d]", i)
			if row, ok := e.(map[string]any); ok && row["document"] != nil {
				place = fmt.Sprintf("[%q]", row["document"]) // of a table, whose order hangs on the answers
			}
			a.walk(at+place, name, e)
		}
	case map[string]any:
		for key, e := range v {
			a.walk(at+"."+key, key, e)
		}
	}
}

// list adds findings, or the facts that an answer rests on, as one answer.
func (a *answers) list(at string, list []any) {
	out := []string{}
	for _, e := range list {
		switch e := e.(type) {
		case string:
			out = append(out, toldIn(e)...)
		case map[string]any:
			if e["fact"] != nil {
				out = append(out, fmt.Sprint(e["fact"]))
			} else {
				out = append(out, fmt.Sprint(e["code"], ":", e["severity"]))
			}
		}
	}
	if len(out) == 0 {
		out = []string{"none"}
	}
	a.add(at, strings.Join(out, " "))
}

var problemCode = regexp.MustCompile(`^C[ETW][0-9]{3}$`)

// toldIn are the codes of problems and findings and the ids of facts that a text
// names, sorted, each once.
func toldIn(text string) []string {
	var out []string
	for _, word := range strings.FieldsFunc(text, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	}) {
		if problemCode.MatchString(word) || isFact(word) {
			out = append(out, word)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func isFact(word string) bool {
	return slices.ContainsFunc(platform.All(), func(p *platform.Platform) bool {
		_, ok := p.Facts[word]
		return ok
	})
}
