package standin_test

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/e2e/standin"
)

func get(t *testing.T, client *http.Client, url string) (string, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

func TestNamesLeadToTheirHandlers(t *testing.T) {
	t.Parallel()
	n := standin.New(t)
	hosts := []string{"a.example", "b.example", "b.example:8200"}
	for _, host := range hosts {
		n.Handle(host, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, "this is "+host+r.URL.Path)
		}))
	}
	client := n.Client(t)
	for _, host := range hosts {
		if body, err := get(t, client, "https://"+host+"/x"); err != nil || body != "this is "+host+"/x" {
			t.Errorf("%s answers %q, %v", host, body, err)
		}
	}
	if got, want := n.Requests(), []string{"GET a.example/x", "GET b.example/x", "GET b.example:8200/x"}; !slices.Equal(got, want) {
		t.Errorf("requests %q instead of %q", got, want)
	}
	if got := n.Strays(); len(got) != 0 {
		t.Errorf("strays %q", got)
	}
}

func TestOtherNamesLeadNowhere(t *testing.T) {
	t.Parallel()
	n := standin.New(t)
	n.Handle("a.example", http.NotFoundHandler())
	client := n.Client(t)
	for _, url := range []string{"https://other.example/", "http://a.example/", "https://a.example:8443/"} {
		if body, err := get(t, client, url); err == nil && !strings.HasPrefix(body, "the stand-in for the internet does not know ") {
			t.Errorf("%s answers %q", url, body)
		}
	}
	if got, want := n.Strays(), []string{"other.example:443", "a.example", "a.example:8443"}; !slices.Equal(got, want) {
		t.Errorf("strays %q instead of %q", got, want)
	}
	if got := n.Requests(); len(got) != 0 {
		t.Errorf("requests %q", got)
	}
}

// TestEnvironment shows that a process with nothing but the environment is led
// there: this test's own binary, whose default client is asked.
func TestEnvironment(t *testing.T) {
	if url := os.Getenv("STANDIN_TEST_GET"); url != "" {
		body, err := get(t, http.DefaultClient, url)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = os.Stdout.WriteString("got:" + body + "\n")
		return
	}
	t.Parallel()
	n := standin.New(t)
	n.Handle("a.example", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "a") }))
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestEnvironment$")
	cmd.Env = append(n.Environment(t), "STANDIN_TEST_GET=https://a.example/")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "got:a\n") {
		t.Errorf("%v\n%s", err, out)
	}
}
