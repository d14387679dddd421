package pipeline_test

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/cioidc/terraform-provider-cioidc/internal/pipeline"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

func attempt(platform, party string, options map[string]any) (pipeline.Result, problem.List) {
	return pipeline.Make(pipeline.Request{Platform: platform, Party: party, Options: value.Of(options)})
}

// The files of the platforms, with the keys that their published schemas know
// (semaphoreio/semaphore plumber/spec/priv/v1.0.yml, gitlabhq/gitlabhq
// app/assets/javascripts/editor/schema/ci.json, the schema store's
// circleciconfig.json and github-workflow.json) of those that these pipelines
// use. Reading is strict: a key that is not here is an error.
type (
	semaphoreFile struct {
		Version string
		Name    string
		Agent   struct {
			Machine struct {
				Type    string
				OSImage string `yaml:"os_image"`
			}
			Containers []struct{ Name, Image string }
		}
		Blocks []struct {
			Name string
			Task struct {
				Jobs []struct {
					Name     string
					Commands []string
				}
			}
		}
	}
	circleFile struct {
		Version float64
		Jobs    map[string]struct {
			Docker []struct{ Image string }
			Steps  []yaml.Node
		}
		Workflows map[string]struct{ Jobs []yaml.Node }
	}
	gitlabJob struct {
		Image struct {
			Name       string
			Entrypoint []string
		}
		IDTokens    map[string]struct{ Aud string } `yaml:"id_tokens"`
		Environment struct{ Name string }
		Script      []string
	}
	githubFile struct {
		Name        string
		On          []string
		Permissions map[string]string
		Jobs        map[string]struct {
			RunsOn      string `yaml:"runs-on"`
			Environment string
			Container   struct{ Image string }
			Steps       []struct{ Uses, Name, Shell, Run string }
		}
	}
)

func strict(t testing.TB, raw string, into any) {
	t.Helper()
	d := yaml.NewDecoder(strings.NewReader(raw))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		t.Fatalf("%v in\n%s", err, raw)
	}
}

// wellFormed reads a platform's file strictly, demands what its schema requires,
// and returns the commands of its job.
func wellFormed(t testing.TB, platform, raw string) []string {
	t.Helper()
	need := func(ok bool, what string) {
		t.Helper()
		if !ok {
			t.Errorf("%s: no %s in\n%s", platform, what, raw)
		}
	}
	switch platform {
	case "semaphore":
		var f semaphoreFile
		strict(t, raw, &f)
		need(f.Version == "v1.0" && f.Agent.Machine.Type != "", "version, agent")
		need(f.Name != "" && len(f.Blocks) == 1 && f.Blocks[0].Name == f.Name && len(f.Blocks[0].Task.Jobs) == 1 && f.Blocks[0].Task.Jobs[0].Name == f.Name, "name")
		for _, c := range f.Agent.Containers {
			need(c.Name != "" && c.Image != "", "container")
		}
		commands := f.Blocks[0].Task.Jobs[0].Commands
		need(len(commands) > 1 && commands[0] == "checkout", "checkout")
		return commands[1:]
	case "circleci":
		var f circleFile
		strict(t, raw, &f)
		need(f.Version == 2.1 && len(f.Jobs) == 1 && len(f.Workflows) == 1, "version, jobs, workflows")
		for name, job := range f.Jobs {
			need(len(job.Docker) == 1 && job.Docker[0].Image != "" && len(job.Steps) == 2 && job.Steps[0].Value == "checkout", "docker, steps")
			w, ok := f.Workflows[name]
			need(ok && len(w.Jobs) == 1, "workflow")
			if use := w.Jobs[0]; use.Kind == yaml.ScalarNode {
				need(use.Value == name, "the job's name")
			} else {
				var settings map[string]struct{ Context []string }
				node(t, &use, &settings)
				need(len(settings) == 1 && len(settings[name].Context) > 0, "context")
			}
			var step struct {
				Run struct{ Name, Command string }
			}
			node(t, &job.Steps[1], &step)
			need(step.Run.Name != "", "the step's name")
			if strings.Contains(strings.ReplaceAll(step.Run.Command, `\<<`, ""), "<<") {
				t.Errorf("<< is not escaped in\n%s", step.Run.Command)
			}
			return []string{strings.ReplaceAll(step.Run.Command, `\<<`, "<<")}
		}
	case "gitlab":
		var f map[string]gitlabJob
		strict(t, raw, &f)
		need(len(f) == 1, "job")
		for name, job := range f {
			need(name != "" && !strings.HasPrefix(name, "."), "name")
			need(job.Image.Name != "" && len(job.Image.Entrypoint) == 1, "image")
			need(len(job.IDTokens) == 1 && job.IDTokens["GITLAB_OIDC_TOKEN"].Aud != "" && len(job.Script) > 0, "id_tokens, script")
			if strings.ContainsAny(job.IDTokens["GITLAB_OIDC_TOKEN"].Aud, "$%") {
				t.Errorf("GitLab expands the audience of\n%s", raw)
			}
			return job.Script
		}
	case "github":
		var f githubFile
		strict(t, raw, &f)
		need(len(f.On) > 0 && f.Permissions["id-token"] == "write" && len(f.Jobs) == 1, "on, permissions, jobs")
		for _, job := range f.Jobs {
			need(job.RunsOn != "" && len(job.Steps) == 2 && job.Steps[0].Uses != "" && job.Steps[1].Shell == "bash", "runs-on, steps")
			return []string{job.Steps[1].Run}
		}
	}
	t.Fatalf("nothing is known of files of %s", platform)
	return nil
}

