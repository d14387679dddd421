package google

// A workload identity pool provider, read.

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Keys of the attribute mapping.
const (
	subjectKey      = "google.subject"
	groupsKey       = "google.groups"
	attributePrefix = "attribute."
)

// More limits of the REST API.
const (
	maxKey      = 100
	maxAudience = 256
	maxSubject  = 127  // bytes
	maxMapped   = 8192 // bytes of all mapped values together
)

var (
	attributeName = regexp.MustCompile(`^attribute\.[a-z0-9_]+$`)
	providerName  = regexp.MustCompile(`^projects/[0-9]+/locations/[0-9a-z-]+/workloadIdentityPools/[0-9a-z-]+/providers/[0-9a-z-]+$`)
)

// A Document is a workload identity pool provider, read back.
type Document struct {
	issuer    string
	name      string   // the full resource name; empty: not said, or none
	audiences []string // sorted; nil when the provider's name is not known
	listed    bool     // audiences are allowed by hand
	subject   *compiled
	groups    *compiled   // nil: not mapped
	custom    []attribute // by name
	condition *compiled   // nil: everybody
	claims    []string    // that the expressions name; nil: the token as a whole
	members   []string    // whom the pool's roles are granted to; they decide nothing about tokens
	trusts    func() []proof.Trust
}

// An attribute is a custom attribute and its mapping.
type attribute struct {
	name string // without the prefix
	*compiled
}

var _ proof.Document = (*Document)(nil)

// Trusts implements proof.Document.
func (d *Document) Trusts() []proof.Trust { return d.trusts() }

// Spellings are the texts that name the provider itself as an audience, where it
// takes no other: Google takes its name with and without https:.
func (d *Document) Spellings() []string {
	if d.listed {
		return nil
	}
	return d.audiences
}

// Parse reads a provider: a JSON object of issuer_uri, allowed_audiences,
// attribute_mapping, attribute_condition and, for the audience that holds when
// none is allowed by hand, name: the provider's full resource name. It may have
// members, the IAM members of the pool, which only Findings looks at.
func Parse(provider string) (*Document, error) {
	decoded, err := value.JSON(provider)
	if err != nil {
		return nil, err
	}
	return read(decoded)
}

// read is Parse of what has been decoded.
func read(decoded any) (*Document, error) {
	object, ok := decoded.(map[string]any)
	if !ok {
		return nil, errors.New("a provider is a JSON object with issuer_uri, allowed_audiences, attribute_mapping and attribute_condition")
	}
	known := []string{"issuer_uri", "allowed_audiences", "attribute_mapping", "attribute_condition", "name", "members"}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if !slices.Contains(known, key) {
			return nil, fmt.Errorf("%s is no part of a provider; it has %s", problem.Quote(key), strings.Join(known, ", "))
		}
	}
	d := &Document{}
	var err error
	if d.issuer, err = text(object, "issuer_uri"); err != nil {
		return nil, err
	}
	if !strings.HasPrefix(d.issuer, "https://") {
		return nil, lint.Refuse("CT018", "issuer_uri", "issuer_uri", "%s does not begin with https://, and Google refuses such a provider", problem.Quote(d.issuer))
	}
	if err := d.readAudiences(object); err != nil {
		return nil, err
	}
	if err := d.readMapping(object["attribute_mapping"]); err != nil {
		return nil, err
	}
	condition, err := text(object, "attribute_condition")
	if err != nil {
		return nil, err
	}
	if err := d.readCondition(condition); err != nil {
		return nil, err
	}
	if d.members, err = readMembers(object["members"]); err != nil {
		return nil, err
	}
	d.claims = d.named()
	d.trusts = sync.OnceValue(d.lower)
	return d, nil
}

// WithShortSubject is the provider with google.subject mapped from a fixed text, and
// what it was mapped from; nil where that would change more than the length.
func (d *Document) WithShortSubject() (doc proof.Document, from string) {
	if d.condition != nil && strings.Contains(d.condition.text, subjectKey) {
		return nil, ""
	}
	fixed, err := compileCEL("'short'", false, "string", func(t *cel.Type) bool { return t.IsExactType(cel.StringType) })
	if err != nil {
		return nil, ""
	}
	out := *d
	out.subject = fixed
	out.claims = out.named()
	out.trusts = sync.OnceValue(out.lower)
	return &out, d.subject.text
}

// text is a string of the object; it may be missing or null.
func text(object map[string]any, key string) (string, error) {
	switch v := object[key].(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	}
	return "", fmt.Errorf("%s must be a string", key)
}

