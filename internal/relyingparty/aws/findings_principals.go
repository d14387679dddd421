package aws

// Findings about principals.

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

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

// principals is CT030 for other principals, and CT027 for providers whose
// spelling no token's issuer has.
func (r *reviewer) principals() {
	for i := range r.statements {
		s := &r.statements[i]
		if others := s.others(); len(others) > 0 {
			shown := others[:min(len(others), 8)]
			detail := "it lets in " + strings.Join(shown, ", ")
			if len(shown) < len(others) {
				detail += " and more"
			}
			r.add("CT030", s.path+".Principal", false, detail)
		}
		for j := range s.views {
			v := &s.views[j]
			at := s.path + ".Principal.Federated"
			if strings.Contains(host(v.provider.issuer), "://") {
				r.add("CT027", at, false, "the ARN of an OIDC provider has no https:// in it, and "+problem.Quote(v.arn)+" has")
				continue
			}
			// Some issuers that no platform's data is about do end with a slash.
			if strings.HasSuffix(v.provider.issuer, "/") && !v.issuer.Known() {
				continue
			}
			if f, ok := v.issuer.Slash(at); ok {
				r.out = append(r.out, f)
			}
		}
	}
}
