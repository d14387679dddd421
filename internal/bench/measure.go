package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// patience is how long one plan may take.
const patience = 15 * time.Minute

// A side is one configuration that is planned again and again.
type side struct {
	form   form
	local  string // cioidc, noop or aws
	dir    string
	output int   // what the plan prints, the size of all results
	all    int64 // peak memory of all its processes together, from the warm-up
	runs   []sample
}

// A sample is one plan.
type sample struct {
	wall, cpu time.Duration
	peak      int64 // bytes of the largest process
}

// A group is what is compared with each other.
type group struct {
	cli      cli
	policies int
	sides    []*side
}

// group lists sides so that those compared stand next to each other.
func (w *workshop) group(c cli, policies int, only string) *group {
	g := &group{cli: c, policies: policies}
	wanted := func(f form) bool { return strings.Contains(g.name()+" "+string(f), only) }
	if wanted(functions) {
		g.sides = append(g.sides, &side{form: functions, local: "noop"}, &side{form: functions, local: "cioidc"})
	}
	if w.aws != "" && (wanted(functions) || wanted(dataSources)) {
		g.sides = append(g.sides, &side{form: awsDocument, local: "aws"})
	}
	if wanted(dataSources) {
		g.sides = append(g.sides, &side{form: dataSources, local: "cioidc"}, &side{form: dataSources, local: "noop"})
	}
	return g
}

func (g *group) name() string { return fmt.Sprintf("%s %d", g.cli.product, g.policies) }

// find returns the side, or nil.
func (g *group) find(f form, local string) *side {
	i := slices.IndexFunc(g.sides, func(s *side) bool { return s.form == f && s.local == local })
	if i < 0 {
		return nil
	}
	return g.sides[i]
}

// measure plans every side once to warm up and to see its memory, then in
// rounds, each in the opposite order of the one before.
func (g *group) measure(ctx context.Context, w *workshop, rounds int) error {
	for i, s := range g.sides {
		s.dir = filepath.Join(w.dir, fmt.Sprintf("%s-%d-%d", g.cli.product, g.policies, i))
		if err := os.MkdirAll(s.dir, 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(s.dir, "main.tf"), []byte(config(s.form, s.local, g.policies)), 0o644); err != nil {
			return err
		}
		if err := s.warmUp(ctx, w, g.cli); err != nil {
			return err
		}
	}
	for _, f := range []form{functions, dataSources} {
		if a, b := g.find(f, "cioidc"), g.find(f, "noop"); a != nil && b != nil && a.output != b.output {
			return fmt.Errorf("%s: the results have %d characters, and the no-op's %d", f, a.output, b.output)
		}
	}
	for range rounds {
		for _, s := range g.sides {
			run, _, err := s.plan(ctx, w, g.cli, nil)
			if err != nil {
				return err
			}
			s.runs = append(s.runs, run)
		}
		slices.Reverse(g.sides)
	}
	return nil
}

func (s *side) warmUp(ctx context.Context, w *workshop, c cli) error {
	var watch watcher
	_, stdout, err := s.plan(ctx, w, c, &watch)
	if err != nil {
		return err
	}
	s.all = watch.most
	s.output, err = characters(stdout)
	return err
}

// plan runs one plan. watch, if any, looks at memory meanwhile; it costs time.
func (s *side) plan(ctx context.Context, w *workshop, c cli, watch *watcher) (sample, string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.path, "plan", "-input=false", "-no-color", "-lock=false")
	cmd.Dir, cmd.Env = s.dir, w.env()
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // it ends its providers then
	cmd.WaitDelay = 30 * time.Second
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return sample{}, "", err
	}
	if watch != nil {
		watch.start(cmd.Process.Pid)
	}
	err := cmd.Wait()
	wall := time.Since(start)
	if watch != nil {
		watch.stop()
	}
	if err != nil {
		return sample{}, "", fmt.Errorf("plan with %s (%s): %w\n%.2000s", s.local, s.form, err, stderr.String())
	}
	state := cmd.ProcessState
	return sample{wall, state.UserTime() + state.SystemTime(), largest(state)}, stdout.String(), nil
}
