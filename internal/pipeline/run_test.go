package pipeline_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/pipeline"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
)

var shells = []string{"bash", "dash"}

// TestRun runs every pair's steps with stubs for the commands: the token reaches
// the relying party's command, by a file that nobody else may read or by standard
// input, is no argument of anything, is not printed, and nothing is left behind.
func TestRun(t *testing.T) {
	effort.Alone(t)
	for _, sh := range shells {
		each(t, func(t *testing.T, platform, party string) {
			r := made(t, platform, party, describe(t, platform, described[platform]), options(platform, party))
			calls, printed, err := shell(t, sh, strings.Join(texts(r.Steps), "\n"), tokens)
			if err != nil {
				t.Fatalf("%v\n%s", err, printed)
			}
			check := map[string]func(*testing.T, []call){"aws": awsRan, "azure": azureRan, "google": googleRan, "vault": vaultRan}[party]
			check(t, calls)
			unseen(t, calls, printed)
		})
	}
}

// unseen demands that no token is an argument of any command or printed, and
// that the folder of the token is gone.
func unseen(t *testing.T, calls []call, printed string) {
	t.Helper()
	for _, secret := range []string{stubToken, stubVaultToken, "request-token"} {
		if strings.Contains(printed, secret) {
			t.Errorf("the log shows %s:\n%s", secret, printed)
		}
		for _, c := range calls {
			for _, a := range c.Args {
				if strings.Contains(a, secret) {
					t.Errorf("%s has %s in %q", c.Name, secret, a)
				}
			}
		}
	}
	for _, c := range calls {
		if c.Name == "canary" {
			t.Errorf("a value was run: %+v", c)
		}
		for file, mode := range c.Modes {
			if mode != "-rw-------" && mode != "drwx------" {
				t.Errorf("%s has mode %s", file, mode)
			}
			if _, err := os.Stat(file); !os.IsNotExist(err) {
				t.Errorf("%s is left: %v", file, err)
			}
		}
	}
}

func awsRan(t *testing.T, calls []call) {
	t.Helper()
	c := find(t, calls, "aws", "get-caller-identity")
	for name, want := range map[string]string{"AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/deploy", "AWS_REGION": "eu-central-1", "AWS_DEFAULT_REGION": "eu-central-1"} {
		if c.Env[name] != want {
			t.Errorf("%s is %q", name, c.Env[name])
		}
	}
	if c.Env["AWS_ACCESS_KEY_ID"]+c.Env["AWS_SECRET_ACCESS_KEY"] != "" {
		t.Errorf("stale keys are taken before the token: %q", c.Env)
	}
	if n := len(c.Env["AWS_ROLE_SESSION_NAME"]); n < 10 || n > 64 || strings.Contains(c.Env["AWS_ROLE_SESSION_NAME"], "$") {
		t.Errorf("the session's name is %q", c.Env["AWS_ROLE_SESSION_NAME"])
	}
	if c.Files["token"] != stubToken {
		t.Errorf("the token file holds %q", c.Files["token"])
	}
}

func azureRan(t *testing.T, calls []call) {
	t.Helper()
	c := find(t, calls, "az", "login")
	if i := slices.Index(c.Args, "--federated-token"); i < 0 || !strings.HasPrefix(c.Args[i+1], "@/tmp/oidc.") || c.Files["token"] != stubToken {
		t.Errorf("az %q with %q", c.Args, c.Files)
	}
	if c.Env["AZURE_CLIENT_ID"] != wanted["azure"]["client_id"] || c.Env["AZURE_TENANT_ID"] != wanted["azure"]["tenant_id"] || !slices.Contains(c.Args, c.Env["AZURE_CLIENT_ID"]) {
		t.Errorf("az %q, %q", c.Args, c.Env)
	}
	if c.Env["AZURE_CLIENT_SECRET"] != "" {
		t.Errorf("a stale secret is taken before the token: %q", c.Env)
	}
	if s := find(t, calls, "az", "set"); s.Args[3] != wanted["azure"]["subscription_id"] {
		t.Errorf("az %q", s.Args)
	}
}

