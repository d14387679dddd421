// Package runner plays the part of a CI platform for one pipeline file: it reads
// the file as the platform does and runs its one job in a shell as the platform's
// agent does. It knows what minimal pipelines hold and refuses everything else,
// so that nothing of a file goes unheeded.
//
// What is not played: containers (the job runs on this machine, its image is only
// read), the queue, the checkout, and who may start which job.
//
// Only tests import it.
package runner

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// A Job is a pipeline file with what the platform adds to it.
type Job struct {
	Platform string // semaphore, circleci, github or gitlab
	File     string // the pipeline file's text
	// Token is the platform's token with this audience; "" is the platform's own
	// choice, where it has one. GitHub's jobs ask for theirs over the network.
	Token func(audience string) string
	// Environment is what the job sees beside what the platform and the file set;
	// nothing of the test's own.
	Environment []string
	// Dir is the job's folder. Whatever the job writes below its home stays in it.
	Dir string
	// Shell is what the platform finds in the job's image, where it looks (CircleCI,
	// GitLab): "bash", which is the default, "sh" or "busybox sh".
	Shell string
}

// A Result is how a job ended.
type Result struct {
	Output   string // what the job's log would hold
	ExitCode int
}

// A script is what one shell of a job runs.
type script struct {
	shell []string // with arguments; the script's path comes behind
	text  string
	env   map[string]string
}

// shell is the job's shell with arguments.
func (j Job) shell(arguments ...string) []string {
	if j.Shell == "" {
		return append([]string{"bash"}, arguments...)
	}
	return append(strings.Fields(j.Shell), arguments...)
}

// patience is how long a job may take before it counts as hanging.
const patience = 5 * time.Minute

// readers read the platforms' files.
var readers = map[string]func(Job) ([]script, error){"semaphore": semaphore, "circleci": circleci, "github": github, "gitlab": gitlab}

// Run runs the file's job to its end, or to the first step that fails.
func Run(t testing.TB, j Job) Result {
	t.Helper()
	read, ok := readers[j.Platform]
	if !ok {
		t.Fatalf("nobody plays %s here", j.Platform)
	}
	scripts, err := read(j)
	if err != nil {
		t.Fatalf("the pipeline file: %v\n%s", err, j.File)
	}
	home := filepath.Join(j.Dir, "home")
	if err := os.MkdirAll(home, 0o700); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	for i, s := range scripts {
		path := filepath.Join(home, fmt.Sprintf(".step-%d", i))
		if err := os.WriteFile(path, []byte(s.text), 0o600); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		cmd := exec.CommandContext(ctx, s.shell[0], append(slices.Clone(s.shell[1:]), path)...)
		cmd.Dir = j.Dir
		cmd.Env = append(slices.Clone(j.Environment), "HOME="+home, "CI=true")
		for _, name := range slices.Sorted(maps.Keys(s.env)) {
			cmd.Env = append(cmd.Env, name+"="+s.env[name])
		}
		cmd.Stdout, cmd.Stderr = &log, &log
		cmd.WaitDelay = 5 * time.Second
		err := cmd.Run()
		cancel()
		var exit *exec.ExitError
		switch {
		case errors.As(err, &exit) && exit.Exited():
			return Result{Output: log.String(), ExitCode: exit.ExitCode()}
		case err != nil:
			t.Fatalf("%q: %v\n%s", s.shell, err, log.String())
		}
	}
	return Result{Output: log.String()}
}
