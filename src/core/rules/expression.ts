/** One expression of a rule: parsed, surveyed, and ready to be evaluated on facts any number of times. Pure. */
import {
  CelScalar,
  celEnv,
  celFunc,
  celMethod,
  isCelError,
  listType,
  parse,
  plan,
  type CelList,
} from '@bufbuild/cel'
import { compareKeys } from '../tree/index.ts'
import type { Bindings } from './facts.ts'
import { withoutComments } from './lexical.ts'
import { POLICY_LIMITS } from './limits.ts'
import type { WorkMeter } from './meter.ts'
import type { Pattern } from './pattern.ts'
import { SyntaxFault, surveyExpression } from './survey.ts'

export interface Expression {
  /** Steps that an evaluation takes at most, patterns not counted. */
  cost: number
  /** What it says of the facts; a text says why it cannot say. @throws {PolicyError} ERR_LIMIT from the meter */
  evaluate(facts: Bindings, meter: WorkMeter): boolean | string
}

/** Where in an expression a fault is, and what was expected there. */
interface ExpressionFault {
  /** From 1. */
  line: number
  column: number
  message: string
}

const { STRING, BOOL, BYTES, DYN } = CelScalar
const LIST = listType(DYN)

/** The expression, or what is wrong with it. */
export function parseExpression(source: string, on: 'memory' | 'commit'): Expression | ExpressionFault {
  if (source.length > POLICY_LIMITS.maxExpressionChars) {
    const message = `expected at most ${POLICY_LIMITS.maxExpressionChars} characters, got ${source.length}`
    return { line: 1, column: 1, message }
  }
  const written = withoutComments(source)
  if (typeof written !== 'string')
    return { ...placeOf(source, written.offset), message: `expected ${written.expected}` }
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(written)
  } catch (error) {
    return parseFault(error)
  }
  const survey = surveyExpression(parsed.expr, on)
  if (survey instanceof SyntaxFault) {
    const offset = parsed.sourceInfo?.positions[survey.id.toString()] ?? 0
    return { ...placeOf(source, offset), message: `expected ${survey.expected}` }
  }
  return evaluator(parsed, survey.cost, survey.patterns)
}

function evaluator(
  parsed: ReturnType<typeof parse>,
  cost: number,
  patterns: ReadonlyMap<string, Pattern>,
): Expression {
  let matching = 0
  const env = celEnv({ funcs: boundedFunctions(patterns, (units) => void (matching += units)) })
  const run = plan(env, parsed)
  return {
    cost,
    evaluate(facts, meter) {
      meter.spend(cost + POLICY_LIMITS.evaluationCost)
      matching = 0
      const value = run(facts)
      meter.spend(matching)
      if (typeof value === 'boolean') return value
      if (isCelError(value)) return value.message
      return 'it does not give true or false'
    },
  }
}

/** Those of the language that could make something large, or work long, with a bound; and texts in the language's order. */
function boundedFunctions(
  patterns: ReadonlyMap<string, Pattern>,
  spend: (units: number) => void,
): ReturnType<typeof celFunc>[] {
  return [
    celFunc('_+_', [STRING, STRING], STRING, (left, right) => {
      if (left.length + right.length > POLICY_LIMITS.maxTextChars)
        throw new Error(`a text of more than ${POLICY_LIMITS.maxTextChars} characters`)
      return left + right
    }),
    celFunc('_+_', [BYTES, BYTES], BYTES, () => {
      throw new Error('bytes cannot be joined')
    }),
    celFunc('_+_', [LIST, LIST], LIST, (left: CelList, right: CelList) => {
      if (left.size + right.size > POLICY_LIMITS.maxListItems)
        throw new Error(`a list of more than ${POLICY_LIMITS.maxListItems} elements`)
      return [...left, ...right]
    }),
    celFunc('_<_', [STRING, STRING], BOOL, (left, right) => compareKeys(left, right) < 0),
    celFunc('_<=_', [STRING, STRING], BOOL, (left, right) => compareKeys(left, right) <= 0),
    celFunc('_>_', [STRING, STRING], BOOL, (left, right) => compareKeys(left, right) > 0),
    celFunc('_>=_', [STRING, STRING], BOOL, (left, right) => compareKeys(left, right) >= 0),
    celMethod('matches', STRING, [STRING], BOOL, function (source) {
      const pattern = patterns.get(source)
      if (pattern === undefined) throw new Error('a pattern that is not written out')
      spend(Math.ceil((pattern.weight * this.length) / POLICY_LIMITS.patternCharsPerUnit))
      return pattern.test(this)
    }),
  ]
}

function parseFault(error: unknown): ExpressionFault {
  const { location, message } = error as {
    location?: { start?: { line: number; column: number } }
    message: string
  }
  const { line = 1, column = 1 } = location?.start ?? {}
  // The parser repeats the place in its own words.
  return { line, column, message: message.replace(/^(syntax error: )?<input>:\d+:\d+: /, '') }
}

function placeOf(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
