package providertest

// Options of a harness.

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Factory makes a server of the provider under test. It is called once for
// each command of the CLI.
type Factory = func() (tfprotov6.ProviderServer, error)

// settings is what the options of [New] decide.
type settings struct {
	cli       func(testing.TB) CLI
	providers map[string]Factory // by source without host, "hashicorp/aws"
	mirror    string
	real      []string
	env       []string
}

// Option changes how [New] sets a harness up.
type Option func(*settings)

// WithCLI runs the binary at path, whatever the environment says.
func WithCLI(path string) Option {
	return func(s *settings) { s.cli = func(t testing.TB) CLI { t.Helper(); return cliAt(t, path) } }
}

// WithProvider serves one more provider in process, or another one in place of
// a double. The source is namespace and type, such as "hashicorp/random".
func WithProvider(source string, factory Factory) Option {
	return func(s *settings) { s.providers[source] = factory }
}

// WithEnv adds an environment variable. The CLI sees no other than those and a
// handful that a process needs: neither credentials nor TF_ settings.
func WithEnv(name, value string) Option {
	return func(s *settings) { s.env = append(s.env, name+"="+value) }
}

// RealProviders installs the named providers, such as "hashicorp/aws", from a
// filesystem mirror in place of their doubles. See [Mirror] for the usual way
// to find one.
func RealProviders(mirrorDir string, sources ...string) Option {
	return func(s *settings) {
		s.mirror = mirrorDir
		for _, source := range sources {
			delete(s.providers, source)
		}
		s.real = append(s.real, sources...)
	}
}
