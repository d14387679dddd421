package azure

// Credentials, read.

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A Document is the federated credentials of one application or identity, read
// back.
type Document struct {
	credentials []credential // ordinary ones first, by key or in their order
}

var _ proof.Document = (*Document)(nil)

// A credential is one of them.
type credential struct {
	name     string // where it stands
	issuer   string
	audience string
	subject  string
	flexible bool
	claims   expression
}

// Parse reads federated credentials: an object with credentials and
// flexible_credentials, each a map or a list of objects, as
// azure_federated_credentials returns them and the official resources and the
// APIs take them (audience or audiences; claims_matching_expression as text or
// as an object with value). What Entra refuses to store is an error. Other
// fields are ignored.
func Parse(credentials string) (*Document, error) {
	decoded, err := value.JSON(credentials)
	if err != nil {
		return nil, err
	}
	return read(decoded)
}

// read is Parse of what has been decoded.
func read(v any) (*Document, error) {
	fields, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("wanted an object with credentials or flexible_credentials, got %s", value.TypeOf(v))
	}
	r := reader{}
	found := false
	for _, name := range []string{"credentials", "flexible_credentials"} {
		if fields[name] == nil {
			continue
		}
		found = true
		r.group(name, fields[name])
	}
	if !found {
		return nil, errors.New("wanted credentials or flexible_credentials, and neither is there")
	}
	r.together()
	if len(r.errs) > 0 {
		return nil, errors.Join(r.errs...)
	}
	return &r.doc, nil
}

type reader struct {
	doc  Document
	errs []error
}

func (r *reader) fail(field, format string, args ...any) {
	r.errs = append(r.errs, fmt.Errorf("%s: %w", field, fmt.Errorf(format, args...)))
}

// refuse is fail for what Entra does not store.
func (r *reader) refuse(code lint.Code, field, format string, args ...any) {
	r.errs = append(r.errs, lint.Refuse(code, field, field, format, args...))
}

func (r *reader) group(name string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			r.one(name+"["+strconv.Quote(key)+"]", v[key])
		}
	case []any:
		for i, e := range v {
			r.one(name+"["+strconv.Itoa(i)+"]", e)
		}
	default:
		r.fail(name, "wanted a map or list of credentials, got %s", value.TypeOf(v))
	}
}

func (r *reader) one(name string, v any) {
	fields, ok := v.(map[string]any)
	if !ok {
		r.fail(name, "wanted an object, got %s", value.TypeOf(v))
		return
	}
	before := len(r.errs)
	c := credential{name: name}
	c.issuer = r.text(name+".issuer", fields["issuer"])
	c.audience = r.audience(name, fields)
	text := firstOf(fields, "claims_matching_expression", "claimsMatchingExpression")
	if inside, ok := text.(map[string]any); ok {
		text = inside["value"]
	}
	subject := fields["subject"]
	switch {
	case text != nil && subject != nil:
		r.refuse("CT018", name, "subject and claims_matching_expression exclude each other")
	case text != nil:
		c.flexible = true
		if s := r.text(name+".claims_matching_expression", text); s != "" && len(r.errs) == before {
			var err error
			if c.claims, err = parseExpression(s, c.issuer); err != nil {
				r.refuse("CT018", name+".claims_matching_expression", "%w", err)
			}
		}
	default:
		c.subject = r.text(name+".subject", subject)
	}
	r.doc.credentials = append(r.doc.credentials, c)
}

// audience: "Federated identity credentials must have exactly one audience."
func (r *reader) audience(name string, fields map[string]any) string {
	one, several := fields["audience"], fields["audiences"]
	if one != nil && several != nil {
		r.fail(name, "audience and audiences exclude each other")
		return ""
	}
	if several != nil {
		one = several
	}
	if list, ok := one.([]any); ok {
		if len(list) != 1 {
			r.refuse("CT018", name+".audiences", "federated identity credentials must have exactly one audience, got %d", len(list))
			return ""
		}
		one = list[0]
	}
	return r.text(name+".audience", one)
}

// text reads a field that Entra wants, of at most 600 characters.
func (r *reader) text(field string, v any) string {
	s, ok := v.(string)
	switch n := utf8.RuneCountInString(s); {
	case v == nil:
		r.fail(field, "is missing")
	case !ok:
		r.fail(field, "wanted a string, got %s", value.TypeOf(v))
	case s == "":
		r.fail(field, "is empty")
	case n > maxSubject:
		r.refuse("CT024", field, "has %d characters, and Entra takes at most %d", n, maxSubject)
	}
	return s
}

// together holds the rules on all credentials of one application.
func (r *reader) together() {
	if n := len(r.doc.credentials); n > maxCredentials {
		r.refuse("CT024", "credentials", "%d federated credentials, and an application or identity holds at most %d", n, maxCredentials)
	}
	seen := map[[2]string]string{}
	for _, c := range r.doc.credentials {
		if c.flexible || c.subject == "" {
			continue
		}
		k := [2]string{c.issuer, c.subject}
		if other, ok := seen[k]; ok {
			r.refuse("CT018", c.name, "has the issuer and subject of %s (%s), and an application's pairs must differ", other, problem.Quote(c.subject))
			continue
		}
		seen[k] = c.name
	}
}

func firstOf(fields map[string]any, names ...string) any {
	for _, n := range names {
		if fields[n] != nil {
			return fields[n]
		}
	}
	return nil
}
