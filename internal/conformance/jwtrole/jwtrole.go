// Package jwtrole holds emitted JWT roles against a server's JWT auth method. It
// knows no server: Vault's and OpenBao's SDKs cannot be linked into one binary,
// so each is tested in a package of its own.
package jwtrole

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/agree"
	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/world"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/vault"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A Mount is one JWT auth mount of a server.
type Mount interface {
	// Write writes a path; body is JSON, as it comes over HTTP.
	Write(path string, body []byte) error
	// Login returns the alias of the entity that logs in, or why nobody does.
	Login(role, token string) (alias string, err error)
}

// A Suite makes mounts of a server.
type Suite struct {
	Name  string
	Mount func() (Mount, error)

	sign func(claims []byte) (string, error)
	pem  string
	mu   sync.Mutex
	made map[string]string // claims → signed token
}

// New prepares a suite with a signing key made for this run.
func New(t *testing.T, name string, mount func() (Mount, error)) *Suite {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		t.Fatal(err)
	}
	return &Suite{
		Name: name, Mount: mount, pem: string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), made: map[string]string{},
		sign: func(claims []byte) (string, error) {
			signed, err := signer.Sign(claims)
			if err != nil {
				return "", err
			}
			return signed.CompactSerialize()
		},
	}
}

// Compile emits the role of a case and writes it to mounts: as the API's JSON,
// and as the official provider sends what it is given.
func (s *Suite) Compile(t *testing.T, c world.Case, jobs trust.Jobs) ([]agree.Document, problem.List) {
	role, problems := s.emit(c, jobs, false)
	held.Store(c.Name, len(problems) == 0)
	if len(problems) > 0 {
		return nil, problems
	}
	docs := []agree.Document{s.document(t, "role_json", role.Issuer, []byte(role.RoleJSON), role.RoleJSON)}
	sent, err := json.Marshal(Sent(role))
	if err != nil {
		t.Fatal(err)
	}
	return append(docs, s.document(t, "official provider", role.Issuer, sent, string(sent))), nil
}

// CompileJSONOnly emits with role_json_only: what the provider's strings cannot
// hold.
func (s *Suite) CompileJSONOnly(t *testing.T, c world.Case, jobs trust.Jobs) ([]agree.Document, problem.List) {
	role, problems := s.emit(c, jobs, true)
	if len(problems) > 0 {
		return nil, problems
	}
	return []agree.Document{s.document(t, "role_json only", role.Issuer, []byte(role.RoleJSON), role.RoleJSON)}, nil
}

func (s *Suite) emit(c world.Case, jobs trust.Jobs, jsonOnly bool) (vault.Role, problem.List) {
	options := map[string]any{"role_json_only": jsonOnly}
	if len(c.Audiences) > 0 {
		options["audiences"] = c.Audiences
	}
	if len(c.Accept) > 0 {
		options["accept_unenforced"] = c.Accept
	}
	if len(c.TakenOn) > 0 {
		options["accept_unverified"] = c.TakenOn
	}
	return vault.JWTRole(jobs, value.Of(options))
}

// Sent is the body that terraform-provider-vault sends for a
// vault_jwt_auth_backend_role with our outputs (5.11, util.go and
// resource_jwt_auth_backend_role.go): bound claims are split at commas and
// trimmed, unless parsing is disabled, and are always lists of strings.
func Sent(r vault.Role) map[string]any {
	claims := map[string]any{}
	for name, text := range r.BoundClaims {
		parts := []string{text}
		if !r.DisableParsing {
			parts = strings.Split(text, ",")
		}
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		claims[name] = parts
	}
	body := map[string]any{
		"role_type":         "jwt",
		"user_claim":        r.UserClaim,
		"bound_audiences":   r.BoundAudiences,
		"bound_claims":      claims,
		"bound_claims_type": r.BoundClaimsType,
	}
	if r.BoundSubject != "" {
		body["bound_subject"] = r.BoundSubject
	}
	return body
}

// document writes issuer and role to a mount of its own.
func (s *Suite) document(t *testing.T, way, issuer string, role []byte, text string) agree.Document {
	t.Helper()
	mount, err := s.Mount()
	if err != nil {
		t.Fatal(err)
	}
	config, err := json.Marshal(map[string]any{"jwt_validation_pubkeys": []string{s.pem}, "bound_issuer": issuer})
	if err != nil {
		t.Fatal(err)
	}
	if err := mount.Write("config", config); err != nil {
		t.Fatalf("config: %v", err)
	}
	if err := mount.Write("role/r", role); err != nil {
		t.Fatalf("%s does not take the role: %v\n%s", s.Name, err, role)
	}
	return agree.Document{Way: way, Text: "issuer " + issuer + ", role " + text, Judge: s.judge(mount)}
}

