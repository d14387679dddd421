package google

import (
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// benchProvider is what is compiled for one project's branches, and a grant.
func benchProvider(b *testing.B) string {
	b.Helper()
	const condition = `has(assertion.ref) && has(assertion.ref_type) && assertion.project_path == 'my-group/my-project' && (assertion.ref in ['main', 'next'] || assertion.ref.startsWith('release/')) && assertion.ref_type == 'branch'`
	return providerOf(b, condition, map[string]string{"google.subject": "assertion.project_id", "attribute.grant_deploy": condition + " ? 'ci' : ''"})
}

func BenchmarkAdmits(b *testing.B) {
	d, err := Parse(benchProvider(b))
	if err != nil {
		b.Fatal(err)
	}
	for name, ref := range map[string]string{"admitted": "release/1", "refused": "mainx"} {
		c := tokenOf(b, `"project_id":"123","project_path":"my-group/my-project","ref_type":"branch","ref":"`+ref+`","exp":1,"iat":1`)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if d.Admits(c).Admitted == proof.Unknown {
					b.Fatal("unknown")
				}
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	text := benchProvider(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTrusts(b *testing.B) {
	d, err := Parse(benchProvider(b))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if len(d.lower()) == 0 {
			b.Fatal("no trust")
		}
	}
}
