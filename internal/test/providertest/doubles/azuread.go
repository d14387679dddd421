package doubles

// The double of hashicorp/azuread.

// azureadDouble stands in for hashicorp/azuread: 3.7.0 and later, which have
// the flexible credential. Arguments: its documentation; limits: Microsoft's
// page "Important considerations and restrictions for federated identity
// credentials", read in 2026-11. The blocks and most optional arguments of an
// application have no double.
func azureadDouble() Provider {
	application := func(v Values) any { return "/applications/" + uuid("object", v.Text("display_name")) }
	credential := func(v Values) string { return uuid("credential", v.Text("application_id"), v.Text("display_name")) }
	ofApplication := join(
		each(req(str).forceNew(), "application_id", "display_name"),
		each(req(str), "issuer"),
		each(opt(str), "description"),
		each(comp(str, func(v Values) any { return credential(v) }), "credential_id"),
		each(comp(str, func(v Values) any {
			return v.Text("application_id") + "/federatedIdentityCredential/" + credential(v)
		}), "id"),
	)
	return Provider{
		Name: "azuread",
		Config: Block{Attrs: join(
			each(opt(str), "tenant_id", "client_id", "environment", "metadata_host", "oidc_token_file_path", "oidc_request_url"),
			each(opt(str).sensitive(), "client_secret", "oidc_token", "oidc_request_token"),
			each(opt(boolean), "use_oidc", "use_cli", "use_msi"),
		)},
		Resources: []Object{
			{
				Type: "azuread_application",
				Attrs: join(each(opt(str), "description", "notes", "sign_in_audience"), each(opt(strSet), "owners", "identifier_uris", "tags"),
					map[string]Attr{
						"display_name":            req(str),
						"prevent_duplicate_names": opt(boolean),
						"client_id":               comp(str, func(v Values) any { return uuid("client", v.Text("display_name")) }),
						"object_id":               comp(str, func(v Values) any { return uuid("object", v.Text("display_name")) }),
						"id":                      comp(str, application),
					}),
				Check: func(v Values, report Report) { notEmpty(v, report, "display_name") },
			},
			{
				Type: "azuread_service_principal",
				Attrs: join(each(req(str).forceNew(), "client_id"), each(opt(str), "description", "notes"), each(opt(strSet), "owners"),
					map[string]Attr{
						"app_role_assignment_required": opt(boolean),
						"use_existing":                 opt(boolean),
						"object_id":                    comp(str, func(v Values) any { return uuid("principal", v.Text("client_id")) }),
						"display_name":                 comp(str, same("client_id")),
						"id":                           comp(str, func(v Values) any { return "/servicePrincipals/" + uuid("principal", v.Text("client_id")) }),
					}),
			},
			{
				Type:  "azuread_application_federated_identity_credential",
				Attrs: join(ofApplication, each(req(str), "subject"), each(req(strs), "audiences")),
				Check: func(v Values, report Report) {
					checkAzureApplication(v, report)
					checkAzureExact(v, report, "audiences")
				},
			},
			{
				Type:  "azuread_application_flexible_federated_identity_credential",
				Attrs: join(ofApplication, each(req(str), "audience", "claims_matching_expression")),
				Check: func(v Values, report Report) {
					checkAzureApplication(v, report)
					checkAzureFlexible(v, report)
				},
			},
		},
	}
}