func node(t testing.TB, n *yaml.Node, into any) {
	t.Helper()
	raw, err := yaml.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	strict(t, string(raw), into)
}

// same demands that the file's job runs the steps, and that the platform finds no
// template of its own in them.
func same(t testing.TB, platform string, r pipeline.Result) {
	t.Helper()
	got := strings.TrimSuffix(strings.Join(wellFormed(t, platform, r.YAML.Text), "\n"), "\n")
	if want := strings.Join(texts(r.Steps), "\n"); got != want {
		t.Errorf("the file runs\n%s\nand the steps are\n%s", got, want)
	}
	if opener := regexp.MustCompile(`<<|[$%]\{\{|\$\[\[`).FindString(strings.Join(texts(r.Steps), "\n")); opener != "" {
		t.Errorf("%s is left in\n%s", opener, strings.Join(texts(r.Steps), "\n"))
	}
}

// TestFiles reads every pair's file.
func TestFiles(t *testing.T) {
	each(t, func(t *testing.T, platform, party string) {
		for _, more := range [][]any{nil, {"image", "registry.example.com:5000/a/b:1.2@sha256:" + strings.Repeat("a", 64)}, {"name", "no"}, {"name", "on"}} {
			r := made(t, platform, party, nil, options(platform, party, more...))
			same(t, platform, r)
			again := made(t, platform, party, nil, options(platform, party, more...))
			if again.YAML != r.YAML {
				t.Error("two answers")
			}
		}
	})
}

// TestNames: a job's name is that name, whatever YAML makes of it.
func TestNames(t *testing.T) {
	for platform, taken := range map[string][]string{
		"gitlab":    {"no", "on", "1.0", "null", "~", "*a", "&a", "!a", "!reference [x]", "a: b", "a #b", `"a"`, "'a'", "- a", "[a]", "{a}", "%a", "@a", "`a`", "a $b", "é", "0x1", "1_000", "12:30:45", "2001-01-01", "="},
		"semaphore": {"no", "on", "1.0", "null", "*a", "!a", "a: b", "- a", "[a]", "@a", "<<"},
		"circleci":  {"no", "on", "null"},
		"github":    {"no", "on", "null", "_"},
	} {
		for _, name := range taken {
			r := made(t, platform, "vault", nil, options(platform, "vault", "name", name))
			same(t, platform, r)
			var tree any
			strict(t, r.YAML.Text, &tree)
			if name == "=" && !strings.Contains(r.YAML.Text, `"=":`) {
				t.Errorf("YAML 1.1 reads = as no string in\n%s", r.YAML.Text)
			}
			if !held(tree, name) {
				t.Errorf("%s: no %q in\n%s", platform, name, r.YAML.Text)
			}
		}
	}
}

// held reports whether a tree has the text as a string, key or value.
func held(tree any, text string) bool {
	switch x := tree.(type) {
	case map[string]any:
		for k, v := range x {
			if k == text || held(v, text) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(x, func(v any) bool { return held(v, text) })
	}
	return tree == any(text)
}

// FuzzFile: any command that is taken is read back as it is.
func FuzzFile(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Add("a\n\n  b\n")
	f.Add(" a\n\tb")
	f.Fuzz(func(t *testing.T, text string) {
		for _, platform := range []string{"semaphore", "gitlab", "circleci", "github"} {
			r, problems := attempt(platform, "vault", options(platform, "vault", "commands", []string{"first", text, "last"}))
			if len(problems) > 0 {
				continue
			}
			got := wellFormed(t, platform, r.YAML.Text)
			want := texts(r.Steps)
			if len(got) == 1 {
				want = []string{strings.Join(want, "\n") + "\n"}
				if platform == "circleci" && strings.Contains(text, `\<<`) {
					continue // what is escaped already stays so
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: got %q, want %q", platform, got, want)
			}
			if !bytes.Equal([]byte(r.YAML.Text), []byte(strings.ToValidUTF8(r.YAML.Text, ""))) {
				t.Errorf("%s: no UTF-8", platform)
			}
		}
	})
}
