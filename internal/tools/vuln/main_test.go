package main

import (
	"bytes"
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const skipped = "SKIPPED: vulnerability database not reachable\n"

// vuln runs the wrapper on the sample, which calls golang.org/x/mod/semver.Compare.
func vuln(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(context.Background(), args, &out, &errs)
	return code, out.String(), errs.String()
}

// database writes an OSV database in which every version of golang.org/x/mod has
// a flaw in the given function of its semver package.
func database(t *testing.T, function string) string {
	t.Helper()
	dir := t.TempDir()
	const modified = `"2026-01-01T00:00:00Z"`
	for name, text := range map[string]string{
		"index/db.json": `{"modified": ` + modified + `}`,
		"index/modules.json": `[{"path": "golang.org/x/mod",
			"vulns": [{"id": "GO-2026-0001", "modified": ` + modified + `}]}]`,
		"index/vulns.json": `[{"id": "GO-2026-0001", "modified": ` + modified + `}]`,
		"ID/GO-2026-0001.json": `{
			"schema_version": "1.3.1", "id": "GO-2026-0001",
			"modified": ` + modified + `, "published": ` + modified + `,
			"summary": "Planted", "details": "Planted by a test.",
			"database_specific": {"url": "https://example.com/GO-2026-0001"},
			"affected": [{
				"package": {"name": "golang.org/x/mod", "ecosystem": "Go"},
				"ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}],
				"ecosystem_specific": {"imports": [
					{"path": "golang.org/x/mod/semver", "symbols": ["` + function + `"]}]}}]}`,
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return "file://" + filepath.ToSlash(dir)
}

func TestFindingFails(t *testing.T) {
	code, stdout, stderr := vuln(t, "-db", database(t, "Compare"), "./testdata/sample")
	if code == 0 || !strings.Contains(stdout, "GO-2026-0001") || strings.Contains(stdout, skipped) {
		t.Errorf("exit code %d, want a failure that names the finding\n%s%s", code, stdout, stderr)
	}
}

func TestCleanPasses(t *testing.T) {
	// Max is not called by the sample: what is not called is not a finding.
	code, stdout, stderr := vuln(t, "-db", database(t, "Max"), "./testdata/sample")
	if code != 0 || !strings.Contains(stdout, "No vulnerabilities found") {
		t.Errorf("exit code %d, want 0 and no finding\n%s%s", code, stdout, stderr)
	}
}

// dialTo sends every connection of the default HTTP client to one address, so
// that the public database is what a test makes of it.
func dialTo(t *testing.T, address string) {
	t.Helper()
	before := http.DefaultTransport
	t.Cleanup(func() { http.DefaultTransport = before })
	http.DefaultTransport = &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, address)
		},
	}
}

func TestUnreachableIsSkipped(t *testing.T) {
	nobody := httptest.NewServer(http.NotFoundHandler())
	nobody.Close()
	dialTo(t, nobody.Listener.Addr().String())
	code, stdout, stderr := vuln(t, "./testdata/sample")
	if code != 0 || !strings.HasSuffix(stdout, skipped) {
		t.Errorf("exit code %d, want 0 and SKIPPED\n%s%s", code, stdout, stderr)
	}
}

// Code that does not load is a failure even where the database is out of reach.
func TestBrokenCodeIsNotSkipped(t *testing.T) {
	nobody := httptest.NewServer(http.NotFoundHandler())
	nobody.Close()
	dialTo(t, nobody.Listener.Addr().String())
	wantFailure(t, "./testdata/missing")
}

func TestUntrustedCertificateFails(t *testing.T) {
	stranger := httptest.NewTLSServer(http.NotFoundHandler())
	defer stranger.Close()
	stranger.Config.ErrorLog = log.New(io.Discard, "", 0)
	dialTo(t, stranger.Listener.Addr().String())
	wantFailure(t, "./testdata/sample")
}

func TestBadAnswerFails(t *testing.T) {
	before := http.DefaultTransport
	t.Cleanup(func() { http.DefaultTransport = before })
	http.DefaultTransport = teapot{}
	wantFailure(t, "./testdata/sample")
}

type teapot struct{}

func (teapot) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{Status: "418", StatusCode: http.StatusTeapot, Body: http.NoBody, Request: r}, nil
}

func TestOtherFailuresFail(t *testing.T) {
	for name, args := range map[string][]string{
		"database file missing": {"-db", "file:///no/such/folder", "./testdata/sample"},
		"no such package":       {"-db", database(t, "Max"), "./testdata/missing"},
		"unknown flag":          {"-no-such-flag"},
		"no packages":           {"-db", database(t, "Max")},
	} {
		t.Run(name, func(t *testing.T) { wantFailure(t, args...) })
	}
}

func wantFailure(t *testing.T, args ...string) {
	t.Helper()
	code, stdout, stderr := vuln(t, args...)
	if code == 0 || strings.Contains(stdout, "SKIPPED") {
		t.Errorf("exit code %d, want a failure\n%s%s", code, stdout, stderr)
	}
}
