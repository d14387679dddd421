package aws

import (
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// ordinary is a policy as the compiler writes it for three projects.
const ordinary = `{"Version":"2012-10-17","Statement":[` +
	`{"Sid":"One","Effect":"Allow","Principal":{"Federated":` + gitlabARN + `},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{` +
	`"StringEquals":{"gitlab.com:aud":"https://gitlab.com","gitlab.com:project_id":"57382911"},` +
	`"StringLike":{"gitlab.com:sub":["project_path:my-group/my-project:ref_type:branch:ref:main","project_path:my-group/my-project:ref_type:tag:ref:v*"]}}},` +
	`{"Sid":"Two","Effect":"Allow","Principal":{"Federated":` + gitlabARN + `},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{` +
	`"StringEquals":{"gitlab.com:aud":"https://gitlab.com","gitlab.com:project_id":["57382912","57382913"]},` +
	`"StringLike":{"gitlab.com:sub":"project_path:my-group/*:ref_type:branch:ref:release-*"}}}]}`

func ordinaryToken() proof.Claims {
	c := proof.Claims{"iss": "https://gitlab.com", "aud": "https://gitlab.com", "sub": "project_path:my-group/api:ref_type:branch:ref:release-7", "project_id": "57382913"}
	for _, name := range []string{"namespace_id", "namespace_path", "project_path", "user_id", "user_login", "user_email", "pipeline_id", "pipeline_source", "job_id", "ref", "ref_type", "ref_path", "runner_id", "sha", "jti"} {
		c[name] = "something"
	}
	return c
}

// BenchmarkAdmits is one decision on an ordinary policy: at most 2 µs.
func BenchmarkAdmits(b *testing.B) {
	d, err := Parse(ordinary)
	if err != nil {
		b.Fatal(err)
	}
	for _, name := range []string{"admitted", "refused"} {
		c := ordinaryToken()
		want := proof.Yes
		if name == "refused" {
			c["sub"], want = "project_path:my-group/api:ref_type:branch:ref:dev", proof.No
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if got := d.Admits(c); got.Admitted != want {
					b.Fatal(got)
				}
			}
		})
	}
}

// BenchmarkParse is reading it, and its condition for the prover.
func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		d, err := Parse(ordinary)
		if err != nil {
			b.Fatal(err)
		}
		_ = d.Trusts()
	}
}
