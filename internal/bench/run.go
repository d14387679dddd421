package main

// One run of a command line.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// A sample is one plan.
type sample struct {
	wall, cpu time.Duration
	peak      int64 // bytes of the largest process
}

// errSlow is a plan that takes longer than anybody would wait.
var errSlow = errors.New("the plan takes too long")

// command runs the CLI. watch, if any, looks at memory meanwhile; it costs time.
func command(ctx context.Context, w *workshop, c cli, dir string, watch *watcher, args ...string) (sample, string, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, w.patience, errSlow)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.path, args...)
	cmd.Dir, cmd.Env = dir, w.env()
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // it ends its providers then
	cmd.WaitDelay = 10 * time.Second
	alone(cmd)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return sample{}, "", err
	}
	if watch != nil {
		watch.start(every, func() int64 { return below(processes(), cmd.Process.Pid) })
	}
	err := cmd.Wait()
	wall := time.Since(start)
	if watch != nil {
		watch.stop()
	}
	if ctx.Err() != nil {
		endAll(cmd)
		return sample{}, "", context.Cause(ctx)
	}
	if err != nil {
		return sample{}, "", fmt.Errorf("%s: %w\n%.2000s", strings.Join(args, " "), err, stderr.String())
	}
	state := cmd.ProcessState
	return sample{wall, state.UserTime() + state.SystemTime(), largest(state)}, stdout.String(), nil
}
