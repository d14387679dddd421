package aws

import (
	"encoding/json"
	"path"
	"slices"
	"strings"

	"github.com/versity/versitygw/iamapi/policy"
)

const (
	assumeAction = "sts:AssumeRoleWithWebIdentity"
	tagsClaim    = "https://aws.amazon.com/tags"
)

// oracle is versitygw's answer to one token. What STS asks before the policy,
// and which claims are keys, it does not know: that is here. The request's name
// and address are drawn, since they must not matter to a certain answer.
func (l lot) oracle(d drawn, text string, c map[string]any) bool {
	iss, _ := c["iss"].(string)
	issuer := strings.TrimPrefix(iss, "https://")
	r := policy.WebIdentityContext{ProviderURL: issuer, Secure: true, Claims: map[string][]string{}}
	r.Subject, _ = c["sub"].(string)
	switch aud := c["aud"].(type) {
	case string:
		r.Audience = aud
		if issuer == google {
			r.OriginalAudience = []string{aud}
		}
	case []any:
		if len(aud) == 1 {
			r.Audience, _ = aud[0].(string)
		}
	}
	if azp, ok := c["azp"].(string); ok && c["aud"] != nil {
		r.Audience = azp
		if aud, ok := c["aud"].(string); ok {
			r.OriginalAudience = []string{aud}
		}
	}
	if r.Subject == "" || r.Audience == "" {
		return false
	}
	for _, name := range reach[issuer].keys {
		switch v := c[name].(type) {
		case string:
			r.Claims[name] = []string{v}
		case json.Number:
			r.Claims[name] = []string{v.String()}
		case []any:
			r.Claims[name] = []string{}
			for _, e := range v {
				s, _ := e.(string)
				r.Claims[name] = append(r.Claims[name], s)
			}
		}
	}
	for _, name := range []string{"aud", "sub", "oaud"} {
		delete(r.Claims, name)
	}
	r.RoleSessionName, r.SourceIP = pick(l, "x", "a", "main"), pick(l, "10.0.0.1", "192.0.2.1")
	lookup := func(name string) (string, bool) {
		if name == google {
			return google, true
		}
		return strings.CutPrefix(name, "arn:aws:iam::"+account+":oidc-provider/")
	}
	match, _ := policy.EvaluateWebIdentityTrust(text, lookup, r)
	if match != policy.Allowed {
		return false
	}
	if c[tagsClaim] == nil {
		return true
	}
	match, _ = policy.EvaluateWebIdentityTrust(d.forTags().text(), lookup, r)
	return match == policy.Allowed
}

// forTags is the policy as it is for sts:TagSession: versitygw knows one action,
// so that takes the other's place.
func (d drawn) forTags() drawn {
	d = d.clone()
	for i := range d.statements {
		s := &d.statements[i]
		covers := slices.ContainsFunc(s.actions, func(glob string) bool {
			ok, _ := path.Match(strings.ToLower(glob), "sts:tagsession")
			return ok
		})
		other := []string{"sts:AssumeRole"}
		if covers != s.not {
			other[0] = assumeAction
		}
		s.actions, s.not = other, false
	}
	return d
}
