import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CUBE_VECTORS } from '../../../scripts/vectors/cube.ts'
import type { RecordCase, VectorFile } from '../../../scripts/vectors/cube/shape.ts'
import { decode, isLink } from '../../../src/core/codec/index.ts'

interface Field {
  name: string
  isOptional: boolean
  /** Name of the struct that the field, or each element of its list, is. */
  type: string
}

const schema = readFileSync(new URL('../schema.ipldsch', CUBE_VECTORS), 'utf8')
const structs = new Map(
  [...schema.matchAll(/^type (\w+) struct \{\n([\s\S]*?)\n\}/gm)].map(([, name, body]) => [
    name as string,
    fieldsOf(body as string),
  ]),
)

function fieldsOf(body: string): Field[] {
  return [...body.matchAll(/^ {2}(\w+) (optional )?\[?&?(\w*)/gm)].map(([, name, optional, type]) => ({
    name: name as string,
    isOptional: optional !== undefined,
    type: type as string,
  }))
}

/** Where a value and a struct of the schema do not have the same fields. */
function differences(value: unknown, type: string): string[] {
  const fields = structs.get(type)
  if (Array.isArray(value)) return value.flatMap((item) => differences(item, type))
  if (fields === undefined || typeof value !== 'object' || value === null || isLink(value)) return []
  const missing = fields
    .filter(({ name, isOptional }) => !isOptional && !Object.hasOwn(value, name))
    .map(({ name }) => `${type}.${name} missing`)
  const inner = Object.entries(value).flatMap(([name, item]) => {
    const field = fields.find((known) => known.name === name)
    return field === undefined ? [`${type}.${name} unknown`] : differences(item, field.type)
  })
  return [...missing, ...inner]
}

describe('the schema of cubes', () => {
  const { cases } = JSON.parse(
    readFileSync(new URL('valid/records.json', CUBE_VECTORS), 'utf8'),
  ) as VectorFile<RecordCase>

  it.each(cases)('has the fields of a $kind: $name', ({ kind, hex }) => {
    const type = `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`
    expect(structs.get(type)?.length).toBeGreaterThan(5)
    expect(differences(decode(Buffer.from(hex, 'hex')), type)).toEqual([])
  })

  it('has no struct with a field that no record shows', () => {
    const shown = cases.map(({ hex }) => JSON.stringify(decode(Buffer.from(hex, 'hex'))))
    const records = [...structs].filter(([name]) => !['Ticket', 'Settings'].includes(name))
    const unseen = records.flatMap(([, fields]) =>
      fields.filter(({ name }) => !shown.some((text) => text.includes(`"${name}":`))),
    )
    expect(unseen).toEqual([])
  })
})
