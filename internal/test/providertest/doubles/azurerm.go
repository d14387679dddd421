package doubles

// The double of hashicorp/azurerm.

// azurermDouble stands in for hashicorp/azurerm 5.12.0, whose
// azurerm_federated_identity_credential names the identity by
// user_assigned_identity_id and needs no resource group,
// as its documentation has it in 2026-11. The other two resources are there for
// examples to have an identity.
func azurermDouble() Provider {
	const subscription = "/subscriptions/00000000-0000-0000-0000-000000000000"
	identity := func(kind string) func(Values) any {
		return func(v Values) any { return uuid(kind, v.Text("resource_group_name"), v.Text("name")) }
	}
	return Provider{
		Name: "azurerm",
		Config: Block{
			Attrs: join(
				each(opt(str), "subscription_id", "tenant_id", "client_id", "environment", "resource_provider_registrations", "oidc_token_file_path"),
				each(opt(str).sensitive(), "client_secret", "oidc_token"),
				each(opt(boolean), "use_oidc", "use_cli", "use_msi", "storage_use_azuread"),
			),
			Blocks: map[string]Block{"features": {Max: 1}},
		},
		Resources: []Object{
			{
				Type: "azurerm_resource_group",
				Attrs: join(each(req(str).forceNew(), "name", "location"), each(opt(strMap), "tags"),
					each(comp(str, func(v Values) any { return subscription + "/resourceGroups/" + v.Text("name") }), "id")),
			},
			{
				Type: "azurerm_user_assigned_identity",
				Attrs: join(each(req(str).forceNew(), "name", "location", "resource_group_name"), each(opt(strMap), "tags"), map[string]Attr{
					"client_id":    comp(str, identity("client")),
					"principal_id": comp(str, identity("principal")),
					"tenant_id":    comp(str, func(v Values) any { return v.Config("tenant_id", uuid("tenant")) }),
					"id": comp(str, func(v Values) any {
						return subscription + "/resourceGroups/" + v.Text("resource_group_name") + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/" + v.Text("name")
					}),
				}),
			},
			{
				Type: "azurerm_federated_identity_credential",
				Attrs: join(
					each(req(str).forceNew(), "name", "user_assigned_identity_id"),
					each(req(str), "issuer", "subject"),
					each(req(strs), "audience"),
					each(comp(str, func(v Values) any {
						return v.Text("user_assigned_identity_id") + "/federatedIdentityCredentials/" + v.Text("name")
					}), "id"),
				),
				Check: func(v Values, report Report) {
					matches(v, report, "name", azureName)
					matches(v, report, "user_assigned_identity_id", azureIdentity)
					checkAzureIssuer(v, report)
					checkAzureExact(v, report, "audience")
				},
				Import: "name",
			},
		},
	}
}