func googleRan(t *testing.T, calls []call) {
	t.Helper()
	c := find(t, calls, "gcloud", "login")
	var config struct {
		Type, Audience string
		Source         struct{ File string } `json:"credential_source"`
		Impersonation  string                `json:"service_account_impersonation_url"`
	}
	if err := json.Unmarshal([]byte(c.Files["credentials.json"]), &config); err != nil {
		t.Fatalf("%v: %s", err, c.Files["credentials.json"])
	}
	if config.Type != "external_account" || !strings.HasSuffix(config.Audience, "projects/123456789012/locations/global/workloadIdentityPools/ci-pool/providers/ci-provider") ||
		!strings.HasSuffix(config.Source.File, "/token") || !strings.Contains(config.Impersonation, "deploy@my-project.") {
		t.Errorf("%+v", config)
	}
	if c.Files["token"] != stubToken || !slices.Contains(c.Args, "--cred-file="+c.Env["GOOGLE_APPLICATION_CREDENTIALS"]) || c.Env["GOOGLE_CLOUD_PROJECT"] != "my-project" {
		t.Errorf("gcloud %q with %q", c.Args, c.Files)
	}
}

func vaultRan(t *testing.T, calls []call) {
	t.Helper()
	c := find(t, calls, "vault", "write")
	if want := []string{"write", "-field=token", "auth/ci/login", "role=deploy", "jwt=-"}; !slices.Equal(c.Args, want) || c.Stdin != stubToken || c.Env["VAULT_ADDR"] != "https://vault.example.com:8200" {
		t.Errorf("vault %q with %q at %s", c.Args, c.Stdin, c.Env["VAULT_ADDR"])
	}
	k := find(t, calls, "vault", "kv")
	if want := []string{"kv", "get", "-mount=secret", "-field=password", "deploy"}; !slices.Equal(k.Args, want) || k.Env["VAULT_TOKEN"] != stubVaultToken {
		t.Errorf("vault %q with the token %q", k.Args, k.Env["VAULT_TOKEN"])
	}
}

// TestRunAfterwards: commands run behind the login, in its shell, with what it
// left there.
func TestRunAfterwards(t *testing.T) {
	for _, sh := range shells {
		t.Run(sh, func(t *testing.T) {
			r := made(t, "gitlab", "vault", nil, options("gitlab", "vault", "commands", []string{`canary "$DB_PASSWORD" "$VAULT_TOKEN"`, "for x in 1 2; do\n  canary <<EOF\n$x\nEOF\ndone"}))
			calls, printed, err := shell(t, sh, strings.Join(texts(r.Steps), "\n"), tokens)
			if err != nil {
				t.Fatalf("%v\n%s", err, printed)
			}
			c := find(t, calls, "canary", "")
			if !slices.Equal(c.Args, []string{stubSecret, stubVaultToken}) {
				t.Errorf("%q", c.Args)
			}
			if n := len(calls); n != 5 {
				t.Errorf("%d calls: %+v", n, calls)
			}
		})
	}
}

// TestRunNothingWithoutToken: a job without a token stops before anything is
// sent, and so does one whose login fails.
func TestRunNothingWithoutToken(t *testing.T) {
	for _, sh := range shells {
		each(t, func(t *testing.T, platform, party string) {
			r := made(t, platform, party, nil, options(platform, party, "commands", []string{"canary"}))
			calls, printed, err := shell(t, sh, strings.Join(texts(r.Steps), "\n"), nil)
			if err == nil || len(calls) != 0 || !strings.Contains(printed, "there is no OpenID Connect token in this job") {
				t.Errorf("%v, %+v\n%s", err, calls, printed)
			}
		})
	}
}

