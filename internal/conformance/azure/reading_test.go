package azure

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/agree"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/azure"
)

// No engine decides credentials here: Entra's is a service. The oracle is the
// obvious reading, twice: strict, where everything that Microsoft does not
// document says no, and lenient, where it says yes. Conditions have no not, so
// what both say is certain.

var atoms = regexp.MustCompile(`^claims\['([a-z_]+)'\] (eq|matches) '([^']*)'(?: and (.*))?$`)

// obvious reports whether one credential lets the token in.
func obvious(t *testing.T, c map[string]any, claims map[string]any, lenient bool) bool {
	t.Helper()
	audience := claims["aud"] == c["audience"]
	if list, ok := claims["aud"].([]any); ok && lenient {
		audience = slices.Contains(list, c["audience"])
	}
	if claims["iss"] != c["issuer"] || !audience {
		return false
	}
	rest, flexible := c["claims_matching_expression"].(string)
	if !flexible {
		return claims["sub"] == c["subject"]
	}
	if strings.Contains(rest, "''x") { // a quote inside a value, not an empty one
		return lenient
	}
	for rest != "" {
		m := atoms.FindStringSubmatch(rest)
		if m == nil {
			t.Fatalf("no expression: %s", rest)
		}
		rest = m[4]
		v := claims[m[1]]
		s, isText := v.(string)
		switch {
		case v == nil:
			return false
		case !isText || strings.Contains(m[3], `\`):
			if !lenient {
				return false
			}
			continue
		}
		ok := s == m[3]
		if m[2] == "matches" || lenient && strings.ContainsAny(m[3], "*?") {
			wild := strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(regexp.QuoteMeta(m[3]))
			if !lenient {
				wild = "^(?:" + wild + ")$"
			}
			ok = regexp.MustCompile("(?s)" + wild).MatchString(s)
		}
		if !ok {
			return false
		}
	}
	return true
}

func oracle(t *testing.T, credentials []any, claims map[string]any) proof.Answer {
	t.Helper()
	answer := proof.No
	for _, c := range credentials {
		one, _ := c.(map[string]any)
		if obvious(t, one, claims, false) {
			return proof.Yes
		}
		if obvious(t, one, claims, true) {
			answer = proof.Unknown
		}
	}
	return answer
}

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

const (
	gitlab = "https://gitlab.com"
	github = "https://token.actions.githubusercontent.com"
)

var subjects = []string{"project_path:g/p:ref:main", "project_path:g/p:ref:Main", "project_path:g/p:ref:main2", "x:project_path:g/p:ref:main", "repo:o/r:ref:refs/heads/main", "repo:o/r:ref:refs/heads/release/1", "repo:o/r:pull_request", "a*", "", "ä", "project_id:1:ref:main"}

func drawCredential(r *rand.Rand) map[string]any {
	c := map[string]any{"issuer": pick(r, gitlab, github), "audience": pick(r, "api://a", "api://a", "api://a", "api://b")}
	text := pick(r, subjects...)
	if text == "a*" && r.IntN(8) > 0 {
		text = "b"
	}
	if r.IntN(2) == 0 && text != "" {
		c["subject"] = text
		return c
	}
	op := "eq"
	if r.IntN(12) == 0 {
		op = "matches"
		if n := len(text); n > 3 && r.IntN(4) > 0 {
			text = pick(r, text[:n/2]+"*"+text[n/2+r.IntN(n-n/2):], text[:n-1]+"?", text[:n/2]+"*"+text[n-1:])
		}
	}
	if r.IntN(280) == 0 {
		text += pick(r, `\`, "''")
		text += "x"
	}
	e := "claims['sub'] " + op + " '" + text + "'"
	if c["issuer"] == github {
		e += " and claims['" + pick(r, "repository_id", "repository_owner_id") + "'] eq '" + pick(r, "1", "2") + "'"
		if r.IntN(8) == 0 {
			e += " and claims['job_workflow_ref'] matches 'o/*'"
		}
	} else {
		e += " and claims['project_id'] eq '" + pick(r, "1", "2") + "'"
	}
	c["claims_matching_expression"] = e
	return c
}

func drawToken(r *rand.Rand, near map[string]any) map[string]any {
	c := map[string]any{"iss": pick(r, gitlab, github), "aud": "api://a", "sub": pick(r, subjects...)}
	if r.IntN(3) > 0 {
		c["iss"] = near["issuer"]
		if s, ok := near["claims_matching_expression"].(string); ok {
			sub := atoms.FindStringSubmatch(strings.ReplaceAll(s, "''x", ""))[3]
			if strings.Contains(s, "matches") {
				sub = strings.NewReplacer("?", pick(r, "x", "x", "xy"), "*", pick(r, "", "b/c", "*")).Replace(sub)
			}
			c["sub"] = sub
		} else {
			c["sub"] = near["subject"]
		}
	}
	for _, name := range []string{"project_id", "repository_id", "repository_owner_id"} {
		c[name] = pick(r, "1", "1", "2")
	}
	if r.IntN(2) == 0 {
		c["job_workflow_ref"] = pick(r, "o/r/.github/w.yml@main", "p/o/x")
	}
	switch r.IntN(70) {
	case 0:
		c["aud"] = pick[any](r, []any{"api://a"}, []any{"api://b", "api://c"}, nil, json.Number("5"), "API://a")
	case 1:
		c[pick(r, "sub", "project_id", "iss", "repository_id")] = pick[any](r, nil, json.Number("1"), true, []any{"1"}, "1 ")
	case 2, 3:
		delete(c, pick(r, "sub", "sub", "sub", "project_id", "iss", "aud"))
	}
	return c
}

// A readingFault is an evaluator with one mistake: it is given other credentials
// or claims than the oracle.
type readingFault struct {
	what   string
	change func(c, claims map[string]any)
}

// rewrite changes expressions.
func rewrite(from, to string) func(c, claims map[string]any) {
	const field = "claims_matching_expression"
	return func(c, _ map[string]any) {
		if s, ok := c[field].(string); ok {
			c[field] = strings.ReplaceAll(s, from, to)
		}
	}
}

func lower(m map[string]any, fields ...string) {
	for _, f := range fields {
		if s, ok := m[f].(string); ok {
			m[f] = strings.ToLower(s)
		}
	}
}

var readingFaults = []readingFault{
	{"the issuer is not looked at", func(c, claims map[string]any) { claims["iss"] = c["issuer"] }},
	{"the audience is not looked at", func(c, claims map[string]any) { claims["aud"] = c["audience"] }},
	{"case is ignored", func(c, claims map[string]any) { lower(c, "subject", "audience"); lower(claims, "sub", "aud") }},
	{"a list of audiences is its first", func(_, claims map[string]any) {
		if list, ok := claims["aud"].([]any); ok {
			claims["aud"] = list[0]
		}
	}},
	{"matches is eq", rewrite(" matches ", " eq ")},
	{"eq is matches", rewrite("claims['sub'] eq ", "claims['sub'] matches ")},
	{"? is *", rewrite("?", "*")},
	{"a backslash is nothing", rewrite(`\`, "")},
	{"two quotes are none", rewrite("''x", "x")},
	{"a number is its text", func(_, claims map[string]any) {
		for k, v := range claims {
			if n, ok := v.(json.Number); ok {
				claims[k] = n.String()
			}
		}
	}},
	{"a missing claim is empty", func(_, claims map[string]any) {
		if claims["sub"] == nil {
			claims["sub"] = ""
		}
	}},
	{"job_workflow_ref is not looked at", func(c, _ map[string]any) {
		if s, ok := c["claims_matching_expression"].(string); ok {
			c["claims_matching_expression"], _, _ = strings.Cut(s, " and claims['job_workflow_ref']")
		}
	}},
}

// Any credentials and any token: azure.Document answers as the obvious reading.
func TestReadCredentialsAgree(t *testing.T) {
	want := 120_000
	if agree.Soak() {
		want = 5_000_000
	}
	r := rand.New(rand.NewPCG(3, 5))
	count, reasons, noticed := map[proof.Answer]int{}, map[string]int{}, map[string]int{}
	compared := 0
	read := func(all []any) *azure.Document {
		raw, err := json.Marshal(map[string]any{"credentials": all})
		if err != nil {
			t.Fatal(err)
		}
		d, err := azure.Parse(string(raw))
		if err != nil {
			t.Fatalf("%v\n%s", err, raw)
		}
		return d
	}
	for compared < want {
		var all []any
		pairs := map[[2]any]bool{}
		for range 1 + r.IntN(3) {
			c := drawCredential(r)
			if pair := [2]any{c["issuer"], c["subject"]}; c["subject"] == nil || !pairs[pair] {
				pairs[pair] = true // two of the same subject are refused
				all = append(all, c)
			}
		}
		d := read(all)
		var whens []proof.Expr
		for _, trust := range d.Trusts() {
			whens = append(whens, trust.When)
		}
		when := proof.Or(whens...)
		for n := range 30 {
			claims := drawToken(r, all[0].(map[string]any)) //nolint:forcetypeassert // made above
			says, got, value := oracle(t, all, claims), d.Admits(claims), when.Eval(claims)
			compared++
			count[says]++
			means := map[proof.Value]proof.Answer{proof.Holds: proof.Yes, proof.Fails: proof.No, proof.ValueError: proof.No, proof.ValueUnknown: proof.Unknown}[value]
			if got.Admitted != says || means != says {
				raw, _ := json.Marshal(all)
				t.Fatalf("oracle %v, Admits %v (%s), conditions %v\n%s\n%v", says, got.Admitted, got.Reason(), value, raw, claims)
			}
			if says == proof.Unknown {
				_, reason, _ := strings.Cut(got.Reason(), ": ")
				reason, _, _ = strings.Cut(reason, ": ")
				reasons[reason]++
			}
			if n > 4 || compared > 120_000 {
				continue // faults are planted for a few tokens of each document
			}
			for _, f := range readingFaults {
				changed, token := maps.Clone(all[0].(map[string]any)), maps.Clone(claims) //nolint:forcetypeassert // made above
				f.change(changed, token)
				if read([]any{changed}).Admits(token).Admitted != oracle(t, all[:1], claims) {
					noticed[f.what]++
				}
			}
		}
	}
	t.Logf("%d pairs: %v", compared, count)
	for _, reason := range slices.Sorted(maps.Keys(reasons)) {
		t.Logf("unknown: %d (%.2f %%): %s", reasons[reason], 100*float64(reasons[reason])/float64(compared), reason)
	}
	if count[proof.Unknown]*100 > compared || count[proof.Yes]*50 < compared {
		t.Errorf("more than 1 %% unknown, or too little let in: %v of %d", count, compared)
	}
	for _, f := range readingFaults {
		if t.Logf("planted fault noticed by %d pairs: %s", noticed[f.what], f.what); noticed[f.what] == 0 {
			t.Errorf("nobody notices the planted fault: %s", f.what)
		}
	}
}
