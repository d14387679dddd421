package endtoend

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/jwtrole"
	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/fakeci"
)

// A Suite is a server's JWT method.
type Suite struct {
	Name  string
	Mount func() (jwtrole.Mount, error)
}

// What the servers say (hashicorp/cap 0.12.0, jwt/jwt.go; vault-plugin-auth-jwt
// 0.26.1, path_login.go and claims.go; OpenBao 2.4.0's are the same).
const (
	saysAudience  = "error validating token: invalid audience (aud) claim: audience claim does not match any expected audience"
	saysExpired   = "error validating token: invalid expiration time (exp) claim: token is expired"
	saysIssuer    = "error validating token: invalid issuer (iss) claim"
	saysSubject   = "error validating token: invalid subject (sub) claim"
	saysDiscovery = "error validating token: error verifying token signature: failed to verify id token signature"
	saysStatic    = "error validating token: error verifying token signature: no known key successfully validated the token signature"
)

// Run walks every story: at an issuer of its own, whose keys the server discovers
// over HTTPS, and at the platform's own issuer, whose keys it is given.
func (s Suite) Run(t *testing.T) {
	resolve(t)
	p := Start(t)
	var r rotated
	r.before, r.during, r.after = turns(t, p)
	for _, st := range stories() {
		t.Run(st.platform+"/discovered", func(t *testing.T) { s.discovered(t, p.in(t), st, r) })
		t.Run(st.platform+"/given", func(t *testing.T) { s.given(t, p.in(t), st) })
	}
}

// rotated are the turns of one rotation, which all issuers of a run share.
type rotated struct{ before, during, after turn }

// in is the provider for a subtest.
func (p *Provider) in(t testing.TB) *Provider {
	out := *p
	out.t = t
	return &out
}

// A party is a mount with a role, and whoever asks for tokens to show it.
type party struct {
	t        *testing.T
	p        *Provider
	st       story
	mount    jwtrole.Mount
	settings object
	accept   []any
	role     role
	// says is what the server says of a key that it does not know.
	says string
}

// A role is what vault_jwt_role gives.
type role struct {
	issuer, discovery, json string
	BoundSubject            string              `json:"bound_subject"`
	BoundClaims             map[string][]string `json:"bound_claims"`
	BoundAudiences          []string            `json:"bound_audiences"`
}

// newParty compiles the story's jobs and writes the role to a mount.
func (s Suite) newParty(t *testing.T, p *Provider, st story, settings object, accept []any) *party {
	t.Helper()
	jobs, _ := p.Call("jobs", st.platform, with(st.filters, settings)).(object)
	options := object{}
	if st.audiences != nil {
		options["audiences"] = st.audiences
	}
	if accept != nil {
		options["accept_unverified"] = accept
	}
	made, _ := p.Call("vault_jwt_role", jobs["jobs"], options).(object)
	out := &party{t: t, p: p, st: st, settings: settings, accept: accept}
	out.role.issuer, _ = made["bound_issuer"].(string)
	out.role.discovery, _ = made["oidc_discovery_url"].(string)
	out.role.json, _ = made["role_json"].(string)
	if err := json.Unmarshal([]byte(out.role.json), &out.role); err != nil {
		t.Fatalf("%v: %s", err, out.role.json)
	}
	var err error
	if out.mount, err = s.Mount(); err != nil {
		t.Fatal(err)
	}
	return out
}

// configure writes the mount's configuration, and the role after the first.
func (y *party) configure(config object) {
	y.t.Helper()
	config["bound_issuer"] = y.role.issuer
	body, err := json.Marshal(config)
	if err != nil {
		y.t.Fatal(err)
	}
	if err := y.mount.Write("config", body); err != nil {
		y.t.Fatalf("config: %v", err)
	}
	if err := y.mount.Write("role/r", []byte(y.role.json)); err != nil {
		y.t.Fatalf("role: %v\n%s", err, y.role.json)
	}
}

// A signed token and its claims.
type signed struct {
	text   string
	claims object
}

