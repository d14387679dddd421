package aws

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// A drawn policy, in a form that can be rewritten.
type drawn struct {
	version    string // empty: none
	single     bool   // Statement is an object
	statements []drawnStatement
}

type drawnStatement struct {
	effect     string
	federated  []string // issuers without https://
	others     bool     // further principals, of other kinds
	actions    []string
	not        bool
	conditions []drawnCondition
}

type drawnCondition struct {
	operator, key string
	values        []any
	list          bool // even one value is in a list
}

// principal is how an issuer is named.
func principal(issuer string) string {
	if issuer == google {
		return issuer
	}
	return "arn:aws:iam::" + account + ":oidc-provider/" + issuer
}

// text renders the policy.
func (d drawn) text() string {
	var list []any
	for _, s := range d.statements {
		var names []any
		for _, issuer := range s.federated {
			names = append(names, principal(issuer))
		}
		who := map[string]any{"Federated": scalar(names, false)}
		if s.others {
			who["AWS"] = "*"
			who["Service"] = "s3.amazonaws.com"
		}
		var actions []any
		for _, a := range s.actions {
			actions = append(actions, a)
		}
		name := "Action"
		if s.not {
			name = "NotAction"
		}
		block := map[string]map[string]any{}
		for _, c := range s.conditions {
			if block[c.operator] == nil {
				block[c.operator] = map[string]any{}
			}
			block[c.operator][c.key] = scalar(c.values, c.list)
		}
		out := map[string]any{"Effect": s.effect, "Principal": who, name: scalar(actions, false)}
		if len(block) > 0 {
			out["Condition"] = block
		}
		list = append(list, out)
	}
	doc := map[string]any{"Statement": scalar(list, !d.single)}
	if d.version != "" {
		doc["Version"] = d.version
	}
	out, err := json.Marshal(doc)
	if err != nil {
		panic(err)
	}
	return string(out)
}

func scalar(values []any, list bool) any {
	if len(values) == 1 && !list {
		return values[0]
	}
	if values == nil {
		return []any{}
	}
	return values
}

// clone copies what a rewriting may change.
func (d drawn) clone() drawn {
	d.statements = slices.Clone(d.statements)
	for i := range d.statements {
		s := &d.statements[i]
		s.federated = slices.Clone(s.federated)
		s.actions = slices.Clone(s.actions)
		s.conditions = slices.Clone(s.conditions)
		for j := range s.conditions {
			s.conditions[j].values = slices.Clone(s.conditions[j].values)
		}
	}
	return d
}

// lot draws. The same seed draws the same.
type lot struct{ *rand.Rand }

func pick[T any](l lot, of ...T) T { return of[l.IntN(len(of))] }

func (l lot) in(permille int) bool { return l.IntN(1000) < permille }

const (
	google   = "accounts.google.com"
	ghe      = "token.actions.acme.ghe.com"
	circleci = "oidc.circleci.com/org/01234567-89ab-4def-8123-4567890abcde"
	private  = "idp.example.com"
	number   = "google/organization_number"
)

// reach are the claims that an issuer's tokens carry here; those that AWS makes
// keys of stand first.
var reach = map[string]struct {
	keys []string
	all  []string
}{
	google:   {[]string{"sub", "aud", "oaud", "email", "amr", number}, []string{"email", "amr", "hd", number}},
	ghe:      {[]string{"sub", "aud", "email", "amr", "environment", "ref", "repository", "job_workflow_ref"}, []string{"email", "amr", "environment", "ref", "repository", "job_workflow_ref", "event_name", "run_id"}},
	circleci: {[]string{"sub", "aud", "oidc.circleci.com/project-id"}, []string{"oidc.circleci.com/project-id", "oidc.circleci.com/vcs-ref"}},
	private:  {[]string{"sub", "aud", "email", "amr"}, []string{"email", "amr", "environment", "project_id"}},
}

var issuersHere = []string{google, ghe, ghe, ghe, circleci, private, private}

