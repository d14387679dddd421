package relyingparty_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
)

// TestManyTestsOfOneList: a list that must hold many elements, each asked for by
// itself, is out of the prover's reach, and then it must say so: such a token
// gets in, whoever has it.
func TestManyTestsOfOneList(t *testing.T) {
	effort.Alone(t)
	gitlab := forAudience(describe(t, "gitlab", m{"projects": list("g/p"), "branches": list("main")}), "aud")
	circle := describe(t, "circleci", circleci(m{"token_version": "v1", "context_ids": list(user)}))
	for _, n := range effort.Some([]int{1, 3, 5, 6, 7, 8, 12}, 2, 4) {
		var groups, contexts, audiences []string
		inGroups, inContexts, inAudiences := []any{}, []any{}, []any{"aud"}
		for i := range n {
			id := fmt.Sprintf("%08d-2222-4333-8444-555555555555", i)
			groups = append(groups, fmt.Sprintf("'a%d' in assertion.groups_direct", i))
			contexts = append(contexts, "'"+id+"' in assertion['oidc.circleci.com/context-ids']")
			audiences = append(audiences, fmt.Sprintf("'b%d' in assertion.aud", i))
			inGroups, inContexts, inAudiences = append(inGroups, fmt.Sprintf("a%d", i)), append(inContexts, id), append(inAudiences, fmt.Sprintf("b%d", i))
		}
		ours := "assertion.project_path == 'g/p' && assertion.ref_type == 'branch' && assertion.ref == 'main'"
		for name, c := range map[string]proof.Comparison{
			"groups":    {Jobs: gitlab, Document: parsed(t, "google", googleProvider("https://gitlab.com", "aud", "assertion.project_id", ours+" || "+strings.Join(groups, " && ")))},
			"audiences": {Jobs: gitlab, Document: parsed(t, "google", googleProvider("https://gitlab.com", "aud", "assertion.project_id", ours+" || "+strings.Join(audiences, " && ")))},
			"contexts":  {Jobs: circle, Document: parsed(t, "google", cciGoogle(strings.Join(contexts, " && ")))},
		} {
			d := c.Jobs[0]
			p := d.Model()
			job := platform.Job{Form: p.Forms[0].Name, Values: map[string]string{"project_path": "evil/p", "organization_id": org}}
			token := p.Mint(job, p.Declared(&p.Forms[0], d.Settings)[0], d.Issuer, d.Audiences[0])
			switch name {
			case "groups":
				token["groups_direct"] = inGroups
			case "audiences":
				token["aud"] = inAudiences
			case "contexts":
				token["oidc.circleci.com/context-ids"] = inContexts
			}
			if in := c.Document.Admits(token); in.Admitted != proof.Yes || d.Contains(job) {
				t.Fatalf("%d %s: the outsider does not get in: %s", n, name, in.Reason())
			}
			v := proof.Compare(c)
			if v.Wider == proof.No {
				t.Errorf("%d %s: not wider, and an outsider gets in: %s", n, name, toJSON(t, token))
			}
			if fault := examplesFault(c, v); fault != "" {
				t.Errorf("%d %s: %s\n%s", n, name, fault, said(v))
			}
		}
	}
}

func parsed(t *testing.T, backend, text string) proof.Document {
	t.Helper()
	doc, err := readBack(backend, text)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}
