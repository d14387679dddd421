package aws

import (
	"fmt"
	"regexp"
	"strings"
)

// A place where versitygw 1.8.0 is known to answer otherwise than AWS, and why
// it is its deviation and not ours: each names the row of AWS's behaviour.
type knownDeviation struct {
	name, reason string
	refuses      bool // AWS's answer is no
	// is reports whether one condition and the value that its key has can show
	// it: nil for a missing key.
	is func(c drawnCondition, have []string, single bool) bool
}

func operatorIs(c drawnCondition, part string) bool { return strings.Contains(c.operator, part) }

func anyText(have []string, has func(string) bool) bool {
	for _, s := range have {
		if has(s) {
			return true
		}
	}
	return false
}

func anyValue(c drawnCondition, has func(string) bool) bool {
	for _, v := range c.values {
		if has(fmt.Sprint(v)) {
			return true
		}
	}
	return false
}

func holds(part string) func(string) bool {
	return func(s string) bool { return strings.Contains(s, part) }
}

func beyondASCII(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r > 0x7f })
}

// theirVariable is what versitygw takes for a policy variable.
var theirVariable = regexp.MustCompile(`^[A-Za-z0-9_:.\-]+$`)

var knownDeviations = []knownDeviation{
	{"bytes", "theirs: ? takes one byte; observed: one UTF-16 unit", false, func(c drawnCondition, have []string, _ bool) bool {
		return operatorIs(c, "Like") && anyValue(c, holds("?")) && (anyText(have, beyondASCII) || anyValue(c, beyondASCII))
	}},
	{"star in the value", "theirs: a * in the token's value that meets a * of the pattern is taken for itself, and the rest is not matched", false, func(c drawnCondition, have []string, _ bool) bool {
		return operatorIs(c, "Like") && anyValue(c, holds("*")) && anyText(have, holds("*"))
	}},
	{"ForAnyValue, negated, missing key", "theirs: true; observed: false", true, func(c drawnCondition, have []string, _ bool) bool {
		return strings.HasPrefix(c.operator, "ForAnyValue:StringNot") && have == nil
	}},
	{"plain operator on a list", "theirs: compared element by element; observed: never holds", true, func(c drawnCondition, have []string, single bool) bool {
		return !strings.HasPrefix(c.operator, "For") && c.operator != "Null" && have != nil && !single
	}},
	{"escapes", "theirs: ${*} and ${?} stay as they are; documented: a literal * and ?", false, func(c drawnCondition, _ []string, _ bool) bool {
		return operatorIs(c, "Like") && (anyValue(c, holds("${*}")) || anyValue(c, holds("${?}")))
	}},
	{"default of a variable", "theirs: ${key, 'default'} stays as it is; documented: the default", false, func(c drawnCondition, _ []string, _ bool) bool {
		return anyValue(c, holds(", '"))
	}},
	{"substituted wildcard", "theirs: a * or ? that a variable brings in is a wildcard; observed: literal", false, func(c drawnCondition, _ []string, _ bool) bool {
		return operatorIs(c, "Like") && anyValue(c, holds("${"))
	}},
	{"variable with a slash", "theirs: a variable's name has no /; documented: any condition key", false, func(c drawnCondition, _ []string, _ bool) bool {
		return anyValue(c, func(s string) bool {
			_, name, ok := strings.Cut(s, "${")
			name, _, _ = strings.Cut(name, "}")
			return ok && !theirVariable.MatchString(name)
		})
	}},
	{"variable without value", "theirs: stays as text, which a token can equal; documented: matches nothing", false, func(c drawnCondition, have []string, _ bool) bool {
		return anyValue(c, holds("${")) && have != nil
	}},
	{"folding", "theirs: Unicode folding, so s is ſ; observed: lower-casing", false, func(c drawnCondition, have []string, _ bool) bool {
		return operatorIs(c, "IgnoreCase") && (anyText(have, holds("ſ")) || anyValue(c, holds("ſ")))
	}},
	{"no bool", "theirs: 1 is true, and what is no bool equals neither; observed: anything that is not true is false", false, func(c drawnCondition, have []string, _ bool) bool {
		return operatorIs(c, "Bool") && have != nil
	}},
}
