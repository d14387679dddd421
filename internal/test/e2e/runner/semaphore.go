package runner

// Semaphore's way to run a file.

import (
	"fmt"
	"maps"
	"strings"
)

// semaphore runs a file's only job in one bash. Semaphore's agent sources the
// commands one after the other, without errexit or pipefail, and ends the job at
// the first whose status is not 0 (semaphoreci/agent, pkg/shell).
func semaphore(j Job) ([]script, error) {
	file, err := open(j.File)
	if err != nil {
		return nil, err
	}
	if v := file.take("version"); v == nil || v.Value != "v1.0" {
		return nil, fmt.Errorf("the version is not v1.0")
	}
	for _, key := range []string{"name", "agent"} {
		if file.take(key) == nil {
			return nil, fmt.Errorf("no %s", key)
		}
	}
	blocks, err := file.maps("blocks")
	if err != nil {
		return nil, err
	}
	if len(blocks) != 1 {
		return nil, fmt.Errorf("%d blocks", len(blocks))
	}
	blocks[0].take("name")
	blocks[0].take("dependencies")
	task, err := blocks[0].mapping("task")
	if err != nil {
		return nil, err
	}
	jobs, err := task.maps("jobs")
	if err != nil {
		return nil, err
	}
	if len(jobs) != 1 {
		return nil, fmt.Errorf("%d jobs", len(jobs))
	}
	jobs[0].take("name")
	env := map[string]string{
		"SEMAPHORE": "true", "SEMAPHORE_OIDC_TOKEN": j.Token(""), "SEMAPHORE_JOB_ID": "33333333-4444-4555-8666-777777777777",
		"SEMAPHORE_PIPELINE_ID": "22222222-3333-4444-8555-666666666666",
	}
	var commands []string
	prologue, err := task.mapping("prologue")
	if err != nil {
		return nil, err
	}
	for _, from := range []*mapping{prologue, jobs[0]} {
		lines, err := from.texts("commands")
		if err != nil {
			return nil, err
		}
		commands = append(commands, lines...)
	}
	for _, from := range []*mapping{task, jobs[0]} {
		vars, err := semaphoreVariables(from)
		if err != nil {
			return nil, err
		}
		maps.Copy(env, vars)
	}
	for _, m := range []*mapping{file, blocks[0], task, prologue, jobs[0]} {
		if err := m.done(); err != nil {
			return nil, err
		}
	}
	var text strings.Builder
	text.WriteString("checkout() { :; }\n") // the agent's own; the job's folder is the checkout
	for i, command := range commands {
		// A file of its own for each command, as the agent has it: what is
		// sourced cannot swallow what follows.
		fmt.Fprintf(&text, "cat >\"$HOME/.command-%d\" <<'%s'\n%s\n%[2]s\n", i, heredocEnd(command), command)
	}
	for i := range commands {
		fmt.Fprintf(&text, ". \"$HOME/.command-%d\"\nrunner_status=$?\n[ \"$runner_status\" = 0 ] || exit \"$runner_status\"\n", i)
	}
	return []script{{shell: []string{"bash", "--noprofile", "--norc"}, text: text.String(), env: env}}, nil
}

// semaphoreVariables are env_vars: a list of name and value.
func semaphoreVariables(m *mapping) (map[string]string, error) {
	list, err := m.maps("env_vars")
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, e := range list {
		name, value := e.take("name"), e.take("value")
		if name == nil || value == nil {
			return nil, fmt.Errorf("%s has no name or no value", e.where)
		}
		out[name.Value] = value.Value
		if err := e.done(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// heredocEnd is a word that no line of the text is.
func heredocEnd(text string) string {
	end := "END_OF_COMMAND"
	for strings.Contains(text, end) {
		end += "_"
	}
	return end
}
