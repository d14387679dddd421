package google

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

const (
	github = "https://token.actions.githubusercontent.com"
	gitlab = "https://gitlab.com"
	nobody = "https://ci.example"
)

// changes are what a row's provider has instead of an ordinary one's.
type changes map[string]any

func (c changes) provider(t testing.TB, issuer, condition string) string {
	t.Helper()
	p := changes{
		"issuer_uri":          issuer,
		"attribute_mapping":   map[string]string{"google.subject": "assertion.sub"},
		"attribute_condition": condition,
		"name":                "projects/123/locations/global/workloadIdentityPools/ci-pool/providers/github",
	}
	for k, v := range c {
		p[k] = v
	}
	out, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func mapping(pairs ...string) changes {
	m := map[string]string{"google.subject": "assertion.sub"}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return changes{"attribute_mapping": m}
}

func members(texts ...string) changes {
	c := mapping("attribute.repository", "assertion.repository", "attribute.ref", "assertion.ref")
	c["members"] = texts
	return c
}

const pool = "//iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/ci-pool/"

// said are findings as code, place and severity, where it is not the rule's.
func said(fs []lint.Finding) []string {
	out := []string{}
	for _, f := range fs {
		text := string(f.Code) + " " + f.At
		if f.Milder {
			text += " (" + f.Severity().String() + ")"
		}
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	slices.Sort(out)
	return out
}

// own is a condition that nothing is wrong with.
const own = `assertion.repository_owner_id == '65' && assertion.repository_id == '74'`

// Fixed texts of mappings have a quota together, too long for a document beside the rule.
func TestFixedTexts(t *testing.T) {
	var pairs []string
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		pairs = append(pairs, "attribute."+name, "'"+strings.Repeat("a", 2040)+"'")
	}
	d, err := Parse(mapping(pairs...).provider(t, nobody, `assertion.team == 'a'`))
	if err != nil {
		t.Fatal(err)
	}
	if got := said(d.Findings()); !slices.Equal(got, []string{"CT024 attribute_mapping"}) {
		t.Errorf("%q", got)
	}
}

// What CEL does not take names the way out.
func TestEscapesThatDoNotCompile(t *testing.T) {
	for text, want := range map[string]string{
		`assertion.sub.matches('^\d+$')`:     `a CEL string knows no escape \d: double the backslash (\\d), or write a raw string, r'…'`,
		`assertion.sub.matches("^a\.b$")`:    `knows no escape \.`,
		`assertion.sub.matches('''^\w+$''')`: `knows no escape \w`,
	} {
		if _, err := Parse(providerOf(t, text, nil)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	if _, err := Parse(providerOf(t, `assertion.sub ==`, nil)); err == nil || strings.Contains(err.Error(), "escape") {
		t.Errorf("%v", err)
	}
}

func TestMembersAreRead(t *testing.T) {
	for _, text := range []string{`{"members":"x"}`, `{"members":[5]}`} {
		var c changes
		if err := json.Unmarshal([]byte(text), &c); err != nil {
			t.Fatal(err)
		}
		if _, err := Parse(c.provider(t, nobody, "true")); err == nil || !strings.Contains(err.Error(), "members") {
			t.Errorf("%s: %v", text, err)
		}
	}
	with, err := Parse(members("x").provider(t, nobody, own))
	if err != nil {
		t.Fatal(err)
	}
	without, err := Parse(members().provider(t, nobody, own))
	if err != nil {
		t.Fatal(err)
	}
	if with.String() != without.String() {
		t.Error("members change what the proof sees")
	}
}

// Nothing is wrong with what this package makes, beyond what the platform
// cannot help.
func TestCompiledHasNoFindings(t *testing.T) {
	type m = map[string]any
	for _, c := range []struct {
		platform string
		filters  m
		options  m
		allowed  []string
	}{
		{"semaphore", m{"organization": "acme", "project_ids": []string{"936a5312-a3b8-4921-8b3f-2cec8baac574"}, "branches": []string{"main", "release/*"}}, nil, nil},
		{"gitlab", m{"projects": []string{"g/p", "g/q"}, "project_ids": []string{"7", "8"}, "branches": []string{"main"}, "environments": []string{"prod"}}, nil, nil},
		{"gitlab", m{"projects": []string{"g/*"}, "tags": []string{"v*"}}, m{"audiences": []string{"ours"}}, nil},
		{"circleci", m{"organization_id": "11111111-2222-4333-8444-555555555555", "project_ids": []string{"936a5312-a3b8-4921-8b3f-2cec8baac574"}, "branches": []string{"main"}}, nil, nil},
		{"github", m{"repositories": []string{"octo/app"}, "repository_ids": []string{"74"}, "owner_ids": []string{"65"}, "branches": []string{"main"}}, nil, nil},
		{"github", m{"repositories": []string{"octo/*"}, "branches": []string{"*"}}, nil, nil},
		{"hcp_terraform", m{"organization": "acme", "organization_id": "org-GRNbCjYNpBB6NEH9", "workspaces": []string{"web"}, "run_phases": []string{"apply"}}, nil, nil},
	} {
		d, problems := trust.Describe(c.platform, value.Of(c.filters))
		if len(problems) > 0 {
			t.Fatal(problems.Text(""))
		}
		o := m{"project_number": "123456789012", "pool_id": "ci-pool", "provider_id": "provider"}
		maps.Copy(o, c.options)
		p, problems := WorkloadIdentity(map[string]Grant{"deploy": {Jobs: d.Jobs}, "Other one": {Jobs: d.Jobs}}, value.Of(o))
		if len(problems) > 0 {
			t.Errorf("%s: %s", c.platform, problems.Text(""))
			continue
		}
		var granted []string
		for _, g := range p.Grants {
			granted = append(granted, g.Members[memberKey])
		}
		text, err := json.Marshal(m{"issuer_uri": p.IssuerURI, "allowed_audiences": p.AllowedAudiences, "attribute_mapping": p.AttributeMapping, "attribute_condition": p.AttributeCondition, "members": granted})
		if err != nil {
			t.Fatal(err)
		}
		read, err := Parse(string(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range read.Findings() {
			if f.Severity() > lint.Info && !slices.Contains(c.allowed, string(f.Code)) {
				t.Errorf("%s: %+v\n%s", c.platform, f, p.AttributeCondition)
			}
		}
	}
}

func BenchmarkFindings(b *testing.B) {
	parts := []string{}
	for _, name := range strings.Fields("a b c d e f g h i j k l m n o p q r s t u v w x y z") {
		parts = append(parts, `has(assertion.environment) && assertion.sub == 'repo:octo/`+name+`:environment:prod' && assertion.ref.matches('^refs/heads/`+name+`.*$')`)
	}
	for name, text := range map[string]string{
		"ordinary": members("principalSet:"+pool+"attribute.repository/octo/app").provider(b, github, own+` && assertion.ref == 'refs/heads/main'`),
		"large":    changes(nil).provider(b, github, "("+strings.Join(parts, ") || (")+")"),
	} {
		d, err := Parse(text)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d.Findings()
			}
		})
	}
}

// What Google refuses when the provider is made is an error with a code.
func TestRefusals(t *testing.T) {
	many := []string{}
	for i := range 51 {
		many = append(many, "attribute.a"+strings.Repeat("b", i), "assertion.a")
	}
	for _, c := range []struct {
		why, condition string
		changes        changes
		want           string
	}{
		{"a condition over 4,096 characters", "assertion.sub == '" + strings.Repeat("a", 4096) + "'", nil, "CT024 attribute_condition"},
		{"a mapping over 2,048 characters", own, mapping("attribute.a", "'"+strings.Repeat("a", 2048)+"'"), `CT024 attribute_mapping["attribute.a"]`},
		{"a key over 100 characters", own, mapping("attribute."+strings.Repeat("a", 91), "assertion.a"), `CT024 attribute_mapping["attribute.` + strings.Repeat("a", 91) + `"]`},
		{"51 custom attributes", own, mapping(many...), "CT024 attribute_mapping"},
		{"11 audiences", own, changes{"allowed_audiences": strings.Fields("1 2 3 4 5 6 7 8 9 10 11")}, "CT024 allowed_audiences"},
		{"an audience over 256 characters", own, changes{"allowed_audiences": []string{strings.Repeat("a", 257)}}, "CT024 allowed_audiences"},
		{"an invalid key", own, mapping("assertion.aud", "assertion.aud"), `CT018 attribute_mapping["assertion.aud"]`},
		{"no google.subject", own, changes{"attribute_mapping": map[string]string{}}, "CT018 attribute_mapping"},
		{"no https", own, changes{"issuer_uri": "http://ci.example"}, "CT018 issuer_uri"},
		{"an attribute that is not mapped", "attribute.x == 'a'", nil, "CT018 attribute_condition"},
		{"an escape that does not compile", `assertion.sub.matches('^\d+$')`, nil, "CT016 attribute_condition"},
		{"one in a mapping", own, mapping("attribute.a", `assertion.sub.matches('\d') ? 'a' : ''`), `CT016 attribute_mapping["attribute.a"]`},
		{"what Google makes of other errors is not documented", `assertion.sub ==`, nil, ""},
	} {
		_, err := Parse(c.changes.provider(t, nobody, c.condition))
		if err == nil {
			t.Errorf("%s: no error", c.why)
			continue
		}
		fs, all := lint.Refusals(err)
		if c.want == "" && !all {
			continue
		}
		if !slices.Equal(said(fs), []string{c.want}) || !all {
			t.Errorf("%s: %v, %t, want %s", c.why, said(fs), all, c.want)
		}
	}
}
