package provider

import (
	"fmt"
	"maps"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/check"
	"github.com/cioidc/terraform-provider-cioidc/internal/finding"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/parties"
	"github.com/cioidc/terraform-provider-cioidc/internal/tfx"
	"github.com/cioidc/terraform-provider-cioidc/internal/token"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A request is the options of a check, and which of them are known only after
// apply.
type request struct {
	check.Options
	jobsLater   bool // the jobs, or their audiences
	ignoreLater bool
	tokensLater bool     // which tokens there are
	pending     []string // names of tokens whose claims are not known
	wholeLater  bool     // one of them may turn out to be a whole payload
}

// readRequest reads the options; party decides which audience is the default.
func readRequest(options value.V, party string, problems *problem.List) request {
	r := value.Read(options, "options", problems)
	out := request{}
	audiences := relyingparty.ReadAudiences(r)
	if v, ok := r.Take("jobs"); ok {
		out.Jobs, out.jobsLater = describedJobs(v, problems)
	}
	out.jobsLater = out.jobsLater || r.IsUnknown("jobs") || r.IsUnknown("audiences")
	switch {
	case out.jobsLater:
		out.Jobs = nil
	case out.Jobs != nil && len(*problems) == 0:
		out.Jobs = relyingparty.Audiences(out.Jobs, audiences, fallback(party), r.Path("audiences"), problems)
		out.Named = len(audiences) > 0
	}
	out.Unverified, out.Bindings = relyingparty.ReadUnverified(r), relyingparty.ReadBindings(r)
	out.jobsLater = out.jobsLater || r.IsUnknown("accept_unverified") || r.IsUnknown("bindings")
	if !r.IsUnknown("bindings") {
		relyingparty.CheckBindings(out.Bindings, out.Jobs, r.Path("bindings"), problems)
	}
	if out.jobsLater {
		out.Jobs = nil
	}
	out.readTokens(r, problems)
	out.readIgnored(r)
	r.Done("option")
	return out
}

// fallback are what jobs pick by themselves for a relying party.
func fallback(party string) []string {
	p, _ := parties.Find(party)
	return p.DefaultAudiences
}

// describedJobs reads jobs that may not come from this provider.
func describedJobs(v value.V, problems *problem.List) (jobs trust.Jobs, later bool) {
	before := len(*problems)
	jobs, later = tfx.ReadJobs(v, "options.jobs", problems)
	if later || len(*problems) > before {
		return nil, later
	}
	for _, p := range jobs.Validate() {
		p.Field = "options." + p.Field
		*problems = append(*problems, p)
	}
	return jobs, false
}

func (q *request) readTokens(r *value.Reader, problems *problem.List) {
	v, ok := r.Take("tokens")
	q.tokensLater = r.IsUnknown("tokens")
	q.wholeLater = q.tokensLater
	switch {
	case !ok:
		return
	case v.Kind != value.Map:
		r.Note(problem.WrongType, "tokens", "an object of tokens by name is wanted, got "+v.Kind.String(), "Write { main = { iss = …, sub = … } }")
		return
	}
	q.Tokens, q.Whole = map[string]proof.Claims{}, map[string]bool{}
	for _, name := range v.Keys() {
		before := len(*problems)
		claims := readClaims(v.Attrs[name], "options.tokens."+name, problems)
		switch {
		case claims != nil:
			q.Tokens[name], q.Whole[name] = claims, whole(v.Attrs[name], claims)
		case len(*problems) == before:
			q.pending = append(q.pending, name)
			q.wholeLater = q.wholeLater || v.Attrs[name].Kind == value.Unknown || decoded(v.Attrs[name])
		}
	}
}

// whole reports whether the claims are a whole payload, as a platform minted it:
// what decode_token(…) returns, or JSON text with its times. An object of some
// claims is a question what would happen.
func whole(v value.V, claims proof.Claims) bool {
	_, issued := claims["iat"]
	_, expires := claims["exp"]
	return decoded(v) || v.Kind == value.String && issued && expires
}

func (q *request) readIgnored(r *value.Reader) {
	reasons, ok := r.TextMap("ignore_findings")
	q.ignoreLater = r.IsUnknown("ignore_findings")
	if !ok {
		return
	}
	v, _ := r.Take("ignore_findings")
	q.Ignore = map[finding.Code]string{}
	for _, code := range v.Keys() {
		switch reason, said := reasons[code]; {
		case !finding.Known(code):
			r.Note(problem.UnknownName, "ignore_findings", "there is no finding "+problem.Quote(code), suggestCode(code))
		case v.Attrs[code].Kind == value.Null, said && strings.TrimSpace(reason) == "":
			r.Note(problem.Empty, "ignore_findings."+code, "the reason is empty, and it is what a reviewer looks for", "Say why the finding is taken on here")
		default:
			q.Ignore[finding.Code(code)] = reason
		}
	}
}

// suggestCode names the code that was meant if it was only spelled otherwise, or
// says which there are.
func suggestCode(code string) string {
	spelled := strings.NewReplacer("O", "0", " ", "", "-", "", "_", "").Replace(strings.ToUpper(code))
	if finding.Known(spelled) {
		return "Did you mean " + problem.Quote(spelled) + "?"
	}
	known := finding.Codes()
	return "Known are " + known[0] + " to " + known[len(known)-1] + "; each has a page under Findings"
}

// describedName is the name of the jobs that the options describe, if they have
// one that can be read.
func describedName(options value.V) string {
	jobs, _ := tfx.ReadJobs(options.Attrs["jobs"], "", &problem.List{})
	return jobs.Name()
}

// butTokens are the options without those tokens that readClaims refuses, with
// advice of its own.
func butTokens(options value.V) value.V {
	tokens := options.Attrs["tokens"]
	tokens.Attrs = maps.Clone(tokens.Attrs)
	maps.DeleteFunc(tokens.Attrs, func(_ string, v value.V) bool { return v.Kind == value.String && token.Looks(v.Text) })
	if tokens.Kind != value.Map {
		tokens = value.V{}
	}
	options.Attrs = maps.Clone(options.Attrs)
	if options.Attrs != nil {
		options.Attrs["tokens"] = tokens
	}
	return options
}

// refuseTokens notes every text in v that is or holds a token: what is given to
// a function or a data source lies in plans and states.
func refuseTokens(v value.V, at string, problems *problem.List) {
	if v.Kind == value.String && holdsToken(v.Text) {
		problems.Add(problem.Malformed, at, "holds a token, which whoever reads the plan or the state could use", "Leave it out; options.tokens takes decode_token(...) of it, or its claims")
	}
	for i, e := range v.Elems {
		refuseTokens(e, fmt.Sprintf("%s[%d]", at, i), problems)
	}
	for _, name := range v.Keys() {
		refuseTokens(v.Attrs[name], at+"."+name, problems)
	}
}

// holdsToken reports whether there is a whole token in a text, JSON or not. A
// host name has the shape of one too, but not the content.
func holdsToken(text string) bool {
	if strings.Count(text, ".") < 2 {
		return false
	}
	for part := range strings.FieldsFuncSeq(text, foreignToTokens) {
		if strings.Count(part, ".") == 2 {
			if t, _ := token.Decode(part); t != nil { // a wrong member makes it no less a token
				return true
			}
		}
	}
	return false
}

// foreignToTokens reports whether no token has the character.
func foreignToTokens(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_' && r != '.'
}
