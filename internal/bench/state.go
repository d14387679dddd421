package main

// States for plans with resources that exist already.

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
)

const stateFile = "terraform.tfstate"

// state is what the provider wrote when the form's resources were made, once for
// both sides.
func (g *group) state(ctx context.Context, w *workshop, f form) ([]byte, error) {
	if text, ok := g.states[f]; ok {
		return text, nil
	}
	k := keyForms[f]
	dir := filepath.Join(w.dir, fmt.Sprintf("%s-%d-state-%d", g.cli.product, g.policies, len(g.states)))
	if err := write(dir, "main.tf", k.config("cioidc", min(k.distinct, g.policies))); err != nil {
		return nil, err
	}
	if _, _, err := command(ctx, w, g.cli, dir, nil, "apply", "-auto-approve", "-input=false", "-no-color", "-lock=false"); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(dir, stateFile))
	if err != nil {
		return nil, err
	}
	if g.states == nil {
		g.states = map[form][]byte{}
	}
	g.states[f] = text
	return text, nil
}

// stateFor is the state as the provider of the local name would have it, with n
// instances: those that are there, again and again. Identities are left out for
// the no-op, which has none.
func stateFor(text []byte, local string, n int) ([]byte, error) {
	var state map[string]any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&state); err != nil {
		return nil, err
	}
	resources, _ := state["resources"].([]any)
	if len(resources) != 1 {
		return nil, fmt.Errorf("the state has %d resources, and not one", len(resources))
	}
	r, _ := resources[0].(map[string]any)
	kind, _ := r["type"].(string)
	address, _ := r["provider"].(string)
	made, _ := r["instances"].([]any)
	if len(made) == 0 || !strings.HasPrefix(kind, "cioidc_") || !strings.HasSuffix(address, `/cioidc/cioidc"]`) {
		return nil, errors.New("the state is not one of this provider's")
	}
	r["type"] = local + strings.TrimPrefix(kind, "cioidc")
	r["provider"] = strings.TrimSuffix(address, `cioidc"]`) + local + `"]`
	instances := make([]any, n)
	for i := range instances {
		from, ok := made[i%len(made)].(map[string]any)
		if !ok {
			return nil, errors.New("the state has an instance that is no object")
		}
		instance := maps.Clone(from)
		instance["index_key"] = i
		if local != "cioidc" {
			delete(instance, "identity")
			delete(instance, "identity_schema_version")
		}
		instances[i] = instance
	}
	r["instances"] = instances
	return json.Marshal(state)
}

// write writes a file, and the folders that it lies in.
func write(dir, name, text string) error {
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o600)
}
