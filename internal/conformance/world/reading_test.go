package world

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The description's verdict is read a second time, from filters and claims
// alone: no variables, no boxes, no templates.
var readings = map[string]func(f Filters, claims map[string]any) bool{
	"semaphore": readSemaphore,
	"circleci":  readCircleCI,
	"gitlab":    readGitLab,
}

func readSemaphore(f Filters, claims map[string]any) bool {
	if !within(f, "project_ids", claims["prj_id"]) || !within(f, "repositories", claims["repo"]) {
		return false
	}
	if id, ok := f["organization_id"]; ok && claims["org_id"] != id {
		return false
	}
	if f["debug_sessions"] == false && claims["job_type"] != "pipeline_job" {
		return false
	}
	switch claims["ref_type"] {
	case "branch":
		return given(f, "branches") && within(f, "branches", after(claims["ref"], "refs/heads/"))
	case "tag":
		return given(f, "tags") && within(f, "tags", after(claims["ref"], "refs/tags/"))
	case "pull-request":
		return f["pull_requests"] == true
	}
	return false
}

func readCircleCI(f Filters, claims map[string]any) bool {
	const prefix = "oidc.circleci.com/"
	project, ok := claims[prefix+"project-id"]
	if !ok || !within(f, "project_ids", project) {
		return false
	}
	if f["ssh_rerun"] == false && claims[prefix+"ssh-rerun"] != false {
		return false
	}
	if contexts, _ := claims[prefix+"context-ids"].([]any); given(f, "context_ids") && !slices.ContainsFunc(contexts, func(c any) bool { return within(f, "context_ids", c) }) {
		return false
	}
	sub, _ := claims["sub"].(string)
	if parts := strings.Split(sub, "/"); len(parts) < 6 || !within(f, "user_ids", parts[5]) {
		return false
	}
	origin := !given(f, "repositories") || claims[prefix+"vcs-origin"] != nil && within(f, "repositories", claims[prefix+"vcs-origin"])
	ref := claims[prefix+"vcs-ref"]
	branch, tag := after(ref, "refs/heads/"), after(ref, "refs/tags/")
	switch {
	case f["pull_requests"] == true && branch != nil && glob("pull/*", fmt.Sprint(branch)):
		return true
	case given(f, "branches") && branch != nil && within(f, "branches", branch):
		return origin
	case given(f, "tags") && tag != nil && within(f, "tags", tag):
		return origin
	}
	return origin && !given(f, "branches") && !given(f, "tags") && f["pull_requests"] != true
}

func readGitLab(f Filters, claims map[string]any) bool {
	if claims["project_path"] == nil {
		return false
	}
	for filter, claim := range map[string]string{"projects": "project_path", "project_ids": "project_id", "namespace_ids": "namespace_id", "pipeline_sources": "pipeline_source", "environments": "environment"} {
		if given(f, filter) && (claims[claim] == nil || !within(f, filter, claims[claim])) {
			return false
		}
	}
	if f["ref_protected"] == true && claims["ref_protected"] != "true" {
		return false
	}
	switch claims["ref_type"] {
	case "branch":
		return given(f, "branches") && within(f, "branches", claims["ref"])
	case "tag":
		return given(f, "tags") && within(f, "tags", claims["ref"])
	}
	return false
}

func given(f Filters, name string) bool { _, ok := f[name]; return ok }

// within reports whether a filter is not given or has a pattern for the value.
func within(f Filters, name string, value any) bool {
	list, ok := f[name].([]string)
	return !ok || slices.ContainsFunc(list, func(p string) bool { return glob(p, fmt.Sprint(value)) })
}

// after is the text behind a prefix, or nil.
func after(value any, prefix string) any {
	s, _ := value.(string)
	if rest, ok := strings.CutPrefix(s, prefix); ok {
		return rest
	}
	return nil
}

// glob is the plainest possible matching: * is any run of characters.
func glob(pattern, s string) bool {
	head, rest, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == s
	}
	if s, star = strings.CutPrefix(s, head); !star {
		return false
	}
	for i := range len(s) + 1 {
		if glob(rest, s[i:]) {
			return true
		}
	}
	return false
}

// Both readings of a description agree on every token that a job presents at
// one of the description's issuers.
func TestDescriptionReadsAsItsFiltersSay(t *testing.T) {
	t.Parallel()
	compared := 0
	for _, c := range Cases() {
		if len(c.Refused()) > 0 {
			continue
		}
		w, err := Make(c, 40, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, tok := range w.Tokens {
			// A fork's merge request shows what a branch of the project shows.
			if tok.Aud != Good || tok.changed || strings.HasPrefix(tok.Note, "fork_merge_request") {
				continue
			}
			want := false
			for i, part := range c.Parts {
				want = want || tok.Claims["iss"] == w.Jobs[i].Issuer && readings[part.Platform](part.Filters, tok.Claims)
			}
			compared++
			if got := tok.Want != Refuse; got != want {
				t.Errorf("%s: filters say %v, the description %v\n%v\n%s %v", c.Name, want, got, c.Parts, tok.Note, tok.Claims)
			}
		}
	}
	t.Logf("%d tokens", compared)
	if compared < 20_000 {
		t.Errorf("only %d tokens compared", compared)
	}
}
