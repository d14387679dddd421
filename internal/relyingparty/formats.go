package relyingparty

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/finding"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// A repoText is what a text on GitHub's subject says of the repository.
type repoText struct {
	ask               Ask
	owner, name       string // without ids; empty where a wildcard leaves it open
	immutable, either bool
}

// formats finds texts on one of GitHub's two subject formats alone. A server of
// one's own has only the classic one.
func (i Issuer) formats(asks []Ask) []finding.Finding {
	if !i.Is("github") || strings.HasSuffix(strings.TrimRight(i.URL, "/"), "/_services/token") {
		return nil
	}
	var all []repoText
	for _, a := range asks {
		if a.Claim != "sub" || a.Not || a.Type != "" {
			continue
		}
		if r, ok := readRepo(a); ok {
			all = append(all, r)
		}
	}
	covered := map[repoKey]bool{}
	for _, r := range all {
		if r.either {
			return nil // it holds in both formats, for whichever repository
		}
		covered[r.key(r.name)] = true
		covered[r.key(anyName)] = true
	}
	var out []finding.Finding
	texts := map[finding.Finding][]string{} // by what is otherwise the same
	for _, r := range all {
		if r.bridged(covered) {
			continue
		}
		f := finding.Finding{Code: "CT020", At: r.ask.At, Milder: r.immutable}
		if texts[f] == nil {
			out = append(out, f)
		}
		if !slices.Contains(texts[f], r.ask.Text) {
			texts[f] = append(texts[f], r.ask.Text)
		}
	}
	for n, f := range out {
		what := "of the classic format alone; a repository made, renamed or transferred since 2026-07-15, or opted in, shows repo:OWNER@ID/REPO@ID and is kept out"
		if f.Milder {
			what = "of the immutable format alone; a repository that still shows the classic one is kept out"
		}
		is := " is "
		if len(texts[f]) > 1 {
			is = " are "
		}
		out[n].Detail = problem.QuoteAll(texts[f]) + is + what
	}
	return out
}

// A repoKey is a repository, by name, in one format.
type repoKey struct {
	owner, name string
	immutable   bool
}

// anyName is no repository's.
const anyName = "*"

func (r repoText) key(name string) repoKey {
	return repoKey{strings.ToLower(r.owner), name, r.immutable}
}

// bridged reports whether another text is about the same repository in the other
// format.
func (r repoText) bridged(covered map[repoKey]bool) bool {
	r.immutable = !r.immutable
	return covered[r.key(r.name)] || covered[r.key("")] || r.name == "" && covered[r.key(anyName)]
}

// readRepo takes the first component of a subject apart.
func readRepo(a Ask) (repoText, bool) {
	text := a.Text
	wild := "*"
	switch a.How {
	case Regexp:
		text, wild = strings.ReplaceAll(strings.TrimLeft(text, "^("), `\`, ""), ".*+?[(|"
	case Equal, Begins, Glob:
	case Ends, Holds:
		return repoText{}, false
	}
	rest, ok := strings.CutPrefix(text, "repo:")
	if !ok {
		return repoText{}, false
	}
	out := repoText{ask: a}
	owner, repo, whole := strings.Cut(rest, "/")
	if n := strings.IndexAny(owner, wild); n >= 0 && !strings.Contains(owner, "@") {
		out.either = true // the wildcard stands for an id as well
		return out, true
	}
	if !whole {
		// A beginning that ends within the owner's name is also that of an id.
		out.either = a.How != Equal && !strings.Contains(owner, "@")
		out.immutable = strings.Contains(owner, "@")
		out.owner, _, _ = strings.Cut(owner, "@")
		return out, out.either || out.immutable
	}
	out.owner, _, out.immutable = strings.Cut(owner, "@")
	out.name, _, _ = strings.Cut(repo, ":")
	out.name, _, _ = strings.Cut(out.name, "@")
	if strings.ContainsAny(out.name, wild) {
		out.name = ""
	}
	return out, true
}

var commitRef = regexp.MustCompile(`@[0-9a-f]{40}$`)

// Workflows finds reusable workflows that are pinned to a branch or tag, or for
// which nothing is asked of the repository that calls them. told says whether the
// document asks whose job it is, by whatever claim; by an id, when ident.
func (i Issuer) Workflows(asks []Ask, told, ident bool) []finding.Finding {
	var out []finding.Finding
	for _, a := range asks {
		text := a.Text
		switch {
		case a.Not || a.Type != "":
			continue
		case a.Claim == "sub":
			_, after, ok := strings.Cut(text, "job_workflow_ref:")
			if !ok {
				continue
			}
			text = after
			told = told && !strings.HasPrefix(a.Text, "job_workflow_ref:")
		case a.Claim != "job_workflow_ref":
			continue
		}
		f := finding.Finding{Code: "CT029", At: a.At, Milder: told && ident}
		mutable := !commitRef.MatchString(strings.TrimRight(text, "$"))
		switch {
		case !told:
			f.Milder = false
			f.Detail = "the workflow " + problem.Quote(text) + " is asked for, and no repository that calls it: whoever may call it gets in"
		case mutable:
			f.Detail = "the workflow " + problem.Quote(text) + " is at a branch or tag, whose holder decides what it does"
		default:
			continue
		}
		out = append(out, f)
	}
	return out
}
