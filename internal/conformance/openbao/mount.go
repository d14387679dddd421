// Package openbao runs OpenBao's own JWT auth method in process and logs in with
// signed tokens. There is no server around it: identity and policies are not
// exercised.
package openbao

import (
	"context"
	"errors"
	"time"

	"github.com/hashicorp/go-hclog"
	jwtauth "github.com/openbao/openbao/builtin/credential/jwt"
	"github.com/openbao/openbao/sdk/v2/helper/jsonutil"
	"github.com/openbao/openbao/sdk/v2/logical"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/jwtrole"
)

// A mount is a backend and its storage.
type mount struct {
	backend logical.Backend
	storage logical.Storage
}

func newMount() (jwtrole.Mount, error) {
	storage := &logical.InmemStorage{}
	backend, err := jwtauth.Factory(context.Background(), &logical.BackendConfig{
		Logger:      hclog.NewNullLogger(),
		System:      &logical.StaticSystemView{DefaultLeaseTTLVal: time.Hour, MaxLeaseTTLVal: 24 * time.Hour},
		StorageView: storage,
	})
	if err != nil {
		return nil, err
	}
	return &mount{backend, storage}, nil
}

func (m *mount) handle(operation logical.Operation, path string, data map[string]any) (*logical.Response, error) {
	response, err := m.backend.HandleRequest(context.Background(), &logical.Request{
		Operation:  operation,
		Path:       path,
		Storage:    m.storage,
		Data:       data,
		Connection: &logical.Connection{RemoteAddr: "127.0.0.1"},
	})
	if err == nil && response.IsError() {
		err = response.Error()
	}
	return response, err
}

// Write decodes the body as the HTTP layer does: numbers stay as written.
func (m *mount) Write(path string, body []byte) error {
	var data map[string]any
	if err := jsonutil.DecodeJSON(body, &data); err != nil {
		return err
	}
	operation := logical.UpdateOperation
	if path != "config" {
		operation = logical.CreateOperation
	}
	_, err := m.handle(operation, path, data)
	return err
}

// Login logs in with a role and a token.
func (m *mount) Login(role, token string) (string, error) {
	response, err := m.handle(logical.UpdateOperation, "login", map[string]any{"role": role, "jwt": token})
	switch {
	case err != nil:
		return "", err
	case response == nil || response.Auth == nil || response.Auth.Alias == nil:
		return "", errors.New("no auth in the answer")
	}
	return response.Auth.Alias.Name, nil
}
