/**
 * What of the Common Expression Language a policy may use, and what it costs at most: known before the first
 * evaluation. Invariant: a list that an expression sees has at most `maxListItems` elements, a text `maxTextChars`
 * characters. Spec: protocols/policy/spec.md, "Language" and "Cost". Pure.
 */
import type { parse } from '@bufbuild/cel'
import { factShape, type FactKind, type FactShape } from './facts.ts'
import { POLICY_LIMITS } from './limits.ts'
import { compilePattern, type Pattern } from './pattern.ts'

type Expr = ReturnType<typeof parse>['expr']
type Call = Extract<Expr['exprKind'], { case: 'callExpr' }>['value']
type Comprehension = Extract<Expr['exprKind'], { case: 'comprehensionExpr' }>['value']

/** What each function costs beyond its arguments. Texts are bounded, so each of these is. */
const functions: Readonly<Record<string, number>> = Object.freeze({
  '_&&_': 1,
  '_||_': 1,
  '!_': 1,
  '_?_:_': 1,
  '_==_': 4,
  '_!=_': 4,
  '_<_': 2,
  '_<=_': 2,
  '_>_': 2,
  '_>=_': 2,
  '_+_': 4,
  '_-_': 1,
  '_*_': 1,
  '_/_': 1,
  '_%_': 1,
  '-_': 1,
  '_[_]': 1,
  '@in': 1,
  '@not_strictly_false': 1,
  size: 4,
  startsWith: 2,
  endsWith: 2,
  contains: 20,
  matches: 8,
})

/** Those that stand behind a text and take one. */
const textMethods: ReadonlySet<string> = new Set(['startsWith', 'endsWith', 'contains', 'matches'])

/** What comparing two values costs that may both be lists or maps. */
const deepComparison = 300

const constants: ReadonlySet<string> = new Set(['boolValue', 'int64Value', 'stringValue', 'nullValue'])

/** Names that macros bind, and whether each stands for one text or number. */
type Names = ReadonlyMap<string, boolean>

/** Functions that give one text or number. */
const plainResults: readonly string[] = [
  '_-_',
  '_*_',
  '_/_',
  '_%_',
  '-_',
  'size',
  'startsWith',
  'endsWith',
  'contains',
  'matches',
  '!_',
]

/** Where in the source something stands. */
export class SyntaxFault {
  readonly id: bigint
  readonly expected: string

  constructor(id: bigint, expected: string) {
    this.id = id
    this.expected = expected
  }
}

interface Survey {
  cost: number
  patterns: Map<string, Pattern>
}

/** The cost of an expression, or the first thing in it that is not allowed. */
export function surveyExpression(expr: Expr, on: 'memory' | 'commit'): Survey | SyntaxFault {
  const surveyor = new Surveyor(factShape(on))
  try {
    const cost = surveyor.cost(expr, new Map(), 0)
    if (cost > POLICY_LIMITS.maxExpressionCost)
      return new SyntaxFault(
        expr.id,
        `an expression of at most ${POLICY_LIMITS.maxExpressionCost} steps; this takes up to ${cost}`,
      )
    return { cost, patterns: surveyor.patterns }
  } catch (fault) {
    if (fault instanceof SyntaxFault) return fault
    throw fault
  }
}

class Surveyor {
  readonly patterns = new Map<string, Pattern>()
  readonly #facts: FactShape
  #nodes = 0

  constructor(facts: FactShape) {
    this.#facts = facts
  }