// TestRunStopsAtAFailure: every line's failure is its own exit status, so that
// each list item of Semaphore and GitLab tells the platform. A login that fails
// must not be hidden by an export.
func TestRunStopsAtAFailure(t *testing.T) {
	each(t, func(t *testing.T, platform, party string) {
		// The call that fails, and nothing else does.
		failing := map[string][]string{"aws": {"aws sts get-caller-identity", "aws sts assume-role-with-web-identity"}, "azure": {"az login", "az account"}, "google": {"gcloud auth"}, "vault": {"vault write", "vault kv"}}[party]
		if fetched := map[string]string{"circleci": "circleci run", "github": "jq -re"}[platform]; fetched != "" && party == "vault" {
			failing = append(failing, fetched)
		}
		for _, broken := range failing {
			more := []any{"commands", []string{"canary"}}
			if strings.Contains(broken, "assume-role") {
				more = append(more, "duration", 900.0)
			}
			if strings.HasPrefix(broken, "circleci") {
				more = append(more, "audiences", []string{"x"})
			}
			r := made(t, platform, party, nil, options(platform, party, more...))
			name, arguments, _ := strings.Cut(broken, " ")
			script := "set +e; set +o pipefail\n" + name + "() { case \"$*\" in '" + arguments + "'*) return 3;; *) command " + name + " \"$@\";; esac; }\n"
			for _, line := range texts(r.Steps) { // as Semaphore runs them: no -e, each item's status is looked at
				script += line + "\nstatus=$?; [ $status = 0 ] || exit $status\n"
			}
			calls, printed, err := shell(t, "bash", script, tokens)
			if err == nil || slices.ContainsFunc(calls, func(c call) bool { return c.Name == "canary" }) {
				t.Errorf("the failure of %s is not seen: %v, %+v\n%s", broken, err, calls, printed)
			}
		}
	})
}

// TestRunDuration: the credentials are fetched once, and reach the environment.
func TestRunDuration(t *testing.T) {
	for _, sh := range shells {
		each(t, func(t *testing.T, platform, party string) {
			if party != "aws" {
				return
			}
			r := made(t, platform, party, nil, options(platform, party, "duration", 1800.0, "session_name", "it=me@ci,+1"))
			calls, printed, err := shell(t, sh, strings.Join(texts(r.Steps), "\n"), tokens)
			if err != nil {
				t.Fatalf("%v\n%s", err, printed)
			}
			c := find(t, calls, "aws", "assume-role-with-web-identity")
			for flag, want := range map[string]string{"--duration-seconds": "1800", "--role-session-name": "it=me@ci,+1", "--role-arn": "arn:aws:iam::123456789012:role/deploy"} {
				if i := slices.Index(c.Args, flag); i < 0 || c.Args[i+1] != want {
					t.Errorf("%s in %q", flag, c.Args)
				}
			}
			if i := slices.Index(c.Args, "--web-identity-token"); i < 0 || !strings.HasPrefix(c.Args[i+1], "file:///tmp/oidc.") || c.Files["token"] != stubToken {
				t.Errorf("%q, %q", c.Args, c.Files)
			}
			who := find(t, calls, "aws", "get-caller-identity")
			if who.Env["AWS_ACCESS_KEY_ID"] != "AKIA_STUB" || who.Env["AWS_SECRET_ACCESS_KEY"] != "secret/key+" || who.Env["AWS_SESSION_TOKEN"] != "session==" {
				t.Errorf("%q", who.Env)
			}
			unseen(t, calls, printed)
		})
	}
}

