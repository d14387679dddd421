package azure

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/agree"
	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/world"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/azure"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

func emit(c world.Case, jobs trust.Jobs, flexible bool) (azure.Credentials, problem.List) {
	options := map[string]any{"flexible": flexible}
	if len(c.Audiences) > 0 {
		options["audience"] = c.Audiences[0]
	}
	if len(c.Accept) > 0 {
		options["accept_unenforced"] = c.Accept
	}
	if len(c.TakenOn) > 0 {
		options["accept_unverified"] = c.TakenOn
	}
	return azure.FederatedCredentials(jobs, value.Of(options))
}

func compile(flexible bool) func(*testing.T, world.Case, trust.Jobs) ([]agree.Document, problem.List) {
	return func(t *testing.T, c world.Case, jobs trust.Jobs) ([]agree.Document, problem.List) {
		out, problems := emit(c, jobs, flexible)
		if len(problems) > 0 {
			return nil, problems
		}
		if flexible && len(out.Ordinary) > 0 || !flexible && len(out.Flexible) > 0 {
			t.Errorf("credentials of the wrong kind: %v %v", out.Ordinary, out.Flexible)
		}
		limits(t, out)
		emitted.Store(text(out), out)
		return []agree.Document{{Text: text(out), Judge: judge(out)}}, nil
	}
}

// emitted is text of document → credentials, for planting faults.
var emitted sync.Map

func text(c azure.Credentials) string {
	var b strings.Builder
	for _, m := range []map[string]azure.Credential{c.Ordinary, c.Flexible} {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			fmt.Fprintf(&b, "%s: issuer %q audience %q subject %q expression %q\n  ", key, m[key].Issuer, m[key].Audience, m[key].Subject, m[key].Expression)
		}
	}
	return b.String()
}

var name = regexp.MustCompile(`^[a-zA-Z0-9][a-zA-Z0-9_-]{2,119}$`)

// limits are those of Microsoft's documentation.
func limits(t *testing.T, c azure.Credentials) {
	t.Helper()
	if n := len(c.Ordinary) + len(c.Flexible); n == 0 || n > 20 {
		t.Errorf("%d credentials", n)
	}
	for _, m := range []map[string]azure.Credential{c.Ordinary, c.Flexible} {
		for _, one := range m {
			if !name.MatchString(one.DisplayName) || len(one.Subject) > 600 || len(one.Issuer) > 600 || one.Audience == "" || (one.Subject == "") == (one.Expression == "") {
				t.Errorf("Entra would not take %+v", one)
			}
		}
	}
}

// What Entra makes of a list of audiences is not documented.
func audience(a world.Aud) world.Verdict {
	switch a {
	case world.Good:
		return world.Admit
	case world.Listed, world.Several:
		return world.Either
	case world.Wrong, world.None:
	}
	return world.Refuse
}

func party(flexible bool) agree.Party {
	return agree.Party{
		Name:     "Azure",
		Compile:  compile(flexible),
		Audience: audience,
		Limit:    120,
		Deep:     10,
		Large:    500,
		Pairs:    20_000,
		Emitted:  map[string]int{"semaphore": 15, "circleci": 18, "gitlab": 22, "github": 22, "hcp_terraform": 12},
		Refusals: map[string]problem.Code{
			"semaphore/branch":                            problem.AddFilter,     // the repository is open
			"semaphore/pull_request/whole":                problem.Inexpressible, // a new commit each time
			"semaphore/branch/branches=begin":             problem.Inexpressible, // whole subjects only
			"semaphore/branch/debug_sessions=turned":      problem.Unenforced,
			"circleci/github_branch":                      problem.AddFilter,
			"circleci/github_branch/repositories=exact-1": problem.AddFilter, // the user is open
			"circleci/github_branch/context_ids=exact":    problem.Unenforced,
			"circleci/github_tag":                         problem.Unverified,
			"circleci/own_host_branch/whole":              problem.Unverified,
			"gitlab/branch/branches=begin":                problem.Inexpressible,
			"gitlab/branch/environments=exact":            problem.Unenforced,
			"gitlab/branch/url=1":                         problem.Inexpressible, // a fork's merge request before 18.2.2
			"gitlab/branch/projects=prefix":               problem.Inexpressible,
			"github/branch":                               problem.AddFilter,  // which format, and the ids of one of them
			"github/branch/whole-classic":                 problem.Unenforced, // a classic subject shows no id
			"github/branch/branches=begin":                problem.Inexpressible,
			"hcp_terraform/workspace":                     problem.AddFilter,
			"hcp_terraform/workspace/workspace_ids=exact": problem.Unenforced,
			"hcp_terraform/workspace/run_phases=any":      problem.Inexpressible,
			"hcp_terraform/stack":                         problem.AddFilter, // deployment and Stack are open
		},
		Blind: true,
		// A credential has one audience.
		Skip: func(c world.Case) bool { return len(c.Audiences) > 1 },
	}
}

