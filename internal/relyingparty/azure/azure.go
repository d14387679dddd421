// Package azure compiles jobs to federated identity credentials of Microsoft
// Entra applications and managed identities, and reads credentials. Facts: Microsoft
// Entra docs, federated credential considerations and flexible federated credentials
// (preview). An ordinary credential compares whole subjects; a flexible one
// compares claims of few issuers.
package azure

import "github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"

// Party is Microsoft Entra, for the list of relying parties.
var Party = relyingparty.Party{
	Name: "azure", Title: "Azure", Long: "Azure",
	Audiences:        []string{"api://AzureADTokenExchange", "api://AzureADTokenExchangeUSGov", "api://AzureADTokenExchangeChina"},
	DefaultAudiences: []string{"api://AzureADTokenExchange"},
	Kinds:            []relyingparty.Kind{credentialsKind},
	Marks:            []string{"credentials", "flexible_credentials"},
	Block:            "`credentials` and `flexible_credentials`: maps or lists of federated identity credentials as the official resources take them. An object or JSON.",
	Read: func(_ string, decoded any) (relyingparty.Document, error) {
		return relyingparty.AsDocument(read(decoded))
	},
	Admission: relyingparty.Admission{
		Title:     "Whether federated identity credentials of Microsoft Entra admit a token",
		Doc:       "Answers whether one of an application's or identity's federated credentials matches a token with these claims: issuer, subject and audience compared whole and in case, and flexible credentials by their claims matching expression.",
		Parameter: "credentials",
		About:     "The result of `azure_federated_credentials`, or `credentials` and `flexible_credentials` like it: maps or lists of credentials as the official resources take them.",
	},
	Takes: takes,
}