// token opens the ephemeral resource.
func (y *party) token(key jwk.Key, job object, more object) signed {
	y.t.Helper()
	arguments := object{"platform": y.st.platform, "variables": with(job, y.settings), "private_key_pem": key.PrivatePEM()}
	if y.st.audiences != nil {
		arguments["audiences"] = y.st.audiences
	}
	if y.accept != nil {
		arguments["accept_unverified"] = y.accept
	}
	result, errs := y.p.Open("cioidc_token", with(arguments, more))
	if errs != "" {
		y.t.Fatalf("%v: %s", job, errs)
	}
	var out signed
	out.text, _ = result["token"].(string)
	text, _ := result["claims_json"].(string)
	if err := json.Unmarshal([]byte(text), &out.claims); err != nil {
		y.t.Fatal(err)
	}
	return out
}

// enters demands that the token logs in.
func (y *party) enters(what string, token signed) {
	y.t.Helper()
	alias, err := y.mount.Login("r", token.text)
	if err != nil || alias != y.st.alias {
		y.t.Errorf("%s: logs in as %q, %v; wanted %q\n%v", what, alias, err, y.st.alias, token.claims)
	}
}

// refused demands that the server refuses the token with one of these messages.
func (y *party) refused(what string, token signed, says ...string) {
	y.t.Helper()
	alias, err := y.mount.Login("r", token.text)
	if err == nil {
		y.t.Errorf("%s: logs in as %q\n%v", what, alias, token.claims)
		return
	}
	if !slices.Contains(says, err.Error()) {
		y.t.Errorf("%s: %v\nwanted %q", what, err, says)
	}
}

// reasons are what the server may say of a job that the role does not let in: the
// subject is asked first, the other claims in no order.
func (y *party) reasons(token signed) []string {
	if y.role.BoundSubject != "" && token.claims["sub"] != y.role.BoundSubject {
		return []string{saysSubject}
	}
	var out []string
	for name, values := range y.role.BoundClaims {
		value, there := token.claims[name]
		text, _ := value.(string)
		switch {
		case !there:
			out = append(out, fmt.Sprintf("error validating claims: claim %q is missing", name))
		case !slices.Contains(values, text):
			out = append(out, fmt.Sprintf("error validating claims: claim %q does not match any associated bound claim values", name))
		}
	}
	return out
}

// everything holds the role in one phase: the described job's token enters, every
// other is refused for its own reason.
func (y *party) everything(phase string, signs jwk.Key) {
	y.t.Helper()
	y.enters(phase, y.token(signs, y.st.job, nil))
	for what, job := range y.st.others {
		token := y.token(signs, job, nil)
		says := y.reasons(token)
		if len(says) == 0 {
			y.t.Errorf("%s, %s: nothing in the role speaks against it\n%s", phase, what, y.role.json)
		}
		y.refused(phase+", "+what, token, says...)
	}
	elsewhere := y.token(signs, y.st.job, object{"audiences": []any{"https://other.example.com"}, "unchecked": true})
	y.refused(phase+", wrong audience", elsewhere, saysAudience)
	expired := y.token(signs, y.st.job, object{"claims": object{"iat": time.Now().Add(-48 * time.Hour).Unix()}})
	y.refused(phase+", expired", expired, saysExpired)
	foreign := y.token(signs, y.st.job, object{"claims": object{"iss": "https://ci.example.com"}, "unchecked": true})
	y.refused(phase+", another issuer", foreign, saysIssuer)
}

// discovered is a story at an issuer of its own, whose keys the resource
// cioidc_signing_key_rotation rotates.
func (s Suite) discovered(t *testing.T, p *Provider, st story, r rotated) {
	ci := fakeci.New(t)
	at, err := url.Parse(ci.URL())
	if err != nil {
		t.Fatal(err)
	}
	y := s.newParty(t, p, st, st.at(domain+":"+at.Port()), st.accept)
	y.says = saysDiscovery
	publish := func(now turn) {
		t.Helper()
		for _, d := range p.documents(y.role.issuer, now.set) {
			ci.Publish(d["path"], d["content_type"], d["body"])
		}
	}
	configure := func() {
		t.Helper()
		y.configure(object{"oidc_discovery_url": y.role.discovery, "oidc_discovery_ca_pem": ci.CAPEM()})
	}
	before, during, after := r.before, r.during, r.after
	publish(before)
	configure()
	y.everything("before", before.signs)
	y.refused("before, a key that is not published", y.token(before.next, st.job, nil), y.says)
	y.library(ci, before.signs, before.next)
	old := y.token(before.signs, st.job, nil)

	publish(during)
	y.everything("during", during.signs)
	y.enters("during, a token of before", old)
	y.library(ci, during.signs, during.next)

	publish(after)
	y.everything("after", after.signs)
	y.library(ci, after.signs, before.signs)
	// The server's keys do not expire: a retired one is good until the server fetches
	// again, for a key that it does not know or because the configuration is written.
	y.enters("after, and the server has not fetched again", old)
	configure()
	y.refused("after", old, y.says)
	y.refused("after, a new token of the retired key", y.token(before.signs, st.job, nil), y.says)
	y.enters("after, the configuration written again", y.token(after.signs, st.job, nil))
}

