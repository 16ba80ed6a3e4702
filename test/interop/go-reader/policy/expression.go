package policy

import (
	"errors"
	"fmt"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

type expression struct {
	cost     int64
	program  cel.Program
	matching *int64
}

const (
	maxExpression = 1_024
	maxParts      = 400
	maxOfOne      = 50_000
	maxMade       = 4_096
	charsPerStep  = 8
)

// maxDepth is beyond what an expression of 1,024 units can have.
const maxDepth = 2_000

var plain = must(cel.NewCustomEnv(cel.ParserRecursionLimit(maxDepth)))

func must(made *cel.Env, err error) *cel.Env {
	if err != nil {
		panic(err)
	}
	return made
}

// parse reads an expression of a rule.
func parse(source string, onCommit bool) (*expression, error) {
	if units(source) > maxExpression {
		return nil, errors.New("an expression has at most 1,024 units")
	}
	source, err := withoutComments(source)
	if err != nil {
		return nil, err
	}
	written, issues := plain.Parse(source)
	if issues.Err() != nil {
		return nil, issues.Err()
	}
	s, matching := survey{onCommit, map[string]*pattern{}}, int64(0)
	simplify(written.NativeRep())
	cost, err := s.cost(written.NativeRep().Expr(), names{}, 0)
	if err != nil {
		return nil, err
	}
	if cost > maxOfOne {
		return nil, fmt.Errorf("it costs %d", cost)
	}
	full, err := withFunctions(s.patterns, &matching)
	if err != nil {
		return nil, err
	}
	expanded, issues := full.Parse(source)
	if issues.Err() != nil {
		return nil, issues.Err()
	}
	simplify(expanded.NativeRep())
	parts := 0
	ast.PostOrderVisit(expanded.NativeRep().Expr(), ast.NewExprVisitor(func(ast.Expr) { parts++ }))
	if parts > maxParts {
		return nil, fmt.Errorf("%d parts", parts)
	}
	hide(expanded.NativeRep())
	program, err := full.Program(expanded)
	return &expression{cost, program, &matching}, err
}

// simplify takes out what the text says is not there: ! or - twice in a row.
func simplify(parsed *ast.AST) {
	ast.PostOrderVisit(parsed.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if inner, twice := cancelled(e); twice {
			e.SetKindCase(inner)
		}
	}))
}

// hide puts a choice around operands of x[i] that the library refuses when it plans, and the language when it evaluates:
// has(...)[i], and [...][null].
func hide(parsed *ast.AST) {
	make := ast.NewExprFactory()
	around := func(e ast.Expr) {
		copied := make.CopyExpr(e)
		e.SetKindCase(make.NewCall(e.ID(), operators.Conditional, make.NewLiteral(0, types.True), copied, make.NewLiteral(0, types.NullValue)))
	}
	ast.PostOrderVisit(parsed.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != operators.Index {
			return
		}
		of, at := e.AsCall().Args()[0], e.AsCall().Args()[1]
		if of.Kind() == ast.SelectKind && of.AsSelect().IsTestOnly() {
			around(of)
		}
		if at.Kind() == ast.LiteralKind && at.AsLiteral() == types.NullValue {
			around(at)
		}
	}))
}

func cancelled(e ast.Expr) (inner ast.Expr, twice bool) {
	if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != operators.LogicalNot && e.AsCall().FunctionName() != operators.Negate {
		return nil, false
	}
	arg := e.AsCall().Args()[0]
	if arg.Kind() != ast.CallKind || arg.AsCall().FunctionName() != e.AsCall().FunctionName() {
		return nil, false
	}
	return arg.AsCall().Args()[0], true
}

// withFunctions is the language with the two functions that are bounded or metered in policies.
func withFunctions(patterns map[string]*pattern, matching *int64) (*cel.Env, error) {
	subset := env.NewLibrarySubset().AddExcludedFunctions(
		env.NewFunction(operators.Add), env.NewFunction("matches"),
	)
	dyn := []*cel.Type{cel.DynType, cel.DynType}
	return cel.NewCustomEnv(
		cel.ParserRecursionLimit(maxDepth),
		cel.StdLib(cel.StdLibSubset(subset)),
		cel.Function(operators.Add, cel.Overload("add_any", dyn, cel.DynType, cel.BinaryBinding(add))),
		cel.Function("matches", cel.MemberOverload("matches_any", dyn, cel.DynType, cel.BinaryBinding(
			func(text, source ref.Val) ref.Val { return match(patterns, matching, text, source) },
		))),
	)
}

func add(left, right ref.Val) ref.Val {
	switch l := left.(type) {
	case types.String:
		if r, ok := right.(types.String); ok && units(string(l))+units(string(r)) > maxMade {
			return types.NewErr("a text of more than 4,096 units")
		} else if ok {
			return l + r
		}
	case types.Int:
		return l.Add(right)
	case traits.Lister:
		r, ok := right.(traits.Lister)
		if ok && l.Size().(types.Int)+r.Size().(types.Int) > maxItems {
			return types.NewErr("a list of more than 256 elements")
		} else if ok {
			return l.Add(r)
		}
	}
	return types.NewErr("no such overload")
}

func match(patterns map[string]*pattern, matching *int64, text, source ref.Val) ref.Val {
	of, isText := text.(types.String)
	by, isWritten := source.(types.String)
	if !isText || !isWritten || patterns[string(by)] == nil {
		return types.NewErr("no such overload")
	}
	used := patterns[string(by)]
	*matching += (used.weight*int64(units(string(of))) + charsPerStep - 1) / charsPerStep
	return types.Bool(used.MatchString(string(of)))
}

// answers: true, false, or neither.
func (e *expression) evaluate(facts map[string]any, m *meter) (answer bool, decided bool, err error) {
	if err := m.spend(e.cost + evaluationCost); err != nil {
		return false, false, err
	}
	*e.matching = 0
	value, _, fault := e.program.Eval(facts)
	if err := m.spend(*e.matching); err != nil {
		return false, false, err
	}
	said, is := value.(types.Bool)
	return bool(said), is && fault == nil, nil
}
