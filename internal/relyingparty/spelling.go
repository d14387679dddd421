package relyingparty

import (
	"regexp"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/finding"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// A slip is a way to write a claim's text that people use and tokens never have.
type slip struct {
	platform, claim string
	wrong           *regexp.Regexp
	right           string // what tokens have
}

var slips = []slip{
	{"github", "sub", regexp.MustCompile(`:pull-request(:|$)`), "GitHub writes :pull_request"},
	{"github", "sub", regexp.MustCompile(`:ref:(heads|tags)/`), "GitHub writes the whole ref, :ref:refs/heads/… or :ref:refs/tags/…"},
	{"github", "sub", regexp.MustCompile(`:ref:refs/(head|tag|branch|branches)/`), "GitHub writes :ref:refs/heads/… or :ref:refs/tags/…"},
	{"github", "sub", regexp.MustCompile(`:branch:`), "GitHub writes :ref:refs/heads/…"},
	{"gitlab", "sub", regexp.MustCompile(`ref_type:(mr|merge_request|merge-request|merge_requests|pull_request)(:|$)`), "GitLab's ref_type is branch or tag, also for merge requests"},
	{"gitlab", "sub", regexp.MustCompile(`:ref:refs/`), "GitLab's subject has the short name of the branch or tag"},
	{"gitlab", "ref_type", regexp.MustCompile(`^(mr|merge_request|merge-request|merge_requests|pull_request)$`), "GitLab's ref_type is branch or tag, also for merge requests"},
	{"gitlab", "ref", regexp.MustCompile(`^refs/(heads|tags)/`), "GitLab's ref is the short name; the whole one is ref_path"},
	{"github", "ref", regexp.MustCompile(`^(heads|tags)/`), "GitHub's ref begins with refs/"},
}

// keywords are fixed parts of subjects, whose case people get wrong.
var keywords = map[string][]string{
	"github":        {"repo:", ":ref:refs/heads/", ":ref:refs/tags/", ":pull_request", ":environment:"},
	"gitlab":        {"project_path:", ":ref_type:branch", ":ref_type:tag", ":ref:"},
	"hcp_terraform": {"organization:", ":project:", ":workspace:", ":run_phase:", ":run_phase:apply", ":run_phase:plan"},
}

// misspelt finds what is nearly a token's text.
func (i Issuer) misspelt(a Ask) (finding.Finding, bool) {
	f := finding.Finding{Code: "CT027", At: a.At}
	if i.platform == nil || a.Type != "" {
		return f, false
	}
	text := a.Text
	if a.How == Regexp {
		text = strings.TrimRight(strings.TrimLeft(text, "^("), "$)")
	}
	name := i.platform.Name
	for _, s := range slips {
		if s.platform == name && s.claim == a.Claim && s.wrong.MatchString(text) {
			f.Detail = problem.Quote(a.Text) + " is in no token: " + s.right
			return f, true
		}
	}
	if a.Claim != "sub" {
		return f, false
	}
	lower := strings.ToLower(text)
	for _, word := range keywords[name] {
		if at := strings.Index(lower, word); at >= 0 && len(lower) == len(text) && text[at:at+len(word)] != word && !strings.Contains(text, word) {
			f.Detail = problem.Quote(a.Text) + " has " + problem.Quote(text[at:at+len(word)]) + " where tokens have " + problem.Quote(word) + ", and texts are compared with their case"
			return f, true
		}
	}
	if name == "github" && colonInEnvironment(text, i.platform.Subject.Components) {
		f.Detail = problem.Quote(a.Text) + " has a colon in the environment's name, which subjects of GitHub spell %3A"
		return f, true
	}
	return f, false
}

// colonInEnvironment reports whether what follows the environment's name is no
// further component.
func colonInEnvironment(subject string, components []string) bool {
	_, rest, ok := strings.Cut(subject, ":environment:")
	if !ok {
		return false
	}
	_, rest, ok = strings.Cut(rest, ":")
	if !ok || rest == "" || strings.HasPrefix(rest, "*") {
		return false
	}
	for _, c := range append([]string{"repo_property_", "workflow", "job_workflow_sha", "sha", "actor", "run_", "head_ref", "base_ref", "enterprise"}, components...) {
		if strings.HasPrefix(rest, c) {
			return false
		}
	}
	return true
}

// aksIssuers are hosts of Azure Kubernetes Service, whose issuers do end with a
// slash (Microsoft docs, AKS OIDC issuer).
const aksIssuers = ".oic.prod-aks.azure.com"

// Slash is about a slash at the end of an issuer, which no platform's tokens
// have, and spaces around it.
func (i Issuer) Slash(at string) (finding.Finding, bool) {
	f := finding.Finding{Code: "CT027", At: at}
	switch {
	case strings.TrimSpace(i.URL) != i.URL:
		f.Detail = "the issuer " + problem.Quote(i.URL) + " has spaces around it, and issuers are compared as written"
	case strings.HasSuffix(i.URL, "/") && !strings.HasSuffix(hostOf(i.URL), aksIssuers):
		f.Detail = "the issuer " + problem.Quote(i.URL) + " ends with a slash; the tokens of CI platforms have none, and issuers are compared as written"
	case strings.ToLower(hostOf(i.URL)) != hostOf(i.URL):
		f.Detail = "the issuer " + problem.Quote(i.URL) + " has capitals in its host, and issuers are compared as written"
	}
	return f, f.Detail != ""
}

// hostOf is a URL's scheme and host.
func hostOf(url string) string {
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok {
		return ""
	}
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + host
}
