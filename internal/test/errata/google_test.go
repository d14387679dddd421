package errata

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

var pool = args{
	"project_number": "123456789012", "pool_id": "ci-pool", "provider_id": "ci-provider",
	"service_account": "deploy@my-project.iam.gserviceaccount.com",
}

// googleWorlds are the examples of the guides, and descriptions with hostile
// names and with every kind of claim.
func googleWorlds(t *testing.T) map[string]trust.Jobs {
	t.Helper()
	circle := func(more args) trust.Jobs {
		filters := args{"organization_id": circleOrg, "project_ids": []string{circleProject}}
		maps.Copy(filters, more)
		return describe(t, "circleci", filters)
	}
	hostile := semaphoreWeb()
	hostile["branches"] = []string{`a'b`, `"`, "$(x)", "{}", "dé.*+|", "x*'|y"}
	return map[string]trust.Jobs{
		"semaphore":         describe(t, "semaphore", semaphoreWeb()),
		"semaphore hostile": describe(t, "semaphore", hostile),
		"circleci project":  circle(args{"token_version": "v1"}),
		"circleci user":     circle(args{"token_version": "v1", "project_ids": []string{"*"}, "user_ids": []string{circleUser}}),
		"circleci context":  circle(args{"token_version": "v1", "context_ids": []string{circleProject}, "ssh_rerun": false}),
		"circleci origin":   circle(args{"repositories": []string{"github.com/my-org/w*b.js"}, "branches": []string{"main", "release-*"}}),
		"gitlab":            describe(t, "gitlab", args{"projects": []string{"g.x/*"}, "tags": []string{"v*.0"}}),
	}
}

func workloadIdentity(t *testing.T, jobs trust.Jobs) google.Provider {
	t.Helper()
	p, problems := compileGoogle(jobs, pool)
	if len(problems) > 0 {
		t.Fatal(problems.Text(""))
	}
	return p
}

// eachProvider visits the providers of all worlds; cel is their CEL texts.
func eachProvider(t *testing.T, visit func(t *testing.T, jobs trust.Jobs, p google.Provider, cel []string)) {
	t.Helper()
	for name, jobs := range googleWorlds(t) {
		t.Run(name, func(t *testing.T) {
			p := workloadIdentity(t, jobs)
			visit(t, jobs, p, append(slices.Collect(maps.Values(p.AttributeMapping)), p.AttributeCondition))
		})
	}
}

var claimRef = regexp.MustCompile(`assertion(?:\.([A-Za-z_]\w*)|\['([^']*)'\])`)

