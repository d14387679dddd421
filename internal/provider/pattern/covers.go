// Package pattern holds pattern_covers(outer, inner).
package pattern

import (
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/provider/framework"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// Covers is pattern_covers(outer, inner).
func Covers() framework.Function {
	return framework.Function{
		Name:  "pattern_covers",
		Title: "Whether patterns cover patterns",
		Doc: "Answers whether every text that `inner` matches is matched by `outer`. A pattern is what the filters of `jobs` take: a text in which `*` stands for any run of characters, also an empty one, and `/` is a character like any other; there is no other wildcard, so `?` and `[` stand for themselves. " +
			"A list matches what one of its patterns matches; an empty list matches nothing, so it is covered by everything. Case counts.\n\n" +
			"The answer is exact, but it **ignores domains**: that a commit id has 40 characters, or that no branch name holds `..`, is not used. So `false` may rest on a text that cannot occur; `true` holds for every text. " +
			"For what documents admit use the `…_admits` functions.\n\n" +
			"With anything in either argument known only after apply the answer is, too. It is an error when the answer takes more steps than are allowed, which takes lists of many patterns with many `*` each.",
		Parameters: []framework.Parameter{
			{Name: "outer", Dynamic: true, Doc: "A pattern or a list of patterns: what may be."},
			{Name: "inner", Dynamic: true, Doc: "A pattern or a list of patterns: what is asked for."},
		},
		Returns: function.BoolReturn{},
		Run: func(args []value.V) (attr.Value, problem.List) {
			var problems problem.List
			outer, wait := readPatterns(args[0], "outer", &problems)
			inner, waits := readPatterns(args[1], "inner", &problems)
			if wait || waits || len(problems) > 0 {
				return types.BoolUnknown(), problems
			}
			covered, err := covers(outer, inner)
			if err != nil {
				problems.Add(problem.TooMuch, "inner", err.Error(), "Ask about fewer patterns, or ones with fewer *")
			}
			return types.BoolValue(covered), problems
		},
	}
}

// readPatterns reads a pattern or a list of them; wait is set while one is
// unknown.
func readPatterns(v value.V, at string, problems *problem.List) (lang automaton.Lang, wait bool) {
	elems, places := v.Elems, func(i int) string { return fmt.Sprintf("%s[%d]", at, i) }
	if v.Kind != value.List {
		elems, places = []value.V{v}, func(int) string { return at }
	}
	var seqs []pattern.Seq
	for i, e := range elems {
		switch e.Kind {
		case value.String, value.Number:
			seqs = append(seqs, pattern.FromGlob(e.Text))
		case value.Unknown:
			wait = true
		case value.Null:
			problems.Add(problem.Empty, places(i), "the element is null", "Remove it, for example with compact()")
		default:
			problems.Add(problem.WrongType, places(i), "a pattern or a list of patterns is wanted, got "+e.Kind.String(), "")
		}
	}
	return automaton.Globs(seqs...), wait
}

// covers decides whether outer has all texts of inner.
func covers(outer, inner automaton.Lang) (bool, error) {
	switch _, found := automaton.Covers(outer, inner); found {
	case automaton.Found: // a text of inner that is not in outer
		return false, nil
	case automaton.Over:
		return false, errors.New("whether these patterns are covered takes more steps than are allowed")
	default:
		return true, nil
	}
}
