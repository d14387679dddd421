package aws

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/agree"
)

// A document is a policy taken apart, to be put together wrongly.
type document struct {
	Version   string
	Statement []statement
}

type statement struct {
	Sid       string
	Effect    string
	Principal map[string]string
	Action    any
	Condition map[string]map[string][]string
}

func parse(t *testing.T, text string) document {
	t.Helper()
	var raw struct {
		Version   string
		Statement []struct {
			Sid, Effect string
			Principal   map[string]string
			Action      any
			Condition   map[string]map[string]any
		}
	}
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		t.Fatal(err)
	}
	d := document{Version: raw.Version}
	for _, r := range raw.Statement {
		s := statement{r.Sid, r.Effect, r.Principal, r.Action, map[string]map[string][]string{}}
		for op, keys := range r.Condition {
			s.Condition[op] = map[string][]string{}
			for key, v := range keys {
				switch v := v.(type) {
				case string:
					s.Condition[op][key] = []string{v}
				case []any:
					for _, e := range v {
						s.Condition[op][key] = append(s.Condition[op][key], fmt.Sprint(e))
					}
				}
			}
		}
		d.Statement = append(d.Statement, s)
	}
	return d
}

// plant makes the faults of a policy.
func plant(p partition) func(*testing.T, agree.Document) []agree.Fault {
	return func(t *testing.T, original agree.Document) []agree.Fault {
		var out []agree.Fault
		fault := func(what string, change func(d *document)) {
			d := parse(t, original.Text)
			change(&d)
			text, err := json.Marshal(d)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, agree.Fault{What: what, Document: agree.Document{Text: string(text), Judge: judge(string(text), p)}})
		}
		for i, s := range parse(t, original.Text).Statement {
			fault("deny", func(d *document) { d.Statement[i].Effect = "Deny" })
			for _, op := range slices.Sorted(maps.Keys(s.Condition)) {
				for _, key := range slices.Sorted(maps.Keys(s.Condition[op])) {
					_, claim, _ := strings.Cut(key, ":")
					fault("drop "+claim, func(d *document) { delete(d.Statement[i].Condition[op], key) })
					for j, v := range s.Condition[op][key] {
						at := func(d *document) *string { return &d.Statement[i].Condition[op][key][j] }
						fault("* for "+claim, func(d *document) {
							if op == "StringLike" {
								*at(d) = "*"
								return
							}
							delete(d.Statement[i].Condition[op], key)
							if d.Statement[i].Condition["StringLike"] == nil {
								d.Statement[i].Condition["StringLike"] = map[string][]string{}
							}
							d.Statement[i].Condition["StringLike"][key] = []string{"*"}
						})
						fault("other "+claim, func(d *document) { *at(d) = "nobody-" + v })
						if op == "StringLike" {
							fault("literal "+claim, func(d *document) {
								d.Statement[i].Condition["StringEquals"][key] = []string{v}
								delete(d.Statement[i].Condition[op], key)
							})
						}
						if strings.HasSuffix(v, "main") {
							fault("open end of "+claim, func(d *document) {
								*at(d) = v + "*"
								if op != "StringLike" {
									if d.Statement[i].Condition["StringLike"] == nil {
										d.Statement[i].Condition["StringLike"] = map[string][]string{}
									}
									d.Statement[i].Condition["StringLike"][key] = d.Statement[i].Condition[op][key]
									delete(d.Statement[i].Condition[op], key)
								}
							})
						}
						if strings.Contains(v, strings.Repeat("?", 36)) && !strings.Contains(v, strings.Repeat("?", 40)) {
							fault("* for a UUID in "+claim, func(d *document) { *at(d) = strings.ReplaceAll(v, strings.Repeat("?", 36), "*") })
						}
					}
				}
			}
		}
		return out
	}
}

// Each mistake planted into an emitted policy is noticed by its world.
func TestWorldNoticesFaultsInTrustPolicies(t *testing.T) {
	p := partition{"aws", true}
	agree.Notice(t, party(p), plant(p), []agree.Redundancy{
		{Case: "semaphore/", What: "* for a UUID", Reason: "nothing in Semaphore's subject holds a colon, so * stays within the project's id"},
		{Case: "github/branch", What: "ref", Reason: "behind the repository no component of the declared subject holds a colon, so it says the ref too"},
		{Case: "github/branch", What: "open end of sub", Reason: "the claim ref says where it ends"},
		{Case: "hcp_terraform/union/whole/run_phases", What: "other sub", Reason: "the pattern beside it takes that subject in"},
	}, "semaphore/branch/project_ids=any", "gitlab/branch/union-of-keys", "hcp_terraform/union/whole/run_phases=end")
}
