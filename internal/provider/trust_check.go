package provider

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/check"
	"github.com/cioidc/terraform-provider-cioidc/internal/finding"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/parties"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

var (
	findingType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"code": types.StringType, "severity": types.StringType, "title": types.StringType, "detail": types.StringType, "example": types.StringType,
	}}
	findingsType = types.ListType{ElemType: findingType}
	decisionType = types.ObjectType{AttrTypes: attrTypes(admissionFields)}
	decisionsMap = types.MapType{ElemType: decisionType}
)

// trustCheckFields are the results of trust_check(…) and its data source.
var trustCheckFields = []field{
	{"applies", types.BoolType, "Whether the document trusts web identities at all. It is false for a service's role; `relation` and all that goes with it is null then, and there are no findings about tokens, so every role of an account can be checked in one `for`."},
	{"relation", types.StringType, "How those who get in relate to the described jobs: `equal`, `wider`, `narrower`, `overlapping`, `disjoint` or `unknown`. Null without `jobs`."},
	{"wider", types.StringType, "Whether somebody gets in who is not described: `yes`, `no` or `unknown`. Null without `jobs`. Others may mint tokens too: strangers on the same issuer, and anybody who can open a branch."},
	{"wider_kind", types.StringType, "How, where `wider` is `yes`: `job` (a job that is not described) or `audience` (a described job's token that was made for another audience than those meant, and that whoever is shown it can present here). Null otherwise."},
	{"narrower", types.StringType, "Whether a described job does not get in: `yes`, `no` or `unknown`. Null without `jobs`."},
	{"wider_example", types.StringType, "The claims of a token that gets in and is not described, as JSON; `jsondecode` makes an object of it. Null unless `wider` is `yes`."},
	{"narrower_example", types.StringType, "The claims of a described job's token that does not get in, as JSON. Null unless `narrower` is `yes`."},
	{"findings", findingsType, "What is wrong with the document, the worst first, without those that `ignore_findings` takes on: `code` (such as `CT001`; the guide *Findings* has a page for each), `severity` (`error`, `warning` or `info`), `title`, `detail` (the place, what stands there and what follows) and `example` (the claims of the token that proves it, as JSON; null where the finding reads text)."},
	{"decisions", decisionsMap, "Name of a token in `tokens` → `admitted` (null when it hangs on what the claims do not hold) and `reason`: which statement or clause decides, what is wanted and what came."},
	{"model_date", types.StringType, "The date of the newest fact about the platforms concerned that the answer could rest on, as `YYYY-MM-DD`. A token that the platform mints and this check does not know is newer than that."},
	{"rests_on", restsType, "Facts about the platform without which `wider` and `narrower` would not hold, each with `fact` (its id), `platform`, `says`, `source`, `date` and `status` (`verified`, or `unverified` for how tokens of a form look that nobody has shown); the guide *Platforms* lists all facts. Null without `jobs`."},
	{"summary", types.StringType, "The verdict in words, several lines for people."},
}

// trustCheckDoc is what the function and the data source have in common.
const trustCheckDoc = "Reads a trust document that somebody wrote (an AWS trust policy, a Google workload identity pool provider, a Vault or OpenBao JWT role, Azure federated credentials), says what is wrong with it, and compares it with the jobs that are meant to get in: over every token that the CI platform can mint, not over samples. " +
	"Answers come with a token that shows them."

// trustCheckScope is what a check does not look at.
const trustCheckScope = "\n\nOf a policy only who may get in by web identity is looked at: neither what the role may do, nor other principals in the same policy, which `summary` names. " +
	"An issuer that no platform is known for may mint any claims. The signature and `exp`, `nbf` and `iat` of a token are taken as right."