// flexible is the relying party with flexible credentials, which Entra takes from
// GitLab alone of the platforms here.
func flexible() agree.Party {
	p := party(true)
	p.Name = "Azure flexible"
	p.Pairs, p.Emitted = 2_000, map[string]int{"gitlab": 14}
	p.Refusals = map[string]problem.Code{
		"gitlab/branch":                      problem.AddFilter,  // Entra wants the project's id too
		"gitlab/branch/whole/branches=begin": problem.Unverified, // matches is not documented well enough
		"gitlab/branch/environments=exact":   problem.Unenforced,
		"gitlab/branch/url=1":                problem.Inexpressible,
	}
	skip := p.Skip
	p.Skip = func(c world.Case) bool { return c.Platform != "gitlab" || len(c.Accept) > 0 || skip(c) }
	return p
}

// For every description and token: the credentials match exactly when the
// description says so.
func TestCredentialsAgreeWithDescription(t *testing.T) {
	agree.Run(t, party(false))
}

// The same for flexible credentials, which Entra takes from GitLab.
func TestFlexibleCredentialsAgreeWithDescription(t *testing.T) {
	agree.Run(t, flexible())
}

// Tokens written by hand are judged as the vendors' documentation has it.
func TestCredentialsJudgeVectors(t *testing.T) { agree.Vectors(t, party(false)) }

func TestEvaluatorOfFlexibleExpressions(t *testing.T) {
	claims := map[string]any{"sub": "a b", "project_id": "1", "n": 1}
	for expression, want := range map[string]string{
		"claims['sub'] eq 'a b'":                                 "true",
		"claims['sub'] eq 'a b' and claims['project_id'] eq '1'": "true",
		"claims['sub'] eq 'a b' and claims['project_id'] eq '2'": "false",
		"claims['sub'] eq 'A B'":                                 "false",
		"claims['other'] eq ''":                                  "false",
		"claims['n'] eq '1'":                                     "false",
		"claims['sub'] eq 'a b' or claims['n'] eq '1'":           "error",
		"claims['sub'] matches 'a*'":                             "error",
		"claims['sub'] eq 'a b":                                  "error",
		"":                                                       "error",
	} {
		ok, err := holds(expression, claims)
		got := fmt.Sprint(ok)
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", expression, got, want)
		}
	}
}

// plant makes the faults of a case's credentials.
func plant(t *testing.T, original agree.Document) []agree.Fault {
	t.Helper()
	found, _ := emitted.Load(original.Text)
	all, ok := found.(azure.Credentials)
	if !ok {
		t.Fatalf("nobody emitted %s", original.Text)
	}
	var out []agree.Fault
	for _, key := range slices.Sorted(maps.Keys(all.Ordinary)) {
		out = append(out, faults(all, false, key)...)
	}
	for _, key := range slices.Sorted(maps.Keys(all.Flexible)) {
		out = append(out, faults(all, true, key)...)
	}
	return out
}

func faults(all azure.Credentials, flexible bool, key string) []agree.Fault {
	var out []agree.Fault
	fault := func(what string, change func(*azure.Credential) bool) {
		c := azure.Credentials{Ordinary: maps.Clone(all.Ordinary), Flexible: maps.Clone(all.Flexible)}
		m := c.Ordinary
		if flexible {
			m = c.Flexible
		}
		one := m[key]
		if !change(&one) {
			return
		}
		m[key] = one
		out = append(out, agree.Fault{What: what, Document: agree.Document{Text: text(c), Judge: judge(c)}})
	}
	fault("other issuer", func(c *azure.Credential) bool { c.Issuer += "/"; return true })
	fault("other audience", func(c *azure.Credential) bool { c.Audience += "/"; return true })
	fault("other subject", func(c *azure.Credential) bool { c.Subject += "x"; return c.Expression == "" })
	fault("less", func(c *azure.Credential) bool {
		var more bool
		c.Expression, _, more = strings.Cut(c.Expression, " and ")
		return more
	})
	fault("other value", func(c *azure.Credential) bool {
		c.Expression = strings.TrimSuffix(c.Expression, "'") + "x'"
		return flexible
	})
	return out
}

// Each mistake planted into emitted credentials is noticed by its world.
func TestWorldNoticesFaultsInCredentials(t *testing.T) {
	agree.Notice(t, party(false), plant, nil)
	agree.Notice(t, flexible(), plant, nil)
}
