package google

// CEL, compiled and run within bounds.

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/ext"
	"cel.dev/cel-go/interpreter"
)

// Guard rails. Google's limits on the texts are in google.go; what lies within
// them may still nest, repeat and multiply.
const (
	maxNesting = 250
	maxRegexp  = 10_000    // instructions
	maxCost    = 1_000_000 // CEL's own units, about one a step
)

// environments are what mappings and conditions may name. attribute is a map, so
// that CEL's has() and in work on it; which keys it has is checked afterwards.
// The version of the string functions is pinned: a new version of the library
// does not silently make more of them known.
var environments = sync.OnceValues(func() (map[bool]*cel.Env, error) {
	mapping, err := cel.NewEnv(
		cel.ParserExpressionSizeLimit(maxCondition),
		cel.ParserRecursionLimit(maxNesting),
		cel.RegexProgramSizeLimit(maxRegexp),
		cel.EnableMacroCallTracking(),
		cel.Variable("assertion", cel.MapType(cel.StringType, cel.DynType)),
		cel.Function("extract", cel.MemberOverload("string_extract_string",
			[]*cel.Type{cel.StringType, cel.StringType}, cel.StringType, cel.BinaryBinding(celExtract))),
		ext.Strings(ext.StringsVersion(3)),
	)
	if err != nil {
		return nil, err
	}
	condition, err := mapping.Extend(
		cel.Variable(subjectKey, cel.StringType),
		cel.Variable(groupsKey, cel.ListType(cel.StringType)),
		cel.Variable("attribute", cel.MapType(cel.StringType, cel.StringType)),
	)
	return map[bool]*cel.Env{false: mapping, true: condition}, err
})

// A compiled expression, with the program that evaluates it. It does not change:
// documents share it.
type compiled struct {
	text    string
	env     *cel.Env
	checked *cel.Ast
	program cel.Program
	unsure  []string       // what there is no evidence for that Google knows it, each once
	hidden  map[int64]bool // where that is
	claims  []string       // that it names
	whole   bool           // it takes the token as a whole, too
}

// compileCEL compiles one text; is reports whether the text may have a type.
func compileCEL(text string, condition bool, wanted string, is func(*cel.Type) bool) (*compiled, error) {
	c, ok := shelf.find(text, condition)
	if !ok {
		var err error
		if c, err = newCompiled(text, condition); err != nil {
			return nil, err
		}
		shelf.keep(c, condition)
	}
	if got := c.checked.OutputType(); !got.IsExactType(cel.DynType) && !is(got) {
		return nil, fmt.Errorf("the expression is of type %s, and Google wants %s", got, wanted)
	}
	return c, nil
}

func newCompiled(text string, condition bool) (*compiled, error) {
	envs, err := environments()
	if err != nil {
		return nil, err
	}
	c := &compiled{text: text, env: envs[condition]}
	checked, issues := c.env.Compile(text)
	if issues.Err() != nil {
		return nil, errors.New(positions(issues) + escapeHint(text))
	}
	c.checked = checked
	c.claims, c.whole = claimsOf(checked.NativeRep())
	c.unsure, c.hidden = unsureParts(checked.NativeRep())
	// cel-go's optimiser takes x in [] for false, also where x is an error.
	fast := cel.EvalOptions(cel.OptOptimize)
	if hasEmptyList(checked.NativeRep()) {
		fast = cel.OptimizeRegex(interpreter.MatchesRegexOptimization)
	}
	if c.program, err = c.plan(checked.NativeRep(), fast); err != nil {
		// A regular expression that is none is an error of the evaluation, not of the plan.
		if c.program, err = c.plan(checked.NativeRep()); err != nil {
			return nil, errors.New(oneLine(err.Error()))
		}
	}
	return c, nil
}

// part is the program of a part of the expression; nil if there is none.
func (c *compiled) part(e ast.Expr) cel.Program {
	tree := c.checked.NativeRep()
	sub := ast.NewCheckedAST(ast.NewAST(e, tree.SourceInfo()), tree.TypeMap(), tree.ReferenceMap())
	program, err := c.plan(sub, cel.OptimizeRegex(interpreter.MatchesRegexOptimization))
	if err != nil {
		program, err = c.plan(sub)
	}
	if err != nil {
		return nil
	}
	return program
}

