package standin

// Certificates for whatever host is played.

import (
	"crypto/tls"
	"errors"
	"sync"

	"github.com/cioidc/terraform-provider-cioidc/internal/test/fakeci"
)

// An authority certifies whatever name a client asks for.
type authority struct {
	*fakeci.Authority

	lock   sync.Mutex
	leaves map[string]*tls.Certificate
}

func newAuthority() (*authority, error) {
	a, err := fakeci.NewAuthority()
	return &authority{Authority: a, leaves: map[string]*tls.Certificate{}}, err
}

// certificate is for the name that the client says (SNI).
func (a *authority) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	name := hello.ServerName
	if name == "" {
		return nil, errors.New("the client names no server")
	}
	a.lock.Lock()
	defer a.lock.Unlock()
	if leaf := a.leaves[name]; leaf != nil {
		return leaf, nil
	}
	leaf, err := a.Certify(name)
	if err != nil {
		return nil, err
	}
	a.leaves[name] = leaf
	return leaf, nil
}
