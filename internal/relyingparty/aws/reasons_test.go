package aws

import (
	"strings"
	"testing"
)

// TestReasons holds the sentences that people search for.
func TestReasons(t *testing.T) {
	const sub = `project_path:g/p:ref_type:branch:ref:`
	for _, r := range []struct{ condition, token, want string }{
		{`"StringEquals":{"k:sub":"` + sub + `main"}`, `"sub":"` + sub + `main"`,
			`Statement[0] (Sid "Deploy") allows it`},
		{`"StringEquals":{"k:sub":"` + sub + `main"}`, `"sub":"` + sub + `dev"`,
			`Statement[0] (Sid "Deploy"): StringEquals wants gitlab.com:sub to be "project_path:g/p:ref_type:branch:ref:main", but it is "project_path:g/p:ref_type:branch:ref:dev"; from character 38 on it has "dev" where "main" is wanted`},
		{`"StringEquals":{"k:sub":"` + sub + `main"}`, `"sub":"` + sub + `mainline"`,
			`Statement[0] (Sid "Deploy"): StringEquals wants gitlab.com:sub to be "project_path:g/p:ref_type:branch:ref:main", but it is "project_path:g/p:ref_type:branch:ref:mainline"; from character 42 on it has "line" where the end is wanted`},
		{`"StringEquals":{"k:sub":"` + sub + `main"}`, `"sub":"` + sub + `ma"`,
			`Statement[0] (Sid "Deploy"): StringEquals wants gitlab.com:sub to be "project_path:g/p:ref_type:branch:ref:main", but it is "project_path:g/p:ref_type:branch:ref:ma"; it ends where "in" is wanted`},
		{`"StringEquals":{"k:sub":["` + sub + `main","` + sub + `dev","x"]}`, `"sub":"` + sub + `deploy"`,
			`Statement[0] (Sid "Deploy"): StringEquals wants gitlab.com:sub to be one of "project_path:g/p:ref_type:branch:ref:main", "project_path:g/p:ref_type:branch:ref:dev", "x", but it is "project_path:g/p:ref_type:branch:ref:deploy" (nearest is "project_path:g/p:ref_type:branch:ref:dev"); from character 40 on it has "ploy" where "v" is wanted`},
		{`"StringEquals":{"k:sub":"` + sub + `*"}`, `"sub":"` + sub + `main"`,
			`Statement[0] (Sid "Deploy"): StringEquals wants gitlab.com:sub to be "project_path:g/p:ref_type:branch:ref:*", but it is "project_path:g/p:ref_type:branch:ref:main"; from character 38 on it has "main" where "*" is wanted; StringEquals takes * and ? literally, StringLike does not`},
		{`"StringLike":{"k:sub":"` + sub + `v*"}`, `"sub":"` + sub + `main"`,
			`Statement[0] (Sid "Deploy"): StringLike wants gitlab.com:sub to be "project_path:g/p:ref_type:branch:ref:v*", but it is "project_path:g/p:ref_type:branch:ref:main"; from character 38 on it has "main" where "v*" is wanted`},
		{`"StringLike":{"k:sub":"project_path:g/*:ref_type:tag:ref:*"}`, `"sub":"` + sub + `main"`,
			`Statement[0] (Sid "Deploy"): StringLike wants gitlab.com:sub to be "project_path:g/*:ref_type:tag:ref:*", but it is "project_path:g/p:ref_type:branch:ref:main"; it does not have ":ref_type:tag:ref:" behind character 15`},
		{`"StringLike":{"k:sub":"project_path:*:ref:main"}`, `"sub":"` + sub + `dev"`,
			`Statement[0] (Sid "Deploy"): StringLike wants gitlab.com:sub to be "project_path:*:ref:main", but it is "project_path:g/p:ref_type:branch:ref:dev"; it does not end with ":ref:main" behind character 13`},
		{`"StringLike":{"k:sub":"é?c"}`, `"sub":"ébd"`,
			`Statement[0] (Sid "Deploy"): StringLike wants gitlab.com:sub to be "é?c", but it is "ébd"; from character 3 on it has "d" where "c" is wanted`},
		{`"StringEqualsIgnoreCase":{"k:sub":"MAIL"}`, ``,
			`Statement[0] (Sid "Deploy"): StringEqualsIgnoreCase wants gitlab.com:sub to be "MAIL", but it is "main"; from character 4 on it has "n" where "L" is wanted`},
		{`"StringEquals":{"k:sub":"Main"}`, ``,
			`Statement[0] (Sid "Deploy"): StringEquals wants gitlab.com:sub to be "Main", but it is "main"; from character 1 on it has "main" where "Main" is wanted; values mind case`},
		{`"StringEquals":{"k:a\\nb":"Main"}`, ``,
			`Statement[0] (Sid "Deploy"): StringEquals wants "gitlab.com:a\\nb" to be "Main", but AWS makes no condition key of the claim "a\\nb" of this issuer, so the key is always missing`},
		{`"StringNotLike":{"k:sub":["x*","m*"]}`, ``,
			`Statement[0] (Sid "Deploy"): StringNotLike wants gitlab.com:sub not to be one of "x*", "m*", but it is "main", which matches "m*"`},
		{`"StringEquals":{"k:project_id":"1"}`, ``,
			`Statement[0] (Sid "Deploy"): StringEquals wants gitlab.com:project_id to be "1", but the token has no claim project_id`},
		{`"StringEquals":{"k:ref":"main"}`, `"ref":"main"`,
			`Statement[0] (Sid "Deploy"): StringEquals wants gitlab.com:ref to be "main", but AWS makes no condition key of the claim ref of this issuer, so the key is always missing`},
		{`"StringEquals":{"token.actions.githubusercontent.com:sub":"main"}`, ``,
			`Statement[0] (Sid "Deploy"): StringEquals wants token.actions.githubusercontent.com:sub to be "main", but the key does not belong to the token's issuer "https://gitlab.com", so it is always missing`},
		{`"StringLike":{"aws:PrincipalArn":"*"}`, ``,
			`Statement[0] (Sid "Deploy"): StringLike wants aws:PrincipalArn to be "*", but the key is always missing when trust is decided`},
		{`"StringEquals":{"k:sub":"x","k:aud":"b"}`, ``,
			`Statement[0] (Sid "Deploy"): StringEquals wants gitlab.com:aud to be "b", but it is "a"; from character 1 on it has "a" where "b" is wanted; 1 more condition of it does not hold`},
		{`"Null":{"k:project_id":false}`, ``,
			`Statement[0] (Sid "Deploy"): Null wants gitlab.com:project_id to be there, but the token has no claim project_id`},
		{`"Null":{"k:project_id":true}`, `"project_id":"1"`,
			`Statement[0] (Sid "Deploy"): Null wants gitlab.com:project_id to be missing, but the token has it`},
		{`"Bool":{"k:ref_protected":"true"}`, `"ref_protected":"false"`,
			`Statement[0] (Sid "Deploy"): Bool wants gitlab.com:ref_protected to be "true", but it is "false"`},
		{`"StringEquals":{"k:amr":"x"}`, `"amr":["x"]`,
			`Statement[0] (Sid "Deploy"): gitlab.com:amr can have several values, and StringEquals without ForAllValues: or ForAnyValue: never holds for such a key`},
		{`"ForAnyValue:StringEquals":{"k:amr":"x"}`, `"amr":["y","z"]`,
			`Statement[0] (Sid "Deploy"): ForAnyValue:StringEquals wants gitlab.com:amr to be "x", but it is ["y", "z"]`},
		{`"ForAnyValue:StringEquals":{"k:sub":[]}`, ``,
			`Statement[0] (Sid "Deploy"): ForAnyValue:StringEquals on gitlab.com:sub has no values, so it never holds`},
		{`"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}`, ``,
			`Statement[0] (Sid "Deploy"): IpAddress on aws:SourceIp is not decided: the request decides it, not the token`},
		{`"StringEquals":{"k:sub":"a$b"}`, `"sub":"a$b"`,
			`Statement[0] (Sid "Deploy"): StringEquals on gitlab.com:sub is not decided: AWS does not document a $ that begins no policy variable`},
		{`"stringequals":{"k:sub":"a"}`, ``,
			`Statement[0] (Sid "Deploy"): stringequals on gitlab.com:sub is not decided: AWS does not document whether the case of an operator's name matters`},
		{`"StringEquals":{"k:project_id":"1"}`, `"project_id":1`,
			`Statement[0] (Sid "Deploy"): StringEquals on gitlab.com:project_id is not decided: AWS does not document what becomes of a claim that is a number`},
		{`"StringNotEquals":{"k:sub":"${k:project_id}"}`, ``,
			`Statement[0] (Sid "Deploy"): StringNotEquals on gitlab.com:sub is not decided: AWS's page says both that a policy variable without value matches nothing and that it can make the statement invalid`},
		{`"ForAllValues:StringEquals":{"k:project_id":"1"}`, `"project_id":""`,
			`Statement[0] (Sid "Deploy"): ForAllValues:StringEquals on gitlab.com:project_id is not decided: AWS's page takes an empty text for no value under ForAllValues and ForAnyValue, and nobody has seen that it does`},
		{``, `"aud":["a","b"]`,
			`the token has 2 audiences ["a", "b"] and no azp, and STS takes no such token`},
		{``, `"aud":"-"`,
			`the token has no aud, and STS wants one`},
		{``, `"sub":"-"`,
			`the token has no sub, and STS wants one`},
		{``, `"iss":"https://gitlab.example.com"`,
			`no statement trusts the issuer "https://gitlab.example.com"; the policy trusts "https://gitlab.com"`},
		{``, `"iss":"-"`,
			`the token has no iss; the policy trusts "https://gitlab.com"`},
		{``, `"https://aws.amazon.com/tags":{}`,
			`the token carries AWS session tags: no statement about this issuer allows sts:TagSession`},
		{``, `"https://aws.amazon.com/roles":["x"]`,
			`the token lists the roles that it may assume (https://aws.amazon.com/roles), and which role this policy belongs to is not known here`},
	} {
		d, err := Parse(strings.ReplaceAll(allow(r.condition), `{"Effect"`, `{"Sid":"Deploy","Effect"`))
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Admits(tokenOf(t, r.token)); got.Reason() != r.want {
			t.Errorf("%s %s:\ngot  %s\nwant %s", r.condition, r.token, got.Reason(), r.want)
		}
	}
}
