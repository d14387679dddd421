package standin

// Microsoft Entra ID and Azure Resource Manager, as far as logins go.

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/azure"
)

// Entra is Microsoft Entra ID as far as an application's federated credentials
// go (client credentials with a client assertion), and Azure Resource Manager,
// which knows no subscription of the application.
type Entra struct {
	Issuer      *Issuer
	Tenant      string
	Client      string // the application's client id
	Credentials string // JSON, as azure.Parse takes it

	lock  sync.Mutex
	calls []EntraCall
}

// An EntraCall is one exchange.
type EntraCall struct {
	Assertion string
	Scope     string
	Admitted  bool
}

// armToken is what the exchange gives.
const armToken = "eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.eyJvaWQiOiJzdGFuZC1pbiJ9.c3RhbmQtaW4"

// Serve puts the two hosts into an internet.
func (e *Entra) Serve(n *Internet) {
	n.Handle("login.microsoftonline.com", http.HandlerFunc(e.login))
	n.Handle("management.azure.com", http.HandlerFunc(e.resources))
}

// Calls are the exchanges so far, in order.
func (e *Entra) Calls() []EntraCall {
	e.lock.Lock()
	defer e.lock.Unlock()
	return slices.Clone(e.calls)
}

func (e *Entra) login(w http.ResponseWriter, r *http.Request) {
	authority := "https://" + r.Host + "/" + e.Tenant
	switch {
	case r.Method == http.MethodGet && r.URL.Path == "/"+e.Tenant+"/v2.0/.well-known/openid-configuration":
		answer(w, http.StatusOK, map[string]any{
			"issuer": authority + "/v2.0", "authorization_endpoint": authority + "/oauth2/v2.0/authorize", "token_endpoint": authority + "/oauth2/v2.0/token",
			"device_authorization_endpoint": authority + "/oauth2/v2.0/devicecode", "jwks_uri": authority + "/discovery/v2.0/keys", "response_types_supported": []string{"code"},
			"subject_types_supported": []string{"pairwise"}, "id_token_signing_alg_values_supported": []string{"RS256"},
		})
	case r.Method == http.MethodPost && r.URL.Path == "/"+e.Tenant+"/oauth2/v2.0/token":
		e.exchange(w, r)
	default:
		http.NotFound(w, r)
	}
}

// exchange is the OAuth 2.0 client credentials grant with a federated credential,
// as Microsoft documents it.
func (e *Entra) exchange(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		entraError(w, "invalid_request", 900144, err.Error())
		return
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		entraError(w, "invalid_request", 900144, err.Error())
		return
	}
	code, number, why := e.decide(form)
	e.lock.Lock()
	e.calls = append(e.calls, EntraCall{Assertion: form.Get("client_assertion"), Scope: form.Get("scope"), Admitted: code == ""})
	e.lock.Unlock()
	if code != "" {
		entraError(w, code, number, why)
		return
	}
	answer(w, http.StatusOK, map[string]any{"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": armToken})
}

// decide is empty where the assertion is taken, else Entra's error, its number and
// its words.
func (e *Entra) decide(form url.Values) (code string, number int, why string) {
	switch {
	case form.Get("grant_type") != "client_credentials" || form.Get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer":
		return "invalid_request", 900144, "The request body must contain the following parameter: 'client_assertion'."
	case form.Get("client_id") != e.Client:
		return "unauthorized_client", 700016, "Application with identifier '" + form.Get("client_id") + "' was not found in the directory."
	}
	claims, err := e.Issuer.verify(form.Get("client_assertion"))
	switch {
	case errors.Is(err, errExpired):
		return "invalid_client", 700024, "Client assertion is not within its valid time range."
	case err != nil:
		return "invalid_client", 700027, "Client assertion failed signature validation."
	}
	doc, err := azure.Parse(e.Credentials)
	if err != nil {
		return "server_error", 90033, err.Error()
	}
	if doc.Admits(claims).Admitted != proof.Yes {
		return "invalid_client", 700213, fmt.Sprintf("No matching federated identity record found for presented assertion subject '%v'.", claims["sub"])
	}
	return "", 0, ""
}

func entraError(w http.ResponseWriter, code string, number int, why string) {
	answer(w, http.StatusBadRequest, map[string]any{"error": code, "error_description": fmt.Sprintf("AADSTS%d: %s", number, why), "error_codes": []int{number}})
}

// resources is Azure Resource Manager: no subscriptions, and no tenants beside.
func (e *Entra) resources(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.Header.Get("Authorization") != "Bearer "+armToken:
		answer(w, http.StatusUnauthorized, map[string]any{"error": map[string]any{"code": "InvalidAuthenticationToken", "message": "The access token is invalid."}})
	case strings.TrimSuffix(r.URL.Path, "/") == "/subscriptions":
		answer(w, http.StatusOK, map[string]any{"value": []any{}})
	default:
		http.NotFound(w, r)
	}
}