// TestRunAudience: a chosen audience is asked for, and the token that comes is
// presented.
func TestRunAudience(t *testing.T) {
	const audience = `it's "$HOME" << x >> ${{ y }} \`
	for _, c := range []struct{ platform, command, argument string }{
		{"circleci", "circleci", `{"aud":"it's \"$HOME\" << x >> ${{ y }} \\"}`},
		{"github", "curl", "audience=" + audience},
	} {
		for _, sh := range shells {
			t.Run(c.platform+" "+sh, func(t *testing.T) {
				r := made(t, c.platform, "vault", nil, options(c.platform, "vault", "audiences", []string{audience}))
				calls, printed, err := shell(t, sh, strings.Join(texts(r.Steps), "\n"), tokens)
				if err != nil {
					t.Fatalf("%v\n%s", err, printed)
				}
				find(t, calls, c.command, c.argument)
				if v := find(t, calls, "vault", "write"); v.Stdin != stubToken {
					t.Errorf("presented %q", v.Stdin)
				}
				unseen(t, calls, printed)
			})
		}
	}
}

// hostile are texts that break out of what is not quoted. Those without control
// characters arrive as they are.
var hostile = []string{
	"a b", "a  b", `a"b`, "a'b", "'; canary; '", "$HOME", "${HOME}", "$(canary)", "`canary`", "a;canary", "a&&canary", "a|canary", "a>canary", "a#b", `a\`, `a\'b`, "a!b", "!!",
	"a*b", "?", "[a]", "{a,b}", "~", "a: b", "on", "no", "1.0", "0x1", "1e3", "null", "~x", "*a", "&a", "!a", "!reference [x, y]", "%a", "@a", "| x", "> x", "a #b", "? x", "{{ x }}", "- x", "a\u00e9\u4e16",
	"<< parameters.x >>", "<<EOF", "<<<x", "<<<<<<", `\<<`, "${{ parameters.X }}", "%{{ x }}", "$[[ inputs.x ]]", "[[[[", "{{{{{", "$$VAR", "$VAR", "%VAR%", "a,b", "x=@/etc/passwd", "file:///etc/passwd",
	"a\nb", "a\ncanary", "a\r", "a\x00b", "a\tb", "a\x1b[2J", "\xff", "a\u2028b", "", " a", "a ", "-a", "--help",
}

// TestHostile puts each text where any text may stand: it arrives whole or is
// refused, and nothing else runs.
func TestHostile(t *testing.T) {
	effort.Alone(t)
	arrived, attempts := map[string]int{}, effort.Some(hostile, 6, 18)
	for _, place := range []struct {
		name    string
		options func(text string) map[string]any
		got     func(t *testing.T, calls []call) string
	}{
		{"namespace", func(s string) map[string]any { return map[string]any{"namespace": s} },
			func(t *testing.T, calls []call) string {
				return find(t, calls, "vault", "write").Env["VAULT_NAMESPACE"]
			}},
		{"mount", func(s string) map[string]any { return map[string]any{"mount": s} },
			func(t *testing.T, calls []call) string {
				return strings.TrimSuffix(strings.TrimPrefix(find(t, calls, "vault", "write").Args[2], "auth/"), "/login")
			}},
		{"secret path", func(s string) map[string]any {
			return map[string]any{"secrets": map[string]any{"X": map[string]any{"path": s, "field": "f"}}}
		}, func(t *testing.T, calls []call) string { return find(t, calls, "vault", "kv").Args[4] }},
		{"secret field", func(s string) map[string]any {
			return map[string]any{"secrets": map[string]any{"X": map[string]any{"path": "p", "field": s}}}
		}, func(t *testing.T, calls []call) string {
			return strings.TrimPrefix(find(t, calls, "vault", "kv").Args[3], "-field=")
		}},
		{"secret mount", func(s string) map[string]any {
			return map[string]any{"secrets": map[string]any{"X": map[string]any{"path": "p", "field": "f", "mount": s}}}
		}, func(t *testing.T, calls []call) string {
			return strings.TrimPrefix(find(t, calls, "vault", "kv").Args[2], "-mount=")
		}},
		{"role", func(s string) map[string]any { return map[string]any{"role": s} },
			func(t *testing.T, calls []call) string {
				return strings.TrimPrefix(find(t, calls, "vault", "write").Args[3], "role=")
			}},
		{"address", func(s string) map[string]any { return map[string]any{"address": s} },
			func(t *testing.T, calls []call) string { return find(t, calls, "vault", "write").Env["VAULT_ADDR"] }},
	} {
		t.Run(place.name, func(t *testing.T) {
			for _, text := range attempts {
				o := with(wanted["vault"])
				delete(o, "secrets")
				for k, v := range place.options(text) {
					o[k] = v
				}
				r, problems := attempt("circleci", "vault", o)
				if len(problems) > 0 {
					if strings.Contains(problems.Text(""), "\n") && !strings.Contains(text, "\n") || strings.ContainsAny(problems.Text(""), "\x1b\r") {
						t.Errorf("%q breaks out of the message %q", text, problems.Text(""))
					}
					continue
				}
				arrived[place.name]++
				tried := shells
				if place.name != "namespace" {
					tried = shells[:1] // quoting is the same everywhere
				}
				for _, sh := range tried {
					calls, printed, err := shell(t, sh, strings.Join(texts(r.Steps), "\n"), tokens)
					if err != nil {
						t.Errorf("%q: %v\n%s", text, err, printed)
						continue
					}
					if got := place.got(t, calls); got != text {
						t.Errorf("%q arrives as %q", text, got)
					}
					unseen(t, calls, printed)
				}
				same(t, "circleci", r)
			}
		})
	}
	// The test must not pass by everything being refused.
	for place, least := range map[string]int{"namespace": 50, "mount": 50, "secret path": 50, "secret field": 50, "secret mount": 50} {
		if arrived[place] < least*len(attempts)/len(hostile) {
			t.Errorf("%s: only %d texts are taken", place, arrived[place])
		}
	}
	for _, place := range []string{"role", "address"} {
		if arrived[place] > 6 { // on, no, null, 1.0, 0x1, 1e3
			t.Errorf("%s: %d texts are taken", place, arrived[place])
		}
	}
}

