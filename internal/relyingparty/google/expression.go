package google

// Regular expressions as people mean them.

import (
	"regexp/syntax"
	"strings"
)

// A shape is what a regular expression says of a text's ends.
type shape struct {
	anything     bool   // it matches every text, or every one that is not empty
	begins, ends bool   // it is anchored there, in every alternative, or says .*
	floats       bool   // what stands before it is anything, said or not
	last         string // the fixed text before an open end
	dot          bool   // a dot that is one character, between fixed texts
	glob         bool   // * behind a separator, as in a glob
}

// readExpression reads an RE2 expression; of one that is none, nothing is said.
func readExpression(src string) shape {
	tree, err := syntax.Parse(src, syntax.Perl)
	if err != nil {
		return shape{begins: true, ends: true}
	}
	s := shape{begins: edge(tree, true, true), ends: edge(tree, false, true), floats: !edge(tree, true, false)}
	bare := strings.NewReplacer("^", "", "$", "", "(?s)", "", "(", "", ")", "", `\A`, "", `\z`, "").Replace(src)
	s.anything = bare == "" || bare == ".*" || bare == ".+" || bare == "." || bare == ".*?" || bare == `[\s\S]*`
	s.last = lastLiteral(tree)
	s.dot = looseDot(tree)
	for _, sep := range []string{"/*", ":*"} {
		s.glob = s.glob || strings.Contains(src, sep)
	}
	return s
}

// edge reports whether every way through the expression begins, or ends, with an
// anchor; runs: or with .*, which says outright that anything may stand there.
func edge(re *syntax.Regexp, front, runs bool) bool {
	switch re.Op {
	case syntax.OpBeginText:
		return front
	case syntax.OpEndText:
		return !front
	case syntax.OpConcat:
		sub := re.Sub[0]
		if !front {
			sub = re.Sub[len(re.Sub)-1]
		}
		return edge(sub, front, runs) || runs && anyRun(sub)
	case syntax.OpAlternate:
		for _, s := range re.Sub {
			if !edge(s, front, runs) {
				return false
			}
		}
		return true
	case syntax.OpCapture:
		return edge(re.Sub[0], front, runs)
	default:
		return false
	}
}

// anyRun is .* or .+.
func anyRun(re *syntax.Regexp) bool {
	if re.Op == syntax.OpCapture {
		return anyRun(re.Sub[0])
	}
	return (re.Op == syntax.OpStar || re.Op == syntax.OpPlus) && (re.Sub[0].Op == syntax.OpAnyChar || re.Sub[0].Op == syntax.OpAnyCharNotNL)
}

// lastLiteral is the fixed text that the expression ends with.
func lastLiteral(re *syntax.Regexp) string {
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpConcat:
		return lastLiteral(re.Sub[len(re.Sub)-1])
	case syntax.OpCapture:
		return lastLiteral(re.Sub[0])
	default:
		return ""
	}
}

// looseDot finds a dot between fixed texts.
func looseDot(re *syntax.Regexp) bool {
	for i, s := range re.Sub {
		if re.Op == syntax.OpConcat && (s.Op == syntax.OpAnyCharNotNL || s.Op == syntax.OpAnyChar) &&
			i > 0 && i+1 < len(re.Sub) && re.Sub[i-1].Op == syntax.OpLiteral && re.Sub[i+1].Op == syntax.OpLiteral {
			return true
		}
		if looseDot(s) {
			return true
		}
	}
	return false
}
