/** Mem0's filters: fields and values, operators, and `AND`, `OR` and `NOT` of them. Pure. */
import { MemCubeError } from '../../../../core/errors.ts'
import { isFields, type Mem0Record } from './record.ts'
import { scopeFields, scopeTag, type ScopeField } from './scope.ts'

/** Deeper and wider than people write; a guess. */
const maxDepth = 8
const maxConditions = 256
/** Lists and objects in one value: what is compared with it calls itself as often. */
const maxValueDepth = 32
/** Values in one condition, each of which may be looked for in every memory. A guess. */
const maxValues = 1_000

export type Filter =
  | { all: Filter[] }
  | { any: Filter[] }
  | { not: Filter }
  | { field: string; operator: Operator; value: unknown }

type Operator = keyof typeof operators

const operators = {
  eq: same,
  ne: (held: unknown, wanted: unknown) => !same(held, wanted),
  gt: (held: unknown, wanted: unknown) => compare(held, wanted, (order) => order > 0),
  gte: (held: unknown, wanted: unknown) => compare(held, wanted, (order) => order >= 0),
  lt: (held: unknown, wanted: unknown) => compare(held, wanted, (order) => order < 0),
  lte: (held: unknown, wanted: unknown) => compare(held, wanted, (order) => order <= 0),
  in: (held: unknown, wanted: unknown) => among(held, wanted),
  nin: (held: unknown, wanted: unknown) => !among(held, wanted),
  contains: (held: unknown, wanted: unknown) => contains(held, wanted),
  icontains: (held: unknown, wanted: unknown) => contains(lower(held), lower(wanted)),
} as const

/** @throws ERR_INVALID_INPUT */
export function readFilter(given: unknown): Filter {
  let conditions = 0
  return read(given, 0)

  function read(value: unknown, depth: number): Filter {
    if (!isFields(value)) throw unfit('expected an object of fields')
    if (depth > maxDepth) throw unfit(`expected at most ${maxDepth} levels`)
    return {
      all: Object.entries(value).map(([name, inner]) => {
        if (++conditions > maxConditions) throw unfit(`expected at most ${maxConditions} conditions`)
        if (name === 'AND') return { all: list(name, inner, depth) }
        if (name === 'OR') return { any: list(name, inner, depth) }
        if (name === 'NOT') return { not: { any: list(name, inner, depth) } }
        return condition(name, inner)
      }),
    }
  }

  function list(name: string, value: unknown, depth: number): Filter[] {
    const all = Array.isArray(value) ? value : isFields(value) ? [value] : []
    if (all.length === 0) throw unfit(`${name} takes a list of conditions`)
    return all.map((one: unknown) => read(one, depth + 1))
  }
}

export function matches(filter: Filter, record: Mem0Record): boolean {
  if ('all' in filter) return filter.all.every((one) => matches(one, record))
  if ('any' in filter) return filter.any.some((one) => matches(one, record))
  if ('not' in filter) return !matches(filter.not, record)
  return operators[filter.operator](fieldOf(record, filter.field), filter.value)
}

/** Tags that every memory has which the filter lets through, and whether they are all that it asks for. */
export function neededTags(filter: Filter): { tags: string[]; isAll: boolean } {
  if ('all' in filter) {
    const parts = filter.all.map(neededTags)
    return { tags: [...new Set(parts.flatMap(({ tags }) => tags))], isAll: parts.every(({ isAll }) => isAll) }
  }
  if ('field' in filter && filter.operator === 'eq' && isScope(filter.field) && isId(filter.value))
    return { tags: [scopeTag(filter.field, filter.value)], isAll: true }
  return { tags: [], isAll: false }
}

