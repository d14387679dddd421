package aws

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file names the principals beside web identities.

// accountRoot is how a whole account is named.
var accountRoot = regexp.MustCompile(`^(?:arn:aws[a-z-]*:iam::)?([0-9]{12})(?::root)?$`)

// Others are the principals beside web identities that the policy lets in, in
// words, sorted.
func (d *Document) Others() []string {
	var out []string
	for i := range d.rules {
		out = append(out, d.rules[i].others()...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// others are those of an Allow.
func (r *rule) others() []string {
	if r.deny {
		return nil
	}
	var out []string
	for kind, names := range r.principals {
		for _, name := range names {
			switch {
			case kind == "Service":
				out = append(out, "the service "+bare(name))
			case kind == "CanonicalUser":
				out = append(out, "the canonical user "+problem.Quote(name))
			case kind == "Federated" && strings.Contains(name, ":saml-provider/"):
				out = append(out, "the SAML provider "+problem.Quote(name))
			case kind != "AWS":
			case name == "*":
				out = append(out, "every AWS principal")
			case accountRoot.MatchString(name):
				out = append(out, "the account "+accountRoot.FindStringSubmatch(name)[1])
			default:
				out = append(out, "the AWS principal "+problem.Quote(name))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
