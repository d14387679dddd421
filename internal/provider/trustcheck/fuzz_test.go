package trustcheck

import (
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/parties"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/anyvalue"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// FuzzTrustCheck holds the laws of a check, for any document of any party
// against one description and any claims: an answer or an error with a code and
// a place, twice the same; examples and findings are whole; and a token among
// the claims is shown by nothing.
func FuzzTrustCheck(f *testing.F) {
	const (
		claims = `{"iss":"https://gitlab.com","aud":["a",null],"sub":"project_path:g/p:ref_type:branch:ref:main","n":1e400,"l":{"a":[{}]}}`
		live   = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2dpdGxhYi5jb20ifQ.c2VjcmV0"
	)
	f.Add(byte(0), byte(0), `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::123456789012:oidc-provider/gitlab.com"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringLike":{"gitlab.com:sub":"project_path:g*:ref:main"},"ForAllValues:StringEquals":{"gitlab.com:aud":["a","${aws:username}"]}}}]}`, claims)
	f.Add(byte(0), byte(2), `{"Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com","AWS":"*"},"Action":"sts:AssumeRole"}]}`, live)
	f.Add(byte(1), byte(2), `{"issuer_uri":"https://gitlab.com","allowed_audiences":["a"],"attribute_mapping":{"google.subject":"assertion.sub"},"attribute_condition":"assertion.ref.matches('\\bmain')||assertion.environment=='x'"}`, claims)
	f.Add(byte(2), byte(0), `{"role_type":"jwt","bound_issuer":"https://gitlab.com","bound_audiences":["a"],"bound_claims":{"sub":"project_path:*","ref":["main","*"]},"bound_claims_type":"glob","user_claim":"sub"}`, claims)
	f.Add(byte(3), byte(2), `{"credentials":[{"issuer":"https://gitlab.com/","subject":"project_path:g/*","audiences":["A"]}],"flexible_credentials":{}}`, claims)
	f.Add(byte(2), byte(0), `{"user_claim":"sub","bound_subject":"`+live+`"}`, `{"iss":"i","t":"`+live+`"}`)
	f.Add(byte(0), byte(0), "Statement:\n- Effect: Allow\n", `{"iss":"a","iss":"b"}`)
	described, problems := trust.Describe("gitlab", value.Of(map[string]any{"name": "web", "projects": []string{"g/p"}, "branches": []string{"main"}}))
	if len(problems) > 0 {
		f.Fatal(problems.Text(""))
	}
	jobs := tfx.Decode(tfx.Jobs(described.Jobs))
	f.Fuzz(func(t *testing.T, which, how byte, document, token string) {
		if len(document)+len(token) > 2000 {
			return // long ones are tests of their own
		}
		party := parties.Names()[int(which)%len(parties.All)]
		block := anyvalue.Of(document, how)
		if party == "aws" {
			block = value.V{Kind: value.Map, Attrs: map[string]value.V{"policy": block}}
		}
		policy := value.V{Kind: value.Map, Attrs: map[string]value.V{party: block}}
		options := value.V{Kind: value.Map, Attrs: map[string]value.V{
			"audiences": value.Of([]string{"a"}),
			"tokens":    {Kind: value.Map, Attrs: map[string]value.V{"t": anyvalue.Of(token, how)}},
		}}
		if which >= 128 {
			options.Attrs["jobs"] = jobs
		} else {
			delete(options.Attrs, "audiences")
		}
		c, problems := readCheck(policy, options)
		if text := problems.Text(""); len(problems) > 0 {
			if !strings.HasPrefix(text, "CE1") || strings.HasSuffix(text, ".") || strings.Contains(text, live) {
				t.Errorf("error %q", text)
			}
			return
		}
		c.run()
		again, _ := readCheck(policy, options)
		again.run()
		if !framework.Object(fields, c.values()).Equal(framework.Object(fields, again.values())) {
			t.Fatal("two answers")
		}
		for _, x := range c.result.Findings {
			if !lint.Known(string(x.Code)) || x.Detail == "" || strings.HasSuffix(x.Detail, ".") {
				t.Errorf("finding %+v", x)
			}
		}
		if strings.Contains(framework.Object(fields, c.values()).String(), live) {
			t.Error("the answer shows a token")
		}
	})
}
