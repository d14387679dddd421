package provider_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/test/providertest"
)

// rotationOutputs are the attributes of a rotation as an output shows them.
type rotationOutputs struct {
	Keys map[string]struct {
		Phase, KID    string
		PublicPEM     string `json:"public_key_pem"`
		PrivatePEM    string `json:"private_key_pem"`
		FileName      string `json:"file_name"`
		FilePEM       string `json:"file_pem"`
		AnnouncedAt   string `json:"announced_at"`
		PublishedAt   string `json:"published_at"`
		SigningSince  string `json:"signing_since"`
		RetainedSince string `json:"retained_since"`
	}
	Next struct {
		Serial     int
		KID        string
		Algorithm  string
		PrivatePEM string `json:"private_key_pem"`
	}
	RevokedKIDs  []string `json:"revoked_kids"`
	JWKS         string   `json:"jwks_json"`
	SigningKID   string   `json:"signing_kid"`
	SigningPEM   string   `json:"signing_private_key_pem"`
	CircleCI     string   `json:"circleci_json_web_keys"`
	NextChangeAt string   `json:"next_change_at"`
	Summary      string
	AnnounceFor  string `json:"announce_for"`
	RetainFor    string `json:"retain_for"`
}

// phases are the keys' phases in the order of their names: "k1 signing, …".
func (o rotationOutputs) phases() string {
	var out []string
	for name, k := range o.Keys {
		out = append(out, name+" "+k.Phase)
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

func rotationOutput(t *testing.T, h *providertest.Harness) rotationOutputs {
	t.Helper()
	var got struct{ R rotationOutputs }
	outputs(t, h, &got)
	return got.R
}

// rotating is a configuration with a rotation of these arguments, and something
// for each of its keys.
func rotating(args string) string {
	return `
resource "cioidc_signing_key_rotation" "r" {
  algorithm = "ES256"
` + args + `
}

resource "terraform_data" "file" {
  for_each = cioidc_signing_key_rotation.r.keys
  input    = each.value.file_name
}

output "r" {
  value     = cioidc_signing_key_rotation.r
  sensitive = true
}
`
}

// kidsAt are the arguments of a rotation at a time, one of them a list of kids.
func kidsAt(t *testing.T, name, when string, kids []string) string {
	t.Helper()
	list, err := json.Marshal(append([]string{}, kids...))
	if err != nil {
		t.Fatal(err)
	}
	return "  token_lifetime = \"1h\"\n  rotate_every = \"30d\"\n  " + name + " = " + string(list) + "\n  as_of = \"" + when + "\"\n"
}

const rotationAddress = "cioidc_signing_key_rotation.r"

// must be a plan that shows JWKS and keys, and apply as shown.
func mustStep(t *testing.T, h *providertest.Harness, args string) rotationOutputs {
	t.Helper()
	rewrite(t, h, rotating(args))
	plan := mustPlan(t, h, nil)
	for _, unknown := range plan.Unknown(rotationAddress) {
		if !strings.HasPrefix(unknown, "next") && !strings.HasSuffix(unknown, "_at") && !strings.HasSuffix(unknown, "_since") {
			t.Errorf("%s: %s is unknown in the plan", args, unknown)
		}
	}
	after, _ := plan.Change(rotationAddress).After.(map[string]any)
	if _, err := h.ApplyPlan(plan); err != nil {
		t.Fatal(err)
	}
	got := rotationOutput(t, h)
	if after["jwks_json"] != got.JWKS || after["summary"] != got.Summary || after["signing_kid"] != got.SigningKID {
		t.Errorf("%s: the plan showed %v", args, after["summary"])
	}
	if plan := mustPlan(t, h, nil); !plan.Empty() {
		t.Errorf("%s: the next plan is not empty", args)
	}
	return got
}

// TestRotationLife: a key goes through its phases, with a known set at every plan
// and its private part forgotten when it is retained.
func TestRotationLife(t *testing.T) {
	t.Parallel()
	const args = `
  token_lifetime = "1h"
  rotate_every   = "30d"
  as_of          = `
	h := providertest.New(t, factory, config(rotating(args+`"2026-01-01T00:00:00Z"`)))
	plan := mustPlan(t, h, nil)
	after, _ := plan.Change(rotationAddress).After.(map[string]any)
	keys, _ := after["keys"].(map[string]any)
	first, _ := keys["k1"].(map[string]any)
	second, _ := keys["k2"].(map[string]any)
	if len(keys) != 2 || first["phase"] != "signing" || second["phase"] != "standby" || first["file_name"] != "1.pem" || after["announce_for"] != "25h" || after["retain_for"] != "2h5m" {
		t.Errorf("the first plan shows %v", after)
	}
	h.ApplyTwiceClean(nil)
	start := rotationOutput(t, h)
	if start.phases() != "k1 signing, k2 standby" || start.NextChangeAt != "2026-01-31T00:00:00Z" || start.SigningKID != start.Keys["k1"].KID || start.SigningPEM != start.Keys["k1"].PrivatePEM {
		t.Errorf("%s, next %s", start.phases(), start.NextChangeAt)
	}
	inSet := func(o rotationOutputs, kids ...string) {
		t.Helper()
		keys, _, err := jwk.ParseJSON(o.JWKS)
		if err != nil || len(keys) != len(kids) {
			t.Fatalf("%v: %d keys", err, len(keys))
		}
		for _, k := range keys {
			if !slices.Contains(kids, k.KID()) {
				t.Errorf("%s is in the set", k.KID())
			}
		}
	}
	inSet(start, start.Keys["k1"].KID, start.Keys["k2"].KID)

	early := mustStep(t, h, args+`"2026-01-30T23:59:59Z"`)
	if early.JWKS != start.JWKS {
		t.Error("something changed before it was due")
	}
	turned := mustStep(t, h, args+`"2026-02-01T00:00:00Z"`)
	if turned.phases() != "k1 retained, k2 signing, k3 standby" || turned.Keys["k3"].KID != start.Next.KID || turned.Next.Serial != 4 || turned.Keys["k2"].SigningSince != "2026-02-01T00:00:00Z" {
		t.Errorf("%s", turned.Summary)
	}
	inSet(turned, start.Keys["k1"].KID, start.Keys["k2"].KID, start.Next.KID)
	old := turned.Keys["k1"]
	if old.PrivatePEM != "" || old.FilePEM != start.Keys["k1"].PublicPEM || old.FileName != "1.pem" || turned.Keys["k2"].FileName != "2.pem" || turned.NextChangeAt != "2026-02-01T02:05:00Z" {
		t.Errorf("the retained key: %s, next %s", old.FileName, turned.NextChangeAt)
	}
	state, err := os.ReadFile(filepath.Join(h.Dir(), "terraform.tfstate"))
	if err != nil {
		t.Fatal(err)
	}
	if private, err := jwk.ParsePrivatePEM(start.Keys["k1"].PrivatePEM); err != nil || leaks(string(state), private) {
		t.Errorf("the retained key's private part is in the state, %v", err)
	}
	if back := mustStep(t, h, args+`"2026-01-15T00:00:00Z"`); back.JWKS != turned.JWKS {
		t.Error("a clock that went back changed something")
	}
	gone := mustStep(t, h, args+`"2026-02-02T00:00:00Z"`)
	if gone.phases() != "k2 signing, k3 standby" {
		t.Errorf("%s", gone.Summary)
	}
	inSet(gone, start.Keys["k2"].KID, start.Next.KID)
	if _, err := h.Destroy(nil); err != nil {
		t.Fatal(err)
	}
}

// savedPlan is a rotation by the real clock, with a plan of something else that was
// saved before the rotation was due. A slow machine gets more time for that.
func savedPlan(t *testing.T) (h *providertest.Harness, saved *providertest.Plan, due time.Time) {
	t.Helper()
	for every := 6 * time.Second; every < 4*time.Minute; every *= 3 {
		note := func(text string) string {
			return rotating(`
  token_lifetime = "1s"
  rotate_every   = "`+every.String()+`"
  rp_cache       = "0s"
  publish_delay  = "0s"
  signer_lag     = "0s"
  clock_skew     = "0s"
`) + "resource \"terraform_data\" \"note\" {\n  input = \"" + text + "\"\n}\n"
		}
		h = providertest.New(t, factory, config(note("a")))
		mustApply(t, h, nil)
		var err error
		if due, err = time.Parse(time.RFC3339, rotationOutput(t, h).NextChangeAt); err != nil {
			t.Fatal(err)
		}
		rewrite(t, h, note("b"))
		if saved = mustPlan(t, h, nil); time.Now().Before(due) {
			return h, saved, due
		}
	}
	t.Fatal("a plan takes minutes on this machine")
	return nil, nil, due
}

// TestRotationSavedPlan: a plan that was saved before a due time and is applied
// after it does what it showed, and the one after that shows the step.
func TestRotationSavedPlan(t *testing.T) {
	t.Parallel()
	h, saved, due := savedPlan(t)
	start := rotationOutput(t, h)
	time.Sleep(time.Until(due.Add(time.Second)))
	if _, err := h.ApplyPlan(saved); err != nil {
		t.Fatal(err)
	}
	if got := rotationOutput(t, h); got.JWKS != start.JWKS || got.phases() != start.phases() {
		t.Errorf("a plan from before the due time did more than it showed: %s", got.Summary)
	}
	turn := mustPlan(t, h, nil)
	if after, _ := turn.Change(rotationAddress).After.(map[string]any); after["signing_kid"] != start.Keys["k2"].KID {
		t.Errorf("after the due time the plan shows %v", after["summary"])
	}
	time.Sleep(2 * time.Second)
	if _, err := h.ApplyPlan(turn); err != nil {
		t.Fatal(err)
	}
	if got := rotationOutput(t, h); got.phases() != "k1 retained, k2 signing, k3 standby" {
		t.Errorf("%s", got.Summary)
	}
}

// TestRotationPublished: the announced key waits until it was seen in what is
// published for announce_for.
func TestRotationPublished(t *testing.T) {
	t.Parallel()
	at := func(when string, kids ...string) string { return kidsAt(t, "published_kids", when, kids) }
	h := providertest.New(t, factory, config(rotating(at("2026-01-01T00:00:00Z"))))
	h.ApplyTwiceClean(nil)
	start := rotationOutput(t, h)
	if start.NextChangeAt != "" {
		t.Errorf("what hangs on the published keys is due at %s", start.NextChangeAt)
	}
	k1, k2 := start.Keys["k1"].KID, start.Keys["k2"].KID
	rewrite(t, h, rotating(at("2026-02-01T00:00:00Z", k1)))
	result, err := h.Apply(nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := rotationOutput(t, h); got.phases() != "k1 signing, k2 standby" || !strings.Contains(providertest.Flatten(result.Output), "k2 ("+k2+"): it is not among published_kids") {
		t.Errorf("%s: %s", got.Summary, result.Output)
	}
	if got := mustStep(t, h, at("2026-02-02T00:00:00Z", k1, k2)); got.phases() != "k1 signing, k2 standby" || got.Keys["k2"].PublishedAt != "2026-02-02T00:00:00Z" || got.NextChangeAt != "2026-02-03T01:00:00Z" {
		t.Errorf("%s, published %s, next %s", got.Summary, got.Keys["k2"].PublishedAt, got.NextChangeAt)
	}
	if got := mustStep(t, h, at("2026-02-03T00:59:59Z", k1, k2)); got.SigningKID != k1 {
		t.Error("it took over too early")
	}
	if got := mustStep(t, h, at("2026-02-03T01:00:00Z", k1, k2)); got.SigningKID != k2 {
		t.Errorf("it does not take over: %s", got.Summary)
	}

	// Known only after the apply: nothing is promised, and nothing breaks.
	rewrite(t, h, `
resource "cioidc_signing_key_rotation" "r" {
  algorithm = "ES256"
`+strings.Replace(at("2026-06-01T00:00:00Z"), "[]", "terraform_data.live.output", 1)+`
}
resource "terraform_data" "live" {
  input = ["`+start.Next.KID+`"]
}
output "r" {
  value     = cioidc_signing_key_rotation.r
  sensitive = true
}
`)
	plan := mustPlan(t, h, nil)
	if unknown := plan.Unknown(rotationAddress); !slices.Contains(unknown, "jwks_json") || !slices.Contains(unknown, "keys") {
		t.Errorf("unknown: %v", unknown)
	}
	if _, err := h.ApplyPlan(plan); err != nil {
		t.Fatal(err)
	}
	if got := rotationOutput(t, h); got.phases() != "k2 signing, k3 standby" || got.Keys["k3"].PublishedAt != "2026-06-01T00:00:00Z" {
		t.Errorf("%s, published %s", got.Summary, got.Keys["k3"].PublishedAt)
	}
}

// TestRotationKnownLater: with durations that are known after the apply the names
// of the first keys are known all the same.
func TestRotationKnownLater(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, factory, config(rotating("  token_lifetime = terraform_data.d.output")+`
resource "terraform_data" "d" {
  input = "1h"
}
`))
	if unknown := mustPlan(t, h, nil).Unknown(rotationAddress); slices.Contains(unknown, "keys") || !slices.Contains(unknown, "retain_for") {
		t.Errorf("unknown: %v", unknown)
	}
	h.ApplyTwiceClean(nil)
	if got := rotationOutput(t, h); got.phases() != "k1 signing, k2 standby" || got.RetainFor != "2h5m" {
		t.Errorf("%s, %s", got.Summary, got.RetainFor)
	}
}

// TestRotationRevoke: a key is taken out now, the announced one takes over, and
// the plan says what that costs.
func TestRotationRevoke(t *testing.T) {
	t.Parallel()
	at := func(when string, kids ...string) string { return kidsAt(t, "revoke", when, kids) }
	h := providertest.New(t, factory, config(rotating(at("2026-01-01T00:00:00Z"))))
	mustApply(t, h, nil)
	start := rotationOutput(t, h)
	k1, k2 := start.Keys["k1"].KID, start.Keys["k2"].KID

	rewrite(t, h, rotating(at("2026-01-02T00:00:00Z", "nobody")))
	h.PlanFails(nil, `revoke names the kid "nobody", and no key here has or had it`, k1)

	rewrite(t, h, rotating(at("2026-01-02T00:00:00Z", k1)))
	result, err := h.Apply(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"k1 (" + k1 + ") signs until the platform has the new key: its tokens that have not expired die",
		"Vault and OpenBao forget a key that they have fetched only when",
		"k2 (" + k2 + ") takes over. It has been published for announce_for from 2026-01-02T01:00:00Z on",
	} {
		if !strings.Contains(providertest.Flatten(result.Output), want) {
			t.Errorf("no %q in %s", want, result.Output)
		}
	}
	got := rotationOutput(t, h)
	if got.phases() != "k2 signing, k3 standby" || !slices.Equal(got.RevokedKIDs, []string{k1}) || strings.Contains(got.JWKS, k1) {
		t.Errorf("%s, revoked %v", got.Summary, got.RevokedKIDs)
	}
	if plan := mustPlan(t, h, nil); !plan.Empty() {
		t.Error("a revoked kid that stays in the list changes something")
	}
	// All that were in the state at once, as after a leak of it: a new key signs.
	rewrite(t, h, rotating(at("2026-01-03T00:00:00Z", k1, k2, got.Keys["k3"].KID, got.Next.KID)))
	if result, err = h.Apply(nil); err != nil {
		t.Fatal(err)
	}
	if got := rotationOutput(t, h); got.phases() != "k5 signing, k6 standby" || len(got.RevokedKIDs) != 4 || !strings.Contains(providertest.Flatten(result.Output), "a key that nobody has seen signs now") {
		t.Errorf("%s: %s", got.Summary, result.Output)
	}
}

// TestRotationReplaced: a new rotation takes kids that were revoked before it for
// revoked, so that the list need not be emptied in an emergency.
func TestRotationReplaced(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, factory, config(rotating(kidsAt(t, "revoke", "2026-01-01T00:00:00Z", []string{"b", "a"}))))
	h.ApplyTwiceClean(nil)
	first := rotationOutput(t, h)
	if !slices.Equal(first.RevokedKIDs, []string{"a", "b"}) {
		t.Errorf("revoked: %v", first.RevokedKIDs)
	}
	rewrite(t, h, rotating(kidsAt(t, "revoke", "2026-01-01T00:00:00Z", []string{"a", first.SigningKID})))
	if _, err := h.Run("apply", "-auto-approve", "-input=false", "-no-color", "-replace="+rotationAddress); err != nil {
		t.Fatal(err)
	}
	if got := rotationOutput(t, h); got.SigningKID == first.SigningKID || len(got.RevokedKIDs) != 2 {
		t.Errorf("%s, revoked %v", got.Summary, got.RevokedKIDs)
	}
	if plan := mustPlan(t, h, nil); !plan.Empty() {
		t.Error("the plan after the replacement is not empty")
	}
}

// TestRotationSettings: what keys are made like holds for those that are made
// from then on; durations only move the times.
func TestRotationSettings(t *testing.T) {
	t.Parallel()
	h := providertest.New(t, factory, config(rotating(`
  token_lifetime = "1h"
  as_of          = "2026-01-01T00:00:00Z"
`)))
	mustApply(t, h, nil)
	start := rotationOutput(t, h)
	other := func(args string) {
		rewrite(t, h, strings.Replace(rotating("  token_lifetime = \"1h\"\n  as_of = \"2026-01-02T00:00:00Z\"\n"+args), `algorithm = "ES256"`, "", 1))
	}
	other(`  algorithm = "EdDSA"`)
	plan := mustPlan(t, h, nil)
	if _, err := h.ApplyPlan(plan); err != nil {
		t.Fatal(err)
	}
	got := rotationOutput(t, h)
	if got.JWKS != start.JWKS || got.Next.Algorithm != "EdDSA" || got.Next.KID == start.Next.KID || got.NextChangeAt != "2026-04-01T00:00:00Z" {
		t.Errorf("another algorithm: %s next %s", got.Summary, got.Next.Algorithm)
	}
	other("  algorithm = \"EdDSA\"\n  rotate_every = \"60d\"")
	mustApply(t, h, nil)
	if got := rotationOutput(t, h); got.NextChangeAt != "2026-03-02T00:00:00Z" {
		t.Errorf("another rotate_every: %s", got.NextChangeAt)
	}
	if plan := mustPlan(t, h, nil); !plan.Empty() {
		t.Error("the plan is not empty")
	}
}

// TestRotationErrors: what cannot work together is an error, with the arithmetic.
func TestRotationErrors(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		``:                          `token_lifetime`,
		`token_lifetime = "1 h"`:    `that is no duration. Write it like "90d"`,
		`token_lifetime = "0s"`:     `a duration above zero is wanted`,
		`token_lifetime = "60000d"`: `more than 50 years`,
		"token_lifetime = \"1h\"\nannounce_for = \"1h\"":                       `it is 1h, and relying parties may hold a set without the new key for rp_cache + publish_delay = 24h + 1h = 25h`,
		"token_lifetime = \"24h\"\nretain_for = \"24h\"":                       `token_lifetime + clock_skew + signer_lag = 24h + 5m + 1h = 25h5m`,
		"token_lifetime = \"1h\"\nrotate_every = \"1d\"":                       `it is 24h, shorter than announce_for = 25h`,
		"token_lifetime = \"1h\"\nrotate_every = \"2d\"\nretain_for = \"14d\"": `9 keys, and Google takes 8`,
		"token_lifetime = \"1h\"\nas_of = \"yesterday\"":                       `that is no time`,
		"token_lifetime = \"1h\"\nas_of = \"0001-01-01T00:00:00Z\"":            `between the years 1970 and 2200`,
		"token_lifetime = \"1h\"\nas_of = \"9999-12-31T00:00:00Z\"":            `between the years 1970 and 2200`,
		"token_lifetime = \"1h\"\nkid_format = \"semaphore\"":                  `Semaphore signs with RSA only`,
		"token_lifetime = \"1h\"\nrsa_bits = 2048":                             `a key for ES256 is no RSA key`,
	} {
		h := providertest.New(t, factory, config(rotating(args)))
		h.PlanFails(nil, want)
	}
	h := providertest.New(t, factory, config(rotating(`token_lifetime = "1h"`)))
	if result, err := h.Import(rotationAddress, "k1", nil); err == nil || !strings.Contains(providertest.Flatten(result.Output), "Rotations are not imported") {
		t.Errorf("%v", err)
	}
}