function condition(field: string, value: unknown): Filter {
  if (!isWithin(value, maxValueDepth))
    throw unfit(`expected at most ${maxValueDepth} levels in "${field.slice(0, 64)}"`)
  if (countOf(value) > maxValues)
    throw unfit(`expected at most ${maxValues} values in "${field.slice(0, 64)}"`)
  if (!isFields(value)) return { field, operator: 'eq', value: isScope(field) ? composed(value) : value }
  const entries = Object.entries(value)
  const known = entries.filter(([name]) => Object.hasOwn(operators, name))
  // `metadata` may be given as what it shall hold.
  if (field === 'metadata' && known.length === 0)
    return {
      all: entries.map(([name, wanted]) => ({ field: `metadata.${name}`, operator: 'eq', value: wanted })),
    }
  const [wrong] = entries.find(([name]) => !Object.hasOwn(operators, name)) ?? []
  if (wrong !== undefined)
    throw unfit(
      `expected one of ${Object.keys(operators).join(', ')} for "${field.slice(0, 64)}", got "${wrong.slice(0, 64)}"`,
    )
  return {
    all: known.map(([name, wanted]) => ({
      field,
      operator: name as Operator,
      value: isScope(field) ? composed(wanted) : wanted,
    })),
  }
}

/** Whether lists and objects in a value are at most so deep. */
export function isWithin(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return depth > 0 && Object.values(value).every((one) => isWithin(one, depth - 1))
}

function countOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce((sum: number, one) => sum + countOf(one), 1)
}

/** Names that a memory of Mem0 does not have are those of its metadata. */
function fieldOf(record: Mem0Record, field: string): unknown {
  if (field === 'keywords') return record.memory
  if (Object.hasOwn(record, field)) return record[field as keyof Mem0Record]
  const name = field.startsWith('metadata.') ? field.slice('metadata.'.length) : field
  const { metadata } = record
  return metadata !== null && Object.hasOwn(metadata, name) ? metadata[name] : null
}

function same(held: unknown, wanted: unknown): boolean {
  if (wanted === '*') return held !== null
  if (Array.isArray(held) && !Array.isArray(wanted)) return held.some((one) => same(one, wanted))
  if (Array.isArray(held) && Array.isArray(wanted))
    return held.length === wanted.length && held.every((one, at) => same(one, wanted[at]))
  // Each field once: to ask whether both contain each other doubles the work with each level.
  if (isFields(held) && isFields(wanted))
    return Object.keys(held).length === Object.keys(wanted).length && contains(held, wanted)
  return held === wanted
}

function among(held: unknown, wanted: unknown): boolean {
  return Array.isArray(wanted) && wanted.some((one) => same(held, one))
}

function contains(held: unknown, wanted: unknown): boolean {
  if (typeof held === 'string') return typeof wanted === 'string' && held.includes(wanted)
  if (Array.isArray(held))
    return (Array.isArray(wanted) ? wanted : [wanted]).every((one) => held.some((part) => same(part, one)))
  if (!isFields(held) || !isFields(wanted)) return false
  return Object.entries(wanted).every(([name, value]) => Object.hasOwn(held, name) && same(held[name], value))
}

/** Numbers as numbers, dates as times, other texts as texts; what cannot be compared is neither more nor less. */
function compare(held: unknown, wanted: unknown, fits: (order: number) => boolean): boolean {
  if (typeof held === 'number' && typeof wanted === 'number') return fits(held - wanted)
  if (typeof held !== 'string' || typeof wanted !== 'string') return false
  const [one, other] = [held, wanted].map((text) => (/^\d{4}-\d\d/.test(text) ? Date.parse(text) : NaN)) as [
    number,
    number,
  ]
  if (!Number.isNaN(one) && !Number.isNaN(other)) return fits(one - other)
  return fits(held < wanted ? -1 : Number(held > wanted))
}

function lower(value: unknown): unknown {
  if (typeof value === 'string') return value.toLowerCase()
  return Array.isArray(value) ? value.map(lower) : value
}

/** As ids are kept. */
function composed(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC')
  return Array.isArray(value) ? value.map(composed) : value
}

function isScope(field: string): field is ScopeField {
  return (scopeFields as readonly string[]).includes(field)
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '*' && value !== ''
}

function unfit(message: string): MemCubeError {
  return new MemCubeError('ERR_INVALID_INPUT', `filters: ${message}`, {
    hint: 'for example {"AND": [{"user_id": "ada"}, {"created_at": {"gte": "2026-01-01"}}]}',
  })
}
