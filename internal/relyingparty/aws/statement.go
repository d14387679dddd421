package aws

// Statements as they are written.

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// A statement of a trust policy, in the order that AWS's own examples have.
type statement struct {
	Sid       string
	Effect    string
	Principal map[string]string
	Action    any // string or []string
	Condition map[string]map[string]any
}

// newStatement makes one statement of a clause. All values of one key stand
// under one operator: two operators on one key are AND, and a wildcard under
// StringEquals is a literal.
func newStatement(c trust.Clause, arn string, tags bool, problems *problem.List) statement {
	s := statement{
		Effect:    "Allow",
		Principal: map[string]string{"Federated": arn},
		Action:    "sts:AssumeRoleWithWebIdentity",
		Condition: map[string]map[string]any{},
	}
	if tags {
		s.Action = []string{"sts:AssumeRoleWithWebIdentity", "sts:TagSession"}
	}
	prefix := host(c.Issuer) + ":"
	put := func(op, key string, values []string) {
		if s.Condition[op] == nil {
			s.Condition[op] = map[string]any{}
		}
		slices.Sort(values)
		values = slices.Compact(values)
		if len(values) == 1 {
			s.Condition[op][prefix+key] = values[0]
			return
		}
		s.Condition[op][prefix+key] = values
	}
	checkText(c.Audiences, "aud", false, problems)
	put("StringEquals", "aud", slices.Clone(c.Audiences))
	names := []string{c.Issuer}
	for _, a := range c.Atoms {
		names = append(names, a.Claim)
		if values, ok := a.Literals(); ok {
			checkText(values, a.Claim, false, problems)
			put("StringEquals", a.Claim, values)
			continue
		}
		var values []string
		for _, seq := range a.Any {
			for _, t := range seq {
				if t.Kind == pattern.Lit {
					checkText([]string{t.Text}, a.Claim, true, problems)
				}
			}
			values = append(values, seq.String())
		}
		put("StringLike", a.Claim, values)
	}
	// The Sid names what the statement is about, not its values: adding a branch
	// does not change it. render makes doubles unique.
	sum := sha256.Sum256([]byte(strings.Join(names, "\n")))
	s.Sid = letters.ReplaceAllString(c.Platform.Title, "") + hex.EncodeToString(sum[:3])
	return s
}

var letters = regexp.MustCompile(`[^A-Za-z]`)

// checkText refuses what a policy document cannot hold as plain text.
func checkText(texts []string, claim string, like bool, problems *problem.List) {
	fix := "Use a pattern with * in its place"
	if claim == "aud" {
		fix = "Pick another audience"
	}
	for _, t := range texts {
		for _, r := range t {
			if r > latin1 {
				problems.Add(problem.BadCharacter, "", "a policy document holds no character beyond U+00FF, but a value of "+claim+" has "+problem.Quote(string(r))+": "+problem.Quote(t), fix)
				break
			}
		}
		switch {
		case strings.Contains(t, "${"):
			problems.Add(problem.BadCharacter, "", "AWS would read ${ in "+problem.Quote(t)+" as a policy variable", fix)
		case strings.Contains(t, "$"):
			problems.Add(problem.BadCharacter, "", "AWS does not document how it reads a $ that begins no policy variable: "+problem.Quote(t), fix)
		}
		if like && strings.Contains(t, "?") {
			problems.Add(problem.BadCharacter, "", "AWS would read ? in "+problem.Quote(t)+" as a wildcard beside patterns", "Describe it apart from the patterns")
		}
	}
}

// render writes the policy as compact JSON. Statements are sorted, and each Sid
// is made unique by a number.
func render(statements []statement) string {
	slices.SortStableFunc(statements, func(a, b statement) int { return strings.Compare(compact(a), compact(b)) })
	seen := map[string]int{}
	for i := range statements {
		sid := statements[i].Sid
		if seen[sid]++; seen[sid] > 1 {
			statements[i].Sid += "n" + strconv.Itoa(seen[sid]) // no hexadecimal digit
		}
	}
	return compact(struct {
		Version   string
		Statement []statement
	}{"2012-10-17", statements})
}

func compact(v any) string { return relyingparty.JSON(v, "") }

//go:embed condition-keys.json
var conditionKeys []byte

// An issuer's template in condition-keys.json, and the claims that AWS
// populates for it beside aud, sub and the other default keys.
type populatedKeys struct {
	issuer *regexp.Regexp
	claims []string
}

var registry = sync.OnceValue(func() []populatedKeys {
	var data struct {
		Issuers map[string]map[string]string `json:"issuers"`
	}
	if err := json.Unmarshal(conditionKeys, &data); err != nil {
		panic(err) // the shipped data is tested
	}
	var out []populatedKeys
	for _, issuer := range slices.Sorted(maps.Keys(data.Issuers)) {
		k := populatedKeys{claims: slices.Sorted(maps.Keys(data.Issuers[issuer]))}
		re := variable.ReplaceAllString(regexp.QuoteMeta(issuer), `[^/]+`)
		k.issuer = regexp.MustCompile("^" + re + "$")
		out = append(out, k)
	}
	return out
})

var variable = regexp.MustCompile(`\\\$\\\{[A-Za-z]+\\\}`)

// populated lists the claims beyond the default ones that AWS populates.
func populated(issuer string) []string {
	for _, k := range registry() {
		if k.issuer.MatchString(host(issuer)) {
			return k.claims
		}
	}
	return nil
}
