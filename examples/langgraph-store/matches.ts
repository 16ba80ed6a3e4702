/** Filters of a search, and conditions on namespaces: as LangGraph documents them. */
import { isDeepStrictEqual } from 'node:util'
import type { Item, MatchCondition } from '@langchain/langgraph-checkpoint'

type Comparison = (value: unknown, wanted: unknown) => boolean

const comparisons: Readonly<Record<string, Comparison>> = {
  $eq: isDeepStrictEqual,
  $ne: (value, wanted) => !isDeepStrictEqual(value, wanted),
  $gt: (value, wanted) => Number(value) > Number(wanted),
  $gte: (value, wanted) => Number(value) >= Number(wanted),
  $lt: (value, wanted) => Number(value) < Number(wanted),
  $lte: (value, wanted) => Number(value) <= Number(wanted),
}

/** Whether each field of the filter holds: a value that it equals, or operators of which all hold. */
export function matchesFilter(value: Item['value'], filter: Record<string, unknown> = {}): boolean {
  return Object.entries(filter).every(([field, wanted]) => holds(value[field], wanted))
}

function holds(value: unknown, wanted: unknown): boolean {
  const operators = isOperators(wanted) ? Object.entries(wanted) : [['$eq', wanted] as const]
  return operators.every(([name, operand]) => comparisons[name]?.(value, operand) === true)
}

function isOperators(wanted: unknown): wanted is Record<string, unknown> {
  if (typeof wanted !== 'object' || wanted === null) return false
  const names = Object.keys(wanted)
  return names.length > 0 && names.every((name) => name in comparisons)
}

/** Whether a namespace begins or ends with a path in which `*` stands for any one part. */
export function matchesPath(namespace: readonly string[], { matchType, path }: MatchCondition): boolean {
  if (path.length > namespace.length) return false
  const from = matchType === 'prefix' ? 0 : namespace.length - path.length
  return path.every((part, at) => part === '*' || part === namespace[from + at])
}