func (c *compiled) plan(tree *ast.AST, options ...cel.ProgramOption) (cel.Program, error) {
	if len(c.unsure) > 0 {
		options = append(options, hide(c.hidden))
	}
	if loops(tree) {
		options = append(options, cel.CostLimit(maxCost))
	}
	return c.env.PlanProgram(tree, options...)
}

// loops reports whether an expression can take much longer than its length.
func loops(a *ast.AST) bool {
	found := false
	ast.PostOrderVisit(a.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		switch e.Kind() {
		case ast.ComprehensionKind:
			found = true
		case ast.CallKind:
			if f := e.AsCall().FunctionName(); f == "split" || f == "join" {
				found = true
			}
		default:
		}
	}))
	return found
}

func hasEmptyList(a *ast.AST) bool {
	found := false
	ast.PostOrderVisit(a.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		found = found || e.Kind() == ast.ListKind && e.AsList().Size() == 0
	}))
	return found
}

// documented lists the functions for which there is evidence that workload
// identity pools know them.
var documented = map[string]bool{
	operators.Conditional: true, operators.LogicalAnd: true, operators.LogicalOr: true, operators.LogicalNot: true,
	operators.NotStrictlyFalse: true, operators.Equals: true, operators.NotEquals: true,
	operators.Less: true, operators.LessEquals: true, operators.Greater: true, operators.GreaterEquals: true,
	operators.In: true, operators.Index: true, operators.Add: true,
	"size": true, "startsWith": true, "endsWith": true, "contains": true, "matches": true,
	"split": true, "join": true, "extract": true,
}

// unsure reports a call of what Google does not document.
func unsure(c ast.CallExpr) bool {
	switch name := c.FunctionName(); {
	case !documented[name]:
		return true
	case name == "split": // with a limit
		return len(c.Args()) != 1
	}
	return false
}

// unsureParts finds the parts of an expression that Google does not document:
// their names, each once, and their places in the tree.
func unsureParts(a *ast.AST) (names []string, ids map[int64]bool) {
	ids = map[int64]bool{}
	add := func(name string, id int64) {
		ids[id] = true
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	ast.PreOrderVisit(a.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		switch e.Kind() {
		case ast.ComprehensionKind:
			// Over a map the order of what comes out is nobody's promise.
			c := e.AsComprehension()
			if c.AccuInit().Kind() == ast.ListKind && a.GetType(c.IterRange().ID()).Kind() != types.ListKind {
				add("map() or filter() of what need not be a list", e.ID())
			}
		case ast.CallKind:
			if c := e.AsCall(); unsure(c) {
				add(strings.Trim(c.FunctionName(), "_")+"()", e.ID())
			}
		default:
		}
	}))
	return names, ids
}

// hide makes parts unknown, so that they count only where they decide.
func hide(ids map[int64]bool) cel.ProgramOption {
	return cel.CustomDecoratorV2(func(i interpreter.InterpretableV2) (interpreter.InterpretableV2, error) {
		// What is selected of a call has the call's number, and holds it.
		if _, selects := i.(interpreter.InterpretableAttribute); ids[i.ID()] && !selects {
			return hidden{i}, nil
		}
		return i, nil
	})
}

type hidden struct{ interpreter.InterpretableV2 }

func (h hidden) Exec(*interpreter.ExecutionFrame) ref.Val { return types.NewUnknown(h.ID(), nil) }

func (h hidden) Eval(interpreter.Activation) ref.Val { return types.NewUnknown(h.ID(), nil) }

// positions is CEL's errors with their places, on one line.
func positions(issues *cel.Issues) string {
	const most = 3
	var parts []string
	for i, e := range issues.Errors() {
		if i == most {
			parts = append(parts, fmt.Sprintf("and %d more", len(issues.Errors())-most))
			break
		}
		at := ""
		if e.Location.Line() > 0 {
			at = fmt.Sprintf("line %d, column %d: ", e.Location.Line(), e.Location.Column()+1)
		}
		parts = append(parts, at+oneLine(e.Message))
	}
	return strings.Join(parts, "; ")
}

// oneLine is a text of somebody else's on one line, and not too long.
func oneLine(s string) string {
	const most = 300
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > most {
		s = string(r[:most]) + "…"
	}
	return s
}