// claimsOf lists the claims that a CEL text names.
func claimsOf(cel string) []string {
	var out []string
	for _, m := range claimRef.FindAllStringSubmatch(cel, -1) {
		out = append(out, m[1]+m[2])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Rows 6 and 12: a guide maps google.subject to a constant and compares it with
// itself. Our condition compares claims with what is described; and never
// Semaphore's branch, which on a pull request is the branch it aims at.
func TestGoogleConditionComparesClaims(t *testing.T) {
	p := workloadIdentity(t, describe(t, "semaphore", semaphoreWeb()))
	if got, want := claimsOf(p.AttributeCondition), []string{"prj_id", "ref", "repo"}; !slices.Equal(got, want) {
		t.Errorf("the condition names the claims %q, want %q", got, want)
	}
	if strings.Contains(p.AttributeCondition, "google.subject") {
		t.Error("the condition rests on the mapping")
	}
	// has(x) stands before a claim that may be absent, and only there.
	guarded := regexp.MustCompile(`has\((assertion\.\w+)\) && (assertion\.\w+) ==`)
	for _, g := range guarded.FindAllStringSubmatch(p.AttributeCondition, -1) {
		if g[1] != g[2] {
			t.Errorf("%s guards another claim than %s", g[1], g[2])
		}
	}
	condition := guarded.ReplaceAllString(p.AttributeCondition, "$2 ==")
	comparison := regexp.MustCompile(`^assertion\.\w+ == '[^']+'$`)
	for part := range strings.SplitSeq(condition, " && ") {
		if !comparison.MatchString(part) {
			t.Errorf("%s compares no claim with a text", part)
		}
	}
	if got := claimsOf(p.AttributeMapping["google.subject"]); len(got) != 1 {
		t.Errorf("google.subject is %s, want one claim", p.AttributeMapping["google.subject"])
	}
}

// Row 7: a guide's mapping and condition are about two different names. Ours
// are one text.
func TestGoogleMappingAndConditionAgree(t *testing.T) {
	eachProvider(t, func(t *testing.T, _ trust.Jobs, p google.Provider, _ []string) {
		want := p.AttributeCondition + " ? 'ci-provider' : ''"
		if got := p.AttributeMapping["attribute.grant_deploy"]; got != want {
			t.Errorf("the grant's mapping is %s, want %s", got, want)
		}
	})
}

// Rows 8, 9, 10 and 24: guides leave out a bracket and a dollar sign in the
// member, put the project's id where its number belongs, or let the whole
// organization in. Our member is whole and is the grant's own attribute.
func TestGoogleMemberIsWhole(t *testing.T) {
	const want = "principalSet://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/ci-pool/attribute.grant_deploy/ci-provider"
	eachProvider(t, func(t *testing.T, _ trust.Jobs, p google.Provider, _ []string) {
		members := p.Grants["deploy"].Members
		if got := slices.Collect(maps.Values(members)); len(got) != 1 || got[0] != want {
			t.Errorf("got the members %q, want %s", got, want)
		}
		if file := p.Grants["deploy"].CredentialConfig; !strings.Contains(file, `"//iam.googleapis.com/projects/123456789012/`) {
			t.Errorf("the credential file's audience has no project number: %s", file)
		}
	})
	wrong := maps.Clone(pool)
	wrong["project_number"] = "my-project"
	_, problems := compileGoogle(describe(t, "semaphore", semaphoreWeb()), wrong)
	refused(t, problem.BadValue, problems)
}

// Row 11: a guide maps a key that Google does not take, and makes one principal
// of all branches.
func TestGoogleMapsLegalKeys(t *testing.T) {
	legal := regexp.MustCompile(`^(google\.subject|attribute\.[a-z0-9_]{1,100})$`)
	eachProvider(t, func(t *testing.T, _ trust.Jobs, p google.Provider, _ []string) {
		for key := range p.AttributeMapping {
			if !legal.MatchString(key) {
				t.Errorf("Google takes no mapping of %s", key)
			}
		}
		for _, m := range p.Grants["deploy"].Members {
			if strings.Contains(m, "/subject/") {
				t.Errorf("%s is everything with that subject", m)
			}
		}
	})
}

// Rows 26 and 28: guides name attributes that nothing maps, and a claim that no
// token has.
func TestGoogleNamesOnlyClaimsThatExist(t *testing.T) {
	eachProvider(t, func(t *testing.T, jobs trust.Jobs, p google.Provider, cel []string) {
		var known []string
		for _, f := range jobs[0].Model().Forms {
			known = append(append(known, f.ClaimNames()...), "sub")
		}
		for _, text := range cel {
			if regexp.MustCompile(`\b(attribute|google)\.`).MatchString(text) {
				t.Errorf("%s rests on a mapping", text)
			}
			for _, claim := range claimsOf(text) {
				if !slices.Contains(known, claim) {
					t.Errorf("no token has the claim %s: %s", claim, text)
				}
			}
		}
		context := "oidc.circleci.com/context-ids"
		if c := p.AttributeCondition; strings.Contains(c, context) && !strings.Contains(c, "' in assertion['"+context+"']") {
			t.Errorf("the list %s is not asked for an element: %s", context, c)
		}
	})
}

// Row 25: a guide's condition does not compile, because CEL knows no \d, and is
// not anchored. All our literals are legal CEL, every regular expression is
// anchored and, as RE2 reads it, compiles.
func TestGoogleConditionsAreLegalCEL(t *testing.T) {
	matches := 0
	eachProvider(t, func(t *testing.T, _ trust.Jobs, _ google.Provider, cel []string) {
		for _, text := range cel {
			literals, err := celLiterals(text)
			if err != nil {
				t.Errorf("%v: %s", err, text)
			}
			for _, l := range literals {
				if !strings.HasSuffix(l.before, ".matches(") {
					continue
				}
				matches++
				if _, err := regexp.Compile(l.value); err != nil {
					t.Error(err)
				}
				if !strings.HasPrefix(l.value, "^(?s:") || !strings.HasSuffix(l.value, ")$") {
					t.Errorf("%s is not anchored", l.value)
				}
			}
		}
	})
	if matches == 0 {
		t.Error("no world has a regular expression")
	}
	for _, bad := range []string{`x == '\d'`, `x == 'a`, `x == '\u12'`, `x == r'\d'`, "x == '\n'"} {
		if _, err := celLiterals(bad); err == nil {
			t.Errorf("the checker takes %s", bad)
		}
	}
}

// A literal of a CEL text, and what stands before it.
type literal struct{ before, value string }

// escape is an escape sequence of CEL strings (Language Definition, String and
// Bytes Values).
var escape = regexp.MustCompile(`^\\(?:[abfnrtv\\?"'` + "`" + `]|[xX][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-3][0-7]{2})`)

// celLiterals reads the '…' literals of a CEL text. There are no others in ours:
// a double quote, a prefix or a back-quote outside of them is an error.
func celLiterals(text string) (out []literal, err error) {
	for rest := text; rest != ""; {
		at := strings.IndexAny(rest, `'"`+"`\\")
		if at < 0 {
			return out, nil
		}
		if rest[at] != '\'' || at > 0 && regexp.MustCompile(`\w`).MatchString(rest[at-1:at]) {
			return out, fmt.Errorf("%q outside of a literal", rest[at:])
		}
		l := literal{before: rest[:at]}
		for rest = rest[at+1:]; !strings.HasPrefix(rest, "'"); {
			n := 1
			if e := escape.FindString(rest); e != "" {
				n = len(e)
				l.value += unescape(e)
			} else if rest == "" || rest[0] == '\\' || rest[0] < ' ' {
				return out, fmt.Errorf("no CEL: %q", rest)
			} else {
				l.value += rest[:1]
			}
			rest = rest[n:]
		}
		rest = rest[1:]
		out = append(out, l)
	}
	return out, nil
}

// unescape knows what regular expressions need: an escaped character that is no
// letter or digit stands for itself.
func unescape(e string) string {
	if len(e) == 2 && strings.ContainsAny(e[1:], `\?"'`+"`") {
		return e[1:]
	}
	return e
}

// Row 27: guides map google.subject to sub, which is longer than 127 bytes for
// the second token. Ours is short for every job, whatever it is called.
func TestGoogleSubjectFits(t *testing.T) {
	long := strings.Repeat("b", 300)
	eachProvider(t, func(t *testing.T, jobs trust.Jobs, p google.Provider, _ []string) {
		claims := claimsOf(p.AttributeMapping["google.subject"])
		for _, token := range tokens(jobs[0], map[string]string{"branch": long, "tag": long, "repository": long}) {
			if got, ok := token[claims[0]].(string); !ok || got == "" || len(got) > 127 {
				t.Errorf("google.subject is %v", token[claims[0]])
			}
		}
	})
}

// tokens mints one token of each described form and subject.
func tokens(d trust.Description, values map[string]string) []map[string]any {
	var out []map[string]any
	p := d.Model()
	for _, name := range d.Boxes[0][trust.FormKey] {
		f := p.Form(name)
		for _, s := range append(p.Declared(f, d.Settings), p.Undeclared(f, d.Settings)...) {
			out = append(out, p.Mint(platform.Job{Form: name, Values: values}, s, d.Issuer, d.Audiences))
		}
	}
	return out
}
