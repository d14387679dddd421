package automaton

// Regular expressions as languages.

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
)

// What one expression may cost. A class of Unicode (\pL) is three bytes of
// source, five kilobytes parsed and some hundred positions: 4,096 bytes are
// parsed in 8 MiB, which is also all that Google takes. An instruction is 40
// bytes. The positions bound what one state of the machine can hold: 256 KiB.
const (
	maxRegexpSource       = 1 << 12
	maxRegexpInstructions = 1 << 13
	maxRegexpPositions    = 1 << 16
)

var errLargeRegexp = errors.New("the regular expression is too large to be decided")

// Regexp is the language of the texts in which an RE2 expression matches
// somewhere: what Go's regexp.MatchString and CEL's matches say.
func Regexp(src string) (Lang, error) { return newRegexp(src, false) }

// Whole is the language of the texts that an RE2 expression matches from their
// beginning to their end.
func Whole(src string) (Lang, error) { return newRegexp(src, true) }

// A regexpTerm is an expression, with its program once for all machines.
type regexpTerm struct {
	src   string
	whole bool
	re    *regexp.Regexp
	prog  *regexpProg
}

func newRegexp(src string, whole bool) (Lang, error) {
	if len(src) > maxRegexpSource {
		return Lang{}, errLargeRegexp
	}
	tree, err := syntax.Parse(src, syntax.Perl)
	if err != nil {
		return Lang{}, fmt.Errorf("bad regular expression: %w", err)
	}
	if regexpSize(tree) > maxRegexpInstructions {
		return Lang{}, errLargeRegexp
	}
	prog, err := newRegexpProg(tree, whole)
	if err != nil {
		return Lang{}, err
	}
	re, err := regexp.Compile(src)
	if err != nil {
		return Lang{}, fmt.Errorf("bad regular expression: %w", err)
	}
	if whole {
		re.Longest()
	}
	return Lang{terms: []term{&regexpTerm{src, whole, re, prog}}}, nil
}

// regexpSize is how many instructions the expression becomes, at most: counts
// are spelled out.
func regexpSize(re *syntax.Regexp) int {
	n := 0
	for _, sub := range re.Sub {
		n = min(n+regexpSize(sub), maxRegexpInstructions+1)
	}
	switch re.Op {
	case syntax.OpLiteral:
		n += len(re.Rune)
	case syntax.OpRepeat:
		if re.Max < 0 {
			n = n*max(re.Min, 1) + 2
		} else {
			n = (n + 1) * re.Max
		}
	default:
		n += 2 + len(re.Sub)
	}
	return min(n, maxRegexpInstructions+1)
}

func (t *regexpTerm) key() string {
	if t.whole {
		return "whole:" + t.src
	}
	return "regexp:" + t.src
}

func (t *regexpTerm) match(text string) bool {
	if !t.whole {
		return t.re.MatchString(text)
	}
	// The leftmost match begins at the beginning if any does, and of those the
	// longest is taken.
	at := t.re.FindStringIndex(text)
	return at != nil && at[0] == 0 && at[1] == len(text)
}

func (t *regexpTerm) machine(tag int32) (Machine, error) {
	return newLazy(newRegexpNFA(t.prog, tag)), nil
}
