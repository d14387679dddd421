package jwtrole

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"maps"
	mathrand "math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/agree"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/vault"
)

// A Deviation is a known difference between a server and what vault.Document
// says: its reason, and which pairs it is about.
type Deviation struct {
	Reason string
	Is     func(role, claims map[string]any) bool
}

// A Reading holds vault.Parse and its answers against a server's.
type Reading struct {
	Name  string
	Mount func() (Mount, error)
	Known []Deviation
}

const (
	roles  = 100 // in a batch
	tokens = 50
)

// A batch is a mount's roles, signed tokens, and what the server answered.
type batch struct {
	issuer string
	roles  []map[string]any // those that the server takes
	texts  []string         // the same, with the mount's issuer
	tokens []map[string]any
	gets   [][]string // per role and token: "" is let in, else the message
}

type counts struct {
	pairs, admitted, written, refused int
	unknown, hangs, known             map[string]int
}

// Run compares generated roles and tokens: does the server take exactly the
// roles that Parse takes, and let exactly those tokens in that Admits and the
// condition of Trusts let in? Then it plants faults.
func (r Reading) Run(t *testing.T) {
	t.Helper()
	want := 100_000
	if agree.Soak() {
		want = 5_000_000
	}
	sign, key := signer(t)
	d := drawing{mathrand.New(mathrand.NewPCG(3, 5))} //nolint:gosec // the same worlds in every run
	c := counts{unknown: map[string]int{}, hangs: map[string]int{}, known: map[string]int{}}
	noticed := map[string]int{}
	start := time.Now()
	for n := 0; c.pairs < want; n++ {
		b := r.batch(t, d, sign, key, &c)
		r.compare(t, b, &c)
		if n < 8 {
			r.plant(b, noticed)
		}
		if t.Failed() {
			t.Fatalf("after %d pairs", c.pairs)
		}
	}
	percent := func(n int) string { return fmt.Sprintf("%d (%.2f %%)", n, 100*float64(n)/float64(c.pairs)) }
	t.Logf("%s: %d pairs in %v, let in %s; roles written %d, refused by both %d", r.Name, c.pairs, time.Since(start).Round(time.Second), percent(c.admitted), c.written, c.refused)
	total := 0
	for _, reason := range slices.Sorted(maps.Keys(c.unknown)) {
		t.Logf("unknown: %s: %s", percent(c.unknown[reason]), reason)
		total += c.unknown[reason]
	}
	hangs := 0
	for _, reason := range slices.Sorted(maps.Keys(c.hangs)) {
		t.Logf("the condition leaves open: %s: %s", percent(c.hangs[reason]), reason)
		hangs += c.hangs[reason]
	}
	for _, k := range r.Known {
		t.Logf("known deviation: %s: %s", percent(c.known[k.Reason]), k.Reason)
		if c.known[k.Reason] == 0 {
			t.Errorf("no pair shows the known deviation: %s", k.Reason)
		}
	}
	if total*100 > c.pairs || hangs*100 > c.pairs {
		t.Errorf("more than 1 %% is unknown: %d answers, %d conditions of %d", total, hangs, c.pairs)
	}
	if c.admitted*10 < c.pairs || c.admitted*10 > c.pairs*9 {
		t.Errorf("%d of %d are let in: such pairs show little", c.admitted, c.pairs)
	}
	for _, f := range evaluatorFaults {
		if noticed[f.what] == 0 {
			t.Errorf("nobody notices the planted fault: %s", f.what)
		}
		t.Logf("planted fault noticed by %d pairs: %s", noticed[f.what], f.what)
	}
}

func signer(t *testing.T) (func(claims map[string]any) string, string) {
	t.Helper()
	// A small key: verifying is half of the time.
	key, err := rsa.GenerateKey(rand.Reader, 1024) //nolint:gosec // for this run only
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: key}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().Unix()
	return func(claims map[string]any) string {
		full := maps.Clone(claims)
		full["iat"], full["nbf"], full["exp"] = now, now, now+7200
		raw, err := json.Marshal(full)
		if err != nil {
			t.Fatal(err)
		}
		signed, err := s.Sign(raw)
		if err != nil {
			t.Fatal(err)
		}
		token, err := signed.CompactSerialize()
		if err != nil {
			t.Fatal(err)
		}
		return token
	}, string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

