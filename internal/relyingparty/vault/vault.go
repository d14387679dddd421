// Package vault compiles jobs to a JWT role of HashiCorp Vault or OpenBao and
// the mount's issuer. Facts: vault-plugin-auth-jwt v0.26 (path_role.go,
// claims.go) and what the official Terraform provider sends: it splits
// bound_claims at commas, trims the parts, and makes strings of everything.
package vault

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Options are the options of vault_jwt_role.
var Options = append([]relyingparty.Option{
	{Name: "audiences", Type: "list", Doc: "What the jobs pick as `aud`, where they pick it; required for GitLab. On CircleCI it is said in the description."},
	{Name: "user_claim", Type: "string", Doc: "The claim that names Vault's entity alias. Default: the project's id (" + userClaims() + ")."},
	{Name: "role_json_only", Type: "bool", Doc: "Give `role_json` only, and allow what the official provider's strings cannot hold: bool claims, and values with commas or outer spaces. Default false."},
	{Name: "token_policies", Type: "list", Doc: "Policies of the tokens, for `role_json`."},
}, relyingparty.Shared...)

// A Role is a compiled JWT role.
type Role struct {
	Issuer          string // oidc_discovery_url and bound_issuer
	BoundAudiences  []string
	BoundSubject    string // set where one whole subject is all that gets in
	BoundClaims     map[string]string
	BoundClaimsType string // string or glob
	DisableParsing  bool
	UserClaim       string
	RoleJSON        string
	JSONOnly        bool
	Partial         bool // an option is known only after apply
	relyingparty.Report
}

const descriptionLimit = 1000

func userClaims() string {
	var out []string
	for _, p := range platform.All() {
		out = append(out, p.Title+" `"+p.UserClaim+"`")
	}
	return strings.Join(out, ", ")
}

// view: Vault sees every claim. onSub is the second way: a union that is no
// product over claims may still be a list of subjects.
func view(onSub bool) trust.Capabilities {
	return trust.Capabilities{
		Name: "Vault", RequireSubject: onSub,
		Claims: func(trust.Description, platform.Claim) bool { return true },
	}
}

// JWTRole compiles jobs to one role.
func JWTRole(jobs trust.Jobs, options value.V) (Role, problem.List) {
	problems := jobs.Validate()
	if len(problems) > 0 {
		return Role{}, problems
	}
	r := value.Read(options, "options", &problems)
	common := relyingparty.ReadCommon(r)
	audiences := relyingparty.ReadAudiences(r)
	out := Role{UserClaim: jobs[0].Model().UserClaim}
	if s, ok := r.Text("user_claim"); ok {
		out.UserClaim = s
	}
	out.JSONOnly, _ = r.Flag("role_json_only")
	policies, _ := r.Texts("token_policies")
	r.Done("option")
	if !r.IsUnknown("audiences") {
		jobs = relyingparty.Audiences(jobs, audiences, nil, "options.audiences", &problems)
	}
	out.checkUserClaim(jobs, &problems)
	clause, notes, faults := oneClause(jobs, common)
	problems = append(problems, faults...)
	if len(problems) > 0 {
		return Role{}, problems
	}
	out.Partial = len(r.Unknowns()) > 0
	out.Issuer, out.BoundAudiences = clause.Issuer, clause.Audiences
	typed := out.bind(clause, &problems)
	if len(problems) > 0 {
		return Role{}, problems
	}
	var warnings problem.List
	relyingparty.NameOnly(jobs, &warnings)
	out.RoleJSON = out.json(typed, policies)
	var rests []proof.Rest
	if !r.IsUnknown("audiences") && !r.IsUnknown("user_claim") {
		doc, err := Parse(out.Sent())
		rests = relyingparty.Prove("the role", doc, err, jobs, common, notes, &problems, &warnings)
	}
	if len(problems) > 0 {
		return Role{}, problems
	}
	out.Report = relyingparty.NewReport(jobs, common, "Vault JWT role (one mount, one role)", descriptionLimit, notes, rests, warnings)
	out.Pending = rests == nil
	return out, nil
}

// oneClause finds the one conjunction that says the jobs: over single claims,
// or over a list of subjects.
func oneClause(jobs trust.Jobs, common relyingparty.Common) (trust.Clause, []trust.Note, problem.List) {
	clauses, notes, problems := relyingparty.Compile(jobs, common.View(view(false)))
	if len(problems) == 0 {
		relyingparty.OneIssuer(clauses, "A JWT auth mount", &problems)
	}
	if len(problems) > 0 || len(clauses) == 1 {
		if len(problems) > 0 {
			return trust.Clause{}, nil, problems
		}
		return clauses[0], notes, nil
	}
	n := len(clauses)
	whole := view(false)
	whole.OneClause = true
	for _, v := range []trust.Capabilities{view(true), whole} {
		one, notes, faults := relyingparty.Compile(jobs, common.View(v))
		if len(faults) == 0 && len(one) == 1 {
			return one[0], notes, nil
		}
	}
	fix := fmt.Sprintf("Make %d roles, one for each part", n)
	for _, d := range jobs {
		if f, ok := d.Model().Filter("user_ids"); ok {
			fix += ", or list " + f.Name + " so that whole subjects can be compared"
			break
		}
	}
	problems.Add(problem.Split, "jobs", fmt.Sprintf("a Vault role is one set of claims, and these jobs are a union of %d", n), fix)
	return trust.Clause{}, nil, problems
}

