package google

// Functions that ask something of a text.

import (
	"regexp"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types/ref"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// asks is startsWith, endsWith, contains and matches.
func (l *lowerer) asks(e ast.Expr, function string, of, arg symbol) proof.Expr {
	return l.pairs(of, arg, func(of, arg symbol) proof.Expr {
		for _, s := range []symbol{of, arg} {
			switch s.(type) {
			case raised, truth, sequence, cut, whole, measure:
				return proof.Error
			}
		}
		c, ok := arg.(constant)
		if !ok {
			return l.strictly(of, l.strictly(arg, l.unknown(e, because("the second text is not fixed", of, arg))))
		}
		text, ok := c.v.Value().(string)
		if !ok {
			return proof.Error
		}
		if c, ok := of.(constant); ok {
			return l.asksFixed(function, c.v, text)
		}
		p, ok := texts(of)
		if !ok {
			return l.unknown(e, because("what it asks is not modelled", of))
		}
		lang, err := language(function, text)
		switch {
		case err == nil:
			return p.test(lang, proof.OutcomeError, function+" "+problem.Quote(text))
		case !regular(text):
			return proof.Error // as CEL has it, when it evaluates
		}
		return l.strictly(p, l.unknown(e, oneLine(err.Error())))
	})
}

func regular(text string) bool {
	_, err := regexp.Compile(text)
	return err == nil
}

func (l *lowerer) asksFixed(function string, of ref.Val, text string) proof.Expr {
	s, ok := of.Value().(string)
	if !ok {
		return proof.Error
	}
	switch function {
	case "startsWith":
		return isTrue(strings.HasPrefix(s, text))
	case "endsWith":
		return isTrue(strings.HasSuffix(s, text))
	case "contains":
		return isTrue(strings.Contains(s, text))
	}
	r, err := regexp.Compile(text)
	if err != nil {
		return proof.Error
	}
	return isTrue(r.MatchString(s))
}

// language is the language of the texts for which a function says yes.
func language(function, text string) (automaton.Lang, error) {
	star, lit := pattern.Tok{Kind: pattern.Star}, pattern.Tok{Kind: pattern.Lit, Text: text}
	switch function {
	case "startsWith":
		return automaton.Globs(pattern.Seq(nil).Append(lit, star)), nil
	case "endsWith":
		return automaton.Globs(pattern.Seq(nil).Append(star, lit)), nil
	case "contains":
		return automaton.Globs(pattern.Seq(nil).Append(star, lit, star)), nil
	}
	return automaton.Regexp(text)
}

// fixedTexts are the texts of a list of texts.
func fixedTexts(s sequence) (out []string, ok bool) {
	for _, e := range s.elems {
		c, isConstant := e.(constant)
		if !isConstant {
			return nil, false
		}
		t, isText := c.v.Value().(string)
		if !isText {
			return nil, false
		}
		out = append(out, t)
	}
	return out, true
}
