package runner

// GitHub's way to run a file.

import "fmt"

// github runs each "run" step of the file's only job in a shell of its own, which
// is bash and must be said so: with it GitHub's runner sets -eo pipefail. A job
// that may have a token (id-token: write) asks for it over the network, so that
// ACTIONS_ID_TOKEN_REQUEST_URL and _TOKEN come with the environment.
func github(j Job) ([]script, error) {
	file, err := open(j.File)
	if err != nil {
		return nil, err
	}
	file.take("name")
	if file.take("on") == nil {
		return nil, fmt.Errorf("nothing starts it")
	}
	permissions, err := file.environment("permissions")
	if err != nil {
		return nil, err
	}
	if permissions["id-token"] != "write" {
		return nil, fmt.Errorf("without id-token: write there is no token")
	}
	_, job, err := file.onlyJob()
	if err != nil {
		return nil, err
	}
	job.take("runs-on")
	steps, err := job.maps("steps")
	if err != nil {
		return nil, err
	}
	var out []script
	env := map[string]string{"GITHUB_ACTIONS": "true", "GITHUB_RUN_ID": "1658821493", "GITHUB_RUN_ATTEMPT": "1"}
	for _, step := range steps {
		uses, run, shell := step.take("uses"), step.take("run"), step.take("shell")
		step.take("name")
		switch {
		case uses != nil && uses.Value == "actions/checkout@v4" && run == nil:
		case uses == nil && run != nil && shell != nil && shell.Value == "bash":
			out = append(out, script{shell: []string{"bash", "--noprofile", "--norc", "-eo", "pipefail"}, text: run.Value, env: env})
		default:
			return nil, fmt.Errorf("%s: the runner plays the checkout and run with shell: bash", step.where)
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
