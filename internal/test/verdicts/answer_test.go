package verdicts_test

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/check"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/verdicts"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// answer is the cell's line behind its name: the codes of the errors that keep a
// document from being made; or ok with the document's digest, the codes of the warnings, what the check
// says of the document, and the facts that its proof rests on.
func (c cell) answer() string {
	described, problems := trust.Describe(c.platform, value.Of(c.filters))
	if len(problems) > 0 {
		return "not described: " + joined(errorCodes(problems))
	}
	d, problems := compile(c.platform, c.party, described.Jobs)
	if len(problems) > 0 {
		return joined(errorCodes(problems))
	}
	ok := "ok " + verdicts.Digest(relyingparty.JSON(d.policy, ""))
	for _, w := range unique(d.report.Warnings, codeOf) {
		ok += " " + w
	}
	var rests []string
	for _, r := range d.report.RestsOn {
		rests = append(rests, r.Fact)
	}
	return ok + " | " + checked(d, described.Jobs) + " rests=" + list(unique(rests, same))
}

// checked is what the check says of the document.
func checked(d document, jobs trust.Jobs) string {
	var problems problem.List
	jobs = relyingparty.Audiences(jobs, nil, d.audiences, "audiences", &problems)
	p := check.Read(value.Of(d.policy), "policy", &problems)
	if len(problems) > 0 {
		return "not read: " + joined(errorCodes(problems))
	}
	r := check.Run(p, check.Options{Jobs: jobs})
	var found []string
	for _, f := range r.Findings {
		found = append(found, string(f.Code))
	}
	return r.Relation + " wider=" + r.Wider.String() + " narrower=" + r.Narrower.String() + " findings=" + list(unique(found, same))
}

func errorCodes(problems problem.List) []string {
	return unique(problems, func(p problem.Problem) string { return string(p.Code) })
}

// codeOf is the code that a warning's text begins with.
func codeOf(warning string) string {
	code, _, _ := strings.Cut(warning, ":")
	code, _, _ = strings.Cut(code, " ") // a place stands behind it
	return code
}

func same(s string) string { return s }

// unique are the texts of the elements, sorted, each once.
func unique[E any](from []E, text func(E) string) []string {
	var out []string
	for _, e := range from {
		out = append(out, text(e))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func joined(codes []string) string { return strings.Join(codes, " ") }

// list is one word.
func list(words []string) string {
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, ",")
}
