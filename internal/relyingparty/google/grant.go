package google

// Members and credential files of grants.

import "github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"

// memberKey is the static key of a grant's only member.
const memberKey = "principal_set"

// grantResult makes the member and credential configuration of one grant; what
// is not known yet is empty.
func grantResult(g Grant, name, file, pool, provider string, unknown bool) GrantResult {
	out := GrantResult{Members: map[string]string{memberKey: ""}}
	if !unknown {
		out.Members[memberKey] = "principalSet://iam.googleapis.com/" + pool + "/attribute." + Attribute(name) + "/" + provider
		if !g.Unknown {
			out.CredentialConfig = credentialConfig(g.ServiceAccount, file, pool+"/providers/"+provider)
		}
	}
	return out
}

// A credentialFile has the members in the order in which
// gcloud iam workload-identity-pools create-cred-config writes them.
type credentialFile struct {
	UniverseDomain   string           `json:"universe_domain"`
	Type             string           `json:"type"`
	Audience         string           `json:"audience"`
	SubjectTokenType string           `json:"subject_token_type"`
	TokenURL         string           `json:"token_url"`
	CredentialSource credentialSource `json:"credential_source"`
	Impersonation    string           `json:"service_account_impersonation_url,omitempty"`
	TokenInfoURL     string           `json:"token_info_url,omitempty"`
}

type credentialSource struct {
	File string `json:"file"`
}

// credentialConfig is the external_account file (AIP-4117) as gcloud writes it,
// with two spaces of indent.
func credentialConfig(serviceAccount, file, provider string) string {
	c := credentialFile{ //nolint:gosec // G101: addresses, no secrets
		UniverseDomain:   "googleapis.com",
		Type:             "external_account",
		Audience:         "//iam.googleapis.com/" + provider,
		SubjectTokenType: "urn:ietf:params:oauth:token-type:jwt",
		TokenURL:         "https://sts.googleapis.com/v1/token",
		CredentialSource: credentialSource{file},
	}
	if serviceAccount == "" {
		c.TokenInfoURL = "https://sts.googleapis.com/v1/introspect"
	} else {
		c.Impersonation = "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/" + serviceAccount + ":generateAccessToken"
	}
	return relyingparty.JSON(c, "  ")
}