// trustCheckOptions are the options, in the order of the docs.
var trustCheckOptions = []struct{ name, typ, doc string }{
	{"jobs", "jobs", "Who is meant to get in: `jobs(…).jobs`, a jobs data source's `jobs`, or `concat(…)` of several. Without it the document is checked alone."},
	{"audiences", "list of string", "What the described jobs pick as `aud`, on platforms where each job picks it (GitHub Actions, GitLab, HCP Terraform); needed there when `jobs` is given, except for Azure, whose own audience is the default. A described job's token with none of them that gets in is `wider` of the kind `audience`. An audience that no described job can carry is an error."},
	{"accept_unverified", "list of string", "Ids of facts about a platform that nobody verified and that you take for true. Without it whatever hangs on one is `unknown`, and says on which."},
	{"bindings", "map of string", "Variables and values that go together, as in `{ project_path = \"my-group/app\", project_id = \"57382910\" }`: a job has all of them or none. The function takes a list of such objects too."},
	{"tokens", "map of objects or JSON strings", "Name → the claims of a token, to be decided one by one in `decisions`: an object, a JSON string, or what `decode_token(…)` returns, with `iss`. A token itself, in three parts, is an error: what is given here lies in plans and states. A whole payload (of `decode_token`, or JSON text with `iat` and `exp`) that the platform's data has no room for is a finding, and each `no` about that platform becomes `unknown`."},
	{"ignore_findings", "map of string", "Code of a finding → why it is taken on here, as in `{ CT021 = \"pull requests deploy previews\" }`. An unknown code is an error, and so is an empty reason."},
}

func trustCheckCalculation() calculation {
	var b strings.Builder
	b.WriteString(trustCheckDoc + " The function answers and never fails on a verdict, only on input that cannot be used; the data source of the same name is a gate." + trustCheckScope)
	b.WriteString("\n\nThe policy is an object with exactly one of\n\n")
	for _, party := range parties.All {
		b.WriteString("- `" + party.Name + "` " + party.Block + "\n")
	}
	b.WriteString("\nOptions:\n\n")
	for _, o := range trustCheckOptions {
		b.WriteString("- `" + o.name + "` (" + o.typ + ") " + o.doc + "\n")
	}
	b.WriteString("\nWhile a part of the policy is known only after apply, so is the result; while an option is, so is what depends on it.")
	return calculation{
		name:  "trust_check",
		title: "Check a trust document",
		doc:   b.String() + resultDocs(trustCheckFields),
		parameters: []parameter{
			{name: "policy", dynamic: true, doc: "An object with exactly one of `aws`, `google`, `vault` and `azure`: the document, whoever wrote it."},
			{name: "options", dynamic: true, nullable: true, doc: "An object of options, listed above; `{}` checks the document alone. Unknown names are refused."},
		},
		returns: function.ObjectReturn{AttributeTypes: attrTypes(trustCheckFields)},
		run: func(args []value.V) (attr.Value, problem.List) {
			c, problems := readCheck(args[0], args[1])
			if len(problems) > 0 {
				return nil, problems
			}
			c.run()
			return objectOf(trustCheckFields, c.values()), nil
		},
		called: func(args []value.V) string { return describedName(args[1]) },
	}
}

// A checked is a check, and what it came to once it has run.
type checked struct {
	request
	policy *check.Policy // nil while part of it is known only after apply
	result check.Result
}

// readCheck reads what the function and the data source are given.
func readCheck(policy, options value.V) (checked, problem.List) {
	var problems problem.List
	refuseTokens(policy, "policy", &problems)
	refuseTokens(butTokens(options), "options", &problems)
	if len(problems) > 0 { // before anything could quote one
		return checked{}, problems
	}
	p := check.Read(policy, "policy", &problems)
	party := ""
	if p != nil {
		party = p.Party
	}
	return checked{request: readRequest(options, party, &problems), policy: p}, problems
}

// run decides, if the policy is known.
func (c *checked) run() {
	if c.policy != nil {
		c.result = check.Run(c.policy, c.Options)
	}
}