// checkUserClaim: the claim must be there, a string and never empty, in every
// form, else logins fail or all jobs become one entity.
func (out Role) checkUserClaim(jobs trust.Jobs, problems *problem.List) {
	for _, d := range jobs {
		p := d.Model()
		if out.UserClaim == "sub" {
			continue
		}
		for _, b := range d.Boxes {
			for _, name := range b[trust.FormKey] {
				f := p.Form(name)
				c, ok := f.Claim(out.UserClaim)
				reason := ""
				t, known := c.Template()
				text, constant := t.Constant()
				switch {
				case !ok:
					reason = "is no claim of " + p.Title + "'s tokens"
				case c.Type != "string":
					reason = "is no string"
				case len(c.Optional(d.Issuer)) > 0:
					reason = "may be missing: " + c.Optional(d.Issuer).String()
				case known && constant && text == "":
					reason = "is always empty, and Vault answers \"missing name in alias\""
				}
				if reason != "" {
					problems.Add(problem.BadValue, "options.user_claim", problem.Quote(out.UserClaim)+" "+reason, "Leave it out for "+p.UserClaim+", or use sub")
					return
				}
			}
		}
	}
}

// bind fills bound claims, in the official provider's strings and typed.
func (out *Role) bind(c trust.Clause, problems *problem.List) map[string]any {
	out.BoundClaims = map[string]string{}
	out.BoundClaimsType = "string"
	typed := map[string]any{}
	comma, several := false, false
	for _, a := range c.Atoms {
		values, literal := a.Literals()
		if !literal {
			out.BoundClaimsType = "glob"
			values = nil
			for _, s := range a.Any {
				values = append(values, s.String()) // * is Vault's only wildcard, and this view makes no other
			}
		}
		slices.Sort(values)
		values = slices.Compact(values)
		several = several || len(values) > 1
		if a.Type == "bool" {
			if !out.JSONOnly {
				problems.Add(problem.Inexpressible, "jobs", "the claim "+a.Claim+" is a bool, and the official provider sends strings only, which never match it", "Set role_json_only = true and write role_json, or leave the filter out")
			}
			typed[a.Claim] = []any{values[0] == "true"}
			out.BoundClaims[a.Claim] = values[0]
			continue
		}
		for _, v := range values {
			comma = comma || strings.Contains(v, ",")
			if strings.TrimSpace(v) != v && !out.JSONOnly {
				problems.Add(problem.Inexpressible, "jobs", "the official provider trims "+problem.Quote(v)+" of the claim "+a.Claim, "Set role_json_only = true and write role_json")
			}
		}
		out.BoundClaims[a.Claim] = strings.Join(values, ",")
		typed[a.Claim] = values
	}
	if comma && several && !out.JSONOnly {
		problems.Add(problem.Inexpressible, "jobs", "a value holds a comma, where the official provider splits, and another claim or value stands beside it", "Set role_json_only = true and write role_json, or make a role of its own for that value")
	}
	out.DisableParsing = comma
	if out.BoundClaimsType == "glob" {
		for _, a := range c.Atoms {
			if a.Type == "bool" {
				problems.Add(problem.Split, "jobs", "a role with patterns never matches a bool, and the claim "+a.Claim+" is one", "List whole values instead of patterns, or leave the filter out")
			}
		}
	}
	if a, ok := c.Atom("sub"); ok {
		if values, literal := a.Literals(); literal && len(values) == 1 {
			out.BoundSubject = values[0]
			delete(out.BoundClaims, "sub")
			delete(typed, "sub")
		}
	}
	return typed
}

// json is the role as the HTTP API takes it.
func (out Role) json(boundClaims map[string]any, policies []string) string {
	role := map[string]any{
		"role_type":         "jwt",
		"user_claim":        out.UserClaim,
		"bound_audiences":   out.BoundAudiences,
		"bound_claims_type": out.BoundClaimsType,
	}
	if len(boundClaims) > 0 {
		role["bound_claims"] = boundClaims
	}
	if out.BoundSubject != "" {
		role["bound_subject"] = out.BoundSubject
	}
	if len(policies) > 0 {
		role["token_policies"] = policies
	}
	return relyingparty.JSON(role, "")
}
