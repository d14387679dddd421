package doubles

// What Google refuses.

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

var (
	googleID        = regexp.MustCompile(`^[0-9a-z-]{4,32}$`)
	googleMapping   = regexp.MustCompile(`^(google\.subject|google\.groups|attribute\.[a-z0-9_]+)$`)
	googleClaim     = regexp.MustCompile(`\b(assertion|attribute|google)\b`)
	googleAccount   = regexp.MustCompile(`^[a-z]([-a-z0-9]{4,28}[a-z0-9])$`)
	googleRole      = regexp.MustCompile(`^(roles/|projects/[^/]+/roles/|organizations/[0-9]+/roles/).+$`)
	googleServiceID = regexp.MustCompile(`^projects/[^/]+/serviceAccounts/[^/]+$`)
	googlePrincipal = regexp.MustCompile(`^principal://iam\.googleapis\.com/projects/[0-9]+/locations/global/workloadIdentityPools/[0-9a-z-]{4,32}/subject/(.+)$`)
	googleSet       = regexp.MustCompile(`^principalSet://iam\.googleapis\.com/projects/[0-9]+/locations/global/workloadIdentityPools/[0-9a-z-]{4,32}/(\*|group/.+|attribute\.[a-z0-9_]+/.+)$`)
)

// googleSharedIssuers are those for which the API demands a condition that
// names a claim, by the page "Configure Workload Identity Federation with
// deployment pipelines".
var googleSharedIssuers = []string{"https://token.actions.githubusercontent.com", "https://gitlab.com", "https://app.terraform.io"}

func checkGoogleID(v Values, report Report, argument string) {
	matches(v, report, argument, googleID)
	if strings.HasPrefix(v.Text(argument), "gcp-") {
		report(argument, `must not start with "gcp-"`)
	}
}

func checkGooglePool(v Values, report Report) {
	checkGoogleID(v, report, "workload_identity_pool_id")
	atMost(v, report, 32, "display_name")
	atMost(v, report, 256, "description")
}

func checkGoogleProvider(v Values, report Report) {
	checkGoogleID(v, report, "workload_identity_pool_provider_id")
	atMost(v, report, 32, "display_name")
	atMost(v, report, 256, "description")
	atMost(v, report, 4096, "attribute_condition")
	checkGoogleMapping(v, report)
	blocks := v.Blocks("oidc")
	if !v.Unknown("oidc") && len(blocks) != 1 {
		report("oidc", "one block is needed: the double has no other kind of provider")
	}
	for _, oidc := range blocks {
		checkGoogleOIDC(v, oidc, report)
	}
}

func checkGoogleMapping(v Values, report Report) {
	if v.Null("attribute_mapping") {
		report("attribute_mapping", "an OIDC provider needs one with google.subject")
		return
	}
	mapping := v.StrMap("attribute_mapping")
	if _, ok := mapping["google.subject"]; !ok && !v.Unknown("attribute_mapping") {
		report("attribute_mapping", "lacks google.subject")
	}
	custom := 0
	for key, expression := range mapping {
		switch {
		case !googleMapping.MatchString(key):
			report("attribute_mapping", "Invalid mapped attribute key: %s. Custom mapped attributes must be in format 'attribute.{custom_attribute}'", key)
		case len(key) > 100:
			report("attribute_mapping", "the key %s has more than 100 characters", key)
		case strings.HasPrefix(key, "attribute."):
			custom++
		}
		if n := utf8.RuneCountInString(expression); n == 0 || n > 2048 {
			report("attribute_mapping", "the expression of %s has %d characters, 1 to 2048 are allowed", key, n)
		}
	}
	if custom > 50 {
		report("attribute_mapping", "has %d custom attributes, at most 50 are allowed", custom)
	}
}

func checkGoogleOIDC(v, oidc Values, report Report) {
	issuer, ok := oidc.Str("issuer_uri")
	if fault := httpsURL(issuer); ok && fault != "" {
		report("oidc", "issuer_uri: %s", fault)
	}
	if condition, known := v.Str("attribute_condition"); slices.Contains(googleSharedIssuers, strings.TrimSuffix(issuer, "/")) &&
		(known || v.Null("attribute_condition")) && !googleClaim.MatchString(condition) {
		report("attribute_condition", "The attribute condition must reference one of the provider's claims.")
	}
	audiences := oidc.Strs("allowed_audiences")
	if len(audiences) > 10 {
		report("oidc", "allowed_audiences has %d values, at most 10 are allowed", len(audiences))
	}
	for _, audience := range audiences {
		if n := utf8.RuneCountInString(audience); n == 0 || n > 256 {
			report("oidc", "allowed_audiences holds a value of %d characters, 1 to 256 are allowed", n)
		}
	}
	if jwks, ok := oidc.Str("jwks_json"); ok {
		if _, err := decodeObject(jwks); err != nil {
			report("oidc", "Input JWK is not in a valid json format: %v", err)
		}
	}
}

func checkGoogleServiceAccount(v Values, report Report) {
	matches(v, report, "account_id", googleAccount)
	atMost(v, report, 100, "display_name")
	atMost(v, report, 256, "description")
}

// checkGoogleMember knows the members of federation in full and of the other
// kinds only that they have one.
func checkGoogleMember(v Values, report Report) {
	matches(v, report, "role", googleRole)
	matches(v, report, "service_account_id", googleServiceID)
	member, ok := v.Str("member")
	if !ok {
		return
	}
	kind, _, _ := strings.Cut(member, ":")
	switch kind {
	case "principal":
		if m := googlePrincipal.FindStringSubmatch(member); m == nil {
			report("member", "%q is not a subject of a pool by project number", member)
		} else if len(m[1]) > 127 {
			report("member", "the subject has %d bytes, google.subject has at most 127", len(m[1]))
		}
	case "principalSet":
		if !googleSet.MatchString(member) {
			report("member", "%q is not a set of a pool by project number", member)
		}
	case "user", "serviceAccount", "group", "domain", "allUsers", "allAuthenticatedUsers":
	default:
		report("member", "%q is of no known kind", member)
	}
}
