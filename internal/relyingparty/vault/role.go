package vault

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// This file makes JWT roles of jobs.

var roleKind = relyingparty.Kind{
	Name:  "vault_jwt_role",
	Title: "JWT role of HashiCorp Vault or OpenBao",
	Doc:   "Compiles jobs to the arguments of `vault_jwt_auth_backend` and `vault_jwt_auth_backend_role`, and to the role as the HTTP API takes it.",
	Options: []relyingparty.Option{
		{Name: "audiences", Type: "list", Doc: relyingparty.AudienceDoc("Required there.")},
		{Name: "user_claim", Type: "string", Doc: "The claim that names Vault's entity alias. Default: the project's id (" + userClaims() + ")."},
		{Name: "role_json_only", Type: "bool", Doc: "Give `role_json` only, and allow what the official provider's strings cannot hold: bool claims, and values with commas or outer spaces. Default false."},
		{Name: "token_policies", Type: "list", Doc: "Policies of the tokens, for `role_json`."},
	},
	Results: []relyingparty.Field{
		{Name: "oidc_discovery_url", Type: value.Text, Doc: "For the auth backend."},
		{Name: "bound_issuer", Type: value.Text, Doc: "For the auth backend. Without it Vault does not check `iss` at all."},
		{Name: "role_type", Type: value.Text, Doc: "Always `jwt`."},
		{Name: "bound_audiences", Type: value.Texts, Doc: "For the role."},
		{Name: "bound_subject", Type: value.Text, Doc: "For the role; null unless one whole subject is all that gets in."},
		{Name: "bound_claims", Type: value.TextMap, Doc: "For the role: values joined by commas, as the official provider wants. Null with `role_json_only`."},
		{Name: "bound_claims_type", Type: value.Text, Doc: "`glob` where a pattern is, else `string`."},
		{Name: "disable_bound_claims_parsing", Type: value.Flag, Doc: "True when a value holds a comma."},
		{Name: "user_claim", Type: value.Text, Doc: "For the role."},
		{Name: "user_claim_json_pointer", Type: value.Flag, Doc: "Always false: the claim is named literally."},
		{Name: "role_json", Type: value.Text, Doc: "The role for `vault write auth/<mount>/role/<name> -` and for OpenBao, with typed claims."},
	},
	Summary: "Vault JWT role (one mount, one role)",
	Limit:   descriptionLimit,
	New:     func() relyingparty.Maker { return &roleMaker{} },
}

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

// capabilities: Vault sees every claim. onSub is the second way: a union that is no
// product over claims may still be a list of subjects.
func capabilities(onSub bool) trust.Capabilities {
	return trust.Capabilities{
		Name: "Vault", RequireSubject: onSub,
		Claims: func(trust.Description, platform.Claim) bool { return true },
	}
}

// JWTRole compiles jobs to one role.
func JWTRole(jobs trust.Jobs, options value.V) (Role, problem.List) {
	var m roleMaker
	report, problems := relyingparty.Make(roleKind, &m, relyingparty.Single(jobs), options)
	if len(problems) > 0 {
		return Role{}, problems
	}
	m.out.Report = report
	return m.out, nil
}

type roleMaker struct {
	policies []string
	out      Role
}

// Read implements relyingparty.Maker.
func (m *roleMaker) Read(r *value.Reader) relyingparty.Plan {
	audiences := relyingparty.ReadAudiences(r)
	m.out.UserClaim, _ = r.Text("user_claim")
	m.out.JSONOnly, _ = r.Flag("role_json_only")
	m.policies, _ = r.Texts("token_policies")
	can := capabilities(false)
	return relyingparty.Plan{
		Audiences: audiences, Capabilities: &can, Compile: oneClause,
		Waits: []string{"audiences", "user_claim"}, Parse: relyingparty.ForProof(Parse),
		Check: func(p relyingparty.Part, _ string, problems, _ *problem.List) {
			if m.out.UserClaim == "" {
				m.out.UserClaim = p.Jobs[0].Model().UserClaim
			}
			m.out.checkUserClaim(p.Jobs, problems)
		},
	}
}

// Write implements relyingparty.Maker.
func (m *roleMaker) Write(d *relyingparty.Draft) {
	clause := d.Clauses()[0]
	m.out.Partial = d.Partial
	m.out.Issuer, m.out.BoundAudiences = clause.Issuer, clause.Audiences
	typed := m.out.bind(clause, d.Problems)
	m.out.RoleJSON = m.out.json(typed, m.policies)
	d.Proofs = []relyingparty.Proof{{What: "the role", Text: m.out.Sent(), Jobs: d.Jobs(), Notes: d.Notes()}}
}

// Results implements relyingparty.Maker.
func (m *roleMaker) Results() map[string]value.V {
	if m.out.Partial {
		return map[string]value.V{}
	}
	subject, claims := value.V{}, value.OfMap(m.out.BoundClaims)
	if m.out.BoundSubject != "" {
		subject = value.Of(m.out.BoundSubject)
	}
	if m.out.JSONOnly {
		subject, claims = value.V{}, value.V{}
	}
	return map[string]value.V{
		"oidc_discovery_url": value.Of(m.out.Issuer), "bound_issuer": value.Of(m.out.Issuer), "role_type": value.Of("jwt"),
		"bound_audiences": value.OfTexts(m.out.BoundAudiences), "bound_subject": subject,
		"bound_claims": claims, "bound_claims_type": value.Of(m.out.BoundClaimsType), "disable_bound_claims_parsing": value.Of(m.out.DisableParsing),
		"user_claim": value.Of(m.out.UserClaim), "user_claim_json_pointer": value.Of(false), "role_json": value.Of(m.out.RoleJSON),
	}
}

// oneClause finds the one conjunction that says the jobs: over single claims,
// or over a list of subjects.
func oneClause(jobs trust.Jobs, common relyingparty.Common) ([]trust.Clause, []trust.Note, problem.List) {
	clauses, notes, problems := relyingparty.Compile(jobs, common.View(capabilities(false)))
	if len(problems) == 0 {
		relyingparty.OneIssuer(clauses, "A JWT auth mount", &problems)
	}
	if len(problems) > 0 || len(clauses) == 1 {
		return clauses, notes, problems
	}
	n := len(clauses)
	whole := capabilities(false)
	whole.OneClause = true
	for _, v := range []trust.Capabilities{capabilities(true), whole} {
		one, notes, faults := relyingparty.Compile(jobs, common.View(v))
		if len(faults) == 0 && len(one) == 1 {
			return one, notes, nil
		}
	}
	fix := fmt.Sprintf("Make %d roles, one for each part", n)
	for _, d := range jobs {
		if f, ok := d.Model().SubjectFilter(); ok {
			fix += ", or list " + f.Name + " so that whole subjects can be compared"
			break
		}
	}
	problems.Add(problem.Split, "jobs", fmt.Sprintf("a Vault role is one set of claims, and these jobs are a union of %d", n), fix)
	return nil, nil, problems
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