  cost(expr: Expr | undefined, names: Names, nesting: number): number {
    if (expr === undefined) return 0
    if (++this.#nodes > POLICY_LIMITS.maxNodes)
      throw new SyntaxFault(expr.id, `an expression of at most ${POLICY_LIMITS.maxNodes} parts`)
    const kind = expr.exprKind
    const each = (parts: readonly (Expr | undefined)[]): number =>
      parts.reduce((sum, part) => sum + this.cost(part, names, nesting), 1)
    switch (kind.case) {
      case 'constExpr':
        return this.#constant(expr)
      case 'identExpr':
        if (names.has(kind.value.name) || Object.hasOwn(this.#facts, kind.value.name)) return 1
        throw new SyntaxFault(
          expr.id,
          `one of ${Object.keys(this.#facts).join(', ')}, not ${kind.value.name}`,
        )
      case 'selectExpr':
        this.#requireField(expr, names)
        return each([kind.value.operand])
      case 'listExpr':
        this.#requireSmall(expr, kind.value.elements.length)
        return each(kind.value.elements)
      case 'callExpr':
        return this.#call(expr, kind.value, names) + each([kind.value.target, ...kind.value.args]) - 1
      case 'comprehensionExpr':
        return this.#comprehension(expr, kind.value, names, nesting)
      default:
        throw new SyntaxFault(
          expr.id,
          'a value, a list or a function; maps and messages are not a part of policies',
        )
    }
  }

  #constant(expr: Expr): number {
    const kind = expr.exprKind.case === 'constExpr' ? expr.exprKind.value.constantKind : undefined
    // The parser takes numbers of any length, and what is made of them is no longer of the language.
    if (kind?.case === 'int64Value' && BigInt.asIntN(64, kind.value) !== kind.value)
      throw new SyntaxFault(expr.id, 'a whole number from -2^63 to 2^63 - 1')
    if (constants.has(kind?.case ?? '')) return 1
    throw new SyntaxFault(expr.id, 'a text, a whole number, true, false or null')
  }

  /** What a call costs besides its operands. */
  #call(expr: Expr, { function: name, args, target }: Call, names: Names): number {
    const own = Object.hasOwn(functions, name) ? functions[name] : undefined
    if (own === undefined)
      throw new SyntaxFault(
        expr.id,
        `one of size, startsWith, endsWith, contains, matches, has, all, exists, exists_one, map and filter, not ${name}`,
      )
    this.#requireForm(expr, { name, args, isMethod: target !== undefined })
    if (name === 'matches') this.#requirePattern(expr, args)
    if (name === '@in') return own + listBound(args[1]) * (this.#isPlain(args[0], names) ? 1 : deepComparison)
    const isEquality = name === '_==_' || name === '_!=_'
    return isEquality && !args.some((side) => this.#isPlain(side, names)) ? deepComparison : own
  }

  /** A function in a form that the language does not have would fail whenever it is asked. */
  #requireForm(expr: Expr, call: { name: string; args: readonly Expr[]; isMethod: boolean }): void {
    const { name, args, isMethod } = call
    if (name === 'size' && args.length + (isMethod ? 1 : 0) !== 1)
      throw new SyntaxFault(expr.id, 'size of one text or list')
    if (textMethods.has(name) && (!isMethod || args.length !== 1))
      throw new SyntaxFault(expr.id, `text.${name}(other)`)
  }

  /** Whether the value of an expression is one text or number, which nothing is compared with at length. */
  #isPlain(expr: Expr | undefined, names: Names): boolean {
    const kind = expr?.exprKind
    if (kind?.case === 'constExpr') return true
    if (kind?.case === 'callExpr') return plainResults.includes(kind.value.function)
    const [root, ...fields] = pathOf(expr) ?? []
    if (root === undefined) return false
    if (names.has(root)) return fields.length === 0 && names.get(root) === true
    return this.#kindOf([root, ...fields]) === 'one'
  }

  /** Whether the elements that a macro runs over are. */
  #hasPlainItems(expr: Expr | undefined, names: Names): boolean {
    const kind = expr?.exprKind
    if (kind?.case === 'listExpr') return kind.value.elements.every((item) => this.#isPlain(item, names))
    const path = pathOf(expr)
    return path !== undefined && !names.has(path[0] as string) && this.#kindOf(path) === 'list'
  }

  #kindOf(path: readonly string[]): FactKind | undefined {
    let shape: FactShape | FactKind | undefined = this.#facts
    for (const field of path)
      shape = typeof shape === 'object' && Object.hasOwn(shape, field) ? shape[field] : undefined
    return typeof shape === 'string' ? shape : undefined
  }

