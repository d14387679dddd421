package aws

import (
	"strings"
	"testing"
)

// TestParseRefuses: what is no trust policy is refused with the place.
func TestParseRefuses(t *testing.T) {
	body := func(s string) string {
		return `{"Version":"2012-10-17","Statement":[` + statementOf("Allow", ``) + `,` + s + `]}`
	}
	change := func(old, replaced string) string {
		return body(strings.Replace(statementOf("Allow", `"StringLike":{"k:sub":"x"}`), old, replaced, 1))
	}
	for _, c := range []struct{ policy, want string }{
		{``, "the JSON ends too early"},
		{`[]`, "a policy is a JSON object, this is a list"},
		{`{"Statement":[]}`, "Statement: it is empty"},
		{`{}`, "no Statement"},
		{`{"Version":"2012-10-18","Statement":[]}`, `Version: it is 2012-10-17 or 2008-10-17, not "2012-10-18"`},
		{`{"Version":2012,"Statement":[]}`, "not a number"},
		{`{"Id":1,"Statement":[]}`, "Id: it is a string"},
		{`{"statement":[]}`, `"statement": a policy has no such element`},
		{`{"Statement":[],"Statement":[]}`, `the key "Statement" stands there twice`},
		{`{"Statement":null}`, "Statement: a statement is a JSON object, not null"},
		{`{"Statement":{"Effect":"Allow"}}`, "Statement: it has no Action"},
		{body(`1`), "Statement[1]: a statement is a JSON object, not a number"},
		{change(`"Effect"`, `"effect"`), "Statement[1].effect: a statement has no such element"},
		{change(`"Allow"`, `"allow"`), `Statement[1].Effect: it is Allow or Deny, not "allow"`},
		{change(`"Effect":"Allow",`, ``), "Statement[1]: it has no Effect"},
		{change(`"Condition"`, `"Conditions"`), "Statement[1].Conditions: a statement has no such element"},
		{change(`"Condition"`, `"Resource":"*","Condition"`), "Statement[1].Resource: a trust policy has no resources"},
		{change(`"Effect"`, `"Sid":5,"Effect"`), "Statement[1].Sid: it is a string, not a number"},
		{change(`"Action"`, `"NotAction":"sts:*","Action"`), "Statement[1]: it has both Action and NotAction"},
		{change(`"Action":"sts:AssumeRoleWithWebIdentity",`, ``), "Statement[1]: it has no Action"},
		{change(`"sts:AssumeRoleWithWebIdentity"`, `[1]`), "Statement[1].Action: it is a string or a list of strings"},
		{change(`"Principal"`, `"NotPrincipal":"*","Principal"`), "Statement[1]: it has both Principal and NotPrincipal"},
		{change(`"Principal":{"Federated":`+gitlabARN+`}`, `"Principal":"arn:x"`), `Statement[1].Principal: it is "*" or an object`},
		{change(`"Federated"`, `"federated"`), "Statement[1].Principal.federated: there is no such kind of principal"},
		{change(gitlabARN, `{}`), "Statement[1].Principal.Federated: it is a string or a list of strings, not an object"},
		{change(`{"StringLike":{"gitlab.com:sub":"x"}}`, `[]`), "Statement[1].Condition: it is an object of operators, not a list"},
		{change(`"StringLike"`, `"StringLikeIgnoreCase"`), "Statement[1].Condition.StringLikeIgnoreCase: AWS has no such operator; did you mean StringLike?"},
		{change(`"StringLike"`, `"NullIfExists"`), "Statement[1].Condition.NullIfExists: AWS has no such operator"},
		{change(`"StringLike"`, `"ForSomeValues:StringLike"`), "Statement[1].Condition.ForSomeValues:StringLike: AWS has no such operator"},
		{change(`{"gitlab.com:sub":"x"}`, `"x"`), "Statement[1].Condition.StringLike: it is an object of condition keys, not a string"},
		{change(`:"x"`, `:{"a":1}`), "Statement[1].Condition.StringLike.gitlab.com:sub: a value is a string, a number or true or false, not an object"},
		{change(`:"x"`, `:["x",null]`), "not null"},
		{change(`:"x"`, `:"x","gitlab.com:SUB":"y"`), `Statement[1].Condition.StringLike: the keys "gitlab.com:SUB" and "gitlab.com:sub" are the same, since their case does not matter`},
		{change(`:"x"`, `:"x","gitlab.com:sub":"y"`), `the key "gitlab.com:sub" stands there twice`},
		{change(`"StringLike"`, `"a\nb"`), `Statement[1].Condition."a\nb"`},
		{`{"Statement":"` + strings.Repeat("x", maxDocument) + `"}`, "AWS takes at most 131072"},
	} {
		_, err := Parse(c.policy)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q\n%.300s", err, c.want, c.policy)
		}
	}
}

// TestParseBoundsWork: principals times conditions are bounded.
func TestParseBoundsWork(t *testing.T) {
	list := func(n int, one func(i string) string) string {
		var parts []string
		for i := range n {
			parts = append(parts, one(strings.Repeat("x", i%9)+string(rune('a'+i%26))+string(rune('a'+i/26%26))+string(rune('a'+i/676))))
		}
		return strings.Join(parts, ",")
	}
	policy := `{"Statement":{"Effect":"Allow","Action":"sts:*","Principal":{"Federated":[` +
		list(1000, func(i string) string { return `"arn:aws:iam::123456789012:oidc-provider/` + i + `"` }) + `]},"Condition":{"StringLike":{` +
		list(1000, func(i string) string { return `"k:` + i + `":"x"` }) + `}}}}`
	if _, err := Parse(policy); err == nil || !strings.Contains(err.Error(), "more than the 100000 that are read") {
		t.Errorf("got %v", err)
	}
}
