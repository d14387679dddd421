package aws

// Condition operators.

import (
	"maps"
	"slices"
	"strings"
)

// A family is what an operator compares.
type family int8

const (
	equals   family = iota // texts
	fold                   // texts in any case
	like                   // texts with wildcards
	boolean                // true or not
	presence               // whether the key is there (Null)
	numeric
	foreign // dates, addresses, ARNs and bytes: no claim is any of these
)

// A quantifier is the prefix of an operator for keys with several values.
type quantifier int8

const (
	plain quantifier = iota
	forAll
	forAny
)

// An operator of a condition, taken apart.
type operator struct {
	name     string // as written
	of       quantifier
	family   family
	negated  bool
	compare  string // of numeric: == < <= > >=
	ifExists bool
	doubt    string // why nobody knows what it does
}

// bases are the operators without prefix and suffix.
var bases = map[string]operator{
	"StringEquals":              {family: equals},
	"StringNotEquals":           {family: equals, negated: true},
	"StringEqualsIgnoreCase":    {family: fold},
	"StringNotEqualsIgnoreCase": {family: fold, negated: true},
	"StringLike":                {family: like},
	"StringNotLike":             {family: like, negated: true},
	"Bool":                      {family: boolean},
	"Null":                      {family: presence},
	"NumericEquals":             {family: numeric, compare: "=="},
	"NumericNotEquals":          {family: numeric, compare: "==", negated: true},
	"NumericLessThan":           {family: numeric, compare: "<"},
	"NumericLessThanEquals":     {family: numeric, compare: "<="},
	"NumericGreaterThan":        {family: numeric, compare: ">"},
	"NumericGreaterThanEquals":  {family: numeric, compare: ">="},
	"DateEquals":                {family: foreign},
	"DateNotEquals":             {family: foreign, negated: true},
	"DateLessThan":              {family: foreign},
	"DateLessThanEquals":        {family: foreign},
	"DateGreaterThan":           {family: foreign},
	"DateGreaterThanEquals":     {family: foreign},
	"IpAddress":                 {family: foreign},
	"NotIpAddress":              {family: foreign, negated: true},
	"ArnEquals":                 {family: foreign},
	"ArnLike":                   {family: foreign},
	"ArnNotEquals":              {family: foreign, negated: true},
	"ArnNotLike":                {family: foreign, negated: true},
	"BinaryEquals":              {family: foreign},
}

var (
	quantifiers = []string{forAll: "ForAllValues:", forAny: "ForAnyValue:"}
	lowerBases  = func() map[string]string {
		out := map[string]string{}
		for name := range bases {
			out[strings.ToLower(name)] = name
		}
		return out
	}()
)

const (
	ifExists     = "IfExists"
	operatorCase = "AWS does not document whether the case of an operator's name matters"
)

// readOperator takes an operator's name apart.
func readOperator(name string) (operator, bool) {
	if o, ok := splitOperator(name, func(base string) string { return base }, func(s string) string { return s }); ok {
		o.name = name
		return o, true
	}
	o, ok := splitOperator(strings.ToLower(name), func(base string) string { return lowerBases[base] }, strings.ToLower)
	o.name, o.doubt = name, operatorCase
	return o, ok
}

func splitOperator(name string, canonical, spell func(string) string) (operator, bool) {
	of := plain
	for q, prefix := range quantifiers {
		if rest, ok := strings.CutPrefix(name, spell(prefix)); ok && prefix != "" {
			name, of = rest, quantifier(q) //nolint:gosec // one of three
			break
		}
	}
	base, exists := strings.CutSuffix(name, spell(ifExists))
	o, ok := bases[canonical(base)]
	if !ok || exists && o.family == presence {
		return operator{}, false
	}
	o.of, o.ifExists = of, exists
	if o.family == presence && of != plain {
		o.doubt = "AWS does not document Null with " + quantifiers[of]
	}
	return o, true
}

// nearestOperator suggests what was meant.
func nearestOperator(name string) string {
	lower := strings.ToLower(name)
	for _, base := range slices.Backward(slices.SortedFunc(maps.Keys(bases), func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})) {
		if strings.Contains(lower, strings.ToLower(base)) {
			return "; did you mean " + base + "?"
		}
	}
	return ""
}

// missing is the answer for a key that the request does not have, and in doubt
// the reason why nobody knows.
func (o operator) missing(values int) (holds bool, doubt string) {
	empty := values == 0
	switch {
	case empty && o.of == forAny && !o.negated && !o.ifExists:
		return false, ""
	case empty:
		return false, emptyList
	case o.ifExists || o.of == forAll:
		return true, ""
	case o.family == foreign:
		return false, "operators for dates, addresses, ARNs and bytes are not evaluated"
	case o.family == numeric && o.negated:
		return false, "AWS's pages differ on " + o.name + " for a missing key"
	case o.of == forAny:
		return false, "" // ForAnyValue:StringNotEquals too
	}
	return o.negated, ""
}

const emptyList = "AWS's pages contradict each other on an empty list of values"
