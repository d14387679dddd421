package doubles

// The double of hashicorp/google: its schemas.

import "strings"

// googleProjectNumber is the number of every project.
const googleProjectNumber = "123456789012"

// googleDouble stands in for hashicorp/google. Arguments are those that
// magic-modules, the source of the official provider, declares for the
// resources in 2026-11, and so are the limits; most of them the official
// provider leaves to the API.
func googleDouble() Provider {
	project := func(v Values) any { return v.Config("project", "double-project") }
	named := func(format ...string) func(Values) any {
		return func(v Values) any {
			parts := make([]string, len(format))
			for i, f := range format {
				if argument, ok := strings.CutPrefix(f, "$"); ok {
					f = v.Text(argument)
				}
				parts[i] = f
			}
			return strings.Join(parts, "")
		}
	}
	pool := named("projects/", googleProjectNumber, "/locations/global/workloadIdentityPools/", "$workload_identity_pool_id")
	provider := named("projects/", googleProjectNumber, "/locations/global/workloadIdentityPools/", "$workload_identity_pool_id", "/providers/", "$workload_identity_pool_provider_id")
	email := named("$account_id", "@", "$project", ".iam.gserviceaccount.com")
	account := named("projects/", "$project", "/serviceAccounts/", "$account_id", "@", "$project", ".iam.gserviceaccount.com")
	ofProject := Attr{Type: str, Mode: OptionalComputed, AtPlan: project, ForceNew: true}
	condition := Block{Max: 1, Attrs: join(each(req(str), "title", "expression"), each(opt(str), "description"))}
	return Provider{
		Name: "google",
		Config: Block{Attrs: join(
			each(opt(str), "project", "region", "zone", "billing_project", "impersonate_service_account"),
			each(opt(str).sensitive(), "credentials", "access_token"),
			each(opt(boolean), "user_project_override"),
		)},
		Resources: []Object{
			{
				Type: "google_iam_workload_identity_pool",
				Attrs: join(each(opt(str), "display_name", "description"), map[string]Attr{
					"workload_identity_pool_id": req(str).forceNew(),
					"disabled":                  opt(boolean),
					"mode":                      opt(str).forceNew(),
					"project":                   ofProject,
					"name":                      comp(str, pool),
					"state":                     comp(str, constant("ACTIVE")),
					"id":                        comp(str, named("projects/", "$project", "/locations/global/workloadIdentityPools/", "$workload_identity_pool_id")),
				}),
				Check:  checkGooglePool,
				Import: "workload_identity_pool_id",
			},
			{
				Type: "google_iam_workload_identity_pool_provider",
				Attrs: join(each(opt(str), "display_name", "description", "attribute_condition"), map[string]Attr{
					"workload_identity_pool_id":          req(str).forceNew(),
					"workload_identity_pool_provider_id": req(str).forceNew(),
					"disabled":                           opt(boolean),
					"attribute_mapping":                  opt(strMap),
					"project":                            ofProject,
					"name":                               comp(str, provider),
					"state":                              comp(str, constant("ACTIVE")),
					"id":                                 comp(str, named("projects/", "$project", "/locations/global/workloadIdentityPools/", "$workload_identity_pool_id", "/providers/", "$workload_identity_pool_provider_id")),
				}),
				// The blocks aws, saml and x509 have no double.
				Blocks: map[string]Block{"oidc": {Max: 1, Attrs: map[string]Attr{
					"issuer_uri":        req(str),
					"allowed_audiences": opt(strs),
					"jwks_json":         opt(str),
				}}},
				Check:  checkGoogleProvider,
				Import: "workload_identity_pool_provider_id",
			},
			{
				Type: "google_service_account",
				Attrs: join(each(opt(str), "display_name", "description"), map[string]Attr{
					"account_id":                   req(str).forceNew(),
					"disabled":                     opt(boolean),
					"create_ignore_already_exists": opt(boolean),
					"project":                      ofProject,
					"email":                        comp(str, email),
					"member":                       comp(str, named("serviceAccount:", "$account_id", "@", "$project", ".iam.gserviceaccount.com")),
					"name":                         comp(str, account),
					"unique_id":                    comp(str, func(v Values) any { return digits(v.Text("account_id"), v.Text("project")) }),
					"id":                           comp(str, account),
				}),
				Check:  checkGoogleServiceAccount,
				Import: "account_id",
			},
			{
				Type: "google_service_account_iam_member",
				Attrs: join(each(req(str).forceNew(), "service_account_id", "role", "member"), map[string]Attr{
					"etag": comp(str, constant("BwDouble")),
					"id":   comp(str, named("$service_account_id", "/", "$role", "/", "$member")),
				}),
				Blocks: map[string]Block{"condition": condition},
				Check:  checkGoogleMember,
			},
			{
				Type: "google_project_iam_member",
				Attrs: join(each(req(str).forceNew(), "project", "role", "member"), map[string]Attr{
					"etag": comp(str, constant("BwDouble")),
					"id":   comp(str, named("$project", "/", "$role", "/", "$member")),
				}),
				Blocks: map[string]Block{"condition": condition},
				Check:  checkGoogleMember,
			},
		},
		DataSources: []Object{{
			Type: "google_project",
			Attrs: map[string]Attr{
				"project_id": optComp(str, project),
				"number":     comp(str, constant(googleProjectNumber)),
				"name":       comp(str, constant("Double")),
				"id":         comp(str, named("projects/", "$project_id")),
			},
		}},
	}
}
