package policy

import (
	"errors"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
)

// loop is a macro with a body.
type loop struct {
	kind   string
	over   ast.Expr
	name   string
	bodies []ast.Expr
}

func loopOf(c ast.CallExpr) (l loop, is bool) {
	args := c.Args()
	most := map[string]int{"all": 2, "exists": 2, "exists_one": 2, "filter": 2, "map": 3}[c.FunctionName()]
	if !c.IsMemberFunction() || len(args) < 2 || len(args) > most || args[0].Kind() != ast.IdentKind || strings.HasPrefix(args[0].AsIdent(), ".") {
		return l, false
	}
	return loop{c.FunctionName(), c.Target(), args[0].AsIdent(), args[1:]}, true
}

func (s survey) loop(l loop, bound names, within int) (int64, error) {
	if within >= maxLoops {
		return 0, errors.New("more than 2 macros inside one another")
	}
	if _, isFact := s.fact(l.name); isFact {
		return 0, errors.New("a macro that binds the name of a fact")
	}
	over, err := s.cost(l.over, bound, within)
	if err != nil {
		return 0, err
	}
	inner := names{l.name: s.hasPlainItems(l.over, bound)}
	for name, isPlain := range bound {
		if name != l.name {
			inner[name] = isPlain
		}
	}
	p, err := s.sum(0, l.bodies, inner, within+1)
	n := listBound(l.over)
	// Half of the square, rounded up.
	square := (n*n + 1) / 2
	switch l.kind {
	case "all":
		return over + 2 + n*(4+p), err
	case "exists":
		return over + 2 + n*(5+p), err
	case "exists_one":
		return over + 7 + n*(9+p), err
	case "filter":
		return over + 2 + n*(10+p) + square, err
	}
	if len(l.bodies) == 2 {
		return over + 2 + n*(9+p) + square, err
	}
	return over + 2 + n*(7+p) + square, err
}

// listBound is N of the text.
func listBound(e ast.Expr) int64 {
	switch e.Kind() {
	case ast.ListKind:
		return int64(e.AsList().Size())
	case ast.CallKind:
		if l, is := loopOf(e.AsCall()); is {
			return listBound(l.over)
		}
	}
	switch strings.Join(pathOf(e), ".") {
	case "approvals", "authors":
		return maxAtOnce
	case "commit.parents":
		return maxParents
	}
	return maxItems
}

func (s survey) kindOf(path []string) any {
	fact, _ := s.fact(path[0])
	for _, name := range path[1:] {
		shape, _ := fact.(map[string]any)
		fact = shape[name]
	}
	return fact
}

// isPlain says that it surely is one text or number, or true, false or null.
func (s survey) isPlain(e ast.Expr, bound names) bool {
	if e.Kind() == ast.LiteralKind {
		return true
	}
	if path := pathOf(e); path != nil {
		if isPlain, isBound := bound[path[0]]; isBound {
			return isPlain && len(path) == 1
		}
		return s.kindOf(path) == "one"
	}
	return e.Kind() == ast.CallKind && plainCalls[e.AsCall().FunctionName()]
}

func (s survey) hasPlainItems(e ast.Expr, bound names) bool {
	if e.Kind() == ast.ListKind {
		return !slices.ContainsFunc(e.AsList().Elements(), func(item ast.Expr) bool { return !s.isPlain(item, bound) })
	}
	path := pathOf(e)
	if path == nil {
		return false
	}
	_, isBound := bound[path[0]]
	return !isBound && s.kindOf(path) == "list"
}
