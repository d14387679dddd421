package providertest

// Official providers from a filesystem mirror.

import (
	"fmt"
	"os"
	"path/filepath"
)

// EnvMirror names the environment variable with the path of a filesystem
// mirror that holds official providers.
const EnvMirror = "CIOIDC_TEST_MIRROR"

// hosts are the registries whose names configurations may leave out: one for
// Terraform, one for OpenTofu.
var hosts = []string{"registry.terraform.io", "registry.opentofu.org"}

// Mirror returns the mirror that [EnvMirror] names when it holds the provider,
// such as "hashicorp/aws"; the error is the reason to skip with.
func Mirror(source string) (string, error) {
	dir := os.Getenv(EnvMirror)
	if dir == "" {
		return "", fmt.Errorf("%s is not set: no filesystem mirror with %s", EnvMirror, source)
	}
	if _, err := mirrored(dir, source); err != nil {
		return "", err
	}
	return dir, nil
}

// mirrored returns the folder of the provider in the mirror, of whichever host.
func mirrored(dir, source string) (string, error) {
	for _, host := range hosts {
		path := filepath.Join(dir, host, filepath.FromSlash(source))
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			return path, nil
		}
	}
	return "", fmt.Errorf("the filesystem mirror %s has no %s", dir, source)
}

// linkMirror makes a mirror in own that holds the sources of dir under both
// hosts, so that one mirror serves Terraform and OpenTofu. Only the packages
// themselves are links: the CLIs follow no link above them.
func linkMirror(own, dir string, sources []string) error {
	for _, source := range sources {
		from, err := mirrored(dir, source)
		if err != nil {
			return err
		}
		if from, err = filepath.Abs(from); err != nil {
			return err
		}
		for _, host := range hosts {
			if err := linkPackages(filepath.Join(own, host, filepath.FromSlash(source)), from); err != nil {
				return err
			}
		}
	}
	return nil
}

// linkPackages links the packed providers of from, which are files, and its
// unpacked ones, which are folders VERSION/TARGET.
func linkPackages(to, from string) error {
	packages, err := filepath.Glob(filepath.Join(from, "*", "*"))
	if err != nil {
		return err
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.Type().IsRegular() {
			packages = append(packages, filepath.Join(from, entry.Name()))
		}
	}
	for _, path := range packages {
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		link := filepath.Join(to, rel)
		if err := os.MkdirAll(filepath.Dir(link), 0o755); err != nil {
			return err
		}
		if err := os.Symlink(path, link); err != nil {
			return err
		}
	}
	return nil
}
