package google

// What the job side needs of a provider.

import "github.com/cioidc/terraform-provider-cioidc/internal/value"

// ReadIDs reads and checks project_number, pool_id and provider_id; what is
// unknown or wrong is empty or noted.
func ReadIDs(r *value.Reader) (number, pool, provider string) { return readIDs(r) }

// CredentialConfig is the credential configuration of a job, as JSON: file is
// where the job writes its token, provider the provider's full resource name. An
// empty service account is direct access.
func CredentialConfig(serviceAccount, file, provider string) string {
	return credentialConfig(serviceAccount, file, provider)
}
