// Command bench says what a plan with this provider costs: make bench.
//
// It plans policies, each with its own jobs, with the provider built from this
// tree (as functions in one for expression, as data sources that refer to each
// other by index, and as data sources in one module for each policy), with a
// provider that has the same schemas and answers without work (package noop),
// and with aws_iam_policy_document where a filesystem mirror has the official
// provider; an audit: as many checks of documents that others wrote, in one for
// expression; and as many keys, or issuers whose keys take turns, in a state in
// which nothing is due. The plans of a round follow each other, in an order that
// turns round by round, and ratios are taken within a round, so what else the
// machine does weighs on both sides. Before that it times the engine alone:
// decisions, findings, keys, compile and proof, and comparisons of growing size.
// Nothing here is a test: the exit code is 0 also where a goal is missed.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

func main() {
	n := flag.Int("n", 5, "rounds; medians are of these")
	policies := flag.Int("policies", 1000, "how many policies, or keys, the large plans have")
	patience := flag.Duration("patience", 90*time.Second, "how long a plan may take; forms whose no-op takes longer are left out")
	only := flag.String("only", "", "only rows whose name, such as \"Terraform 1000 functions\", holds this; \"engine\" for those without a CLI")
	engine := flag.Bool("engine", false, "the rows without a CLI alone, in this process")
	flag.Parse()
	if flag.NArg() > 0 || *n < 1 || *policies < 1 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	alone := *engine || strings.HasPrefix(*only, "engine")
	measure := func() error { return apart(ctx, *only) }
	if alone {
		measure = func() error { return runEngine(*only) }
	}
	if err := measure(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	if alone {
		return
	}
	fmt.Println()
	if err := run(ctx, *n, *policies, *patience, *only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// apart measures the engine in a process of its own. What a process has ever held counts
// as memory of those that it starts, so this one stays small.
func apart(ctx context.Context, only string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self, "-engine", "-only", only)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	return cmd.Run()
}

// run measures every group; it goes on after one that fails.
func run(ctx context.Context, rounds, policies int, patience time.Duration, only string) error {
	tmp, err := os.MkdirTemp("", "cioidc-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	w, err := newWorkshop(ctx, tmp)
	if err != nil {
		return err
	}
	w.patience = patience
	fmt.Print(w.about())
	sizes := []int{1, policies}
	if policies == 1 {
		sizes = sizes[:1]
	}
	var failed []string
	for _, cli := range w.clis {
		for _, size := range sizes {
			g := w.group(cli, size, only)
			if len(g.sides) == 0 {
				continue
			}
			if err := g.measure(ctx, w, rounds); err != nil {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				fmt.Printf("\n%s: %v\n", g.name(), err)
				failed = append(failed, g.name())
				continue
			}
			fmt.Print("\n" + g.table())
		}
	}
	fmt.Print("\n" + legend)
	if len(failed) > 0 {
		return fmt.Errorf("could not be run: %s", strings.Join(failed, ", "))
	}
	return nil
}
