package aws

// A policy's JSON, read strictly.

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Limits of what is read. The API takes documents of up to 131,072 characters.
// Values are looked at once for each principal of their statement, so a document
// could ask for the square of its length: 131,072 characters hold some 900
// principals and 8,000 values. Real ones have a handful.
const (
	maxDocument = 131_072
	maxChecks   = 100_000
)

// A rule is a statement as read.
type rule struct {
	path       string // Statement[1]
	sid        string
	deny       bool
	allows     [actions]bool // which actions it is about
	providers  []provider
	anybody    string // why nobody knows whom it is about; empty: the providers
	conditions []condition

	// As written, for the rules that read text.
	actions    []string
	notAction  bool
	principals map[string][]string // kind → texts; nil for "*" and NotPrincipal
	notNamed   bool                // it has NotPrincipal
}

// A condition is one key under one operator.
type condition struct {
	operator
	key    string // as written
	lower  string
	values []wanted
}

// The actions that decide whether a token gets in.
const (
	assume = iota // sts:AssumeRoleWithWebIdentity
	tag
	identify
	actions
)

var actionNames = [actions]string{"sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"}

// Parse reads a trust policy. It takes more than IAM does, where the meaning is
// clear; an error names the place.
func Parse(policy string) (*Document, error) {
	decoded, err := value.JSON(policy)
	if err != nil {
		return nil, err
	}
	return read(policy, decoded)
}

// read is Parse of what has been decoded.
func read(policy string, v any) (*Document, error) {
	if n := utf8.RuneCountInString(policy); n > maxDocument {
		return nil, fmt.Errorf("the policy has %d characters, and AWS takes at most %d", n, maxDocument)
	}
	top, ok := v.(map[string]any)
	if !ok {
		return nil, errors.New("a policy is a JSON object, this is " + value.TypeOf(v))
	}
	d := &Document{text: policy}
	var version string
	for _, name := range sorted(top) {
		switch name {
		case "Version":
			if version, ok = top[name].(string); !ok || version != "2012-10-17" && version != "2008-10-17" {
				return nil, errors.New("Version: it is 2012-10-17 or 2008-10-17, not " + show(top[name])) //nolint:staticcheck // begins with the element's name
			}
		case "Id":
			if _, ok := top[name].(string); !ok {
				return nil, errors.New("Id: it is a string, not " + value.TypeOf(top[name])) //nolint:staticcheck // the same
			}
		case "Statement":
		default:
			return nil, fmt.Errorf("%s: a policy has no such element; it has Version, Id and Statement", problem.Quote(name))
		}
	}
	raw, ok := top["Statement"]
	if !ok {
		return nil, errors.New("the policy has no Statement")
	}
	statements, path := []any{raw}, "Statement"
	if list, ok := raw.([]any); ok {
		statements, path = list, ""
	}
	if len(statements) == 0 {
		return nil, errors.New("Statement: it is empty") //nolint:staticcheck // the same
	}
	for i, s := range statements {
		at := path
		if at == "" {
			at = "Statement[" + strconv.Itoa(i) + "]"
		}
		r, err := readRule(at, s, version == "2012-10-17")
		if err != nil {
			return nil, err
		}
		d.rules = append(d.rules, r)
	}
	d.variables = version == "2012-10-17"
	return d, d.prepare()
}

var elements = []string{"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Condition", "Resource", "NotResource"}

func readRule(path string, v any, variables bool) (rule, error) {
	r := rule{path: path}
	s, ok := v.(map[string]any)
	if !ok {
		return r, fmt.Errorf("%s: a statement is a JSON object, not %s", path, value.TypeOf(v))
	}
	for _, name := range sorted(s) {
		switch {
		case !slices.Contains(elements, name):
			return r, fmt.Errorf("%s.%s: a statement has no such element; it has %s", path, bare(name), strings.Join(elements[:7], ", "))
		case name == "Resource", name == "NotResource":
			return r, fmt.Errorf("%s.%s: a trust policy has no resources, the role is the resource", path, name)
		}
	}
	if sid, ok := s["Sid"]; ok {
		if r.sid, ok = sid.(string); !ok {
			return r, fmt.Errorf("%s.Sid: it is a string, not %s", path, value.TypeOf(sid))
		}
	}
	switch s["Effect"] {
	case "Allow":
	case "Deny":
		r.deny = true
	case nil:
		return r, fmt.Errorf("%s: it has no Effect", path)
	default:
		return r, fmt.Errorf("%s.Effect: it is Allow or Deny, not %s", path, show(s["Effect"]))
	}
	for _, read := range []func(map[string]any) error{r.readActions, r.readPrincipal} {
		if err := read(s); err != nil {
			return r, err
		}
	}
	c, ok := s["Condition"]
	if !ok {
		return r, nil
	}
	return r, r.readConditions(c, variables)
}

// pair returns the one of an element and its negation that the statement has.
func (r *rule) pair(s map[string]any, name string) (v any, not bool, err error) {
	v, has := s[name]
	other, hasNot := s["Not"+name]
	switch {
	case has && hasNot:
		return nil, false, fmt.Errorf("%s: it has both %s and Not%s", r.path, name, name)
	case hasNot:
		return other, true, nil
	case !has:
		return nil, false, fmt.Errorf("%s: it has no %s", r.path, name)
	}
	return v, false, nil
}

