package main

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
largest single process of a plan (wait4: the CLI and the providers that it waited for); all is the most
that the processes of a plan had together, seen every 10 ms during the warm-up, where looking cost time.
Ratios are medians of ratios within a round, with the lowest and the highest, and then the goal.
Every provider is a development override: no plan checks a package's hash.
`

// table writes one group.
func (g *group) table() string {
	var b strings.Builder
	rounds := 0
	for _, s := range g.sides {
		rounds = len(s.runs)
	}
	fmt.Fprintf(&b, "%s %s, %d policies, %d rounds\n", g.cli.product, g.cli.version, g.policies, rounds)
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "  \twall\tCPU\tpeak\tall\twall / no-op\twall / aws_iam_policy_document\tpeak / aws_iam_policy_document")
	aws := g.find(awsDocument, "aws")
	for _, f := range []form{functions, dataSources} {
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
	return b.String()
}

// row writes a side beside what it is compared with.
func (s *side) row(noop, aws *side) string {
	title := string(s.form)
	if s.local == "noop" {
		title = "  no-op"
	}
	cells := []string{
		"  " + title, seconds(median(column(s.runs, wall))), seconds(median(column(s.runs, cpu))),
		mebibytes(median(column(s.runs, peak))), mebibytes(float64(s.all)),
	}
	goal := goalFunctions
	if s.form == dataSources {
		goal = goalDataSources
	}
	times := func(other *side, of func(sample) float64) ratio {
		return ratios(column(s.runs, of), column(other.runs, of))
	}
	switch {
	case s.local == "noop" && aws != nil:
		cells = append(cells, "", times(aws, wall).String())
	case s.local == "cioidc" && noop != nil:
		cells = append(cells, times(noop, wall).against(goalNoop))
		if aws == nil {
			break
		}
		cells = append(cells, times(aws, wall).against(goal))
		if median(column(s.runs, peak)) > 0 {
			cells = append(cells, times(aws, peak).against(goalMemory))
		}
	}
	return strings.Join(cells, "\t")
}
