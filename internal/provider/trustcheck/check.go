package trustcheck

// A check that has been read, and its results.

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/check"
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/argument"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/result"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

var (
	findingType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"code": types.StringType, "severity": types.StringType, "title": types.StringType, "detail": types.StringType, "example": types.StringType,
	}}
	findingsType = types.ListType{ElemType: findingType}
)

var decisionsMap = types.MapType{ElemType: result.DecisionType}

// fields are the results of trust_check(…) and its data source.
var fields = []framework.Field{
	{Name: "applies", Type: types.BoolType, Doc: "Whether the document trusts web identities at all. It is false for a service's role; `relation` and all that goes with it is null then, and there are no findings about tokens, so every role of an account can be checked in one `for`."},
	{Name: "relation", Type: types.StringType, Doc: "How those who get in relate to the described jobs: `equal`, `wider`, `narrower`, `overlapping`, `disjoint` or `unknown`. Null without `jobs`."},
	{Name: "wider", Type: types.StringType, Doc: "Whether somebody gets in who is not described: `yes`, `no` or `unknown`. Null without `jobs`. Others may mint tokens too: strangers on the same issuer, and anybody who can open a branch."},
	{Name: "wider_kind", Type: types.StringType, Doc: "How, where `wider` is `yes`: `job` (a job that is not described) or `audience` (a described job's token that was made for another audience than those meant, and that whoever is shown it can present here). Null otherwise."},
	{Name: "narrower", Type: types.StringType, Doc: "Whether a described job does not get in: `yes`, `no` or `unknown`. Null without `jobs`."},
	{Name: "wider_example", Type: types.StringType, Doc: "The claims of a token that gets in and is not described, as JSON; `jsondecode` makes an object of it. Null unless `wider` is `yes`."},
	{Name: "narrower_example", Type: types.StringType, Doc: "The claims of a described job's token that does not get in, as JSON. Null unless `narrower` is `yes`."},
	{Name: "findings", Type: findingsType, Doc: "What is wrong with the document, the worst first, without those that `ignore_findings` takes on: `code` (such as `CT001`; the guide *Findings* has a page for each), `severity` (`error`, `warning` or `info`), `title`, `detail` (the place, what stands there and what follows) and `example` (the claims of the token that proves it, as JSON; null where the finding reads text)."},
	{Name: "decisions", Type: decisionsMap, Doc: "Name of a token in `tokens` → `admitted` (null when it hangs on what the claims do not hold) and `reason`: which statement or clause decides, what is wanted and what came."},
	{Name: "model_date", Type: types.StringType, Doc: "The date of the newest fact about the platforms concerned that the answer could rest on, as `YYYY-MM-DD`. A token that the platform mints and this check does not know is newer than that."},
	{Name: "rests_on", Type: result.RestsType, Doc: "Facts about the platform without which `wider` and `narrower` would not hold, each with `fact` (its id), `platform`, `says`, `source`, `date` and `status` (`verified`, or `unverified` for how tokens of a form look that nobody has shown); the guide *Platforms* lists all facts. Null without `jobs`."},
	{Name: "summary", Type: types.StringType, Doc: "The verdict in words, several lines for people."},
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
	argument.RefuseTokens(policy, "policy", &problems)
	argument.RefuseTokens(butTokens(options), "options", &problems)
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
		return framework.UnknownObject(fields, nil)
	}
	r := c.result
	out := map[string]attr.Value{
		"applies":    types.BoolValue(r.Applies),
		"relation":   framework.TextOrNull(r.Relation),
		"wider":      types.StringNull(),
		"wider_kind": types.StringNull(),
		"narrower":   types.StringNull(),
		"findings":   findings(r.Findings),
		"decisions":  c.decisions(),
		"model_date": framework.TextOrNull(r.ModelDate),
		"rests_on":   types.ListNull(result.RestType),
		"summary":    types.StringValue(r.Summary),

		"wider_example": types.StringNull(), "narrower_example": types.StringNull(),
	}
	if c.compared() {
		out["wider"], out["narrower"] = types.StringValue(r.Wider.String()), types.StringValue(r.Narrower.String())
		out["rests_on"] = result.Rests(append([]proof.Rest{}, r.RestsOn...))
		if r.Wider == proof.Yes {
			out["wider_kind"] = types.StringValue(r.WiderExample.Kind())
			out["wider_example"] = exampleClaims(r.WiderExample)
		}
		if r.Narrower == proof.Yes {
			out["narrower_example"] = exampleClaims(r.NarrowerExample)
		}
	}
	for _, name := range c.hidden() {
		out[name] = framework.Unknown(framework.AttrTypes(fields)[name])
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
		for _, f := range fields {
			if f.Name != "applies" {
				out = append(out, f.Name)
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
		out[name] = result.Decision(d.Admitted, d.Reason)
	}
	if c.result.Applies {
		for _, name := range c.pending {
			out[name] = types.ObjectUnknown(result.DecisionType.AttrTypes)
		}
	}
	return types.MapValueMust(result.DecisionType, out)
}

func findings(fs []lint.Finding) attr.Value {
	out := []attr.Value{}
	for _, f := range fs {
		out = append(out, types.ObjectValueMust(findingType.AttrTypes, map[string]attr.Value{
			"code":     types.StringValue(string(f.Code)),
			"severity": types.StringValue(f.Severity().String()),
			"title":    types.StringValue(f.Code.Rule().Title),
			"detail":   types.StringValue(result.Placed(f)),
			"example":  framework.TextOrNull(f.Example),
		}))
	}
	return types.ListValueMust(findingType, out)
}

func exampleClaims(e *proof.Example) attr.Value {
	if e == nil {
		return types.StringNull()
	}
	return framework.TextOrNull(e.Token())
}
