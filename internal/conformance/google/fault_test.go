package google

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/agree"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
)

// Tokens written by hand are judged as the vendors' documentation has it.
func TestWorkloadIdentityJudgesVectors(t *testing.T) { agree.Vectors(t, party()) }

// A condition of one clause is comparisons joined by &&; conjuncts takes it apart
// outside of quotes and parentheses.
func conjuncts(condition string) []string {
	var out []string
	depth, quoted, from := 0, false, 0
	for i := 0; i < len(condition); i++ {
		switch c := condition[i]; {
		case c == '\\' && quoted:
			i++
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(':
			depth++
		case c == ')':
			depth--
		case depth == 0 && strings.HasPrefix(condition[i:], " && "):
			out = append(out, condition[from:i])
			from = i + len(" && ")
		}
	}
	return append(out, condition[from:])
}

// plant makes the faults of a provider: the same change in the condition and in
// the mapping, which says the same.
func plant(t *testing.T, original agree.Document) []agree.Fault {
	t.Helper()
	found, _ := emitted.Load(original.Text)
	whole, ok := found.(google.Provider)
	if !ok {
		t.Fatalf("nobody emitted %s", original.Text)
	}
	var out []agree.Fault
	fault := func(what string, change func(p *google.Provider)) {
		p := whole
		p.AttributeMapping = maps.Clone(whole.AttributeMapping)
		p.AllowedAudiences = slices.Clone(whole.AllowedAudiences)
		change(&p)
		compiled, err := newProvider(p)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		text := p.AttributeCondition
		out = append(out, agree.Fault{What: what, Document: agree.Document{Text: text, Judge: judge(compiled, pool, p.Grants["deploy"].Members, func(string) {})}})
	}
	swap := func(was, is string) func(p *google.Provider) {
		return func(p *google.Provider) {
			p.AttributeCondition = strings.ReplaceAll(p.AttributeCondition, was, is)
			for k, v := range p.AttributeMapping {
				p.AttributeMapping[k] = strings.ReplaceAll(v, was, is)
			}
		}
	}
	fault("always true", swap(whole.AttributeCondition, "true"))
	fault("always false", swap(whole.AttributeCondition, "false"))
	fault("no attribute", func(p *google.Provider) { delete(p.AttributeMapping, "attribute.grant_deploy") })
	fault("other issuer", func(p *google.Provider) { p.IssuerURI += "/" })
	fault("other audience", func(p *google.Provider) { p.AllowedAudiences = []string{"nobody"} })
	parts := conjuncts(whole.AttributeCondition)
	for i, part := range parts {
		if strings.HasPrefix(part, "has(") || strings.HasSuffix(part, " in assertion") {
			continue // a guard: without it there is an error, which refuses too
		}
		if len(parts) == 1 {
			break
		}
		rest := slices.Delete(slices.Clone(parts), i, i+1)
		fault("drop "+part, swap(whole.AttributeCondition, strings.Join(rest, " && ")))
	}
	if strings.Contains(whole.AttributeCondition, "'^(?s:") {
		fault("no anchor in front", swap("'^(?s:", "'(?s:.*"))
	}
	if strings.Contains(whole.AttributeCondition, ".startsWith(") {
		fault("contains instead of startsWith", swap(".startsWith(", ".contains("))
	}
	return out
}

// Each mistake planted into an emitted provider is noticed by its world.
func TestWorldNoticesFaultsInProviders(t *testing.T) {
	const told = "the one subject that gets in tells it too"
	agree.Notice(t, party(), plant, []agree.Redundancy{
		{Case: "circleci/github_branch/whole", What: "project-id", Reason: told},
		{Case: "circleci/github_branch/whole", What: "contains instead of startsWith", Reason: "the claims say origin and ref whole, so that the rest of the subject has no room for another beginning"},
		{Case: "github/branch", What: "assertion.ref ==", Reason: "behind the repository no component of the declared subject holds a colon, so it says the ref too"},
		{Case: "github/branch/whole-immutable", What: "assertion.repository", Reason: told},
		{Case: "github/branch", What: "no anchor in front", Reason: "the claim repository says whose it is, and their subjects begin with it"},
		{Case: "github/branch/whole-immutable", What: "contains instead of startsWith", Reason: "the claims say whose it is, and their subjects begin with it"},
	})
}
