package vault

// A role, read.

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A Document is a JWT role and its mount's issuer, read back.
type Document struct {
	issuer    string
	audiences []string
	subject   string
	glob      bool
	bound     []bound // by name
	user      place
	mappings  []place
	groups    place
	grouped   bool
	cidrs     []string
	discovery string   // oidc_discovery_url of the mount
	ignored   []string // fields that Vault does not know, sorted
}

var _ proof.Document = (*Document)(nil)

// A bound is one claim of bound_claims and what it may be.
type bound struct {
	place
	raw    any   // as written
	values []any // one or a list
	parts  [][]string
	broken bool // null or an object: nothing matches, Vault answers with an error
}

// Parse reads a role as Vault's HTTP API takes it, with bound_issuer (and, to
// be complete, oidc_discovery_url) of the mount's configuration beside the
// role's own fields. What Vault refuses to write is an error here too, and so
// is a role for the browser flow, which lets no JWT in. Unknown fields are
// ignored, as Vault does.
func Parse(role string) (*Document, error) {
	decoded, err := value.JSON(role)
	if err != nil {
		return nil, err
	}
	return read(decoded)
}

// read is Parse of what has been decoded.
func read(v any) (*Document, error) {
	fields, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("the role is %s, not an object", value.TypeOf(v))
	}
	r := reader{fields: fields}
	d := &Document{}
	r.roleType()
	r.tokenFields()
	for _, name := range []string{"expiration_leeway", "not_before_leeway", "clock_skew_leeway"} {
		r.seconds(name)
	}
	d.issuer = r.text("bound_issuer")
	d.discovery = r.text("oidc_discovery_url") // it names the keys; it binds no issuer
	d.ignored = unknownFields(fields)
	d.audiences, d.subject, d.cidrs = r.texts("bound_audiences"), r.text("bound_subject"), r.cidrs()
	d.glob = r.globs()
	d.bound = r.boundClaims(d.glob)
	for _, source := range r.mappings() {
		d.mappings = append(d.mappings, at(source, true))
	}
	user := r.text("user_claim")
	if user == "" {
		r.fail("user_claim", "a user claim must be defined on the role")
	}
	d.user = at(user, r.flag("user_claim_json_pointer"))
	groups := r.text("groups_claim")
	d.groups, d.grouped = at(groups, true), groups != ""
	if len(d.audiences) == 0 && len(d.cidrs) == 0 && d.subject == "" && len(d.bound) == 0 {
		r.fail("bound_claims", "must have at least one bound constraint when creating/updating a role: bound_audiences, bound_subject, bound_claims or token_bound_cidrs")
	}
	if len(r.errs) > 0 {
		return nil, errors.Join(r.errs...)
	}
	return d, nil
}

// A reader takes fields out of a role and collects what Vault would refuse.
type reader struct {
	fields map[string]any
	errs   []error
}

func (r *reader) fail(field, format string, args ...any) {
	r.errs = append(r.errs, lint.Refuse("CT018", field, field, format, args...))
}

func take[T any](r *reader, name string, decode func(any) (T, error)) T {
	out, err := decode(r.fields[name])
	if err != nil {
		r.fail(name, "%w", err)
	}
	return out
}

func (r *reader) text(name string) string           { return take(r, name, weakText) }
func (r *reader) texts(name string) []string        { return take(r, name, weakTexts) }
func (r *reader) flag(name string) bool             { return take(r, name, weakFlag) }
func (r *reader) seconds(name string) time.Duration { return take(r, name, weakSeconds) }

func (r *reader) has(name string) bool { return r.fields[name] != nil }

func (r *reader) roleType() {
	switch s := r.text("role_type"); s {
	case "jwt":
	case "", "oidc":
		r.fail("role_type", `it is missing or "oidc" (the default), and then Vault answers every JWT with "role with oidc role_type is not allowed"; write "jwt"`)
	default:
		r.fail("role_type", "invalid 'role_type': %q; write \"jwt\"", s)
	}
}

// tokenFields holds the rules of the issued token's fields.
func (r *reader) tokenFields() {
	limits := func(field, limit, message string) {
		ttl, most := r.seconds(field), r.seconds(limit)
		for name, d := range map[string]time.Duration{field: ttl, limit: most} {
			if d < 0 {
				r.fail(name, "cannot provide negative value '%d'", int64(d.Seconds()))
			}
		}
		if most > 0 && ttl > most {
			r.fail(field, "%s", message)
		}
	}
	limits("token_ttl", "token_max_ttl", "'token_ttl' cannot be greater than 'token_max_ttl'")
	if !r.has("token_ttl") && !r.has("token_max_ttl") {
		limits("ttl", "max_ttl", "ttl should not be greater than max ttl")
	}
	period := r.seconds("token_period")
	uses := take(r, "token_num_uses", weakInt)
	if uses < 0 {
		r.fail("token_num_uses", "'token_num_uses' cannot be negative")
	}
	switch s := r.text("token_type"); s {
	case "", "default", "service":
	case "batch":
		if period != 0 || uses != 0 {
			r.fail("token_type", "'token_type' cannot be 'batch' or 'default_batch' when set to generate periodic tokens or tokens with limited use count")
		}
	default:
		r.fail("token_type", "invalid 'token_type' value %q", s)
	}
	r.texts("token_policies")
	r.flag("token_no_default_policy")
}

// cidrs takes the deprecated name where the other is not there.
func (r *reader) cidrs() []string {
	if _, ok := r.fields["token_bound_cidrs"]; ok {
		return r.texts("token_bound_cidrs")
	}
	return r.texts("bound_cidrs")
}

func (r *reader) globs() bool {
	if _, ok := r.fields["bound_claims_type"]; !ok {
		return false
	}
	s := r.text("bound_claims_type")
	if s != "string" && s != "glob" {
		r.fail("bound_claims_type", "invalid 'bound_claims_type': %q; write \"string\" or \"glob\"", s)
	}
	return s == "glob"
}

func (r *reader) boundClaims(glob bool) []bound {
	claims := take(r, "bound_claims", weakMap)
	var out []bound
	for _, name := range slices.Sorted(maps.Keys(claims)) {
		b := bound{place: at(name, true), raw: claims[name]}
		switch v := b.raw.(type) {
		case []any:
			b.values = v
		case string, bool, json.Number:
			b.values = []any{v}
		default:
			b.broken = true
			if glob {
				r.fail("bound_claims", "%q: claim is not a string or list: %s", name, value.TypeOf(v))
			}
		}
		for _, v := range b.values {
			s, ok := v.(string)
			if glob && !ok {
				r.fail("bound_claims", "%q: claim is not a string: %s (a role of type glob compares strings only)", name, value.TypeOf(v))
				continue
			}
			b.parts = append(b.parts, strings.Split(s, "*"))
		}
		out = append(out, b)
	}
	return out
}

// mappings lists the claims that become metadata.
func (r *reader) mappings() []string {
	pairs := take(r, "claim_mappings", weakPairs)
	sources := slices.Sorted(maps.Keys(pairs))
	targets := map[string]bool{}
	for _, source := range sources {
		target := pairs[source]
		if target == "role" {
			r.fail("claim_mappings", "metadata key %q is reserved and may not be a mapping destination", target)
		}
		if targets[target] {
			r.fail("claim_mappings", "multiple keys are mapped to metadata key %q", target)
		}
		targets[target] = true
	}
	return sources
}
