package runner

// GitLab's way to run a file.

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// gitlabWords are the top level's keys that are no jobs, of those played here.
var gitlabWords = []string{"variables", "stages", "default", "image"}

// gitlab runs the file's only job. GitLab's runner puts before_script and script
// into one shell with errexit, and pipefail where the shell has it: bash where
// the image has it, else sh. Its id_tokens become variables.
func gitlab(j Job) ([]script, error) {
	file, err := open(j.File)
	if err != nil {
		return nil, err
	}
	var names []string
	for name := range file.keys {
		if !slices.Contains(gitlabWords, name) && !strings.HasPrefix(name, ".") {
			names = append(names, name)
		}
	}
	if len(names) != 1 {
		return nil, fmt.Errorf("%d jobs: %q", len(names), names)
	}
	job, err := file.mapping(names[0])
	if err != nil {
		return nil, err
	}
	predefined := map[string]string{"GITLAB_CI": "true", "CI_PROJECT_ID": "57382910", "CI_PIPELINE_ID": "1212", "CI_JOB_ID": "1213", "CI_SERVER_URL": "https://gitlab.com"}
	written := map[string]string{}
	for _, from := range []*mapping{file, job} {
		vars, err := from.environment("variables")
		if err != nil {
			return nil, err
		}
		maps.Copy(written, vars)
	}
	maps.Copy(written, predefined)
	env := map[string]string{}
	for name := range written {
		env[name] = gitlabExpand(written[name], written)
	}
	tokens, err := job.mapping("id_tokens")
	if err != nil {
		return nil, err
	}
	for name := range tokens.keys {
		token, err := tokens.mapping(name)
		if err != nil {
			return nil, err
		}
		aud, err := token.texts("aud")
		if err != nil {
			return nil, err
		}
		if len(aud) != 1 {
			return nil, fmt.Errorf("%s: the runner plays one audience, not %d", token.where, len(aud))
		}
		env[name] = j.Token(gitlabExpand(aud[0], written))
		if err := token.done(); err != nil {
			return nil, err
		}
	}
	var lines []string
	for _, key := range []string{"before_script", "script"} {
		more, err := job.texts(key)
		if err != nil {
			return nil, err
		}
		lines = append(lines, more...)
	}
	for _, key := range []string{"image", "stage", "environment"} {
		job.take(key)
	}
	for _, key := range gitlabWords {
		if key == "image" || key == "stages" {
			file.take(key)
		}
	}
	for _, m := range []*mapping{file, job} {
		if err := m.done(); err != nil {
			return nil, err
		}
	}
	text := "if set -o | grep pipefail >/dev/null; then set -o pipefail; fi\nset -o errexit\nset +o noclobber\n" + strings.Join(lines, "\n") + "\n"
	return []script{{shell: j.shell(), text: text, env: env}}, nil
}

var gitlabReference = regexp.MustCompile(`\$\$|\$\{[A-Za-z_][A-Za-z0-9_]*\}|\$[A-Za-z_][A-Za-z0-9_]*|%[A-Za-z_][A-Za-z0-9_]*%`)

// gitlabExpand puts values in place of $NAME, ${NAME} and %NAME%, and $ in place
// of $$, as GitLab does in variables and audiences. What it does not know is empty.
func gitlabExpand(text string, vars map[string]string) string {
	return gitlabReference.ReplaceAllStringFunc(text, func(ref string) string {
		if ref == "$$" {
			return "$"
		}
		return gitlabExpand(vars[strings.Trim(ref, "${}%")], nil)
	})
}
