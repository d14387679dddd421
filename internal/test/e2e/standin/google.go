package standin

// Google's token service and what answers behind it.

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/google"
)

// AccountToken is the access token of the service account.
const AccountToken = "ya29.c.stand-in-service-account"

// FederatedToken is what the exchange gives.
const FederatedToken = "ya29.d.stand-in-federated"

// Google is Google Cloud as far as workload identity federation goes: the
// exchange of a token at sts.googleapis.com, decided by the pool's provider, and
// a service account's token at iamcredentials.googleapis.com for whoever has been
// let in. The provider has one grant, so who is let in may act as the account.
type Google struct {
	Issuer   *Issuer
	Audience string // the provider's full resource name, behind "//iam.googleapis.com"
	Provider string // JSON, as google.Parse takes it
	Account  string // the service account's email

	lock  sync.Mutex
	calls []GoogleCall
}

// A GoogleCall is one exchange, or one token of a service account.
type GoogleCall struct {
	URL          string
	SubjectToken string // of an exchange
	Lifetime     string // of a service account's token: "3600s"
	Scopes       []string
	Admitted     bool
}

// Serve puts Google's two hosts into an internet.
func (g *Google) Serve(n *Internet) {
	n.Handle("sts.googleapis.com", http.HandlerFunc(g.exchange))
	n.Handle("iamcredentials.googleapis.com", http.HandlerFunc(g.impersonate))
}

// Calls are the calls so far, in order.
func (g *Google) Calls() []GoogleCall {
	g.lock.Lock()
	defer g.lock.Unlock()
	return slices.Clone(g.calls)
}

func (g *Google) note(c GoogleCall) {
	g.lock.Lock()
	defer g.lock.Unlock()
	g.calls = append(g.calls, c)
}

// exchange is OAuth 2.0 Token Exchange (RFC 8693), as Google documents it for
// sts.googleapis.com/v1/token.
func (g *Google) exchange(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		answer(w, http.StatusBadRequest, map[string]any{"error": "invalid_request"})
		return
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || r.Method != http.MethodPost || r.URL.Path != "/v1/token" {
		answer(w, http.StatusNotFound, map[string]any{"error": "invalid_request"})
		return
	}
	code, why := g.decide(form)
	g.note(GoogleCall{URL: "https://" + r.Host + r.URL.Path, SubjectToken: form.Get("subject_token"), Scopes: strings.Fields(form.Get("scope")), Admitted: code == ""})
	if code != "" {
		answer(w, http.StatusBadRequest, map[string]any{"error": code, "error_description": why})
		return
	}
	answer(w, http.StatusOK, map[string]any{
		"access_token": FederatedToken, "issued_token_type": "urn:ietf:params:oauth:token-type:access_token", "token_type": "Bearer", "expires_in": 3600,
	})
}

// decide is empty where the token is taken, else Google's error and description.
func (g *Google) decide(form url.Values) (code, why string) {
	for name, want := range map[string]string{
		"grant_type":           "urn:ietf:params:oauth:grant-type:token-exchange",
		"requested_token_type": "urn:ietf:params:oauth:token-type:access_token",
		"subject_token_type":   "urn:ietf:params:oauth:token-type:jwt",
	} {
		if form.Get(name) != want {
			return "invalid_request", "Invalid value for \"" + name + "\"."
		}
	}
	if form.Get("audience") != g.Audience {
		return "invalid_target", "The target service indicated by the \"audience\" parameters is invalid."
	}
	claims, err := g.Issuer.verify(form.Get("subject_token"))
	switch {
	case errors.Is(err, errExpired):
		return "invalid_grant", "ID Token issued at is stale to sign-in."
	case err != nil:
		return "invalid_grant", "Invalid JWT signature."
	}
	doc, err := google.Parse(g.Provider)
	if err != nil {
		return "server_error", err.Error()
	}
	if doc.Admits(claims).Admitted != proof.Yes {
		return "unauthorized_client", "The given credential is rejected by the attribute condition."
	}
	return "", ""
}

// impersonate is generateAccessToken of the Service Account Credentials API.
func (g *Google) impersonate(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Scope    []string `json:"scope"`
		Lifetime string   `json:"lifetime"`
	}
	err := json.NewDecoder(io.LimitReader(r.Body, 1<<20)).Decode(&asked)
	call := GoogleCall{URL: "https://" + r.Host + r.URL.Path, Lifetime: asked.Lifetime, Scopes: asked.Scope}
	call.Admitted = err == nil && r.Method == http.MethodPost && len(asked.Scope) > 0 &&
		r.URL.Path == "/v1/projects/-/serviceAccounts/"+g.Account+":generateAccessToken" &&
		r.Header.Get("Authorization") == "Bearer "+FederatedToken
	g.note(call)
	if !call.Admitted {
		answer(w, http.StatusForbidden, map[string]any{"error": map[string]any{
			"code": http.StatusForbidden, "status": "PERMISSION_DENIED", "message": "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).",
		}})
		return
	}
	answer(w, http.StatusOK, map[string]any{"accessToken": AccountToken, "expireTime": time.Now().Add(time.Hour).UTC().Format(time.RFC3339)})
}

func answer(w http.ResponseWriter, status int, body map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
