package main

// The official AWS provider, from a filesystem mirror.

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// envMirror names a filesystem mirror, as for the tests.
const envMirror = "CIOIDC_TEST_MIRROR"

var hosts = []string{"registry.terraform.io", "registry.opentofu.org"}

// findAWS returns the folder with the newest official AWS provider of a mirror.
// A packed one is unpacked into tmp.
func findAWS(mirror, tmp string) (dir, version string, err error) {
	if mirror == "" {
		return "", "", errors.New(envMirror + " names no filesystem mirror with hashicorp/aws")
	}
	target := runtime.GOOS + "_" + runtime.GOARCH
	for _, host := range hosts {
		in := filepath.Join(mirror, host, "hashicorp", "aws")
		unpacked, _ := filepath.Glob(filepath.Join(in, "*", target))
		for _, path := range newest(unpacked, func(p string) string { return filepath.Base(filepath.Dir(p)) }) {
			path, err = filepath.Abs(path)
			return path, filepath.Base(filepath.Dir(path)), err
		}
		packed, _ := filepath.Glob(filepath.Join(in, "terraform-provider-aws_*_"+target+".zip"))
		of := func(p string) string {
			return strings.TrimSuffix(strings.TrimPrefix(filepath.Base(p), "terraform-provider-aws_"), "_"+target+".zip")
		}
		for _, path := range newest(packed, of) {
			return tmp, of(path), unpack(path, tmp)
		}
	}
	return "", "", fmt.Errorf("%s=%s has no hashicorp/aws for %s", envMirror, mirror, target)
}

// newest is the path of the highest version, or none.
func newest(paths []string, version func(string) string) []string {
	if len(paths) == 0 {
		return nil
	}
	return []string{slices.MaxFunc(paths, func(a, b string) int { return slices.Compare(numbers(version(a)), numbers(version(b))) })}
}

// numbers are the parts of a version, for comparing.
func numbers(version string) []int {
	var out []int
	for _, part := range strings.Split(version, ".") {
		n, _ := strconv.Atoi(part)
		out = append(out, n)
	}
	return out
}

// unpack writes the files of a provider's package, which has no folders.
func unpack(archive, dir string) error {
	r, err := zip.OpenReader(archive)
	if err != nil {
		return err
	}
	defer r.Close()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, f := range r.File {
		if f.FileInfo().IsDir() {
			continue
		}
		in, err := f.Open()
		if err != nil {
			return err
		}
		out, err := os.OpenFile(filepath.Join(dir, filepath.Base(f.Name)), os.O_CREATE|os.O_WRONLY, 0o755)
		if err != nil {
			return errors.Join(err, in.Close())
		}
		_, err = io.Copy(out, in)
		if err := errors.Join(err, out.Close(), in.Close()); err != nil {
			return err
		}
	}
	return nil
}