// given is a story at the platform's own issuer, with the keys in the server's
// configuration, one and then two of them.
func (s Suite) given(t *testing.T, p *Provider, st story) {
	accept := st.accept
	if st.hostedAny {
		accept = nil
	}
	y := s.newParty(t, p, st, st.hosted, accept)
	y.says = saysStatic
	configure := func(keys ...jwk.Key) {
		t.Helper()
		pems := []string{}
		for _, k := range keys {
			pems = append(pems, k.PublicPEM())
		}
		y.configure(object{"jwt_validation_pubkeys": pems})
	}
	if strings.Contains(y.role.issuer, domain) {
		t.Fatalf("%s is not the platform's own issuer", y.role.issuer)
	}
	keys := plainKeys(t)
	configure(keys.first)
	y.everything("before", keys.first)
	y.refused("before, a key that is not given", y.token(keys.second, st.job, nil), y.says)
	configure(keys.first, keys.second)
	y.everything("announced", keys.first)
	y.everything("promoted", keys.second)
	configure(keys.second)
	y.everything("retired", keys.second)
	y.refused("retired", y.token(keys.first, st.job, nil), y.says)
}

// documents are what issuer_documents makes of a JWK set.
func (p *Provider) documents(issuer, set string) []map[string]string {
	p.t.Helper()
	made, _ := p.Call("issuer_documents", issuer, set).(object)
	documents, _ := made["documents"].(object)
	var out []map[string]string
	for _, name := range []string{"discovery", "jwks"} {
		members, _ := documents[name].(object)
		d := map[string]string{}
		for k, v := range members {
			d[k], _ = v.(string)
		}
		if d["path"] == "" || d["body"] == "" {
			p.t.Fatalf("no document %s: %v", name, made)
		}
		out = append(out, d)
	}
	return out
}

// library holds go-oidc against the same tokens: it takes those of the key that
// signs, and none of a key that is not published, of another audience, or that
// has expired.
func (y *party) library(ci *fakeci.Issuer, signs, unpublished jwk.Key) {
	y.t.Helper()
	ctx := oidc.ClientContext(context.Background(), ci.Client()) //nolint:usetesting // the key set outlives the test's context
	provider, err := oidc.NewProvider(ctx, y.role.issuer)
	if err != nil {
		y.t.Fatal(err)
	}
	verify := func(token signed) error {
		got, err := provider.Verifier(&oidc.Config{ClientID: y.role.BoundAudiences[0]}).Verify(ctx, token.text)
		if err == nil && (got.Subject != token.claims["sub"] || got.Issuer != y.role.issuer) {
			err = fmt.Errorf("read as %s of %s", got.Subject, got.Issuer)
		}
		return err
	}
	if err := verify(y.token(signs, y.st.job, nil)); err != nil {
		y.t.Errorf("go-oidc: %v", err)
	}
	for want, token := range map[string]signed{
		"failed to verify":               y.token(unpublished, y.st.job, nil),
		"expected audience":              y.token(signs, y.st.job, object{"audiences": []any{"https://other.example.com"}, "unchecked": true}),
		"token is expired":               y.token(signs, y.st.job, object{"claims": object{"iat": time.Now().Add(-48 * time.Hour).Unix()}}),
		"issued by a different provider": y.token(signs, y.st.job, object{"claims": object{"iss": "https://ci.example.com"}, "unchecked": true}),
	} {
		if err := verify(token); err == nil || !strings.Contains(err.Error(), want) {
			y.t.Errorf("go-oidc: %v, wanted %q", err, want)
		}
	}
}
