package provider

import (
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/anyvalue"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// FuzzCalculations holds the laws of functions that answer questions: whatever
// they are given they answer or refuse, never panic, twice the same, and a
// refusal has a code, stands on its own and holds no token.
func FuzzCalculations(f *testing.F) {
	const claims = `{"iss":"https://gitlab.com","aud":["a",null],"sub":"project_path:g/p:ref_type:branch:ref:main","n":1e400}`
	f.Add(byte(0), byte(0), byte(2), "gitlab", `{"project_path":"g/p","branch":"main","subject_components":["project_path",null]}`)
	f.Add(byte(1), byte(0), byte(0), "circleci", "org/01234567-89ab-4def-8123-4567890abcde/file-streaming/audit-logs")
	f.Add(byte(2), byte(0), byte(0), "eyJhbGciOiJub25lIn0.e30.", "")
	f.Add(byte(3), byte(2), byte(3), `["a*","*b*c",7]`, `["a*b",null,["x"]]`)
	f.Add(byte(4), byte(0), byte(2), `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/gitlab.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringLike":{"gitlab.com:sub":"project_path:g/*"}}}]}`, claims)
	f.Add(byte(5), byte(2), byte(0), `{"issuer_uri":"https://gitlab.com","allowed_audiences":["a"],"attribute_mapping":{"google.subject":"assertion.sub"},"attribute_condition":"assertion.ref.startsWith('a')"}`, claims)
	f.Add(byte(6), byte(0), byte(0), `{"role_type":"jwt","bound_issuer":"https://gitlab.com","bound_audiences":["a"],"bound_claims":{"sub":"project_path:*"},"bound_claims_type":"glob","user_claim":"sub"}`, claims)
	f.Add(byte(7), byte(2), byte(2), `{"credentials":[{"issuer":"https://gitlab.com","subject":"x","audiences":["a"]}]}`, claims)
	f.Add(byte(6), byte(0), byte(0), "a.b.c", `{"iss":"a","iss":"b"}`)
	f.Add(byte(8), byte(2), byte(2), `{"aws":{"policy":"{}","client_ids":{"https://gitlab.com":["a"]}}}`, `{"tokens":{"a":{"iss":"i"}},"ignore_findings":{"CT001":"x"}}`)
	f.Add(byte(8), byte(3), byte(3), `{"vault":{"role_type":"jwt","bound_issuer":null}}`, `{"jobs":[null],"audiences":["a"],"tokens":{"a":null},"ignore_findings":{"ct1":""}}`)
	f.Add(byte(9), byte(2), byte(0), `["-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n",{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"a","x5c":[]}]}]`, "")
	f.Add(byte(10), byte(0), byte(2), "https://ci.example.com:8443/a/", `{"keys":[{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}`)
	f.Add(byte(10), byte(1), byte(3), "", `{"kty":"OKP","crv":"Ed25519","x":null}`)
	f.Add(byte(11), byte(2), byte(3), `{"address":"https://v.example.com","role":"r","secrets":{"X":{"path":null,"field":"a b"}},"commands":["cat <<E"]}`, "circleci vault")
	f.Add(byte(11), byte(2), byte(2), `{"role_arn":"arn:aws:iam::123456789012:role/it's/r","duration":1800,"audiences":["a"],"jobs":[{"platform":"gitlab"}]}`, "gitlab aws")
	f.Add(byte(11), byte(3), byte(2), `{"project_number":1,"pool_id":null,"provider_id":"circleci","name":"no"}`, "semaphore google")
	all := questions()
	f.Fuzz(func(t *testing.T, which, howA, howB byte, a, b string) {
		c := all[int(which)%len(all)]
		args := []value.V{anyvalue.Of(a, howA), anyvalue.Of(b, howB)}
		texts := []string{a, b}
		if len(c.Parameters) == 3 {
			platform, party, _ := strings.Cut(b, " ")
			args, texts = []value.V{{}, {}, args[0]}, []string{platform, party}
		}
		for i, p := range c.Parameters {
			if !p.Dynamic && args[i].Kind != value.Unknown {
				args[i] = value.V{Kind: value.String, Text: texts[i]}
			}
		}
		args = args[:len(c.Parameters)]
		out, problems := c.Run(args)
		again, problemsAgain := c.Run(args)
		if problems.Text("") != problemsAgain.Text("") || len(problems) == 0 && !out.Equal(again) {
			t.Fatalf("%s(%v): two answers", c.Name, args)
		}
		text := problems.Text("")
		if len(problems) > 0 && (!strings.HasPrefix(text, "CE") || strings.HasSuffix(text, ".")) {
			t.Errorf("%s: error %q", c.Name, text)
		}
		if len(problems) == 0 && out == nil {
			t.Errorf("%s(%v): neither an answer nor an error", c.Name, args)
		}
	})
}
