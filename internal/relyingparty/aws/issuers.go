package aws

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"regexp"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// This file loads what AWS does for single issuers, which is data.

var (
	//go:embed shared-issuers.json
	sharedIssuers []byte
	//go:embed issuers.yaml
	issuers []byte
)

// A strictCheck is one of AWS's that wants values of some claims not to begin with a *.
type strictCheck struct {
	Prefix string   `yaml:"prefix"` // of the issuer: paths of enterprises are in it
	Name   string   `yaml:"name"`
	Claims []string `yaml:"claims"`
}

// A wrongAudience is an audience that no token of the issuer has.
type wrongAudience struct {
	Platform  string `yaml:"platform"`
	Issuer    string `yaml:"issuer"` // RE2
	Partition string `yaml:"partition"`
	Wrong     string `yaml:"wrong"` // RE2
	Says      string `yaml:"says"`

	issuer, wrong *regexp.Regexp
}

// matches reports whether it is about the audience of the issuer's tokens.
func (w *wrongAudience) matches(v *view, audience string) bool {
	return (w.Platform == "" || v.issuer.Is(w.Platform)) && (w.Partition == "" || w.Partition == v.partition) &&
		w.issuer.MatchString(host(v.provider.issuer)) && w.wrong.MatchString(audience)
}

// An issuerData is the file issuers.yaml.
type issuerData struct {
	Strict    []strictCheck                  `yaml:"strict"`
	BuiltIn   map[string][]string            `yaml:"built_in"`
	Subjects  map[string]platform.TenantKeys `yaml:"subjects"`
	Audiences []wrongAudience                `yaml:"audiences"`
}

var ofIssuers = sync.OnceValue(func() issuerData {
	var out issuerData
	d := yaml.NewDecoder(bytes.NewReader(issuers))
	d.KnownFields(true)
	if err := d.Decode(&out); err != nil {
		panic(err) // the shipped data is tested
	}
	for i := range out.Audiences {
		a := &out.Audiences[i]
		a.issuer, a.wrong = regexp.MustCompile(a.Issuer), regexp.MustCompile(a.Wrong)
	}
	return out
})

// controlled lists what AWS wants to see asked of tokens of issuers that sign
// for strangers too, when a role is made or changed.
var controlled = sync.OnceValue(func() map[string][]string {
	var data struct {
		Table map[string][]string `json:"table"`
	}
	if err := json.Unmarshal(sharedIssuers, &data); err != nil {
		panic(err) // the shipped data is tested
	}
	return data.Table
})