func text(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func (r Reading) batch(t *testing.T, d drawing, sign func(map[string]any) string, key string, c *counts) batch {
	t.Helper()
	b := batch{issuer: pick(d, issuer, issuer, issuer, "")}
	mount, err := r.Mount()
	if err != nil {
		t.Fatal(err)
	}
	if err := mount.Write("config", []byte(text(t, map[string]any{"jwt_validation_pubkeys": []string{key}, "bound_issuer": b.issuer}))); err != nil {
		t.Fatal(err)
	}
	bases := []map[string]any{d.base(), d.base()}
	bases = append(bases, bases[0], bases[0], bases[0])
	for range tokens {
		b.tokens = append(b.tokens, d.token(pick(d, bases...)))
	}
	for len(b.roles) < roles {
		role := d.role(pick(d, bases...))
		body := text(t, role)
		written := mount.Write(fmt.Sprintf("role/r%d", len(b.roles)), []byte(body))
		role["bound_issuer"] = b.issuer
		full := text(t, role)
		_, parsed := vault.Parse(full)
		if written == nil && strings.Contains(fmt.Sprint(parsed), "with oidc role_type is not allowed") {
			// Vault takes a role for the browser; no token ever gets in.
			continue
		}
		if (written == nil) != (parsed == nil) {
			t.Errorf("%s on writing the role: %v\nParse: %v\n%s", r.Name, written, parsed, full)
			return b
		}
		if written != nil {
			c.refused++
			continue
		}
		c.written++
		b.roles, b.texts = append(b.roles, role), append(b.texts, full)
	}
	b.gets = make([][]string, len(b.roles))
	for j := range b.tokens {
		token := sign(b.tokens[j])
		for i := range b.roles {
			b.gets[i] = append(b.gets[i], login(mount, fmt.Sprintf("r%d", i), token))
		}
	}
	return b
}

// login is the message of a refusal. A server drops the connection where its
// handler panics; the empty alias is refused by its core, which is not here.
func login(m Mount, role, token string) (message string) {
	defer func() {
		if p := recover(); p != nil {
			message = fmt.Sprint(p)
		}
	}()
	alias, err := m.Login(role, token)
	switch {
	case err != nil:
		return err.Error()
	case alias == "":
		return "missing name in alias"
	}
	return ""
}

func (r Reading) known(role, claims map[string]any) (Deviation, bool) {
	for _, k := range r.Known {
		if k.Is(role, claims) {
			return k, true
		}
	}
	return Deviation{}, false
}

func (r Reading) compare(t *testing.T, b batch, c *counts) {
	t.Helper()
	for i, role := range b.texts {
		doc, err := vault.Parse(role)
		if err != nil {
			t.Fatal(err)
		}
		trusts := doc.Trusts()
		if len(trusts) != 1 || trusts[0].Issuer != b.issuer {
			t.Fatalf("%d trusts, want one of issuer %q", len(trusts), b.issuer)
		}
		for j, claims := range b.tokens {
			c.pairs++
			got := b.gets[i][j]
			admitted := got == ""
			if admitted {
				c.admitted++
			}
			says, means := doc.Admits(claims), trusts[0].When.Eval(claims)
			if k, ok := r.known(b.roles[i], claims); ok {
				if (says.Admitted == proof.Yes) != admitted {
					c.known[k.Reason]++
				}
				continue
			}
			problem := ""
			switch {
			case says.Admitted == proof.Unknown:
				c.unknown[cut(says.Reason())]++
				if means != proof.ValueUnknown {
					problem = "Admits does not know, and the condition does"
				}
			case (says.Admitted == proof.Yes) != admitted:
				problem = "Admits is wrong"
			case means != proof.ValueUnknown && (means == proof.Holds) != admitted:
				problem = "the condition is wrong"
			case !admitted && !strings.Contains(says.Reason(), words(got)) && !strings.Contains(role, "922337203685477580"):
				// A claim that is not decided has no reason.
				problem = "the reason does not hold " + words(got)
			}
			if means == proof.ValueUnknown && says.Admitted != proof.Unknown {
				c.hangs[strings.Join(open(trusts[0].When), "; ")]++
			}
			if problem != "" {
				t.Errorf("%s\n%s: %q\nAdmits: %v, %s\ncondition: %v\nrole  %s\ntoken %s", problem, r.Name, got, says.Admitted, says.Reason(), means, role, text(t, claims))
				return
			}
		}
	}
}

func cut(reason string) string {
	before, _, _ := strings.Cut(reason, ":")
	return before
}

// open lists why parts of a condition are not decided.
func open(e proof.Expr) []string {
	var out []string
	if e.Op == proof.OpOpaque {
		out = append(out, cut(e.Reason()))
	}
	for _, k := range e.Kids {
		out = append(out, open(k)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// words is the part of a server's message that is in our reason too.
func words(message string) string {
	if message == "permission denied" {
		return "" // by the address, before anything else
	}
	for _, w := range []string{
		"received claim is not a string, bool, int or list",
		"bound claim is not a string, bool, int or list",
		"expected string or array value to unmarshal to Audience",
		"comparing uncomparable type",
		"could not be parsed as string",
	} {
		if strings.Contains(message, w) {
			return w
		}
	}
	if _, after, ok := strings.Cut(message, "Go struct field Claims."); ok {
		name, _, _ := strings.Cut(after, " ")
		return "error validating token: " + name + " is "
	}
	return message
}