// TestHostileEverywhere: whatever stands in an option of one line, it is refused,
// or the lines run with nothing but the stubs.
func TestHostileEverywhere(t *testing.T) {
	effort.Alone(t)
	each(t, func(t *testing.T, platform, party string) {
		for _, p := range pipeline.Parties() {
			if p.Name != party {
				continue
			}
			for _, f := range p.Options {
				for _, text := range effort.Some(hostile, 6, 18) {
					value := any(text)
					if f.Kind == "secrets" {
						value = map[string]any{text: map[string]any{"path": "p", "field": "f"}}
					}
					r, problems := attempt(platform, party, options(platform, party, f.Name, value))
					if len(problems) > 0 || len(r.Steps) == 0 {
						continue
					}
					same(t, platform, r)
					if platform != "circleci" {
						continue // one of them is enough to run
					}
					calls, printed, err := shell(t, "bash", strings.Join(texts(r.Steps), "\n"), tokens)
					if err != nil {
						t.Errorf("%s %q: %v\n%s", f.Name, text, err, printed)
					}
					unseen(t, calls, printed)
				}
			}
			for _, option := range []string{"name", "image", "environment", "contexts", "audiences", "token_version"} {
				for _, text := range hostile {
					value := any(text)
					if option == "contexts" || option == "audiences" {
						value = []string{text}
					}
					r, problems := attempt(platform, party, options(platform, party, option, value))
					if len(problems) == 0 {
						same(t, platform, r)
						wellFormed(t, platform, r.YAML.Text)
					}
				}
			}
		}
	})
}

// TestHostileARN: a role's path may hold what the shell obeys.
func TestHostileARN(t *testing.T) {
	const arn = "arn:aws:iam::123456789012:role/it's/$(canary)/`canary`/\"!\"/<<x>>/${{y}}/deploy"
	for _, sh := range shells {
		r := made(t, "semaphore", "aws", nil, options("semaphore", "aws", "role_arn", arn))
		calls, printed, err := shell(t, sh, strings.Join(texts(r.Steps), "\n"), tokens)
		if err != nil {
			t.Fatalf("%v\n%s", err, printed)
		}
		if got := find(t, calls, "aws", "sts").Env["AWS_ROLE_ARN"]; got != arn || r.Environment["AWS_ROLE_ARN"].Text != arn {
			t.Errorf("got %q", got)
		}
		unseen(t, calls, printed)
	}
}
