package e2e_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/e2e/standin"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/effort"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// peers is where make peers puts what tests run.
const peers = "../../../.tools"

// bao is OpenBao's program, built by make peers.
func bao(t *testing.T) string {
	t.Helper()
	effort.Alone(t)
	path, err := filepath.Abs(filepath.Join(peers, "bao"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Skipf("SKIPPED: OpenBao is not built (make peers): %v", err)
	}
	return path
}

// rootToken is the dev server's.
const rootToken = "root"

// A vaultServer is an OpenBao server in dev mode, which keeps all in memory.
type vaultServer struct {
	address string // http://127.0.0.1:PORT
	log     *providertest.Log
}

// startVault runs a server that sees the stand-in internet and nothing else.
func startVault(t *testing.T, n *standin.Internet) *vaultServer {
	t.Helper()
	path, environment := bao(t), n.Environment(t)
	for range 3 { // somebody else may take the free port first
		s, ended := tryVault(t, path, environment)
		if !ended {
			return s
		}
		t.Logf("the server ended at once:\n%s", s.log)
	}
	t.Fatal("no OpenBao server")
	return nil
}

func tryVault(t *testing.T, path string, environment []string) (s *vaultServer, ended bool) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	s = &vaultServer{address: "http://" + address, log: &providertest.Log{}}
	ctx, cancel := context.WithCancel(context.Background()) // outlives t.Context, for cleanups that still ask it
	cmd := exec.CommandContext(ctx, path, "server", "-dev", "-dev-root-token-id="+rootToken, "-dev-listen-address="+address, "-dev-no-store-token")
	cmd.Env = append([]string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH")}, environment...)
	cmd.Stdout, cmd.Stderr = s.log, s.log
	if err := cmd.Start(); err != nil {
		cancel()
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(done)
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	for {
		select {
		case <-done:
			return s, true
		case <-t.Context().Done():
			t.Fatal("the server does not answer")
		case <-time.After(20 * time.Millisecond):
		}
		if status, _, err := s.ask(t, http.MethodGet, "sys/health", nil); err == nil && status == http.StatusOK {
			return s, false
		}
	}
}

// ask is one request as root.
func (s *vaultServer) ask(t *testing.T, method, path string, body any) (int, string, error) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, s.address+"/v1/"+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("X-Vault-Token", rootToken)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	return response.StatusCode, string(answer), err
}

// put writes as root.
func (s *vaultServer) put(t *testing.T, path string, body any) {
	t.Helper()
	if status, answer, err := s.ask(t, http.MethodPost, path, body); err != nil || status >= 300 {
		t.Fatalf("%s: %d %s %v", path, status, answer, err)
	}
}

// at serves the server's API at a host of the stand-in internet.
func (s *vaultServer) at(t *testing.T, n *standin.Internet, host string) {
	t.Helper()
	to, err := url.Parse(s.address)
	if err != nil {
		t.Fatal(err)
	}
	n.Handle(host, httputil.NewSingleHostReverseProxy(to))
}