// values are the results; what depends on something unknown is unknown.
func (c checked) values() map[string]attr.Value {
	if c.policy == nil {
		return unknown(trustCheckFields, nil)
	}
	r := c.result
	out := map[string]attr.Value{
		"applies":    types.BoolValue(r.Applies),
		"relation":   textOrNull(r.Relation),
		"wider":      types.StringNull(),
		"wider_kind": types.StringNull(),
		"narrower":   types.StringNull(),
		"findings":   findings(r.Findings),
		"decisions":  c.decisions(),
		"model_date": textOrNull(r.ModelDate),
		"rests_on":   types.ListNull(restType),
		"summary":    types.StringValue(r.Summary),

		"wider_example": types.StringNull(), "narrower_example": types.StringNull(),
	}
	if c.compared() {
		out["wider"], out["narrower"] = types.StringValue(r.Wider.String()), types.StringValue(r.Narrower.String())
		out["rests_on"] = restsOn(append([]proof.Rest{}, r.RestsOn...))
		if r.Wider == proof.Yes {
			out["wider_kind"] = types.StringValue(r.WiderExample.Kind())
			out["wider_example"] = exampleClaims(r.WiderExample)
		}
		if r.Narrower == proof.Yes {
			out["narrower_example"] = exampleClaims(r.NarrowerExample)
		}
	}
	for _, name := range c.hidden() {
		out[name] = unknownOf(attrTypes(trustCheckFields)[name])
	}
	return out
}

// compared reports whether there are answers about jobs.
func (c checked) compared() bool { return c.result.Applies && c.Jobs != nil }

// hidden are the results that depend on options that are known only after apply.
func (c checked) hidden() []string {
	var out []string
	if !c.result.Applies { // no option changes the answer
		if c.jobsLater {
			out = append(out, "model_date")
		}
		return out
	}
	if c.jobsLater { // which jobs are meant may bear on all but this
		for _, f := range trustCheckFields {
			if f.name != "applies" {
				out = append(out, f.name)
			}
		}
	}
	if c.ignoreLater {
		out = append(out, "findings", "summary")
	}
	if c.tokensLater {
		out = append(out, "decisions", "summary")
	} else if len(c.pending) > 0 {
		out = append(out, "summary")
	}
	if c.wholeLater {
		out = append(out, c.falsifiable()...)
	}
	return out
}

// falsifiable are the results that a whole token may take back.
func (c checked) falsifiable() []string {
	out := []string{"findings"}
	if !c.compared() {
		return out
	}
	if c.result.Wider == proof.No {
		out = append(out, "wider")
	}
	if c.result.Narrower == proof.No {
		out = append(out, "narrower")
	}
	if len(out) > 1 {
		out = append(out, "relation")
	}
	return out
}

// decisions are the answers by name; those about tokens that are not known yet
// are unknown.
func (c checked) decisions() attr.Value {
	out := map[string]attr.Value{}
	for name, d := range c.result.Decisions {
		admitted := types.BoolValue(d.Admitted == proof.Yes)
		if d.Admitted == proof.Unknown {
			admitted = types.BoolNull()
		}
		out[name] = types.ObjectValueMust(decisionType.AttrTypes, map[string]attr.Value{"admitted": admitted, "reason": types.StringValue(d.Reason)})
	}
	if c.result.Applies {
		for _, name := range c.pending {
			out[name] = types.ObjectUnknown(decisionType.AttrTypes)
		}
	}
	return types.MapValueMust(decisionType, out)
}

func findings(fs []finding.Finding) attr.Value {
	out := []attr.Value{}
	for _, f := range fs {
		out = append(out, types.ObjectValueMust(findingType.AttrTypes, map[string]attr.Value{
			"code":     types.StringValue(string(f.Code)),
			"severity": types.StringValue(f.Severity().String()),
			"title":    types.StringValue(f.Code.Rule().Title),
			"detail":   types.StringValue(placed(f)),
			"example":  textOrNull(f.Example),
		}))
	}
	return types.ListValueMust(findingType, out)
}

// placed is the finding's detail behind its place.
func placed(f finding.Finding) string {
	if f.At == "" {
		return f.Detail
	}
	return f.At + ": " + f.Detail
}

func exampleClaims(e *proof.Example) attr.Value {
	if e == nil {
		return types.StringNull()
	}
	return textOrNull(e.Token())
}

func textOrNull(s string) attr.Value {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}
