package relyingparty_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// glob is the textbook algorithm: on a mismatch the last * takes one character
// more. Bytes serve, since patterns and hostile values here are ASCII.
func glob(p, s string, one bool) bool {
	pi, si, star, mark := 0, 0, -1, 0
	for si < len(s) {
		switch {
		case pi < len(p) && p[pi] == '*':
			star, mark, pi = pi, si, pi+1
		case pi < len(p) && (p[pi] == s[si] || one && p[pi] == '?'):
			pi, si = pi+1, si+1
		case star >= 0:
			mark++
			pi, si = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(p[pi:], "*") == ""
}

// awsAdmits reads a trust policy as IAM does, for the operators that occur.
func awsAdmits(t *testing.T, policy string, token map[string]any, seen []string) bool {
	t.Helper()
	var doc struct {
		Statement []struct{ Condition map[string]map[string]any }
	}
	if err := json.Unmarshal([]byte(policy), &doc); err != nil {
		t.Fatal(err)
	}
	issuer, _ := token["iss"].(string)
	prefix := strings.TrimPrefix(issuer, "https://") + ":"
	for _, s := range doc.Statement {
		ok := true
		for op, keys := range s.Condition {
			for key, want := range keys {
				claim, mine := strings.CutPrefix(key, prefix)
				got, has := token[claim].(string)
				if !mine || !has || !slices.Contains(seen, claim) {
					ok = false
					break
				}
				var values []any
				if list, many := want.([]any); many {
					values = list
				} else {
					values = []any{want}
				}
				ok = ok && slices.ContainsFunc(values, func(v any) bool {
					text, _ := v.(string)
					return op == "StringEquals" && text == got || op == "StringLike" && glob(text, got, true)
				})
			}
		}
		if ok {
			return true
		}
	}
	return false
}

// vaultAdmits reads a role as Vault does, for strings, bools and lists.
func vaultAdmits(t *testing.T, doc string, token map[string]any) bool {
	t.Helper()
	var result struct{ RoleJSON string }
	if err := json.Unmarshal([]byte(doc), &result); err != nil {
		t.Fatal(err)
	}
	var role struct {
		BoundSubject    string           `json:"bound_subject"`
		BoundClaims     map[string][]any `json:"bound_claims"`
		BoundClaimsType string           `json:"bound_claims_type"`
		UserClaim       string           `json:"user_claim"`
	}
	if err := json.Unmarshal([]byte(result.RoleJSON), &role); err != nil {
		t.Fatal(err)
	}
	if role.BoundSubject != "" && role.BoundSubject != token["sub"] {
		return false
	}
	if s, _ := token[role.UserClaim].(string); s == "" {
		return false
	}
	for claim, want := range role.BoundClaims {
		got, many := token[claim].([]any)
		if !many {
			if token[claim] == nil {
				return false
			}
			got = []any{token[claim]}
		}
		if !slices.ContainsFunc(want, func(w any) bool {
			return slices.ContainsFunc(got, func(g any) bool {
				ws, text := w.(string)
				gs, _ := g.(string)
				return w == g || text && role.BoundClaimsType == "glob" && glob(ws, gs, false)
			})
		}) {
			return false
		}
	}
	return true
}

// A world makes random descriptions and random jobs out of the same few texts,
// so that they meet often and hostile ones are spelled from the separators.
type world struct {
	r     *rand.Rand
	texts []string
}

func (w *world) pick(ss []string) string { return ss[w.r.IntN(len(ss))] }

// text is a value or a pattern, from one to three pieces.
func (w *world) text(pattern bool) string {
	var b strings.Builder
	for range 1 + w.r.IntN(3) {
		if pattern && w.r.IntN(3) == 0 {
			b.WriteByte('*')
			continue
		}
		b.WriteString(w.pick(w.texts))
	}
	return b.String()
}

func (w *world) list(pattern bool) []string {
	out := []string{w.text(pattern)}
	for w.r.IntN(3) == 0 {
		out = append(out, w.text(pattern))
	}
	return out
}

// populated are the claims that AWS sees, and of which descriptions speak.
var populated = map[string][]string{
	"semaphore":     {"sub", "aud"},
	"circleci":      {"sub", "aud", "oidc.circleci.com/project-id"},
	"gitlab":        {"sub", "aud", "project_id", "namespace_id", "ref_protected", "pipeline_source"},
	"github":        {"sub", "aud", "repository", "repository_id", "repository_owner_id", "ref", "environment", "job_workflow_ref"},
	"hcp_terraform": {"sub", "aud"},
}

// TestRandomWorld compiles random descriptions for AWS and Vault and puts random
// jobs of every form to the documents: each admits exactly the described ones.
func TestRandomWorld(t *testing.T) {
	effort.Alone(t)
	ids := []string{project, org, user}
	seed, rounds := effort.Seed(t), effort.Rounds(100, 500, 3000, 300_000)
	w := &world{r: rand.New(rand.NewPCG(seed, 2))} //nolint:gosec // the same every time
	texts := map[string][]string{
		"semaphore": {"main", "a", "web", "/", ":", "x:ref_type:branch:ref:refs/heads/main", ":ref_type:tag:ref:refs/tags/a", ":ref:", "-"},
		"circleci":  {"main", "a", "web", "/", "x/vcs-ref/refs/heads/main", "/vcs-ref/refs/tags/a", "/vcs-origin/github.com/a/web", "pull/7", "-"},
		"gitlab":    {"main", "a", "g/", "/", "g/p", ":ref_type:branch:ref:main", ":ref_protected:true", "p", "-"},
		"github":    {"main", "a", "web", "/", "@1", ":", "%3A", ":ref:refs/heads/main", "/web@2", "pull_request", "-"},

		"hcp_terraform": {"apply", "a", "web", " ", ":", ":workspace:web", ":run_phase:apply", "-", "plan"},
	}
	documents, refused, tokens, admitted := 0, 0, 0, 0
	for range rounds {
		name := w.pick(slices.Sorted(maps.Keys(texts)))
		w.texts = texts[name]
		p := platform.Find(name)
		f := w.filters(p, ids)
		filters := f
		d, problems := trust.Describe(name, value.Of(f))
		if len(problems) > 0 {
			continue
		}
		for _, backend := range []string{"aws", "vault"} {
			options := m{"audiences": list("aud")}
			if p.Issuer.Audience.Kind != "picked" {
				options = nil
			}
			doc, _, faults := compile(backend, d.Jobs, options)
			for _, f := range faults {
				// The construction rule made a document that the prover refuses.
				if f.Code == problem.Wider || f.Code == problem.Narrower || f.Code == problem.Unproved {
					raw, _ := json.Marshal(filters)
					t.Errorf("%s: rule and prover disagree: %s\nfilters %s", backend, f, raw)
				}
			}
			if len(faults) > 0 {
				refused++
				continue
			}
			documents++
			for range 60 {
				job, subject, ok := w.job(p, d.Jobs[0], ids)
				if !ok {
					continue
				}
				aud := "aud"
				if len(d.Jobs[0].Audiences) > 0 {
					aud = d.Jobs[0].Audiences[0]
				}
				token := p.Mint(job, subject, d.Issuer, aud)
				want := d.Jobs[0].Contains(job)
				// A described job in another configuration than declared may stay out.
				undeclared := !slices.ContainsFunc(p.Declared(p.Form(job.Form), d.Jobs[0].Settings), func(s platform.Presentation) bool { return s.Name == subject.Name })
				var got bool
				if backend == "aws" {
					got = awsAdmits(t, doc, token, populated[name])
				} else {
					got = vaultAdmits(t, doc, token)
				}
				tokens++
				if got {
					admitted++
				}
				if got && !want || want && !got && !undeclared {
					raw, _ := json.Marshal(f)
					t.Fatalf("%s: admitted %v, described %v\nfilters %s\njob %+v\nsub %s\n%s", backend, got, want, raw, job, token["sub"], doc)
				}
			}
		}
	}
	t.Logf("%d documents, %d refused, %d tokens, %d admitted", documents, refused, tokens, admitted)
	if documents < rounds/10 || refused < rounds/10 || admitted < rounds/6 {
		t.Errorf("a lopsided world: %d documents, %d refused, %d admitted", documents, refused, admitted)
	}
}

// filters of a random description.
func (w *world) filters(p *platform.Platform, ids []string) m {
	f := m{}
	for _, fl := range p.Filters {
		if w.r.IntN(3) > 0 && fl.Name != "organization" && fl.Name != "organization_id" && fl.Name != "project_ids" && fl.Name != "projects" {
			continue
		}
		switch fl.Role {
		case platform.RoleRefs:
			f[fl.Name] = w.list(true)
		case platform.RoleAlternative, platform.RoleFlag, platform.RoleSwitch:
			f[fl.Name] = w.r.IntN(2) == 0
		case platform.RoleOrigin:
			if p.Name == "github" {
				f[fl.Name] = list(w.pick(list("a/web", "a/*", "a/w*", "a/*-", "*/web", "a/a")), "a/b")[:1+w.r.IntN(2)]
				break
			}
			f[fl.Name] = list("github.com/"+w.pick([]string{"a", "a*", "*"})+"/"+w.pick([]string{"web", "a", "*", "w*"}), w.pick([]string{"gitlab.com/a/web", "gitlab.com/a/web/a", "github.com/a/a"}))[:1+w.r.IntN(2)]
		case platform.RoleNarrow:
			switch {
			case fl.Single && p.Name == "hcp_terraform":
				f[fl.Name] = map[string]string{"organization": "a", "organization_id": "org-a"}[fl.Name]
			case fl.Single:
				f[fl.Name] = w.pick(ids)
			case fl.Exact && p.Name == "hcp_terraform":
				f[fl.Name] = list("ws-a", "prj-a")[:1+w.r.IntN(2)]
			case fl.Exact && (p.Name == "gitlab" || p.Name == "github"):
				f[fl.Name] = list("1", "2")[:1+w.r.IntN(2)]
			case fl.Name == "events":
				f[fl.Name] = list("push", "pull_request")[:1+w.r.IntN(2)]
			case fl.Name == "job_workflow_refs":
				f[fl.Name] = list(w.pick(list("a/web/main@main", "a/web/*@"+w.pick(w.texts), "*@refs/heads/*", "a/*:*@main", "*")), "a/a/a@a*")[:1+w.r.IntN(2)]
			case fl.Exact:
				f[fl.Name] = list(w.pick(append(slices.Clone(ids), "*")))
			default:
				f[fl.Name] = w.list(true)
			}
		case platform.RoleComponents:
			if p.Name == "github" {
				f[fl.Name] = strings.Split(w.pick(list("repo,context", "repo", "repository_id,context", "repository_owner_id,repository_id,context", "context,repo", "repo,ref,environment", "repo,context,job_workflow_ref", "job_workflow_ref")), ",")
				break
			}
			f[fl.Name] = []string{w.pick(list("project_path", "project_id")), "ref_type", "ref", w.pick(list("ref_protected", "deployment_tier"))}[:1+w.r.IntN(4)]
		}
	}
	switch p.Name {
	case "semaphore":
		f["organization"] = "acme"
	case "circleci":
		f["organization_id"] = org
		f["token_version"] = w.pick(list("v1", "v2", "v2", "any"))
	case "github":
		f["subject_format"] = w.pick(list("classic", "immutable", "any"))
		if w.r.IntN(4) == 0 {
			f["issuer"] = "https://github.example.com/_services/token"
			f["minimum_version"] = w.pick(list("3.18", "3.19"))
		}
		if w.r.IntN(2) == 0 {
			delete(f, "environments")
		}
	case "hcp_terraform":
		f["organization"] = "a"
		if w.r.IntN(2) == 0 {
			delete(f, "modules")
			delete(f, "stacks")
			delete(f, "deployments")
		}
	case "gitlab":
		if w.r.IntN(2) == 0 {
			f["url"], f["minimum_version"] = "https://gitlab.example.com", "18.3"
		}
		if w.r.IntN(2) == 0 {
			delete(f, "project_ids")
		}
	}
	return f
}

// job is a random job of the issuer, in a random form and subject, with values
// inside their domains.
func (w *world) job(p *platform.Platform, d trust.Description, ids []string) (platform.Job, platform.Presentation, bool) {
	f := &p.Forms[w.r.IntN(len(p.Forms))]
	if !p.Occurs(f, d.Issuer, d.Settings) {
		return platform.Job{}, platform.Presentation{}, false
	}
	subjects := append(p.Declared(f, d.Settings), p.Undeclared(f, d.Settings)...)
	if len(subjects) == 0 {
		return platform.Job{}, platform.Presentation{}, false
	}
	s := subjects[w.r.IntN(len(subjects))]
	j := platform.Job{Form: f.Name, Values: map[string]string{}, Absent: slices.Clone(s.Absent)}
	if len(j.Absent) == 0 && w.r.IntN(2) == 0 && len(d.Settings["subject_components"]) > 0 && !strings.Contains(d.Settings["subject_components"], "deployment") {
		j.Absent = []string{"environment", "environment_protected", "deployment_tier", "environment_action"}
	} else if len(j.Absent) > 0 {
		j.Absent = []string{"environment", "environment_protected", "deployment_tier", "environment_action"}
	}
	if workflow := []string{"job_workflow_ref", "job_workflow_sha"}; p.Name == "github" && w.r.IntN(3) == 0 && !slices.Contains(s.Present, workflow[0]) {
		j.Absent = workflow
	}
	for _, v := range p.Variables {
		domain := p.Domain(v.Name, d.Settings)
		text := w.text(false)
		// Half of the time a value that the description is about.
		if b := d.Boxes[w.r.IntN(len(d.Boxes))]; len(b[v.Name]) > 0 && w.r.IntN(2) == 0 {
			text = strings.ReplaceAll(w.pick(b[v.Name]), "*", w.text(false))
		}
		switch {
		case len(domain.Values) > 0:
			text = w.pick(domain.Values)
		case domain.Width == 36:
			text = w.pick(ids)
		}
		if reason, _ := domain.CheckValue(text); reason != "" {
			text = v.Samples[0]
			switch v.Domain {
			case "digits":
				text = fmt.Sprint(1 + w.r.IntN(3))
			case "github_workflow":
				text = w.pick(list("a/web/main@main", "a/web/@1:@refs/heads/a", "a/a/a@a"))
			case "hcp_id":
				text = w.pick(list("org-a", "prj-a", "ws-a", "ws-b"))
			}
		}
		j.Values[v.Name] = text
	}
	if !f.Fits(j.Values) {
		for v := range f.Where {
			j.Values[v] = p.Sample(f, v)
		}
	}
	switch p.Name { // what the issuer fixes
	case "semaphore":
		j.Values["organization"] = "acme"
	case "circleci":
		j.Values["organization_id"] = org
	}
	return j, s, true
}
