package live

// Certificates of authorities that a user gives.

import (
	"crypto/x509"
	"encoding/pem"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// maxPEM is far beyond any bundle of authorities.
const maxPEM = 1 << 20

// Authorities reads certificates that are to be trusted instead of the system's.
// No problem repeats any part of the text, which may be a key by mistake.
func Authorities(text, field string, problems *problem.List) *x509.CertPool {
	wrong := func(reason, fix string) *x509.CertPool {
		problems.Add(problem.BadValue, field, reason, fix)
		return nil
	}
	if len(text) > maxPEM {
		return wrong("the text is longer than 1 MiB", "")
	}
	pool := x509.NewCertPool()
	rest, found := []byte(text), 0
	for {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			return wrong("there is a PEM block that is no certificate", "Give certificates only, and treat a private key that was put here as known to others")
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return wrong("a certificate in it cannot be read", "")
		}
		pool.AddCert(certificate)
		found++
	}
	switch {
	case found == 0:
		return wrong("there is no certificate in it", "Give the authority's certificate as PEM, or null for the authorities that the system trusts")
	case found != strings.Count(text, "-----BEGIN "):
		return wrong("a PEM block in it is cut off or broken", "")
	}
	return pool
}