  /** A pattern that is not written out could be anything. */
  #requirePattern(expr: Expr, args: readonly Expr[]): void {
    const kind = args[0]?.exprKind
    const constant = kind?.case === 'constExpr' ? kind.value.constantKind : undefined
    if (args.length !== 1 || constant?.case !== 'stringValue')
      throw new SyntaxFault(expr.id, 'a pattern that is written out: text.matches("^[a-z]+$")')
    const pattern = compilePattern(constant.value)
    if (typeof pattern === 'string') throw new SyntaxFault(args[0]!.id, pattern)
    this.patterns.set(constant.value, pattern)
  }

  #comprehension(expr: Expr, loop: Comprehension, names: Names, nesting: number): number {
    if (nesting >= POLICY_LIMITS.maxNesting)
      throw new SyntaxFault(expr.id, `at most ${POLICY_LIMITS.maxNesting} loops inside one another`)
    if (Object.hasOwn(this.#facts, loop.iterVar))
      throw new SyntaxFault(expr.id, `another name than ${loop.iterVar}, which is a fact`)
    const inner = new Map(names)
    inner.set(loop.iterVar, this.#hasPlainItems(loop.iterRange, names))
    inner.set(loop.accuVar, loop.accuInit?.exprKind.case === 'constExpr')
    const turns = listBound(loop.iterRange)
    const turn =
      this.cost(loop.loopCondition, inner, nesting + 1) + this.cost(loop.loopStep, inner, nesting + 1)
    // A list that is made by appending is copied each time.
    const links = loop.accuInit?.exprKind.case === 'listExpr' ? (turns * turns) / 2 : 0
    return (
      this.cost(loop.iterRange, names, nesting) +
      this.cost(loop.accuInit, names, nesting) +
      this.cost(loop.result, inner, nesting) +
      Math.ceil(turns * turn + links)
    )
  }

  #requireSmall(expr: Expr, items: number): void {
    if (items <= POLICY_LIMITS.maxListItems) return
    throw new SyntaxFault(expr.id, `a list of at most ${POLICY_LIMITS.maxListItems} elements`)
  }

  /** A misspelt fact would refuse everything, and nobody would know why. */
  #requireField(expr: Expr, names: Names): void {
    const path = pathOf(expr)
    const [root, ...fields] = path ?? []
    if (root === undefined || names.has(root)) return
    let shape: FactShape | FactKind | undefined = this.#facts[root]
    for (const [depth, field] of fields.entries()) {
      if (shape === undefined) return
      const at: string = [root, ...fields.slice(0, depth)].join('.')
      if (typeof shape === 'string' || !Object.hasOwn(shape, field))
        throw new SyntaxFault(
          expr.id,
          typeof shape === 'string'
            ? `${at} without a field; it has none`
            : `one of ${Object.keys(shape).join(', ')} after ${at}, not ${field}`,
        )
      shape = shape[field]
    }
  }
}

/** `memory.provenance.model` as its parts; undefined for what does not begin with a name. */
function pathOf(expr: Expr | undefined): string[] | undefined {
  if (expr?.exprKind.case === 'identExpr') return [expr.exprKind.value.name]
  if (expr?.exprKind.case !== 'selectExpr') return undefined
  const path = pathOf(expr.exprKind.value.operand)
  return path && [...path, expr.exprKind.value.field]
}

/** How many elements the value of an expression has at most, if it is a list. */
function listBound(expr: Expr | undefined): number {
  const kind = expr?.exprKind
  if (kind?.case === 'listExpr') return kind.value.elements.length
  if (kind?.case === 'comprehensionExpr') return listBound(kind.value.iterRange)
  const path = pathOf(expr)?.join('.')
  if (path === 'approvals' || path === 'authors') return POLICY_LIMITS.maxApprovals
  if (path === 'commit.parents') return 16
  return POLICY_LIMITS.maxListItems
}
