package main

// The engine's calls about keys and rotations.

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/jwk"
	"github.com/cioidc/terraform-provider-cioidc/internal/rotation"
)

const (
	goalJWKS = 5 * time.Millisecond // of setKeys
	setKeys  = 100
	fewKeys  = 8 // as many as Google takes
)

// A keyCall is a call about keys; goal is 0 for those that are there to know.
type keyCall struct {
	name    string
	goal    time.Duration
	batches int
	call    func() error
}

// keys times what is done with keys. Those that are called with are made before.
func keys() (string, error) {
	made, err := madeKeys(jwk.RS256, setKeys)
	if err != nil {
		return "", err
	}
	calls, err := setCalls(made)
	if err != nil {
		return "", err
	}
	for _, algorithm := range []string{jwk.ES256, jwk.RS256} {
		more, err := turnCalls(algorithm)
		if err != nil {
			return "", err
		}
		calls = append(calls, more...)
	}
	rows := [][]string{{"", "wall", "CPU"}}
	for _, c := range calls {
		got := often(c.batches, 10*time.Millisecond, c.call)
		if got.wrong != nil {
			return "", fmt.Errorf("%s: %w", c.name, got.wrong)
		}
		row := []string{c.name, brief(got.wall), brief(got.judged())}
		if c.goal > 0 {
			row[2] = within(got.judged(), c.goal)
		}
		rows = append(rows, row)
	}
	return grid("key sets by their functions, with the framework's values and without the protocol; the turns of one issuer's keys without both", rows), nil
}

// madeKeys makes n keys.
func madeKeys(algorithm string, n int) ([]jwk.Key, error) {
	out := make([]jwk.Key, n)
	for i := range out {
		var err error
		if out[i], err = jwk.Generate(algorithm, 0); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// setCalls ask the functions about RSA keys.
func setCalls(made []jwk.Key) ([]keyCall, error) {
	ctx := context.Background()
	all := map[string]string{}
	var out []keyCall
	for _, form := range []struct {
		name string
		of   func(jwk.Key) string
	}{{"JWKs", jwk.Key.PublicJWK}, {"PEMs", jwk.Key.PublicPEM}} {
		given := tuple(made, form.of)
		answer, err := set(ctx, given)
		if err != nil {
			return nil, err
		}
		all[answer] = form.name
		out = append(out, keyCall{fmt.Sprintf("jwks of %d RSA keys, from %s", len(made), form.name), goalJWKS, 15, func() error {
			again, err := set(ctx, given)
			if err == nil && again != answer {
				err = errors.New("another set")
			}
			return err
		}})
	}
	if len(all) != 1 {
		return nil, errors.New("JWKs and PEMs come to different sets")
	}
	few := types.DynamicValue(types.StringValue(jwk.Set(made[:min(fewKeys, len(made))])))
	return append(out, keyCall{fmt.Sprintf("issuer_documents of %d RSA keys", min(fewKeys, len(made))), 0, 15, func() error {
		_, err := ask(ctx, "issuer_documents", types.StringValue("https://ci.example.com"), few)
		return err
	}}), nil
}

// tuple is the keys as a Terraform tuple of texts.
func tuple(made []jwk.Key, of func(jwk.Key) string) attr.Value {
	var kinds []attr.Type
	var elems []attr.Value
	for _, k := range made {
		kinds, elems = append(kinds, types.StringType), append(elems, types.StringValue(of(k)))
	}
	return types.DynamicValue(types.TupleValueMust(kinds, elems))
}

// set is the JWK set that jwks makes.
func set(ctx context.Context, keys attr.Value) (string, error) {
	out, err := ask(ctx, "jwks", keys)
	if err != nil {
		return "", err
	}
	text, _ := out.Attributes()["json"].(types.String)
	return text.ValueString(), nil
}

// A turning is an issuer's keys, and two moments in their life.
type turning struct {
	settings     rotation.Settings
	keys         rotation.State
	quiet, ready time.Time
}

// newTurning begins with keys for the algorithm.
func newTurning(algorithm string) (turning, error) {
	t := turning{settings: rotation.Settings{
		RotateEvery: rotation.RotateEvery, TokenLifetime: time.Hour, RPCache: rotation.RPCache,
		PublishDelay: rotation.PublishDelay, SignerLag: rotation.SignerLag, ClockSkew: rotation.ClockSkew,
		Algorithm: algorithm, KIDFormat: jwk.KIDThumbprint,
	}}
	t.settings.AnnounceFor, t.settings.RetainFor = t.settings.MinAnnounceFor(), t.settings.MinRetainFor()
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	t.quiet = begin.Add(time.Hour)
	var err error
	t.keys, err = t.keys.Apply(rotation.Change{}, begin, t.settings.Make)
	t.ready = t.keys.NextChange(t.settings, false)
	return t, err
}

// due is what is due at a moment.
func (t *turning) due(at time.Time) (rotation.Change, error) {
	change, held := t.keys.Due(t.settings, rotation.Inputs{Now: at})
	if held != "" {
		return change, errors.New(held)
	}
	return change, nil
}

// turnCalls are those of a rotation.
func turnCalls(algorithm string) ([]keyCall, error) {
	t, err := newTurning(algorithm)
	if err != nil {
		return nil, err
	}
	step := func(fresh func() (rotation.Material, error)) error {
		change, err := t.due(t.ready)
		if err != nil {
			return err
		}
		after, err := t.keys.Apply(change, t.ready, fresh)
		if err != nil {
			return err
		}
		if signs := after.SigningKey(); signs.Serial != 2 {
			return fmt.Errorf("%s signs", signs.Name())
		}
		_, _, _ = after.Set(), after.Summary(), after.NextChange(t.settings, false)
		return nil
	}
	return []keyCall{
		{algorithm + ": nothing is due", 0, 15, func() error {
			change, err := t.due(t.quiet)
			if err == nil && !change.None() {
				err = errors.New("something is due")
			}
			_ = t.keys.NextChange(t.settings, false)
			return err
		}},
		{algorithm + ": a turn in a plan, which makes no key", 0, 15, func() error {
			return step(func() (rotation.Material, error) { return rotation.Material{}, nil })
		}},
		{algorithm + ": a turn in an apply, which makes one", 0, 5, func() error { return step(t.settings.Make) }},
	}, nil
}
