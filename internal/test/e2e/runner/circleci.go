package runner

// CircleCI's way to run a file.

import (
	"fmt"
	"maps"
	"path/filepath"
	"strings"
)

// circleci runs each "run" step of the file's only job in a shell of its own,
// bash -eo pipefail (sh where the image has no bash) unless the step says another,
// with what earlier steps wrote to $BASH_ENV.
func circleci(j Job) ([]script, error) {
	file, err := open(j.File)
	if err != nil {
		return nil, err
	}
	if v := file.take("version"); v == nil || v.Value != "2.1" {
		return nil, fmt.Errorf("the version is not 2.1")
	}
	name, job, err := file.onlyJob()
	if err != nil {
		return nil, err
	}
	if err := circleciWorkflow(file, name); err != nil {
		return nil, err
	}
	if (job.take("docker") == nil) == (job.take("machine") == nil) {
		return nil, fmt.Errorf("the job %s wants one executor", name)
	}
	job.take("resource_class")
	env, err := job.environment("environment")
	if err != nil {
		return nil, err
	}
	maps.Copy(env, map[string]string{
		"CIRCLECI": "true", "CIRCLE_JOB": name, "CIRCLE_OIDC_TOKEN": "the V1 token, which nothing here takes", "CIRCLE_OIDC_TOKEN_V2": j.Token(""),
		"BASH_ENV": filepath.Join(j.Dir, "home", ".bash_env"), "CIRCLE_WORKFLOW_JOB_ID": "66666666-7777-4888-8999-aaaaaaaaaaaa", "CIRCLE_WORKFLOW_ID": "55555555-6666-4777-8888-999999999999",
	})
	steps, err := job.maps("steps")
	if err != nil {
		return nil, err
	}
	var out []script
	for _, step := range steps {
		if _, ok := step.keys["checkout"]; ok {
			step.take("checkout")
		} else {
			s, err := circleciRun(j, step, env)
			if err != nil {
				return nil, err
			}
			out = append(out, s)
		}
		if err := step.done(); err != nil {
			return nil, err
		}
	}
	for _, m := range []*mapping{file, job} {
		if err := m.done(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func circleciRun(j Job, step *mapping, jobs map[string]string) (script, error) {
	n := step.take("run")
	if n == nil {
		return script{}, fmt.Errorf("%s is no run step", step.where)
	}
	if n.Value != "" { // run: COMMAND
		return circleciScript(j, n.Value, "", jobs)
	}
	run, err := asMapping(n, step.where+", run")
	if err != nil {
		return script{}, err
	}
	run.take("name")
	commands, err := run.texts("command")
	if err != nil {
		return script{}, err
	}
	shells, err := run.texts("shell")
	if err != nil {
		return script{}, err
	}
	env, err := run.environment("environment")
	if err != nil {
		return script{}, err
	}
	if len(commands) != 1 || len(shells) > 1 {
		return script{}, fmt.Errorf("%s wants one command", run.where)
	}
	all := maps.Clone(jobs)
	maps.Copy(all, env)
	if err := run.done(); err != nil {
		return script{}, err
	}
	return circleciScript(j, commands[0], strings.Join(shells, ""), all)
}

// circleciScript resolves what CircleCI resolves in a file: \<< is a literal <<,
// and << … >> a parameter, of which a minimal file has none.
func circleciScript(j Job, command, shell string, env map[string]string) (script, error) {
	const literal = "\x00"
	text := strings.ReplaceAll(command, `\<<`, literal)
	if strings.Contains(text, "<<") {
		return script{}, fmt.Errorf("%q holds <<, which CircleCI takes for a parameter", command)
	}
	s := script{shell: j.shell("-eo", "pipefail"), text: strings.ReplaceAll(text, literal, "<<"), env: env}
	if shell != "" {
		s.shell = strings.Fields(shell)
	}
	return s, nil
}

// circleciWorkflow demands that a workflow runs the job.
func circleciWorkflow(file *mapping, job string) error {
	workflows, err := file.mapping("workflows")
	if err != nil {
		return err
	}
	for name := range workflows.keys {
		workflow, err := workflows.mapping(name)
		if err != nil {
			return err
		}
		jobs, err := workflow.maps("jobs")
		if err != nil {
			return err
		}
		for _, j := range jobs {
			if _, ok := j.keys[job]; ok {
				return workflow.done()
			}
		}
	}
	return fmt.Errorf("no workflow runs the job %s", job)
}
