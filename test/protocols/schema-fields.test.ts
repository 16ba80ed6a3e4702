// Names of fields in the schemas, in the text beside them and in the bytes of the vectors, which are what the code writes.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decode, isLink } from '../../src/core/codec/index.ts'

const PROTOCOLS = join(import.meta.dirname, '..', '..', 'protocols')
const read = (...path: string[]): string => readFileSync(join(PROTOCOLS, ...path), 'utf8')

interface Field {
  name: string
  isOptional: boolean
  /** Name of the type that the field, or each element of it, is. */
  type: string
}

interface Struct {
  name: string
  fields: Field[]
  /** What a record of it says in `t`, quoted in the comment beside that field. */
  t: string | undefined
}

interface Schema {
  structs: Map<string, Struct>
  /** Of inline unions: by name, the key, and the struct of each value of the key. */
  unions: Map<string, { key: string; members: Map<string, string> }>
}

function fieldsOf(body: string): Field[] {
  return [...body.matchAll(/^ {2}(\w+) (optional )?([^#\n]+)/gmu)].map(
    ([, name = '', optional, of = '']) => ({
      name: /rename "(\w+)"/u.exec(of)?.[1] ?? name,
      isOptional: optional !== undefined,
      // A link leads elsewhere, and the keys of a map are no fields.
      type: /[&{]/u.test(of) ? '' : (/(\w+)\W*$/u.exec(of.replace(/\(.*\)/u, '').trim())?.[1] ?? ''),
    }),
  )
}

function schemaOf(folder: string): Schema {
  const text = read(folder, 'schema.ipldsch')
  const structs = [...text.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}(?! representation tuple)/gmu)].map(
    ([, name = '', body = '']): [string, Struct] => [
      name,
      { name, fields: fieldsOf(body), t: /^ {2}t .*"(memcube\/[\w-]+)"/mu.exec(body)?.[1] },
    ],
  )
  const inline =
    /^type (\w+) union \{\n([\s\S]*?)\n\} representation inline \{\n {2}discriminantKey "(\w+)"/gmu
  const unions = [...text.matchAll(inline)].map(
    ([, name = '', body = '', key = '']) =>
      [
        name,
        { key, members: new Map([...body.matchAll(/\| (\w+) "(.*)"/gu)].map(([, of, tag]) => [tag, of])) },
      ] as const,
  )
  return { structs: new Map(structs), unions: new Map(unions) as Schema['unions'] }
}

const folders = readdirSync(PROTOCOLS, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('schema.ipldsch'))
  .map((file) => file.replace(/\/.*$/u, ''))
  .sort()
const schemas = new Map(folders.map((folder) => [folder, schemaOf(folder)]))

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Uint8Array) &&
  !isLink(value)

/** The struct that a map is, by its `t`: a record of any document, or a message of this one. */
function structOf(
  folder: string,
  value: Record<string, unknown>,
): [Schema, Struct, key?: string] | undefined {
  const records = [...schemas.values()].flatMap((schema) => {
    const struct = [...schema.structs.values()].find(({ t }) => t !== undefined && t === value['t'])
    return struct === undefined ? [] : [[schema, struct] as [Schema, Struct]]
  })
  if (records[0] !== undefined) return records[0]
  const schema = schemas.get(folder)!
  // A node of a tree is told by nothing but its fields.
  if (folder === 'tree' && Object.hasOwn(value, 'e') && Object.hasOwn(value, 'l'))
    return [schema, schema.structs.get('Node')!]
  for (const { key, members } of schema.unions.values()) {
    const struct = schema.structs.get(members.get(value[key] as string) ?? '')
    if (struct !== undefined && key === 't') return [schema, struct, key]
  }
  return undefined
}

/** Where a map and its struct do not have the same fields; what they share is noted as seen. */
function differences(
  schema: Schema,
  struct: Struct,
  value: unknown,
  seen: Set<string>,
  key?: string,
): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => differences(schema, struct, one, seen, key))
  if (!isMap(value)) return []
  const missing = struct.fields
    .filter(({ name, isOptional }) => !isOptional && !Object.hasOwn(value, name))
    .map(({ name }) => `${struct.name}.${name} is missing`)
  const within = Object.entries(value).flatMap(([name, inner]) => {
    const field = struct.fields.find((one) => one.name === name)
    if (field === undefined) return name === key ? [] : [`${struct.name}.${name} is not known`]
    seen.add(`${struct.name}.${name}`)
    return innerDifferences(schema, field.type, inner, seen)
  })
  return [...missing, ...within]
}

