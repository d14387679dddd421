package rotation_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/rotation"
)

var (
	began = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	month = rotation.Settings{
		RotateEvery: 30 * 24 * time.Hour, AnnounceFor: 25 * time.Hour, RetainFor: 3 * time.Hour,
		TokenLifetime: time.Hour, RPCache: 24 * time.Hour, PublishDelay: time.Hour, SignerLag: time.Hour, ClockSkew: 5 * time.Minute,
		Algorithm: jwk.ES256, KIDFormat: jwk.KIDThumbprint,
	}
)

func apply(t *testing.T, s rotation.State, c rotation.Change, at time.Time) rotation.State {
	t.Helper()
	out, err := s.Apply(c, at, month.Make)
	if err != nil || !out.Whole() {
		t.Fatalf("%v, whole %v", err, out.Whole())
	}
	return out
}

// TestDue: what is due, and why a promotion whose time has come waits.
func TestDue(t *testing.T) {
	t.Parallel()
	start := apply(t, rotation.State{}, rotation.Change{}, began)
	turn := began.Add(month.RotateEvery)
	standby := start.StandbyKey()
	seen := apply(t, start, rotation.Change{Seen: true}, began.Add(time.Hour))
	rs := month
	rs.Algorithm = jwk.EdDSA
	// Nine months of keys that were retained for an hour each, and now for years.
	many, at := start, turn
	for range 6 {
		many = apply(t, many, rotation.Change{Promote: true}, at)
		at = at.Add(month.RotateEvery)
	}
	long := month
	long.RetainFor = 10 * 365 * 24 * time.Hour
	for name, c := range map[string]struct {
		state rotation.State
		set   rotation.Settings
		in    rotation.Inputs
		want  rotation.Change
		held  string
	}{
		"no keys yet":               {rotation.State{}, month, rotation.Inputs{Now: turn}, rotation.Change{}, ""},
		"no clock":                  {start, month, rotation.Inputs{}, rotation.Change{}, ""},
		"a second early":            {start, month, rotation.Inputs{Now: turn.Add(-time.Second)}, rotation.Change{}, ""},
		"on time":                   {start, month, rotation.Inputs{Now: turn}, rotation.Change{Promote: true}, ""},
		"years late":                {start, month, rotation.Inputs{Now: turn.AddDate(9, 0, 0)}, rotation.Change{Promote: true}, ""},
		"the clock went back":       {start, month, rotation.Inputs{Now: began.Add(-time.Second)}, rotation.Change{}, "the clock reads 2025-12-31T23:59:59Z, which is before"},
		"not published":             {start, month, rotation.Inputs{Now: turn, PublishedSet: true}, rotation.Change{}, "not among published_kids"},
		"published just now":        {start, month, rotation.Inputs{Now: turn, PublishedSet: true, Published: []string{standby.KID}}, rotation.Change{Seen: true}, "just now"},
		"seen without a clock":      {start, month, rotation.Inputs{PublishedSet: true, Published: []string{standby.KID}}, rotation.Change{Seen: true}, ""},
		"seen long ago":             {seen, month, rotation.Inputs{Now: turn, PublishedSet: true, Published: []string{standby.KID}}, rotation.Change{Promote: true}, ""},
		"seen, and gone again":      {seen, month, rotation.Inputs{Now: turn, PublishedSet: true, Published: []string{"x"}}, rotation.Change{Unseen: true}, "not among published_kids"},
		"seen by who looks no more": {seen, month, rotation.Inputs{Now: turn}, rotation.Change{Promote: true}, ""},
		"another algorithm":         {start, rs, rotation.Inputs{Now: turn}, rotation.Change{Remake: true}, "made anew first"},
		"too many keys":             {many, long, rotation.Inputs{Now: at}, rotation.Change{}, "more than 8 keys"},
		"a kid that is none":        {start, month, rotation.Inputs{Now: turn, Revoke: []string{"x"}}, rotation.Change{Promote: true}, ""},
		"revoked on time":           {start, month, rotation.Inputs{Now: turn, Revoke: []string{standby.KID}}, rotation.Change{Revoke: []string{standby.KID}}, ""},
		"the next is revoked":       {start, month, rotation.Inputs{Now: turn, Revoke: []string{start.Next.KID}}, rotation.Change{Revoke: []string{start.Next.KID}}, "made anew first"},
	} {
		got, held := c.state.Due(c.set, c.in)
		if fmt.Sprint(got) != fmt.Sprint(c.want) || !strings.Contains(held, c.held) || (held == "") != (c.held == "") {
			t.Errorf("%s: %+v, %q", name, got, held)
		}
	}
}