func (d *Document) readAudiences(object map[string]any) error {
	const key = "allowed_audiences"
	var list []any
	switch v := object[key].(type) {
	case nil:
	case []any:
		list = v
	default:
		return fmt.Errorf("%s must be a list of strings", key)
	}
	if len(list) > maxAudiences {
		return lint.Refuse("CT024", key, key, "Google takes at most %d, got %d", maxAudiences, len(list))
	}
	for _, v := range list {
		s, ok := v.(string)
		if !ok || s == "" {
			return fmt.Errorf("%s must be a list of strings that are not empty", key)
		}
		if n := utf8.RuneCountInString(s); n > maxAudience {
			return lint.Refuse("CT024", key, key, "%s has %d characters, and Google takes at most %d", problem.Quote(s), n, maxAudience)
		}
		d.audiences = append(d.audiences, s)
	}
	name, err := text(object, "name")
	if err != nil {
		return err
	}
	d.listed = len(list) > 0
	if providerName.MatchString(name) {
		d.name = name
	}
	if !d.listed && d.name != "" {
		d.audiences = []string{"https://iam.googleapis.com/" + name, "//iam.googleapis.com/" + name}
	}
	slices.Sort(d.audiences)
	d.audiences = slices.Compact(d.audiences)
	return nil
}

func (d *Document) readMapping(v any) error {
	const field = "attribute_mapping"
	mapping, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("%s must be an object of strings", field)
	}
	for _, key := range slices.Sorted(maps.Keys(mapping)) {
		expression, ok := mapping[key].(string)
		if !ok {
			return fmt.Errorf("%s: %s must be a string", field, problem.Quote(key))
		}
		if key != subjectKey && key != groupsKey && !attributeName.MatchString(key) {
			return lint.Refuse("CT018", mappingAt(key), field, "Invalid mapped attribute key: %s. Custom mapped attributes must be in format 'attribute.{custom_attribute}', of small letters, digits and underscores", problem.Quote(key))
		}
		if len(key) > maxKey {
			return lint.Refuse("CT024", mappingAt(key), field, "the key %s has %d characters, and Google takes at most %d", problem.Quote(key), len(key), maxKey)
		}
		if n := utf8.RuneCountInString(expression); n > maxMapping {
			return lint.Refuse("CT024", mappingAt(key), field, "the expression of %s has %d characters, and Google takes at most %d", problem.Quote(key), n, maxMapping)
		}
		is, wanted := (*cel.Type).IsExactType, cel.StringType
		fits, name := func(t *cel.Type) bool { return is(t, wanted) }, "string"
		if key == groupsKey {
			fits, name = func(t *cel.Type) bool { return t.Kind() == types.ListKind }, "list(string)"
		}
		c, err := compileCEL(expression, false, name, fits)
		if err != nil {
			return notCEL(mappingAt(key), field+": "+key, expression, err)
		}
		switch key {
		case subjectKey:
			d.subject = c
		case groupsKey:
			d.groups = c
		default:
			d.custom = append(d.custom, attribute{strings.TrimPrefix(key, attributePrefix), c})
		}
	}
	if d.subject == nil {
		return lint.Refuse("CT018", field, field, "google.subject must be mapped")
	}
	if len(d.custom) > maxAttributes {
		return lint.Refuse("CT024", field, field, "Google takes at most %d custom attributes, got %d", maxAttributes, len(d.custom))
	}
	return nil
}

func (d *Document) readCondition(expression string) error {
	const field = "attribute_condition"
	if expression == "" {
		return nil
	}
	if n := utf8.RuneCountInString(expression); n > maxCondition {
		return lint.Refuse("CT024", field, field, "the expression has %d characters, and Google takes at most %d", n, maxCondition)
	}
	c, err := compileCEL(expression, true, "bool", func(t *cel.Type) bool { return t.IsExactType(cel.BoolType) })
	if err != nil {
		return notCEL(field, field, expression, err)
	}
	if where, key := d.unmapped(c); key != "" {
		return lint.Refuse("CT018", field, field, "%s%s is used, but not mapped", where, problem.Quote(key))
	}
	d.condition = c
	return nil
}

// notCEL is the error of an expression that does not compile. For an escape there
// is a rule; what else Google checks when a provider is made is not documented.
func notCEL(at, field, expression string, err error) error {
	if escapeHint(expression) != "" {
		return lint.Refuse("CT016", at, field, "%w", err)
	}
	return fmt.Errorf("%s: %w", field, err)
}

// mapped finds the mapping of a custom attribute.
func (d *Document) mapped(name string) (*compiled, bool) {
	i, ok := slices.BinarySearchFunc(d.custom, name, func(a attribute, name string) int { return strings.Compare(a.name, name) })
	if !ok {
		return nil, false
	}
	return d.custom[i].compiled, true
}
