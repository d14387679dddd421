package doubles

// What AWS refuses.

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var (
	awsRoleName  = regexp.MustCompile(`^[\w+=,.@-]{1,64}$`)
	awsSid       = regexp.MustCompile(`^[a-zA-Z0-9]*$`)
	awsLatin1    = regexp.MustCompile(`^[\t\n\r\x20-\x{FF}]*$`)
	awsFederated = regexp.MustCompile(`^(arn:aws[a-z-]*:iam::[0-9]{12}:(oidc-provider|saml-provider)/[^*?\s]+|[a-z0-9-]+(\.[a-z0-9-]+)+)$`)
)

// stringList is a list of strings as a value.
func stringList(elements ...string) tftypes.Value {
	values := make([]tftypes.Value, len(elements))
	for i, e := range elements {
		values[i] = tftypes.NewValue(tftypes.String, e)
	}
	return tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, values)
}

// checkAWSOIDCProvider holds the limits of CreateOpenIDConnectProvider. AWS keeps
// a trailing slash; no issuer of this project has one, so here it is a fault.
func checkAWSOIDCProvider(v Values, report Report) {
	if u, ok := v.Str("url"); ok {
		if fault := httpsURL(u); fault != "" {
			report("url", "%s", fault)
		} else if strings.HasSuffix(u, "/") {
			report("url", "%q ends in a slash, the issuers of these tokens do not", u)
		}
		if len(u) > 255 {
			report("url", "has %d characters, at most 255 are allowed", len(u))
		}
	}
	if n, ok := v.Len("client_id_list"); ok && n > 100 {
		report("client_id_list", "Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100")
	}
	for _, id := range v.Strs("client_id_list") {
		if id == "" || len(id) > 255 {
			report("client_id_list", "%q does not have 1 to 255 characters", id)
		}
	}
	if n, ok := v.Len("thumbprint_list"); ok && n > 5 {
		report("thumbprint_list", "Thumbprint list must contain fewer than 5 entries.")
	}
	for _, thumbprint := range v.Strs("thumbprint_list") {
		if len(thumbprint) != 40 {
			report("thumbprint_list", "%q does not have 40 characters", thumbprint)
		}
	}
}

func checkAWSRole(v Values, report Report) {
	matches(v, report, "name", awsRoleName)
	atMost(v, report, 1000, "description")
	matches(v, report, "description", awsLatin1)
	between(v, report, "max_session_duration", 3600, 43200)
	if policy, ok := v.Str("assume_role_policy"); ok {
		if err := trustPolicy(policy); err != nil {
			report("assume_role_policy", "MalformedPolicyDocument: %v", err)
		}
	}
}

// trustPolicy checks a document: its size at the largest quota (L-C07B4B0D),
// its alphabet in the service model, and the grammar of a trust policy in the
// IAM user guide.
func trustPolicy(text string) error {
	if n := utf8.RuneCountInString(text); n > 8192 {
		return fmt.Errorf("Cannot exceed quota for ACLSizePerRole: 8192 (has %d characters)", n)
	}
	if !awsLatin1.MatchString(text) {
		return fmt.Errorf("the document holds characters outside of Latin-1")
	}
	document, err := decodeObject(text)
	if err != nil {
		return fmt.Errorf("not a JSON object: %w", err)
	}
	for key := range document {
		if !slices.Contains([]string{"Version", "Id", "Statement"}, key) {
			return fmt.Errorf("unknown element %q", key)
		}
	}
	if version, ok := document["Version"]; ok && version != "2012-10-17" && version != "2008-10-17" {
		return fmt.Errorf("the Version %v is not valid", version)
	}
	statements, ok := document["Statement"].([]any)
	if !ok {
		statements = []any{document["Statement"]}
	}
	if len(statements) == 0 {
		return fmt.Errorf("there is no statement")
	}
	seen := map[string]bool{}
	for i, s := range statements {
		statement, ok := s.(map[string]any)
		if !ok {
			return fmt.Errorf("statement %d is not an object", i)
		}
		if err := trustStatement(statement, seen); err != nil {
			return fmt.Errorf("statement %d: %w", i, err)
		}
	}
	return nil
}

func trustStatement(statement map[string]any, sids map[string]bool) error {
	for key := range statement {
		switch key {
		case "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Condition":
		case "Resource", "NotResource":
			return fmt.Errorf("Has prohibited field %s", key)
		default:
			return fmt.Errorf("unknown element %q", key)
		}
	}
	if effect := statement["Effect"]; effect != "Allow" && effect != "Deny" {
		return fmt.Errorf("the Effect is %v", effect)
	}
	if statement["Action"] == nil && statement["NotAction"] == nil {
		return fmt.Errorf("there is no Action")
	}
	if sid, ok := statement["Sid"].(string); ok && sid != "" {
		if !awsSid.MatchString(sid) {
			return fmt.Errorf("the Sid %q holds other characters than letters and digits", sid)
		}
		if sids[sid] {
			return fmt.Errorf("Statement IDs (SID) in a single policy must be unique: %q", sid)
		}
		sids[sid] = true
	}
	if statement["Principal"] == nil && statement["NotPrincipal"] == nil {
		return fmt.Errorf("Missing required field Principal")
	}
	if principal, ok := statement["Principal"].(map[string]any); ok {
		federated, ok := principal["Federated"].([]any)
		if !ok && principal["Federated"] != nil {
			federated = []any{principal["Federated"]}
		}
		for _, f := range federated {
			if name, ok := f.(string); !ok || !awsFederated.MatchString(name) {
				return fmt.Errorf("Federated principals must be valid domain names or SAML metadata ARNs: %v", f)
			}
		}
	}
	if condition, ok := statement["Condition"]; ok {
		return trustCondition(condition)
	}
	return nil
}

// trustCondition demands operator → key → string, boolean, number or list of
// those.
func trustCondition(condition any) error {
	operators, ok := condition.(map[string]any)
	if !ok {
		return fmt.Errorf("Condition is not an object")
	}
	for operator, o := range operators {
		keys, ok := o.(map[string]any)
		if !ok {
			return fmt.Errorf("Condition.%s is not an object", operator)
		}
		for key, value := range keys {
			values, ok := value.([]any)
			if !ok {
				values = []any{value}
			}
			for _, v := range values {
				switch v.(type) {
				case string, bool, float64:
				default:
					return fmt.Errorf("Condition.%s.%s holds %v", operator, key, v)
				}
			}
		}
	}
	return nil
}
