package trustcheck

// The options of a check, read.

import (
	"maps"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/check"
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/argument"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty/parties"
	"github.com/cioidc/terraform-provider-cioidc/internal/token"
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
		out.Jobs, out.jobsLater = argument.Jobs(v, problems)
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
		claims := argument.Claims(v.Attrs[name], "options.tokens."+name, problems)
		switch {
		case claims != nil:
			q.Tokens[name], q.Whole[name] = claims, whole(v.Attrs[name], claims)
		case len(*problems) == before:
			q.pending = append(q.pending, name)
			q.wholeLater = q.wholeLater || v.Attrs[name].Kind == value.Unknown || argument.IsDecodedToken(v.Attrs[name])
		}
	}
}

// whole reports whether the claims are a whole payload, as a platform minted it:
// what decode_token(…) returns, or JSON text with its times. An object of some
// claims is a question what would happen.
func whole(v value.V, claims proof.Claims) bool {
	_, issued := claims["iat"]
	_, expires := claims["exp"]
	return argument.IsDecodedToken(v) || v.Kind == value.String && issued && expires
}

func (q *request) readIgnored(r *value.Reader) {
	reasons, ok := r.TextMap("ignore_findings")
	q.ignoreLater = r.IsUnknown("ignore_findings")
	if !ok {
		return
	}
	v, _ := r.Take("ignore_findings")
	q.Ignore = map[lint.Code]string{}
	for _, code := range v.Keys() {
		switch reason, said := reasons[code]; {
		case !lint.Known(code):
			r.Note(problem.UnknownName, "ignore_findings", "there is no finding "+problem.Quote(code), suggestCode(code))
		case v.Attrs[code].Kind == value.Null, said && strings.TrimSpace(reason) == "":
			r.Note(problem.Empty, "ignore_findings."+code, "the reason is empty, and it is what a reviewer looks for", "Say why the finding is taken on here")
		default:
			q.Ignore[lint.Code(code)] = reason
		}
	}
}

// suggestCode names the code that was meant if it was only spelled otherwise, or
// says which there are.
func suggestCode(code string) string {
	spelled := strings.NewReplacer("O", "0", " ", "", "-", "", "_", "").Replace(strings.ToUpper(code))
	if lint.Known(spelled) {
		return "Did you mean " + problem.Quote(spelled) + "?"
	}
	known := lint.Codes()
	return "Known are " + known[0] + " to " + known[len(known)-1] + "; each has a page under Findings"
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
