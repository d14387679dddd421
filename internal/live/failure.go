package live

// Why a document could not be fetched, in words.

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/url"
	"os"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// failed says why a document could not be fetched, and what to do. Texts that a
// server may have a hand in, such as the names in a certificate, are quoted.
func failed(err error) (reason, fix string) {
	var (
		refused   *refusal
		redirect  *redirection
		status    errStatus
		name      *net.DNSError
		hostname  x509.HostnameError
		authority x509.UnknownAuthorityError
		invalid   x509.CertificateInvalidError
		record    tls.RecordHeaderError
		timeout   net.Error
	)
	switch {
	case errors.As(err, &refused):
		if refused.what == "" {
			return refused.address, ""
		}
		return "its address " + refused.address + " is none of the public internet (" + refused.what + ")", "Set allow_private = true where that is meant"
	case errors.As(err, &redirect):
		return redirect.why, "Only redirects within one host and port are followed"
	case errors.As(err, &status):
		return status.Error(), ""
	case errors.Is(err, errTooLong):
		return err.Error(), ""
	case errors.As(err, &authority):
		return "its certificate is not signed by an authority that is trusted", "Give the authority's certificate as ca_pem"
	case errors.As(err, &hostname):
		return "its certificate is for another host", ""
	case errors.As(err, &invalid):
		if invalid.Reason == x509.Expired {
			return "its certificate has expired, or is not valid yet", ""
		}
		return "its certificate is not valid: " + problem.Quote(invalid.Error()), ""
	case errors.As(err, &record) || errors.Is(err, http.ErrSchemeMismatch):
		return "it does not speak TLS on this port", ""
	case errors.Is(err, context.Canceled):
		return "the run was stopped", ""
	case errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout():
		return "the document did not arrive within 10 seconds", ""
	case errors.As(err, &name):
		if name.IsNotFound {
			return "its host has no address", ""
		}
		return "its host's address could not be looked up", ""
	}
	// The URL is said beside the reason, and is not in it twice.
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return "the connection failed: " + problem.Quote(err.Error()), ""
}
