package aws

// Condition keys, and which claims they show.

import (
	"regexp"
	"strings"
)

// A source is where a condition key gets its value.
type source int8

const (
	fromNothing  source = iota // the request never has the key
	fromText                   // one claim, a text
	fromAudience               // azp, else aud
	fromOriginal               // oaud: what aud was
	fromList                   // a claim that AWS takes for several values
	fromNumber                 // one claim, a number
	fromRoles                  // whether the token names its roles
	fromRequest                // of the request, not of the token: nobody here knows
	fromDoubt                  // missing without the claim; nobody knows what it is with it
	fromContext                // the same for every token of the provider
)

// A place is a condition key at one provider.
type place struct {
	source source
	claim  string
	text   string // fromContext
	doubt  string // why it is not decided
}

// Claims under https://aws.amazon.com/ that STS takes for itself.
const (
	tagsClaim     = "https://aws.amazon.com/tags"
	identityClaim = "https://aws.amazon.com/source_identity"
	rolesClaim    = "https://aws.amazon.com/roles"
)

const (
	ofRequest      = "the request decides it, not the token"
	unlisted       = "AWS does not document this key for web identities"
	azpKey         = "AWS does not document whether azp is a condition key"
	otherPartition = "AWS does not say whether this partition populates the claim"
	tagsValue      = "session tags are not evaluated"
	originalShape  = "AWS does not document oaud for this token"
	federatedKey   = "AWS does not document aws:FederatedProvider when trust is decided"
)

// A provider is what a Federated principal names.
type provider struct {
	issuer    string // as in iss
	arn       string // empty for a built-in one
	account   string
	partition string
	doubt     string // why nobody knows whether it is one
}

// builtIn are the providers that are named without an ARN.
var builtIn = map[string]bool{
	"accounts.google.com": true, "cognito-identity.amazonaws.com": true, "www.amazon.com": true, "graph.facebook.com": true,
}

var federatedARN = regexp.MustCompile(`^arn:(aws[a-z-]*):iam::([0-9]{12}):oidc-provider/(.+)$`)

// readProvider reads a Federated principal. It is none for web identities when
// ok is false.
func readProvider(text string) (p provider, ok bool) {
	if m := federatedARN.FindStringSubmatch(text); m != nil {
		return provider{issuer: "https://" + m[3], arn: text, account: m[2], partition: m[1]}, true
	}
	switch {
	case builtIn[text]:
		return provider{issuer: "https://" + text, partition: "aws"}, true
	case strings.Contains(text, ":saml-provider/"):
		return provider{}, false
	}
	_, rest, isARN := strings.Cut(text, ":oidc-provider/")
	if !isARN {
		rest = text
	}
	return provider{issuer: "https://" + rest, doubt: "the principal is neither the ARN of an OIDC provider nor one that is built in"}, true
}

// google is the prefix of the one built-in issuer with keys of its own kind.
const google = "accounts.google.com:"

// servicePrefix is that of a key which belongs to a service and to no issuer.
var servicePrefix = regexp.MustCompile(`^[a-z0-9-]+$`)

// A scope is what a provider's condition keys are.
type scope struct {
	provider
	prefix string   // of its keys, in lower case
	claims []string // that AWS populates beside the default ones
}

func newScope(p provider) scope {
	return scope{p, strings.ToLower(host(p.issuer)) + ":", populated(p.issuer)}
}

// find says where a key, in lower case, gets its value at a provider. Names of
// keys do not depend on case.
func (p scope) find(key string) place {
	if claim, ok := strings.CutPrefix(key, p.prefix); ok {
		return p.findClaim(claim)
	}
	prefix, name, ok := strings.Cut(key, ":")
	if !ok || !servicePrefix.MatchString(prefix) || prefix == "https" {
		return place{} // another issuer's, or no key at all
	}
	name, _, _ = strings.Cut(name, "/")
	switch prefix + ":" + name {
	case "aws:principalarn":
		return place{}
	case "aws:principaltype":
		return place{source: fromContext, text: "User"}
	case "aws:principalaccount":
		if p.account != "" {
			return place{source: fromContext, text: p.account}
		}
	case "aws:userid":
		if p.arn != "" {
			return place{source: fromContext, text: p.arn}
		}
	case "aws:federatedprovider":
		return place{source: fromRequest, doubt: federatedKey}
	case "aws:requesttag", "aws:tagkeys", "sts:transitivetagkeys":
		return place{source: fromDoubt, claim: tagsClaim, doubt: tagsValue}
	case "sts:sourceidentity":
		return place{source: fromText, claim: identityClaim}
	case "sts:roleauthorizedbyidp":
		return place{source: fromRoles, claim: rolesClaim}
	case "sts:rolesessionname", "sts:durationseconds", "aws:sourceip", "aws:currenttime", "aws:epochtime", "aws:requestedregion",
		"aws:securetransport", "aws:useragent", "aws:referer", "aws:sourcevpc", "aws:sourcevpce", "aws:vpcsourceip":
		return place{source: fromRequest, doubt: ofRequest}
	}
	return place{source: fromRequest, doubt: unlisted}
}

// findClaim is find for a key of the provider's own issuer.
func (p scope) findClaim(claim string) place {
	switch claim {
	case "aud":
		return place{source: fromAudience}
	case "oaud":
		if p.prefix == google {
			return place{source: fromOriginal}
		}
		return place{source: fromOriginal, doubt: originalShape} // only azp makes it known
	case "sub", "email":
		return place{source: fromText, claim: claim}
	case "amr":
		return place{source: fromList, claim: claim}
	case "azp":
		return place{source: fromDoubt, claim: claim, doubt: azpKey}
	}
	for _, name := range p.claims {
		if strings.ToLower(name) != claim {
			continue
		}
		switch {
		case p.partition != "aws":
			return place{source: fromDoubt, claim: name, doubt: otherPartition}
		case p.prefix == google && name == "google/organization_number":
			return place{source: fromNumber, claim: name}
		}
		return place{source: fromText, claim: name}
	}
	return place{}
}