// syllables make texts; most are ASCII, some are hostile.
var syllables = []string{"a", "b", "ab", "A", ":", "/", "main", "true", "false", "1", "-", "k", "s", "é", "É", "😀", "\n", "*", "?", "\u212a", "ſ", "ẞ", "ß", ".", "[a]", `\`}

func (l lot) word() string {
	if l.in(3) {
		return ""
	}
	n := 1 + l.IntN(3)
	var b strings.Builder
	for range n {
		if l.in(700) {
			b.WriteString(syllables[l.IntN(8)])
		} else {
			b.WriteString(pick(l, syllables...))
		}
	}
	return b.String()
}

// claims draws a token of an issuer.
func (l lot) claims(issuer string) map[string]any {
	c := map[string]any{"iss": "https://" + issuer, "sub": "s" + l.word(), "aud": "a" + l.word()}
	for _, name := range reach[issuer].all {
		switch {
		case l.in(350):
		case name == "amr":
			list := []any{}
			for range l.IntN(4) {
				list = append(list, "x"+l.word())
			}
			c[name] = list
		case name == number:
			c[name] = json.Number(pick(l, "1", "42", "43", "420000000001"))
		default:
			c[name] = l.word()
		}
	}
	if l.in(15) {
		c["sub"] = "${" + issuer + ":nothing}" // what an unread variable looks like
	}
	l.disturb(c, 60)
	return c
}

// disturb changes a token a little.
func (l lot) disturb(c map[string]any, permille int) {
	for _, name := range slices.Sorted(maps.Keys(c)) {
		if !l.in(permille) {
			continue
		}
		switch name {
		case "iss":
			if l.in(100) {
				c[name] = "https://" + pick(l, google, ghe, circleci, private, "other.example.com")
			}
		case "sub":
			c[name] = "s" + l.word()
		case "aud":
			switch l.IntN(6) {
			case 0:
				c[name] = []any{"a" + l.word()}
			case 1:
				c[name] = []any{"a", "b"}
			case 2:
				if l.in(200) {
					delete(c, name)
				}
			default:
				c[name] = "a" + l.word()
			}
		case "amr":
			delete(c, name)
		case "azp":
			delete(c, name)
		case number:
			c[name] = json.Number(pick(l, "1", "42", "43"))
		default:
			if text, ok := c[name].(string); ok && l.in(500) {
				c[name] = l.near(text)
			} else {
				delete(c, name)
			}
		}
	}
	if l.in(permille / 2) {
		c["azp"] = pick(l, "a", "ab", "a"+l.word())
	}
	if l.in(permille / 3) {
		c[tagsClaim] = map[string]any{"principal_tags": map[string]any{"team": []any{"x"}}}
	}
}

// near is a text that resembles one.
func (l lot) near(text string) string {
	runes := []rune(text)
	at := l.IntN(len(runes) + 1)
	switch l.IntN(5) {
	case 0:
		return strings.ToUpper(text)
	case 1:
		return string(runes[:at]) + pick(l, syllables...) + string(runes[at:])
	case 2:
		return string(runes[:at])
	case 3:
		return strings.ToLower(text)
	}
	return text + "b"
}

// pattern makes a glob that mostly matches a text.
func (l lot) pattern(text string, issuer string) string {
	runes := []rune(text)
	at := l.IntN(len(runes) + 1)
	to := at + l.IntN(len(runes)-at+1)
	switch l.IntN(9) {
	case 0:
		return string(runes[:at]) + "*"
	case 1:
		return "*" + string(runes[at:])
	case 2:
		return string(runes[:at]) + "*" + string(runes[to:])
	case 3:
		return string(runes[:at]) + strings.Repeat("?", to-at) + string(runes[to:])
	case 4:
		return "*" + string(runes[at:to]) + "?*"
	case 5:
		return strings.ReplaceAll(strings.ReplaceAll(text, "*", "${*}"), "?", "${?}")
	case 6:
		if l.in(600) {
			return l.variable(text, issuer) + "*"
		}
	case 7:
		return pick(l, "*", "?*", "**", "*?")
	}
	return text
}

// variable puts a policy variable into a text.
func (l lot) variable(text, issuer string) string {
	key := issuer + ":" + pick(l, "sub", "sub", "sub", "aud", "aud", "aud", "email", "environment", "nothing")
	if l.in(30) {
		key = strings.ToUpper(key)
	}
	if l.in(250) {
		return "${" + key + ", '" + pick(l, "a", "ab", text) + "'}"
	}
	if l.in(500) {
		return "${" + key + "}"
	}
	return pick(l, "a", "s") + "${" + key + "}"
}

var drawnOperators = []string{"StringEquals", "StringEquals", "StringLike", "StringLike", "StringLike", "StringNotEquals", "StringNotLike", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "Bool", "Null"}

// condition draws one condition that mostly has to do with a token.
func (l lot) condition(c map[string]any, issuer string) drawnCondition {
	out := drawnCondition{operator: pick(l, drawnOperators...), list: l.in(100)}
	keys := reach[issuer].keys
	name := pick(l, keys...)
	if l.in(80) {
		name = pick(l, "environment", "event_name", "oidc.circleci.com/vcs-ref", "hd", "iss", "project_id")
	}
	out.key = issuer + ":" + name
	switch {
	case name == number && out.operator != "Null":
		out.operator = pick(l, "NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals")
	case name == "amr" && l.in(700):
		out.operator = pick(l, "ForAnyValue:", "ForAllValues:") + pick(l, drawnOperators[:9]...)
	case l.in(3):
		out.key = pick(l, "sts:RoleSessionName", "aws:SourceIp")
	case l.in(15):
		out.key = pick(l, "aws:PrincipalArn", "other.example.com:sub", issuer+"/sub", "https://"+issuer+":sub")
	}
	if l.in(100) {
		out.key = pick(l, strings.ToUpper(out.key), strings.ToUpper(out.key[:5])+out.key[5:])
	}
	switch {
	case out.operator == "Null":
		out.values = []any{pick[any](l, "true", "false", true, false)}
		return out
	case strings.HasPrefix(out.operator, "Numeric"):
		out.values = []any{pick[any](l, "42", 42, "1", 43, "420000000001", 41.5)}
		if l.in(200) {
			out.values = append(out.values, "43")
		}
	case l.in(2):
		out.list = true // and no value
	default:
		n := 1
		if l.in(350) {
			n = 2 + l.IntN(2)
		}
		for range n {
			out.values = append(out.values, l.value(c, issuer, name, out.operator))
		}
	}
	if strings.HasPrefix(out.operator, "String") && name != "amr" && l.in(120) {
		out.operator = pick(l, "ForAnyValue:", "ForAllValues:") + out.operator
	}
	if l.in(120) {
		out.operator += "IfExists"
	}
	return out
}

func (l lot) value(c map[string]any, issuer, name, operator string) any {
	text := "a"
	switch v := c[name].(type) {
	case string:
		text = v
	case []any:
		if len(v) > 0 {
			text, _ = v[l.IntN(len(v))].(string)
		}
	}
	if name == "aud" || name == "oaud" {
		if azp, ok := c["azp"].(string); ok && l.in(500) {
			text = azp
		}
	}
	if l.in(200) {
		text = l.near(text)
	}
	switch {
	case strings.Contains(operator, "Bool"):
		return pick[any](l, "true", "false", true, false, "TRUE")
	case strings.Contains(operator, "Like"):
		return l.pattern(text, issuer)
	case l.in(30):
		return l.variable(text, issuer)
	case l.in(20):
		return pick[any](l, 1, 42, true)
	case strings.Contains(operator, "IgnoreCase") && l.in(500):
		return strings.ToUpper(text)
	case l.in(60):
		return l.pattern(strings.ReplaceAll(strings.ReplaceAll(text, "*", ""), "?", ""), private) // wildcards that are none
	}
	return text
}

// statement draws one statement.
func (l lot) statement(c map[string]any, issuer string) drawnStatement {
	s := drawnStatement{effect: "Allow", federated: []string{issuer}, others: l.in(30), actions: []string{assumeAction}}
	if l.in(200) {
		s.effect = "Deny"
	}
	if l.in(100) {
		s.federated = append(s.federated, pick(l, issuersHere...))
		if l.in(500) {
			slices.Reverse(s.federated)
		}
	}
	switch l.IntN(12) {
	case 0:
		s.actions = []string{pick(l, "sts:*", "sts:Assume*", "sts:assumerolewithwebidentity", "sts:AssumeRoleWith???Identity")}
	case 1:
		s.actions = []string{assumeAction, "sts:TagSession"}
	case 2:
		s.actions = []string{pick(l, "sts:TagSession", "sts:AssumeRole")}
	case 3:
		s.actions, s.not = []string{pick(l, "sts:TagSession", "sts:AssumeRole", "sts:Assume*")}, true
	}
	for range l.IntN(4) {
		n := l.condition(c, issuer)
		if !slices.ContainsFunc(s.conditions, func(o drawnCondition) bool {
			return o.operator == n.operator && strings.EqualFold(o.key, n.key)
		}) {
			s.conditions = append(s.conditions, n)
		}
	}
	return s
}

// draw makes a policy and tokens that have to do with it.
func (l lot) draw(tokens int) (drawn, []map[string]any) {
	issuer := pick(l, issuersHere...)
	c := l.claims(issuer)
	d := drawn{version: "2012-10-17", single: l.in(200)}
	switch l.IntN(10) {
	case 0:
		d.version = "2008-10-17"
	case 1:
		d.version = ""
	}
	for range 1 + l.IntN(3) {
		at := issuer
		if l.in(60) {
			at = pick(l, issuersHere...)
		}
		d.statements = append(d.statements, l.statement(c, at))
	}
	d.single = d.single && len(d.statements) == 1
	out := []map[string]any{c}
	for len(out) < tokens {
		more := maps.Clone(c)
		l.disturb(more, 150)
		out = append(out, more)
	}
	return d, out
}
