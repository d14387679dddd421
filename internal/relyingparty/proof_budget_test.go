package relyingparty_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
)

// TestPathologicalDocuments puts documents to the prover that are small to write
// and large to decide: each is refused when it is read, or ends with an answer
// or as unknown, and allocates no more than some budgets of bytes.
func TestPathologicalDocuments(t *testing.T) {
	effort.Alone(t)
	effort.Since(t, effort.Test)
	const most = 512 << 20
	jobs := forAudience(describe(t, "gitlab", m{"projects": list("g/p"), "branches": list("main")}), "aud")
	tail := strings.Repeat("?", 18)
	globs := func(format string) string {
		var out []string
		for i := range 1000 {
			out = append(out, fmt.Sprintf(format, i, i))
		}
		return `"` + strings.Join(out, `","`) + `"`
	}
	deny := func(allow, deny string) string {
		return `{"Version":"2012-10-17","Statement":[` + awsStatement("gitlab.com", allow) + "," +
			strings.Replace(awsStatement("gitlab.com", deny), "Allow", "Deny", 1) + `]}`
	}
	matches := func(expression string) string {
		return googleProvider("https://gitlab.com", "aud", "assertion.project_id", expression)
	}
	for _, c := range []struct {
		name, backend, document string
		over                    bool // the budget ends first
	}{
		{"*a?{18}", "aws", gitlabPolicy("*a" + tail), true},
		{"*a?{18} without *a?{18}*", "aws", deny(`{"StringLike":{"ISS:sub":"*a`+tail+`"}}`, `{"StringLike":{"ISS:sub":"*a`+tail[:9]+`*`+tail[9:]+`"}}`), true},
		{"*x_i*:*y_i × 1,000 in a role", "vault", gitlabRole(`"bound_claims":{"sub":[` + globs("*x%dz*:*y%dz") + `]},"bound_claims_type":"glob"`), true},
		{"*x_i*:*y_i × 1,000, all of them", "vault", gitlabRole(`"bound_claims":{"sub":[` + globs("*x%dz*:*y%dz*") + `],"ref_path":[` + globs("refs/*x%dz*y%dz") + `]},"bound_claims_type":"glob"`), true},
		{"nested counts", "google", matches("assertion.sub.matches('^((a{1,30}){1,30}){1,30}$')"), false},
		{"nested counts, negated", "google", matches("!assertion.sub.matches('((a|b)*a(a|b){18})$') && assertion.sub.matches('((a|b)*a(a|b){18}(a|b)?)$')"), true},
		{"a count with nothing in it", "google", matches("assertion.sub.matches('(((((()*)*)*)*)*)*$')"), false},
		{"two languages that exclude each other", "google", matches("assertion.ref.matches('^[ab]*a[ab]{18}$') && !assertion.ref.matches('^[ab]*a[ab]{9}[ab]{9}$')"), true},
	} {
		t.Run(strings.ReplaceAll(c.name, "/", "∕"), func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			doc, err := readBack(c.backend, c.document)
			if err != nil {
				t.Logf("refused: %.200s", err)
				if c.over {
					t.Error("it is not even read")
				}
				return
			}
			x := proof.Comparison{Document: doc, Jobs: jobs, Named: true}
			v := proof.Compare(x)
			runtime.ReadMemStats(&after)
			t.Logf("%s %s %s, %d MiB", v.Relation, v.WiderReason, v.NarrowerReason, (after.TotalAlloc-before.TotalAlloc)>>20)
			if fault := examplesFault(x, v); fault != "" {
				t.Error(fault)
			}
			if over := strings.Contains(v.WiderReason, "the work"); over != c.over {
				t.Errorf("the budget ended first: %v, want %v: %.600s", over, c.over, said(v))
			}
			if n := after.TotalAlloc - before.TotalAlloc; n > most {
				t.Errorf("%d bytes allocated", n)
			}
		})
	}
}