func (s *Suite) judge(mount Mount) agree.Judge {
	return func(t world.Token) (bool, string) {
		token, err := s.token(t.Claims)
		if err != nil {
			return false, "the token cannot be signed: " + err.Error()
		}
		alias, err := mount.Login("r", token)
		switch {
		case err != nil:
			return false, err.Error()
		case alias == "":
			// The plugin takes it, the server's core does not.
			return false, "missing name in alias"
		}
		return true, "alias " + alias
	}
}

// token signs claims, once.
func (s *Suite) token(claims map[string]any) (string, error) {
	full := maps.Clone(claims)
	now := time.Now().Truncate(time.Hour)
	full["iat"], full["nbf"], full["exp"] = now.Unix(), now.Unix(), now.Add(3*time.Hour).Unix()
	raw, err := json.Marshal(full)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	signed, ok := s.made[string(raw)]
	s.mu.Unlock()
	if ok {
		return signed, nil
	}
	if signed, err = s.sign(raw); err != nil {
		return "", fmt.Errorf("%s: %w", raw, err)
	}
	s.mu.Lock()
	s.made[string(raw)] = signed
	s.mu.Unlock()
	return signed, nil
}

// Party is the suite's relying party.
func (s *Suite) Party() agree.Party {
	return agree.Party{
		Name:     s.Name,
		Compile:  s.Compile,
		Audience: agree.WithAnyOne,
		Limit:    12,
		Deep:     10,
		Large:    200,
		Pairs:    20_000,
		Emitted:  map[string]int{"semaphore": 85, "circleci": 70, "gitlab": 95, "github": 85, "hcp_terraform": 85},
		Refusals: map[string]problem.Code{
			"circleci/github_tag":                            problem.Unverified,    // how tags look is not verified
			"circleci/bitbucket_branch/whole":                problem.Unverified,    // nor Bitbucket's origin
			"circleci/own_host_branch/whole":                 problem.Unverified,    // nor that of a host of one's own
			"github/pull_request":                            problem.Inexpressible, // a pull request of another event may look the same
			"circleci/github_branch/ssh_rerun=turned":        problem.Inexpressible, // a bool, which the provider's strings never match
			"gitlab/branch/projects=any":                     problem.Inexpressible, // everybody on gitlab.com
			"gitlab/branch/url=1":                            problem.Inexpressible, // a fork's merge request before 18.2.2
			"gitlab/branch/branches=comma-beside":            problem.Inexpressible, // the provider splits at commas
			"semaphore/branch/branches=comma-beside":         problem.Inexpressible,
			"github/branch/branches=comma-beside":            problem.Inexpressible,
			"hcp_terraform/module_test/modules=comma-beside": problem.Inexpressible,
			"circleci/github_branch/whole/union-of-origins":  problem.Split, // a union that is no product
			"gitlab/branch/union-of-keys":                    problem.Split,
			"github/branch/tags=exact":                       problem.Split, // branches or tags, and other claims beside
			"union/platforms":                                problem.Split, // a mount has one issuer
			"semaphore/union/host":                           problem.Split,
		},
	}
}

// holds reports whether the official provider's strings hold a case's role.
func (s *Suite) holds(c world.Case, jobs trust.Jobs) bool {
	if known, ok := held.Load(c.Name); ok {
		return known == true
	}
	_, problems := s.emit(c, jobs, false)
	held.Store(c.Name, len(problems) == 0)
	return len(problems) == 0
}

// held remembers it: two tests ask.
var held sync.Map

// JSONOnly is the relying party that is given role_json alone. Only cases that
// the official provider's strings cannot hold are run.
func (s *Suite) JSONOnly() agree.Party {
	p := s.Party()
	p.Name += ", role_json_only"
	p.Compile = s.CompileJSONOnly
	p.Pairs, p.Emitted, p.Refusals, p.Few = 500, nil, nil, true
	p.Skip = func(c world.Case) bool {
		jobs, err := c.Jobs()
		if err != nil {
			return true
		}
		return s.holds(c, jobs)
	}
	return p
}
