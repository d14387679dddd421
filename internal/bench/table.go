package main

// The table that is printed, and its goals.

import (
	"fmt"
	"strings"
	"text/tabwriter"
)

// The goals, of wall time and memory, all ratios.
const (
	goalNoop        = 1.25
	goalFunctions   = 0.55
	goalDataSources = 0.85
	goalMemory      = 0.30
)

const legend = `wall, CPU and peak are medians of the rounds. CPU is that of the CLI and its providers. peak is the
largest single process of a plan (wait4 knows it, of the CLI and the providers that it waited for); all is
the most that the processes of a plan had together, seen every 10 ms during the warm-up, since looking
costs time. Ratios are medians of ratios within a round, with the lowest and the highest, then the goal.
Every provider is a development override: no plan checks a package's hash.
Rotations and signing keys lie in a state, the same one for both providers, and their plans say that
nothing changes; a few that an apply made stand in it again and again.
`

// table writes one group.
func (g *group) table() string {
	var b strings.Builder
	rounds := 0
	for _, s := range g.sides {
		rounds = len(s.runs)
	}
	fmt.Fprintf(&b, "%s %s, policies: %d, rounds: %d\n", g.cli.product, g.cli.version, g.policies, rounds)
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	aws := g.find(awsDocument, "aws")
	head := "  \twall\tCPU\tpeak\tall\twall ÷ no-op"
	if aws != nil {
		head += "\twall ÷ AWS\tpeak ÷ AWS\tall ÷ AWS"
	}
	fmt.Fprintln(t, head)
	for _, f := range forms {
		for _, local := range []string{"cioidc", "noop"} {
			if s := g.find(f, local); s != nil {
				fmt.Fprintln(t, s.row(g.find(f, "noop"), aws))
			}
		}
	}
	if aws != nil {
		fmt.Fprintln(t, aws.row(nil, nil))
	}
	if err := t.Flush(); err != nil {
		return err.Error()
	}
	for _, line := range g.slow {
		b.WriteString("  " + line + "\n")
	}
	return b.String()
}

// row writes a side beside what it is compared with. The no-op has no goals; it
// shows which ones can be met.
func (s *side) row(noop, aws *side) string {
	title := string(s.form)
	if s.local == "noop" {
		title = "  no-op"
	}
	cells := []string{
		"  " + title, seconds(median(column(s.runs, wall))), seconds(median(column(s.runs, cpu))),
		mebibytes(median(column(s.runs, peak))), mebibytes(float64(s.all)),
	}
	goal, goalNoop := goalDataSources, goalNoop
	switch s.form {
	case functions:
		goal = goalFunctions
	case audit: // makes no document that aws_iam_policy_document would
		goalNoop, aws = goalAudit, nil
	case rotations, signingKeys: // likewise
		aws = nil
	case dataSources, modules, awsDocument:
	}
	write := func(r ratio, goal float64) {
		if s.local == "noop" {
			cells = append(cells, r.String())
			return
		}
		cells = append(cells, r.against(goal))
	}
	switch {
	case s.local == "noop":
		cells = append(cells, "")
	case noop != nil:
		write(ratios(column(s.runs, wall), column(noop.runs, wall)), goalNoop)
	}
	if aws != nil {
		write(ratios(column(s.runs, wall), column(aws.runs, wall)), goal)
		write(ratios(column(s.runs, peak), column(aws.runs, peak)), goalMemory)
		write(ratios([]float64{float64(s.all)}, []float64{float64(aws.all)}), goalMemory)
	}
	return strings.Join(cells, "\t")
}
