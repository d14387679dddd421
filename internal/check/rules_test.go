package check

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/parties"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A ruleCase is a document that has a finding, or one near to it that has not. In the
// rule's archive it is a section named for the relying party and the reason why the
// case exists; behind it may stand the sections token, a whole token that somebody
// shows, and finds: severity and place of each finding of the rule, or, with exactly,
// code, severity and place of every finding, of which there may be none.
type ruleCase struct {
	party, why, document, token string
	exactly                     bool
	want                        []string
}

func readRuleCases(t *testing.T, file string) []ruleCase {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []ruleCase
	for _, f := range a.Files {
		text := strings.TrimSpace(string(f.Data))
		if party, why, ok := strings.Cut(f.Name, ": "); ok {
			out = append(out, ruleCase{party: party, why: why, document: text})
			continue
		}
		c := &out[len(out)-1]
		switch f.Name {
		case "token":
			c.token = text
		case "finds", "finds exactly":
			c.exactly, c.want = f.Name == "finds exactly", strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
		default:
			t.Fatalf("%s: %q has no place in it", file, f.Name)
		}
	}
	return out
}

func (c ruleCase) find(t *testing.T, by lint.Evidence) []lint.Finding {
	t.Helper()
	document := value.Of(c.document)
	if strings.HasPrefix(c.document, `{"policy":`) || strings.Contains(c.document, `"other_providers"`) || c.party == "aws" {
		document = value.Of(object(t, c.document))
	}
	if c.party == "aws" && !strings.HasPrefix(c.document, `{"policy":`) {
		document = value.Of(m{"policy": c.document})
	}
	var problems problem.List
	p := Read(value.V{Kind: value.Map, Attrs: map[string]value.V{c.party: document}}, "policy", &problems)
	if p == nil {
		t.Fatalf("%s: %s", c.why, problems.Text(""))
	}
	o := Options{}
	if c.token != "" {
		o.Tokens, o.Whole = map[string]proof.Claims{"shown": object(t, c.token)}, map[string]bool{"shown": true}
	}
	switch {
	case by != lint.Text || c.token != "" || !p.Applies:
		return Run(p, o).Findings
	case p.refused != nil:
		return p.refusals()
	}
	return lint.Sorted(append(p.doc.Findings(), p.around...))
}

// TestRules: each rule about trust documents has a file of documents that have the
// finding and of others near to them, beside the rule.
func TestRules(t *testing.T) {
	for _, rule := range lint.Rules() {
		if rule.By == lint.Fetch {
			continue
		}
		t.Run(string(rule.Code), func(t *testing.T) {
			var files []string
			for _, dir := range []string{".", "../lint", "../relyingparty/*"} {
				found, _ := filepath.Glob(filepath.Join(dir, "testdata", strings.ToLower(string(rule.Code))+".txtar"))
				files = append(files, found...)
			}
			if len(files) != 1 {
				t.Fatalf("%s has the files %q, and one is wanted", rule.Code, files)
			}
			had := map[bool]bool{}
			for _, c := range readRuleCases(t, files[0]) {
				var got []string
				for _, f := range c.find(t, rule.By) {
					soundFinding(t, c.party, f)
					line := f.Severity().String() + " " + f.At
					if c.exactly {
						got = append(got, string(f.Code)+" "+line)
					} else if f.Code == rule.Code {
						got = append(got, line)
					}
				}
				slices.Sort(got)
				if got = slices.Compact(got); !slices.Equal(got, c.want) {
					t.Errorf("%s: %s\ngot  %q\nwant %q\n%s", c.party, c.why, got, c.want, c.document)
				}
				has := slices.ContainsFunc(got, func(line string) bool { return !c.exactly || strings.HasPrefix(line, string(rule.Code)) })
				had[has] = true
			}
			if !had[true] || !had[false] {
				t.Error("a document that has the finding and one near to it are wanted")
			}
		})
	}
}

// soundFinding holds what every finding is like.
func soundFinding(t *testing.T, party string, f lint.Finding) {
	t.Helper()
	rule := f.Code.Rule()
	if _, known := parties.Find(party); !known || !rule.Of(party) && f.Code != "CT043" || f.At == "" || f.Detail == "" || strings.HasSuffix(f.Detail, ".") || strings.ContainsAny(f.Detail, "\n\x00\x1b") {
		t.Errorf("%s: %+v", party, f)
	}
	if rule.By == lint.Proof && !json.Valid([]byte(f.Example)) {
		t.Errorf("%s carries no token", f.Code)
	}
}