func (r *rule) readActions(s map[string]any) error {
	v, not, err := r.pair(s, "Action")
	if err != nil {
		return err
	}
	at := r.path + ".Action"
	if not {
		at = r.path + ".NotAction"
	}
	names, err := texts(at, v)
	if err != nil {
		return err
	}
	r.actions, r.notAction = names, not
	for i, action := range actionNames {
		r.allows[i] = not != slices.ContainsFunc(names, func(glob string) bool {
			return newGlobText(strings.ToLower(glob)).match(strings.ToLower(action))
		})
	}
	return nil
}

func (r *rule) readPrincipal(s map[string]any) error {
	v, not, err := r.pair(s, "Principal")
	if err != nil {
		return err
	}
	if not {
		r.notNamed = true
		r.anybody = "AWS refuses NotPrincipal in a trust policy, so nobody knows whom it is about"
		return nil
	}
	at := r.path + ".Principal"
	if v == "*" {
		r.anybody = "AWS refuses the principal * in a trust policy, so nobody knows whom it is about"
		return nil
	}
	m, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf(`%s: it is "*" or an object with Federated, AWS, Service or CanonicalUser, not %s`, at, show(v))
	}
	for _, name := range sorted(m) {
		switch name {
		case "Federated", "AWS", "Service", "CanonicalUser":
		default:
			return fmt.Errorf("%s.%s: there is no such kind of principal; there are Federated, AWS, Service and CanonicalUser", at, bare(name))
		}
		names, err := texts(at+"."+name, m[name])
		if err != nil {
			return err
		}
		if r.principals == nil {
			r.principals = map[string][]string{}
		}
		r.principals[name] = names
		if name == "AWS" && r.deny && slices.Contains(names, "*") {
			r.anybody = "nobody has seen whether a Deny for AWS: * is about web identities too; an Allow is not"
		}
		if name != "Federated" {
			continue // never a web identity, AWS: "*" neither
		}
		for _, text := range names {
			if text == "*" {
				r.anybody = "AWS refuses the federated principal *, so nobody knows whom it is about"
			} else if p, ok := readProvider(text); ok && !slices.Contains(r.providers, p) {
				r.providers = append(r.providers, p)
			}
		}
	}
	return nil
}

func (r *rule) readConditions(v any, variables bool) error {
	at := r.path + ".Condition"
	operators, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("%s: it is an object of operators, not %s", at, value.TypeOf(v))
	}
	for _, name := range sorted(operators) {
		o, ok := readOperator(name)
		if !ok {
			return fmt.Errorf("%s.%s: AWS has no such operator%s", at, bare(name), nearestOperator(name))
		}
		keys, ok := operators[name].(map[string]any)
		if !ok {
			return fmt.Errorf("%s.%s: it is an object of condition keys, not %s", at, name, value.TypeOf(operators[name]))
		}
		seen := map[string]string{}
		for _, key := range sorted(keys) {
			lower := strings.ToLower(key)
			if other, twice := seen[lower]; twice {
				return fmt.Errorf("%s.%s: the keys %s and %s are the same, since their case does not matter", at, name, problem.Quote(other), problem.Quote(key))
			}
			seen[lower] = key
			c := condition{operator: o, key: key, lower: lower}
			var err error
			if c.values, err = o.read(at+"."+name+"."+bare(key), keys[key], variables); err != nil {
				return err
			}
			r.conditions = append(r.conditions, c)
		}
	}
	return nil
}

// integer is a number that has one spelling.
var integer = regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`)

// read reads the values of a key: texts, numbers and bools, or a list of them.
func (o operator) read(at string, v any, variables bool) ([]wanted, error) {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var out []wanted
	for _, e := range list {
		var w wanted
		switch e := e.(type) {
		case string:
			w = readWanted(e, o.family, variables)
		case bool:
			w = readWanted(strconv.FormatBool(e), o.family, false)
		case json.Number:
			w = readWanted(e.String(), o.family, false)
			if o.family != numeric && !integer.MatchString(e.String()) {
				w.doubt, w.parts = numberText, nil
			}
		default:
			return nil, fmt.Errorf("%s: a value is a string, a number or true or false, not %s", at, value.TypeOf(e))
		}
		if !slices.ContainsFunc(out, func(x wanted) bool { return x.text == w.text && x.doubt == w.doubt }) {
			out = append(out, w)
		}
	}
	return out, nil
}

// texts reads a string or a list of strings.
func texts(at string, v any) ([]string, error) {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var out []string
	for _, e := range list {
		s, ok := e.(string)
		if !ok {
			return nil, fmt.Errorf("%s: it is a string or a list of strings, not %s", at, value.TypeOf(v))
		}
		out = append(out, s)
	}
	return out, nil
}

// sorted lists an object's names.
func sorted(m map[string]any) []string {
	out := make([]string, 0, len(m))
	for name := range m {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// show quotes a string and names the type of anything else.
func show(v any) string {
	if s, ok := v.(string); ok {
		return problem.Quote(s)
	}
	return value.TypeOf(v)
}

// bare is a name in a sentence or path, quoted only when it must be.
func bare(name string) string {
	ordinary := name != "" && len(name) <= 120
	for i := 0; i < len(name) && ordinary; i++ {
		c := name[i]
		ordinary = 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("_:./@-", c) >= 0
	}
	if ordinary {
		return name
	}
	return problem.Quote(name)
}
