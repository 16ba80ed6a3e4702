package policy

import (
	"errors"
	"fmt"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// survey goes through an expression whose macros are not expanded, as the tables of the text have it.
type survey struct {
	onCommit bool
	patterns map[string]*pattern
}

// names that macros bind, and whether each is plain.
type names map[string]bool

const (
	maxItems   = 256
	maxLoops   = 2
	deep       = 300
	maxAtOnce  = 64
	maxParents = 16
)

// facts and their fields: a list, a map of them, or one text or number.
var commitFacts = map[string]any{
	"author": "one", "authors": "list", "branch": "one", "approvals": "list", "hour": "one", "day": "one",
	"commit": map[string]any{"time": "one", "message": "one", "parents": "list"},
}

var memoryFacts = map[string]any{
	"key": "one", "op": "one",
	"memory": map[string]any{
		"type": "one", "media": "one", "tags": "list", "created": "one", "bytes": "one",
		"provenance": map[string]any{
			"agent": "one", "model": "one", "tool": "one", "activity": "one", "derived": "maps",
			"source": map[string]any{"uri": "one", "digest": "one"},
		},
		"governance": map[string]any{"licence": "one", "sensitivity": "one", "expires": "one", "priority": "one"},
	},
}

func (s survey) fact(name string) (any, bool) {
	if fact, is := commitFacts[name]; is || s.onCommit {
		return fact, is
	}
	fact, is := memoryFacts[name]
	return fact, is
}

var operatorCosts = map[string]int64{
	operators.LogicalAnd: 1, operators.LogicalOr: 1, operators.LogicalNot: 1, operators.Conditional: 1,
	operators.Subtract: 1, operators.Negate: 1, operators.Multiply: 1, operators.Divide: 1, operators.Modulo: 1, operators.Index: 1,
	operators.Less: 2, operators.LessEquals: 2, operators.Greater: 2, operators.GreaterEquals: 2, "startsWith": 2, "endsWith": 2,
	operators.Add: 4, "size": 4, "matches": 8, "contains": 20,
}

var plainCalls = map[string]bool{
	operators.Subtract: true, operators.Negate: true, operators.Multiply: true, operators.Divide: true, operators.Modulo: true,
	operators.LogicalNot: true, "size": true, "startsWith": true, "endsWith": true, "contains": true, "matches": true,
}

// cost of an expression, within so many macros with a body.
func (s survey) cost(e ast.Expr, bound names, within int) (int64, error) {
	switch e.Kind() {
	case ast.LiteralKind:
		return 1, checkLiteral(e.AsLiteral())
	case ast.IdentKind:
		_, isBound := bound[e.AsIdent()]
		if _, isFact := s.fact(e.AsIdent()); !isFact && !isBound {
			return 0, fmt.Errorf("%q is no fact", e.AsIdent())
		}
		return 1, nil
	case ast.SelectKind:
		if err := s.checkField(pathOf(e), bound); err != nil {
			return 0, err
		}
		of, err := s.cost(e.AsSelect().Operand(), bound, within)
		return of + 1, err
	case ast.ListKind:
		if e.AsList().Size() > maxItems || len(e.AsList().OptionalIndices()) > 0 {
			return 0, errors.New("a list of more than 256 elements")
		}
		return s.sum(1, e.AsList().Elements(), bound, within)
	case ast.CallKind:
		return s.call(e.AsCall(), bound, within)
	}
	return 0, errors.New("a part of the language that policies do not have")
}

func (s survey) sum(own int64, parts []ast.Expr, bound names, within int) (int64, error) {
	for _, part := range parts {
		of, err := s.cost(part, bound, within)
		if err != nil {
			return 0, err
		}
		own += of
	}
	return own, nil
}

func checkLiteral(value ref.Val) error {
	switch value.(type) {
	case types.String, types.Int, types.Bool, types.Null:
		return nil
	}
	return errors.New("a text, a whole number, true, false or null")
}

func (s survey) call(c ast.CallExpr, bound names, within int) (int64, error) {
	name, args := c.FunctionName(), c.Args()
	if loop, is := loopOf(c); is {
		return s.loop(loop, bound, within)
	}
	if name == "has" && !c.IsMemberFunction() && len(args) == 1 && args[0].Kind() == ast.SelectKind {
		return s.cost(args[0], bound, within)
	}
	parts := args
	if c.IsMemberFunction() {
		parts = append([]ast.Expr{c.Target()}, args...)
	}
	own, known := operatorCosts[name]
	switch name {
	case operators.Equals, operators.NotEquals:
		own, known = 4, true
		if !s.isPlain(args[0], bound) && !s.isPlain(args[1], bound) {
			own = deep
		}
	case operators.In:
		own, known = 1+listBound(args[1])*deep, true
		if s.isPlain(args[0], bound) {
			own = 1 + listBound(args[1])
		}
	case "size":
		known = len(parts) == 1
	case "startsWith", "endsWith", "contains":
		known = c.IsMemberFunction() && len(args) == 1
	case "matches":
		known = c.IsMemberFunction()
		if err := s.keepPattern(args); err != nil {
			return 0, err
		}
	}
	if !known {
		return 0, fmt.Errorf("%q is no function of policies", name)
	}
	return s.sum(own, parts, bound, within)
}

func (s survey) keepPattern(args []ast.Expr) error {
	if len(args) != 1 || args[0].Kind() != ast.LiteralKind {
		return errors.New("a pattern is a written text")
	}
	source, isText := args[0].AsLiteral().(types.String)
	if !isText {
		return errors.New("a pattern is a written text")
	}
	read, err := readPattern(string(source))
	s.patterns[string(source)] = read
	return err
}

func (s survey) checkField(path []string, bound names) error {
	if len(path) == 0 {
		return nil
	}
	if _, isBound := bound[path[0]]; isBound {
		return nil
	}
	fact, is := s.fact(path[0])
	if !is {
		return fmt.Errorf("%q is no fact", path[0])
	}
	for _, name := range path[1:] {
		shape, _ := fact.(map[string]any)
		if fact, is = shape[name]; !is {
			return fmt.Errorf("there is never a field %q", name)
		}
	}
	return nil
}

// pathOf is a name with the fields that follow; nil for what does not begin with a name. has(x.f) is as x.f.
func pathOf(e ast.Expr) []string {
	switch e.Kind() {
	case ast.IdentKind:
		return []string{e.AsIdent()}
	case ast.SelectKind:
		if path := pathOf(e.AsSelect().Operand()); path != nil {
			return append(path, e.AsSelect().FieldName())
		}
	case ast.CallKind:
		if c := e.AsCall(); c.FunctionName() == "has" && !c.IsMemberFunction() && len(c.Args()) == 1 {
			return pathOf(c.Args()[0])
		}
	}
	return nil
}
