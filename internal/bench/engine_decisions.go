package main

// The engine's decisions about one token.

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// firstID is the number of firstProject.
const firstID = "57382911"

// A decision is a compiled document that is shown one token again and again.
type decision struct {
	name     string
	goal     time.Duration
	compiled any
	document proof.Document
}

// decisionCases are an ordinary document of each party: two branches of one
// project of GitLab's, one of them a pattern where the party takes any.
func decisionCases() ([]decision, error) {
	var out []decision
	add := func(name string, p party, filters, o options) error {
		d, problems := trust.Describe("gitlab", value.Of(filters))
		if len(problems) > 0 {
			return errors.New(name + ": " + problems.Text(""))
		}
		o[p.audience] = list(audience)
		if p.name == "Azure" {
			o[p.audience] = audience
		}
		compiled, problems := p.compile(d.Jobs, value.Of(p.with(o)))
		if len(problems) > 0 {
			return errors.New(name + ": " + problems.Text(""))
		}
		doc, err := p.parse(stored(compiled))
		out = append(out, decision{name, p.decision, compiled, doc})
		return err
	}
	for _, p := range parties {
		filters := options{"projects": list(firstProject), "project_ids": list(firstID), "branches": list(branch, "release-*")}
		if p.name == "Azure" {
			filters["branches"] = list(branch, "next")
			if err := add("Azure, flexible", p, filters, options{"flexible": true}); err != nil {
				return nil, err
			}
			delete(filters, "project_ids")
		}
		if err := add(p.name, p, filters, options{}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// decisionToken is the token of a job of the described project on a branch,
// with all the claims that the platform signs.
func decisionToken(ref string) proof.Claims {
	gitlab := platform.Find("gitlab")
	d, _ := trust.Describe("gitlab", value.Of(options{"projects": list(firstProject), "branches": list(branch)}))
	job := platform.Job{Form: "branch", Values: map[string]string{"project_path": firstProject, "project_id": firstID, "branch": ref}}
	pres := gitlab.Declared(gitlab.Form("branch"), d.Jobs[0].Settings)[0]
	return gitlab.Mint(job, pres, d.Jobs[0].Issuer, audience)
}

// decisions times one decision, warm.
func decisions() (string, error) {
	cases, err := decisionCases()
	if err != nil {
		return "", err
	}
	rows := [][]string{{"", "wall", "CPU", "peer, CPU"}}
	for _, c := range cases {
		for _, t := range []struct {
			name, ref string
			want      proof.Answer
		}{{"admitted", branch, proof.Yes}, {"refused", "mainx", proof.No}} {
			claims := decisionToken(t.ref)
			got := often(15, 10*time.Millisecond, func() error {
				if d := c.document.Admits(claims); d.Admitted != t.want {
					return fmt.Errorf("%s: %s, and not %s: %s", c.name, d.Admitted, t.want, d.Reason())
				}
				return nil
			})
			if got.wrong != nil {
				return "", got.wrong
			}
			row := []string{c.name + ", " + t.name, brief(got.wall), within(got.judged(), c.goal), "no peer here; see conformance"}
			if p, ok := c.compiled.(google.Provider); ok {
				peer, err := newCELPeer(p)
				if err != nil {
					return "", err
				}
				other := often(15, 10*time.Millisecond, func() error { return peer.admits(claims, t.want == proof.Yes) })
				if other.wrong != nil {
					return "", other.wrong
				}
				row[3] = brief(other.judged())
			}
			rows = append(rows, row)
		}
	}
	title := fmt.Sprintf("one decision, warm, of a token with %d claims, by Parse(…).Admits; the peer is cel-go alone with the same expressions", len(decisionToken(branch)))
	return grid(title, rows), nil
}

// A celPeer is cel-go with a provider's mapping and condition, as anybody would
// call it: no types of claims, no reasons, no checks of issuer and audience.
type celPeer struct {
	mapping   []cel.Program
	condition cel.Program
}

func newCELPeer(p google.Provider) (*celPeer, error) {
	env, err := cel.NewEnv(cel.Variable("assertion", cel.MapType(cel.StringType, cel.DynType)))
	if err != nil {
		return nil, err
	}
	program := func(text string) (cel.Program, error) {
		tree, issues := env.Compile(text)
		if issues.Err() != nil {
			return nil, issues.Err()
		}
		return env.Program(tree, cel.EvalOptions(cel.OptOptimize))
	}
	out := &celPeer{}
	for _, key := range slices.Sorted(maps.Keys(p.AttributeMapping)) {
		m, err := program(p.AttributeMapping[key])
		if err != nil {
			return nil, err
		}
		out.mapping = append(out.mapping, m)
	}
	out.condition, err = program(p.AttributeCondition)
	return out, err
}

func (c *celPeer) admits(claims proof.Claims, want bool) error {
	in := map[string]any{"assertion": claims}
	for _, m := range c.mapping {
		if _, _, err := m.Eval(in); err != nil {
			return err
		}
	}
	got, _, err := c.condition.Eval(in)
	if err == nil && (got == types.True) != want {
		err = fmt.Errorf("cel-go says %v", got)
	}
	return err
}
