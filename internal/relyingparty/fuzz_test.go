package relyingparty_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// FuzzHostile holds laws 3 and 5 of the design over every back end: the same
// input gives the same bytes, the order of lists does not matter, and no text of
// the user's ends up anywhere but inside one value of the document.
func FuzzHostile(f *testing.F) {
	for _, s := range []string{"main", "x/vcs-ref/refs/heads/main", "main' || true || '", "a${aws:username}", "a${*}", `a"b`, `a\'b`, "a,b", "ветка", "K", "${", "x*y", "'", "it's", "{{a}}", "%{if}", "a`b", "<b>&amp;"} {
		f.Add(s, "g/p", "web")
	}
	f.Fuzz(func(t *testing.T, ref, path, repository string) {
		if !utf8.ValidString(ref) || !utf8.ValidString(path) || !utf8.ValidString(repository) {
			t.Skip() // Terraform's strings are valid UTF-8
		}
		for _, in := range []struct {
			platform string
			filters  m
		}{
			{"gitlab", m{"projects": list(path, "safe/project"), "branches": list(ref, "main"), "environments": list(repository, "prod"), "tags": list(ref)}},
			{"gitlab", m{"projects": list(path), "branches": list(ref)}},
			{"semaphore", semaphore(m{"branches": list(ref, "main"), "repositories": list(repository, "web"), "generic_git": true})},
			{"circleci", circleci(m{"branches": list(ref, "main"), "repositories": list("github.com/"+path, "github.com/acme/web")})},
		} {
			d, problems := trust.Describe(in.platform, value.Of(in.filters))
			if len(problems) > 0 {
				continue
			}
			turned := m{}
			for k, v := range in.filters {
				if l, ok := v.([]string); ok {
					l = slices.Clone(l)
					slices.Reverse(l)
					v = l
				}
				turned[k] = v
			}
			d2, _ := trust.Describe(in.platform, value.Of(turned))
			for _, backend := range []string{"aws", "google", "vault", "azure"} {
				options := m{"audiences": list("https://aud.example")}
				if backend == "azure" || in.platform != "gitlab" {
					options = nil
				}
				doc, _, faults := compile(backend, d.Jobs, options)
				again, _, _ := compile(backend, d2.Jobs, options)
				if doc != again {
					t.Fatalf("%s depends on the order of lists:\n%s\n%s", backend, doc, again)
				}
				if len(faults) > 0 {
					if text := faults.Text(""); strings.ContainsAny(text, "\x00\x1b\r") {
						t.Fatalf("control characters in an error: %q", text)
					}
					continue
				}
				var parsed any
				if err := json.Unmarshal([]byte(doc), &parsed); err != nil {
					t.Fatalf("%s: no JSON: %v\n%s", backend, err, doc)
				}
				inPlace(t, backend, parsed, shapeOf(backend))
			}
		}
	})
}

// shapeOf lists the only names that may stand as keys in a document of the back
// end, apart from those with dots, slashes or colons that are claims.
func shapeOf(backend string) []string {
	if backend != "aws" {
		return nil
	}
	return []string{"Version", "Statement", "Sid", "Effect", "Principal", "Federated", "Action", "Condition", "StringEquals", "StringLike",
		"gitlab.com:aud", "gitlab.com:sub", "acme.semaphoreci.com:aud", "acme.semaphoreci.com:sub",
		"oidc.circleci.com/org/" + org + ":aud", "oidc.circleci.com/org/" + org + ":sub"}
}

func inPlace(t *testing.T, backend string, v any, keys []string) {
	t.Helper()
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			if keys != nil && !slices.Contains(keys, k) {
				t.Fatalf("%s: a user's text became the key %q", backend, k)
			}
			inPlace(t, backend, e, keys)
		}
	case []any:
		for _, e := range v {
			inPlace(t, backend, e, keys)
		}
	case string:
		if backend == "aws" && strings.Contains(v, "${") {
			t.Fatalf("a policy variable: %q", v)
		}
		if backend == "google" && strings.HasPrefix(v, "assertion") {
			balancedCEL(t, v)
		}
	}
}

// balancedCEL reads a CEL text as a lexer does: outside of string literals only
// the words and signs that the back end writes may stand.
func balancedCEL(t *testing.T, expr string) {
	t.Helper()
	var outside strings.Builder
	for i := 0; i < len(expr); {
		if expr[i] != '\'' {
			outside.WriteByte(expr[i])
			i++
			continue
		}
		for i++; ; i++ {
			if i >= len(expr) {
				t.Fatalf("unclosed literal in %s", expr)
			}
			if expr[i] == '\\' {
				i++
			} else if expr[i] == '\'' {
				i++
				break
			}
		}
		outside.WriteString("S")
	}
	words := strings.FieldsFunc(outside.String(), func(r rune) bool { return strings.ContainsRune(" ()[],&|=.?:!", r) })
	known := []string{"assertion", "has", "in", "S", "startsWith", "matches", "true", "false",
		"project_path", "project_id", "ref", "ref_type", "environment", "prj_id", "repo", "iss"}
	for _, w := range words {
		if !slices.Contains(known, w) {
			t.Fatalf("a user's text became CEL: %q in %s", w, expr)
		}
	}
}

// TestSameBytes compiles often: no map's order shows.
func TestSameBytes(t *testing.T) {
	jobs := describe(t, "gitlab", m{"projects": list("g/*", "h/p"), "branches": list("main", "v*"), "tags": list("*"), "environments": list("a", "b")})
	jobs = append(jobs, describe(t, "gitlab", m{"project_ids": list("3", "1"), "branches": list("x")})...)
	for _, backend := range []string{"google", "aws"} {
		options := m{"audiences": list("b", "a"), "accept_unenforced": list("environments")}
		first, report, problems := compile(backend, jobs, options)
		if len(problems) > 0 {
			t.Fatal(problems.Text(""))
		}
		for range 100 {
			if doc, again, _ := compile(backend, jobs, options); doc != first || !reflect.DeepEqual(again, report) {
				t.Fatalf("%s: two answers:\n%s\n%s", backend, first, doc)
			}
		}
	}
}
