package check

import (
	"regexp"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// What checkov's rules say of a document, written from descriptions of the rules
// and with the holes that those tell of. They are about GitHub alone.

const githubIssuer = "https://token.actions.githubusercontent.com"

// abusable are the claims that checkov wants in no subject's first place.
var abusable = regexp.MustCompile(`^(workflow|environment|ref|context|head_ref|base_ref)$`)

// ownerAndName is what checkov takes for a repository. It knows no @, so the
// immutable subjects fail.
var ownerAndName = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*/[^/]+`)

// checkovSubject judges a value: * and ? are characters like others.
func checkovSubject(sub string) bool {
	claim, rest, ok := strings.Cut(sub, ":")
	if !ok || abusable.MatchString(claim) {
		return false
	}
	if claim != "repo" {
		return true
	}
	repo, _, _ := strings.Cut(rest, ":")
	return ownerAndName.MatchString(repo)
}

func list(v any) []any {
	if l, ok := v.([]any); ok {
		return l
	}
	if v == nil {
		return nil
	}
	return []any{v}
}

// checkov is the verdict in a few words.
func checkov(party, document string) string {
	v, err := value.JSON(document)
	fields, ok := v.(map[string]any)
	if err != nil || !ok {
		return "cannot be read"
	}
	switch party {
	case "aws":
		return "CKV_AWS_358/393 " + passes(checkovAWS(fields))
	case "google":
		condition, _ := fields["attribute_condition"].(string)
		_, there := fields["attribute_condition"]
		return "CKV_GCP_118 " + passes(there && fields["attribute_condition"] != nil) + ", CKV_GCP_125 " + passes(checkovGoogle(fields, condition))
	case "azure":
		return checkovAzure(fields)
	}
	return "no rule"
}

func passes(ok bool) string {
	if ok {
		return "passes"
	}
	return "fails"
}

// checkovAWS passes at the first statement that is not GitHub's, looks at the
// first value only, and under whatever operator it stands.
func checkovAWS(policy map[string]any) bool {
	for _, s := range list(policy["Statement"]) {
		statement, _ := s.(map[string]any)
		principal, _ := statement["Principal"].(map[string]any)
		github := false
		for _, p := range list(principal["Federated"]) {
			arn, _ := p.(string)
			github = github || strings.Contains(arn, "oidc-provider/token.actions.githubusercontent.com")
		}
		if !github {
			return true
		}
		good := false
		conditions, _ := statement["Condition"].(map[string]any)
		for _, keys := range conditions {
			keys, _ := keys.(map[string]any)
			if values := list(keys["token.actions.githubusercontent.com:sub"]); len(values) > 0 {
				first, _ := values[0].(string)
				good = good || checkovSubject(first)
			}
		}
		if !good {
			return false
		}
	}
	return true
}

var celSubject = regexp.MustCompile(`assertion\.sub\s*==\s*['"]([^'"]*)['"]`)

// checkovGoogle passes every issuer that is not GitHub's to the byte, and reads
// no CEL.
func checkovGoogle(provider map[string]any, condition string) bool {
	if provider["issuer_uri"] != githubIssuer {
		return true
	}
	mapping, _ := provider["attribute_mapping"].(map[string]any)
	found := celSubject.FindStringSubmatch(condition)
	return mapping["google.subject"] != nil && found != nil && checkovSubject(found[1])
}

// checkovAzure is about ordinary credentials only, whatever their issuer.
func checkovAzure(fields map[string]any) string {
	var all []any
	switch c := fields["credentials"].(type) {
	case map[string]any:
		for _, one := range c {
			all = append(all, one)
		}
	case []any:
		all = c
	}
	if len(all) == 0 {
		return "no rule"
	}
	good := true
	for _, one := range all {
		credential, _ := one.(map[string]any)
		subject, _ := credential["subject"].(string)
		good = good && checkovSubject(subject)
	}
	return "CKV_AZURE_249 " + passes(good)
}