function innerDifferences(schema: Schema, type: string, value: unknown, seen: Set<string>): string[] {
  const union = schema.unions.get(type)
  if (union !== undefined && isMap(value)) {
    const member = schema.structs.get(union.members.get(value[union.key] as string) ?? '')
    return member === undefined
      ? [`${type}: no such member`]
      : differences(schema, member, value, seen, union.key)
  }
  const struct =
    schema.structs.get(type) ?? (type === 'Body' && isMap(value) ? schema.structs.get('Payload') : undefined)
  return struct === undefined ? [] : differences(schema, struct, value, seen)
}

/** Every map in the bytes of a folder's valid vectors, with bytes within bytes. */
function* mapsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value === 'string') {
    if (
      value.length >= 20 &&
      value.length < 20_000 &&
      /^(?:00)?(?:a[0-9a-f]|b[0-9])(?:[0-9a-f]{2})+$/u.test(value)
    )
      yield* mapsIn(Uint8Array.from(Buffer.from(value, 'hex')))
  } else if (value instanceof Uint8Array) {
    const inner = decoded(value)
    if (isMap(inner)) yield* mapsIn({ '': [inner] })
  } else if (Array.isArray(value)) for (const one of value) yield* mapsIn(one)
  else if (typeof value === 'object' && value !== null && !isLink(value)) {
    if (!Object.hasOwn(value, '')) yield value as Record<string, unknown>
    for (const one of Object.values(value)) yield* mapsIn(one)
  }
}

function decoded(bytes: Uint8Array): unknown {
  try {
    return decode(bytes)
  } catch {
    return undefined
  }
}

const vectorsOf = (folder: string): { name?: string; rule?: string }[] =>
  readdirSync(join(PROTOCOLS, folder, 'vectors'), { recursive: true, encoding: 'utf8' })
    .filter(
      (file) => file.endsWith('.json') && file.includes('valid/') && !/invalid\/|signatures/u.test(file),
    )
    .flatMap((file) => (JSON.parse(read(folder, 'vectors', file)) as { cases: object[] }).cases)

/** Cases that are about fields which nobody knows. */
const isStrange = ({ name = '', rule = '' }: { name?: string; rule?: string }): boolean =>
  /not known|fields more|field more|called authors|opaque|version 3|understood|has to know|relies on/u.test(
    name + rule,
  )

const seen = new Set<string>()

/** What is no map on the wire or in a block: JSON, lists, or what is spelt out elsewhere. */
const ELSEWHERE = new Set(['Settings', 'Ticket', 'Policy', 'Rule', 'Invitation'])

/** What the text says by naming another document. */
const COMMON = new Map([
  ['audit', 'v t'],
  ['forget', 'v t sig'],
  ['handshake', 'class code field message'],
  ['proposals', 'v t sig class code field message'],
  ['sync', 'class code field message'],
])

describe.each(folders)('the schema of %s', (folder) => {
  it('has the fields that the vectors have', () => {
    const found = vectorsOf(folder).flatMap((one) => {
      const all = [...mapsIn(one)].flatMap((map) => {
        const known = structOf(folder, map)
        return known === undefined ? [] : differences(known[0], known[1], map, seen, known[2])
      })
      return isStrange(one) ? [] : all
    })
    expect([...new Set(found)]).toEqual([])
  })

  it('names fields that the text names', () => {
    const text = [...read(folder, 'spec.md').matchAll(/```[\s\S]*?```|`[^`]*`|^ {4}.*$/gmu)].join('\n')
    const words = new Set(`${text} ${COMMON.get(folder) ?? ''}`.match(/\w+/gu))
    const unnamed = [...schemas.get(folder)!.structs.values()].flatMap(({ name, fields }) =>
      fields.filter((field) => !words.has(field.name)).map((field) => `${name}.${field.name}`),
    )
    expect(unnamed).toEqual([])
  })
})

it('every field of a schema is in some vector', () => {
  const unseen = [...schemas].flatMap(([folder, { structs }]) =>
    [...structs.values()]
      .filter(({ name }) => !ELSEWHERE.has(name))
      .flatMap(({ name, fields }) => fields.map((field) => `${name}.${field.name}`))
      .filter((field) => !seen.has(field))
      .map((field) => `${folder}: ${field}`),
  )
  expect(unseen).toEqual([])
})
