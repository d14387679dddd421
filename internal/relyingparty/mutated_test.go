package relyingparty_test

import (
	"encoding/json"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A mutator changes one thing of a CEL condition, as people do who edit by hand.
type mutator struct{ r *rand.Rand }

var (
	comparisons = regexp.MustCompile(` == | != `)
	junctions   = regexp.MustCompile(` && | \|\| `)
	asks        = regexp.MustCompile(`\.(startsWith|endsWith|contains)\(`)
	subjects    = regexp.MustCompile(`assertion\.sub == '([^']*)'`)
	literals    = regexp.MustCompile(`'[^']*'`)
	claimNames  = regexp.MustCompile(`assertion\.(repository|repository_id|repository_owner|repository_owner_id|ref|environment|event_name)\b`)
)

func (m mutator) one(text string, of *regexp.Regexp, change func(string) string) string {
	all := of.FindAllStringIndex(text, -1)
	if len(all) == 0 {
		return text
	}
	at := all[m.r.IntN(len(all))]
	return text[:at[0]] + change(text[at[0]:at[1]]) + text[at[1]:]
}

func (m mutator) pick(texts ...string) string { return texts[m.r.IntN(len(texts))] }

func (m mutator) mutate(condition string) string {
	switch m.r.IntN(7) {
	case 0:
		return m.one(condition, comparisons, func(string) string { return " != " })
	case 1:
		return m.one(condition, junctions, func(s string) string { return map[string]string{" && ": " || ", " || ": " && "}[s] })
	case 2:
		if asks.MatchString(condition) {
			return m.one(condition, asks, func(string) string { return "." + m.pick("startsWith", "endsWith", "contains") + "(" })
		}
		return m.one(condition, subjects, func(s string) string {
			body := subjects.FindStringSubmatch(s)[1]
			from := m.r.IntN(len(body) / 2)
			return "assertion.sub.contains('" + body[from:from+len(body)/2] + "')"
		})
	case 3:
		return m.one(condition, literals, func(s string) string {
			body := s[1 : len(s)-1]
			cuts := strings.FieldsFunc(body, func(r rune) bool { return strings.ContainsRune("/:*@?", r) })
			switch {
			case m.r.IntN(3) == 0 || len(cuts) < 2:
				return "'" + body + m.pick("x", "-", "/main", ":x") + "'"
			case m.r.IntN(2) == 0:
				return "'" + strings.TrimSuffix(body, cuts[len(cuts)-1]) + "'"
			}
			return "'" + strings.ToUpper(body[:2]) + body[2:] + "'"
		})
	case 4:
		parts := strings.Split(condition, " && ")
		i := m.r.IntN(len(parts))
		return strings.Join(append(parts[:i:i], parts[i+1:]...), " && ")
	case 5:
		return condition + " && " + m.one(m.pick(strings.Split(condition, " && ")...), literals, func(string) string { return "'x'" })
	}
	return m.one(condition, claimNames, func(string) string {
		return "assertion." + m.pick("repository", "repository_id", "repository_owner", "repository_owner_id", "ref", "environment", "event_name")
	})
}

// TestMutatedConditions compares conditions for Google in which one thing was changed
// with the description that they came from: none of them is too much work.
func TestMutatedConditions(t *testing.T) {
	t.Parallel()
	effort.Alone(t)
	rounds := effort.Rounds(10, 30, 200, 20_000)
	r := rand.New(rand.NewPCG(13, 3)) //nolint:gosec // the same every time
	some := func(texts ...any) []any { return texts[:1+r.IntN(len(texts))] }
	relations, reasons := map[string]int{}, map[string]int{}
	for range rounds {
		f := m{"repositories": some("my-org/web", "my-org/api")}
		if r.IntN(2) == 0 {
			f["owner_ids"] = some("1")
		}
		if r.IntN(3) == 0 {
			f["repository_ids"] = some("2", "3")
		}
		switch r.IntN(4) {
		case 0:
			f["branches"] = some("main", "release-*")
		case 1:
			f["environments"] = some("production", "staging")
		case 2:
			f["branches"], f["environments"] = some("main"), some("production", "staging")
		case 3:
			f["branches"], f["events"], f["any_environment"] = some("main", "dev"), some("push", "schedule"), true
		}
		jobs := describeOne(t, "github", f)
		text, jobs, problems := stored("google", jobs, m{"audiences": list("aud")})
		if len(problems) > 0 {
			continue
		}
		var document map[string]any
		if err := json.Unmarshal([]byte(text), &document); err != nil {
			t.Fatal(err)
		}
		condition, _ := document["attribute_condition"].(string)
		document["attribute_condition"] = mutator{r}.mutate(condition)
		raw, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := readBack("google", string(raw))
		if err != nil {
			continue
		}
		v := proof.Compare(proof.Comparison{Document: doc, Jobs: jobs, Named: true})
		relations[v.Relation]++
		for _, reason := range []string{v.WiderReason, v.NarrowerReason} {
			if reason != "" {
				reasons[firstWords(reason)]++
			}
			if strings.HasPrefix(reason, "the work that one comparison may take") {
				t.Errorf("%v\n%s\n%s", f, condition, document["attribute_condition"])
			}
		}
		if fault := unmintable(jobs, v); fault != "" {
			t.Errorf("%v\n%s\n%s", f, document["attribute_condition"], fault)
		}
	}
	t.Log(relations, reasons)
	if relations["equal"]+relations["wider"]+relations["narrower"] < rounds/2 {
		t.Errorf("a lopsided world: %v", relations)
	}
}

// TestGrantsOfOneBranch: one repository's branches, each with a service account of its
// own, at one provider.
func TestGrantsOfOneBranch(t *testing.T) {
	t.Parallel()
	grants := map[string]google.Grant{}
	for _, branch := range []string{"main", "dev"} {
		grants[branch] = google.Grant{
			Jobs:           describeOne(t, "github", m{"repositories": list("my-org/web"), "owner_ids": list("1"), "repository_ids": list("2"), "branches": list(branch)}),
			ServiceAccount: branch + "@my-project.iam.gserviceaccount.com",
		}
	}
	p, problems := google.WorkloadIdentity(grants, value.Of(m{"project_number": "123456789", "pool_id": "ci-pool", "provider_id": "ci-provider"}))
	if len(problems) > 0 || !strings.HasPrefix(p.Summary, "Proved") {
		t.Errorf("%s\n%s", problems.Text(""), p.Summary)
	}
}
