package issuer

// The data source forms of jwks(…) and issuer_documents(…).

import (
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
)

// DataSources are the data source forms of what is made of keys.
func DataSources() []func() datasource.DataSource {
	return []func() datasource.DataSource{
		JWKS().DataSource(jwksDoc, jwksFields, map[string]schema.Attribute{
			"keys": framework.Input("list", true, "The keys, each one of: "+jwksKeysDoc),
		}),
		Documents().DataSource(documentsDoc, documentsFields, map[string]schema.Attribute{
			"url":  framework.Input("string", true, urlDoc),
			"jwks": framework.Input("string", true, documentsJWKSDoc),
		}),
	}
}
