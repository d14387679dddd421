package main

import (
	"fmt"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/aws"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// The engine alone, without Terraform, protocol and framework:
//
//	go test ./internal/bench -run '^$' -bench . -benchmem

func texts(ss ...string) value.V {
	out := value.V{Kind: value.List}
	for _, s := range ss {
		out.Elems = append(out.Elems, value.V{Kind: value.String, Text: s})
	}
	return out
}

func attrs(m map[string]value.V) value.V { return value.V{Kind: value.Map, Attrs: m} }

func fine(b *testing.B, problems problem.List) {
	b.Helper()
	if len(problems) > 0 {
		b.Fatal(problems.Text(""))
	}
}

func describe(b *testing.B, branches ...string) trust.Jobs {
	b.Helper()
	d, problems := trust.Describe("gitlab", attrs(map[string]value.V{"projects": texts(firstProject), "branches": texts(branches...)}))
	fine(b, problems)
	return d.Jobs
}

// onSub is a relying party without a limit, which sees nothing but sub.
var onSub = trust.Capabilities{Name: "bench", RequireSubject: true, AnyCharWildcard: true, Claims: func(trust.Description, platform.Claim) bool { return false }}

// BenchmarkPolicy is one policy from filters to JSON.
func BenchmarkPolicy(b *testing.B) {
	options := attrs(map[string]value.V{"account_id": {Kind: value.String, Text: account}, "audiences": texts(audience)})
	b.ReportAllocs()
	for b.Loop() {
		p, problems := aws.TrustPolicy(describe(b, branch), options)
		fine(b, problems)
		if p.JSON == "" {
			b.Fatal("no policy")
		}
	}
}

// BenchmarkJobs is one description in Terraform's type and back.
func BenchmarkJobs(b *testing.B) {
	jobs := describe(b, branch)
	b.ReportAllocs()
	for b.Loop() {
		var problems problem.List
		if got, _ := tfx.ReadJobs(tfx.Decode(tfx.Jobs(jobs)), "jobs", &problems); len(got) != 1 {
			b.Fatal(problems.Text(""))
		}
	}
}

// BenchmarkBoxes is a thousand boxes in one description, none like another.
func BenchmarkBoxes(b *testing.B) {
	jobs := describe(b, branch)
	jobs[0].Audiences = []string{audience}
	box := jobs[0].Boxes[0]
	jobs[0].Boxes = nil
	for i := range 1000 {
		more := trust.Box{}
		for k, v := range box {
			more[k] = v
		}
		more["project_path"] = []string{fmt.Sprintf("my-group/app-%05d", i)}
		more["branch"] = []string{fmt.Sprintf("release-%05d", i)}
		jobs[0].Boxes = append(jobs[0].Boxes, more)
	}
	b.ReportAllocs()
	for b.Loop() {
		fine(b, jobs.Validate())
		clauses, _, problems := trust.Compile(jobs, onSub)
		fine(b, problems)
		if len(clauses) == 0 {
			b.Fatal("no clauses")
		}
	}
}

// BenchmarkBranches is five thousand branches in one list.
func BenchmarkBranches(b *testing.B) {
	branches := make([]string, 5000)
	for i := range branches {
		branches[i] = fmt.Sprintf("feature/%05d", i)
	}
	b.ReportAllocs()
	for b.Loop() {
		clauses, _, problems := trust.Compile(describe(b, branches...), onSub)
		fine(b, problems)
		if len(clauses) == 0 {
			b.Fatal("no clauses")
		}
	}
}

// BenchmarkUncached compiles and proves the ordinary documents of each party, every one
// by itself: the memo is off.
func BenchmarkUncached(b *testing.B) {
	all, _, err := compilations()
	if err != nil {
		b.Fatal(err)
	}
	for _, p := range parties {
		var mine []compilation
		for _, c := range all {
			if c.party.name == p.name {
				mine = append(mine, c)
			}
		}
		b.Run(p.name, func(b *testing.B) {
			defer proof.WithoutMemo()()
			b.ReportAllocs()
			for b.Loop() {
				for _, c := range mine {
					if err := c.run(c.whole); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(mine)), "ns/document")
		})
	}
}
