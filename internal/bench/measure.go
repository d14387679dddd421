package main

// How two sides are measured against each other.

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// A side is one configuration that is planned again and again.
type side struct {
	form   form
	local  string // cioidc, noop or aws
	dir    string
	output int   // the size of all results, or how many resources the plan read
	all    int64 // peak memory of all its processes together, from the warm-up
	runs   []sample
}

// A group is what is compared with each other.
type group struct {
	cli      cli
	policies int
	sides    []*side
	slow     []string // forms left out after one plan took too long, and why
	states   map[form][]byte
}

// group lists sides so that those compared stand next to each other, the no-op
// first: when it takes too long the other need not be tried.
func (w *workshop) group(c cli, policies int, only string) *group {
	g := &group{cli: c, policies: policies}
	for i, f := range forms {
		if strings.Contains(g.name()+" "+string(f), only) {
			g.sides = append(g.sides, &side{form: f, local: "noop"}, &side{form: f, local: "cioidc"})
		}
		if i == 0 && w.aws != "" {
			g.sides = append(g.sides, &side{form: awsDocument, local: "aws"})
		}
	}
	if !slices.ContainsFunc(g.sides, func(s *side) bool { return s.form != awsDocument }) {
		g.sides = nil
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
	for i, s := range slices.Clone(g.sides) {
		if g.find(s.form, s.local) == nil {
			continue // left out with its twin
		}
		s.dir = filepath.Join(w.dir, fmt.Sprintf("%s-%d-%d", g.cli.product, g.policies, i))
		err := s.warmUp(ctx, w, g)
		if errors.Is(err, errSlow) {
			g.slow = append(g.slow, fmt.Sprintf("%s: left out, a plan with %s takes longer than -patience=%s", s.form, s.local, w.patience))
			g.sides = slices.DeleteFunc(g.sides, func(other *side) bool { return other.form == s.form })
			continue
		}
		if err != nil {
			return err
		}
	}
	for _, f := range forms {
		if a, b := g.find(f, "cioidc"), g.find(f, "noop"); a != nil && a.output != b.output {
			return fmt.Errorf("%s: the plan comes to %d, and the no-op's to %d", f, a.output, b.output)
		}
	}
	for range rounds {
		for _, s := range g.sides {
			run, _, err := s.plan(ctx, w, g.cli, nil)
			if err != nil {
				return fmt.Errorf("%s with %s: %w", s.form, s.local, err)
			}
			s.runs = append(s.runs, run)
		}
		slices.Reverse(g.sides)
	}
	return nil
}

// warmUp writes the configuration, with its state where it has one, and plans it
// once.
func (s *side) warmUp(ctx context.Context, w *workshop, g *group) error {
	for name, text := range config(s.form, s.local, g.policies) {
		if err := write(s.dir, name, text); err != nil {
			return err
		}
	}
	_, stateful := keyForms[s.form]
	switch {
	case stateful:
		made, err := g.state(ctx, w, s.form)
		if err != nil {
			return err
		}
		state, err := stateFor(made, s.local, g.policies)
		if err != nil {
			return err
		}
		if err := write(s.dir, stateFile, string(state)); err != nil {
			return err
		}
	case s.form == modules: // the one thing that an init is needed for
		if _, _, err := command(ctx, w, g.cli, s.dir, nil, "get"); err != nil {
			return err
		}
	}
	var watch watcher
	_, stdout, err := s.plan(ctx, w, g.cli, &watch)
	if err != nil {
		return fmt.Errorf("%s with %s: %w", s.form, s.local, err)
	}
	s.all = watch.most
	if !stateful {
		s.output, err = characters(stdout)
		return err
	}
	if s.output, err = unchanged(stdout); err == nil && s.output != g.policies {
		err = fmt.Errorf("the plan read %d resources, and not %d", s.output, g.policies)
	}
	if err != nil {
		return fmt.Errorf("%s with %s: %w", s.form, s.local, err)
	}
	return nil
}

// plan runs one plan. Where there is a state, one that changes anything fails.
func (s *side) plan(ctx context.Context, w *workshop, c cli, watch *watcher) (sample, string, error) {
	args := []string{"plan", "-input=false", "-no-color", "-lock=false"}
	if _, stateful := keyForms[s.form]; stateful {
		args = append(args, "-detailed-exitcode")
	}
	return command(ctx, w, c, s.dir, watch, args...)
}
