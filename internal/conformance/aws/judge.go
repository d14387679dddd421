package aws

import (
	"strings"

	"github.com/versity/versitygw/iamapi/policy"

	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/agree"
	"github.com/cioidc/terraform-provider-cioidc/internal/conformance/world"
)

const account = "123456789012"

// A partition of AWS, and whether it is known to populate more than sub and aud.
type partition struct {
	name  string
	knows bool
}

// judge decides by the policy: what STS checks before it, what it hands on, and
// the trust policy itself, by versitygw.
func judge(document string, p partition) agree.Judge {
	lookup := func(arn string) (string, bool) {
		return strings.CutPrefix(arn, "arn:"+p.name+":iam::"+account+":oidc-provider/")
	}
	return func(t world.Token) (bool, string) {
		issuer, _ := t.Claims["iss"].(string)
		sub, _ := t.Claims["sub"].(string)
		if sub == "" {
			return false, "STS wants sub"
		}
		host, ok := strings.CutPrefix(issuer, "https://")
		if !ok {
			return false, "the issuer is no https URL"
		}
		audience := ""
		switch aud := t.Claims["aud"].(type) {
		case string:
			audience = aud
		case []any:
			if len(aud) != 1 {
				return false, "STS takes no token with several audiences"
			}
			audience, _ = aud[0].(string)
		}
		if audience == "" {
			return false, "STS wants aud"
		}
		request := policy.WebIdentityContext{ProviderURL: host, Audience: audience, Subject: sub, RoleSessionName: "session", Secure: true, Claims: map[string][]string{}}
		if p.knows {
			for _, name := range populated(issuer) {
				if text, ok := t.Claims[name].(string); ok {
					request.Claims[name] = []string{text}
				}
			}
		}
		match, _ := policy.EvaluateWebIdentityTrust(document, lookup, request)
		return match == policy.Allowed, [...]string{"no principal", "no issuer matches", "condition failed", "denied", "allowed"}[match]
	}
}
