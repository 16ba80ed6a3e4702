/** Adds to an answer what people are called and who is blocked, wherever its schema says that there is a name. Pure. */
import { z } from 'zod'
import { fields } from '../cubes/index.ts'
import { namePeople } from './name-people.ts'
import type { Names } from './names.ts'

type Put = (value: unknown, names: Names) => unknown

const made = new WeakMap<z.ZodType, { put: Put | undefined }>()

/** How names get into an answer of that schema; undefined where it holds none. Made once for each schema. */
export function namePutter(schema: z.ZodType): Put | undefined {
  let known = made.get(schema)
  if (known === undefined) made.set(schema, (known = { put: makePut(schema) }))
  return known.put
}

function makePut(schema: z.ZodType): Put | undefined {
  if (schema === fields.sentence)
    return (value, names) => (typeof value === 'string' ? namePeople(value, names) : value)
  if (schema instanceof z.ZodObject) return putInObject(schema.shape)
  if (schema instanceof z.ZodArray) return putInList(schema.element as z.ZodType)
  if (schema instanceof z.ZodUnion) return putInAny(schema.options as readonly z.ZodType[])
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return namePutter(schema.unwrap() as z.ZodType)
  return undefined
}

/** The fields of people in an object: those beside which there is a label. */
export function peopleIn(shape: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(shape).filter((field) => `${field}Label` in shape && `${field}Name` in shape)
}

function putInObject(shape: Record<string, z.ZodType>): Put | undefined {
  const people = peopleIn(shape)
  const inner = Object.entries(shape).flatMap(([field, schema]) => {
    const put = namePutter(schema)
    return put === undefined ? [] : [[field, put] as const]
  })
  if (people.length === 0 && inner.length === 0) return undefined
  return (value, names) => {
    if (typeof value !== 'object' || value === null) return value
    const named: Record<string, unknown> = { ...value }
    for (const field of people) {
      const did = named[field]
      if (typeof did !== 'string') continue
      const known = names(did)
      named[`${field}Name`] = known?.name ?? null
      named[`${field}Label`] = known?.label ?? null
      if (names.isBlocked(did)) named[`${field}Blocked`] = true
    }
    for (const [field, put] of inner) if (field in named) named[field] = put(named[field], names)
    return named
  }
}

function putInList(element: z.ZodType): Put | undefined {
  const put = namePutter(element)
  return put && ((value, names) => (Array.isArray(value) ? value.map((one) => put(one, names)) : value))
}

function putInAny(options: readonly z.ZodType[]): Put | undefined {
  const puts = options.flatMap((option) => namePutter(option) ?? [])
  if (puts.length === 0) return undefined
  return (value, names) => puts.reduce((now, put) => put(now, names), value)
}
