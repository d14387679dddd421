package trustcheck

import "github.com/cioidc/terraform-provider-cioidc/internal/platform"

// What the docs say of the function and the data source alike.

// checkDoc is what the function and the data source have in common.
const checkDoc = "Reads a trust document that somebody wrote (an AWS trust policy, a Google workload identity pool provider, a Vault or OpenBao JWT role, Azure federated credentials), says what is wrong with it, and compares it with the jobs that are meant to get in: over every token that the CI platform can mint, not over samples. " +
	"Answers come with a token that shows them."

// scopeDoc is what a check does not look at.
const scopeDoc = "\n\nOf a policy only who may get in by web identity is looked at: neither what the role may do, nor other principals in the same policy, which `summary` names. " +
	"An issuer that no platform is known for may mint any claims. The signature and `exp`, `nbf` and `iat` of a token are taken as right."

// optionDocs are the options, in the order of the docs.
var optionDocs = []struct{ name, typ, doc string }{
	{"jobs", "jobs", "Who is meant to get in: `jobs(…).jobs`, a jobs data source's `jobs`, or `concat(…)` of several. Without it the document is checked alone."},
	{"audiences", "list of string", "What the described jobs pick as `aud`, on platforms where each job picks it (" + platform.Titles(platform.AudienceIs("picked")) + "); needed there when `jobs` is given, except for Azure, whose own audience is the default. A described job's token with none of them that gets in is `wider` of the kind `audience`. An audience that no described job can carry is an error."},
	{"accept_unverified", "list of string", "Ids of facts about a platform that nobody verified and that you take for true. Without it whatever hangs on one is `unknown`, and says on which."},
	{"bindings", "map of string", "Variables and values that go together, as in `{ project_path = \"my-group/app\", project_id = \"57382910\" }`: a job has all of them or none. The function takes a list of such objects too."},
	{"tokens", "map of objects or JSON strings", "Name → the claims of a token, to be decided one by one in `decisions`: an object, a JSON string, or what `decode_token(…)` returns, with `iss`. A token itself, in three parts, is an error: what is given here lies in plans and states. A whole payload (of `decode_token`, or JSON text with `iat` and `exp`) that the platform's data has no room for is a finding, and each `no` about that platform becomes `unknown`."},
	{"ignore_findings", "map of string", "Code of a finding → why it is taken on here, as in `{ CT021 = \"pull requests deploy previews\" }`. An unknown code is an error, and so is an empty reason."},
}