// TestApplyWithoutADate: what is announced by a clock that had gone back is not
// counted as announced until a clock has not.
func TestApplyWithoutADate(t *testing.T) {
	t.Parallel()
	start := apply(t, rotation.State{}, rotation.Change{}, began)
	signing := start.SigningKey()
	back := apply(t, start, rotation.Change{Revoke: []string{signing.KID}}, began.AddDate(-1, 0, 0))
	if k := back.StandbyKey(); !k.Announced.IsZero() || back.Latest().Before(began) {
		t.Errorf("announced at %s", k.Announced)
	}
	later := began.AddDate(1, 0, 0)
	c, _ := back.Due(month, rotation.Inputs{Now: later})
	if !c.Date || c.Promote {
		t.Fatalf("%+v", c)
	}
	dated := apply(t, back, c, later)
	if k := dated.StandbyKey(); !k.Announced.Equal(later) {
		t.Errorf("announced at %s", k.Announced)
	}
}

// TestSettings: what cannot work together says why; the corpus of
// TestRotationErrors in package provider has the texts.
func TestSettings(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*rotation.Settings){
		"":                                    func(*rotation.Settings) {},
		"CE104 rp_cache":                      func(s *rotation.Settings) { s.RPCache = -1 },
		"CE104 rotate_every":                  func(s *rotation.Settings) { s.RotateEvery = 0 },
		"CE106 announce_for: it is 24h59m59s": func(s *rotation.Settings) { s.AnnounceFor -= time.Second },
		"CE106 retain_for: it is 2h":          func(s *rotation.Settings) { s.RetainFor = 2 * time.Hour },
		"CE106 rotate_every: it is 24h":       func(s *rotation.Settings) { s.RotateEvery = 24 * time.Hour },
		"9 keys":                              func(s *rotation.Settings) { s.RetainFor = 181 * 24 * time.Hour },
	} {
		s := month
		change(&s)
		var problems problem.List
		s.Check(&problems)
		if text := problems.Text(""); !strings.Contains(text, want) || (text == "") != (want == "") {
			t.Errorf("%q, want %q", text, want)
		}
	}
}

// TestCircleCI: the server's set has the signing key first, with its private
// part, and the others without.
func TestCircleCI(t *testing.T) {
	t.Parallel()
	s := apply(t, apply(t, rotation.State{}, rotation.Change{}, began), rotation.Change{Promote: true}, began.Add(month.RotateEvery))
	text, err := s.CircleCI()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	var set struct{ Keys []map[string]string }
	if err := json.Unmarshal(raw, &set); err != nil {
		t.Fatal(err)
	}
	signing := s.SigningKey()
	for i, k := range set.Keys {
		if _, private := k["d"]; private != (i == 0) || (k["kid"] == signing.KID) != (i == 0) {
			t.Errorf("key %d: %s, private %v", i, k["kid"], private)
		}
	}
	if len(set.Keys) != 3 {
		t.Errorf("%d keys", len(set.Keys))
	}
}

// TestSet: the published set is that of package jwk.
func TestSet(t *testing.T) {
	t.Parallel()
	s := apply(t, rotation.State{}, rotation.Change{}, began)
	keys, dropped, err := jwk.ParseJSON(s.Set())
	if err != nil || len(dropped) > 0 || jwk.Set(keys) != s.Set() {
		t.Errorf("%v %v", err, dropped)
	}
}

// FuzzParseDuration: what is read is what Text writes, and days are 24 hours.
func FuzzParseDuration(f *testing.F) {
	for text, want := range map[string]time.Duration{
		"90d": 90 * 24 * time.Hour, "36h": 36 * time.Hour, "1d12h": 36 * time.Hour, "1h30m": 90 * time.Minute, "0s": 0, "1.5h": 90 * time.Minute, "0d": 0,
	} {
		if d, ok := rotation.ParseDuration(text); !ok || d != want {
			f.Errorf("%s: %s %v", text, d, ok)
		}
		f.Add(text)
	}
	for _, text := range []string{"", "d", "1", "90", "-1d", "+1d", "1d-1h", "1d+1h", "1d1d", "1 d", "1.5d", "99999d", "1D", "infd", "1h1d", "1d.5h"} {
		if d, ok := rotation.ParseDuration(text); ok {
			f.Errorf("%q is taken for %s", text, d)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, ok := rotation.ParseDuration(text)
		if !ok {
			return
		}
		if again, ok := rotation.ParseDuration(rotation.Text(d)); !ok || again != d {
			t.Errorf("%q is %s, which reads as %s", text, rotation.Text(d), again)
		}
		if slices.Contains([]byte(text), ' ') {
			t.Errorf("%q is taken", text)
		}
	})
}
