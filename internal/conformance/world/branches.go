package world

import (
	"regexp/syntax"
	"slices"
)

// branches are texts that match a regular expression with alternatives, together
// through all of them: of each choice every way at least once, of what repeats the
// fewest. Without alternatives there are none.
func branches(expression string) []string {
	if expression == "" {
		return nil
	}
	re, err := syntax.Parse(expression, syntax.Perl)
	if err != nil || !chooses(re) {
		return nil
	}
	return through(re)
}

func chooses(re *syntax.Regexp) bool {
	return re.Op == syntax.OpAlternate || slices.ContainsFunc(re.Sub, chooses)
}

func through(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		return []string{string(re.Rune)}
	case syntax.OpCharClass:
		return []string{string(letterOf(re.Rune))}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return []string{"a"}
	case syntax.OpCapture, syntax.OpPlus:
		return through(re.Sub[0])
	case syntax.OpQuest, syntax.OpStar:
		return append([]string{""}, through(re.Sub[0])...)
	case syntax.OpRepeat:
		out := []string{""}
		for range re.Min {
			out = []string{out[0] + through(re.Sub[0])[0]}
		}
		return out
	case syntax.OpAlternate:
		var out []string
		for _, sub := range re.Sub {
			out = append(out, through(sub)...)
		}
		return out
	case syntax.OpConcat:
		return inRow(re.Sub)
	default: // anchors
		return []string{""}
	}
}

// inRow joins the plainest text of each part, and in turn every other one.
func inRow(parts []*syntax.Regexp) []string {
	var ways [][]string
	for _, sub := range parts {
		ways = append(ways, through(sub))
	}
	text := func(at, way int) string {
		s := ""
		for i := range ways {
			if i == at {
				s += ways[i][way]
			} else {
				s += ways[i][0]
			}
		}
		return s
	}
	out := []string{text(-1, 0)}
	for i := range ways {
		for way := 1; way < len(ways[i]); way++ {
			out = append(out, text(i, way))
		}
	}
	return slices.Compact(out)
}

// letterOf is a letter of the class if it has one, else its first character.
func letterOf(class []rune) rune {
	for i := 0; i < len(class); i += 2 {
		if class[i] <= 'a' && 'a' <= class[i+1] {
			return 'a'
		}
	}
	return class[0]
}
