import { z } from 'zod'
import { describe, expect, it } from 'vitest'
import { useCases } from '../../src/node/index.ts'
import { misfitsOf } from '../helpers/misfits-of.ts'

const row = z.object({ key: z.string(), by: z.string().optional() })
const output = z.union([z.object({ rows: z.array(row) }), z.object({ removed: z.boolean() })])

describe('an answer', () => {
  it.each([
    [{ rows: [{ key: 'a' }, { key: 'b', by: 'alice' }] }],
    [{ removed: true }],
    [{ rows: [{ key: 'a', by: undefined }] }],
  ])('that is as promised has no misfit: %j', (answer) => {
    expect(misfitsOf(output, answer)).toEqual([])
  })

  it.each([
    ['a field that is missing', { rows: [{}] }],
    ['a field of another kind', { removed: 1 }],
    ['a figure that JSON cannot say', { removed: Number.NaN }],
    ['nothing', null],
  ])('with %s does not fit', (_what, answer) => {
    expect(misfitsOf(output, answer)).not.toEqual([])
  })

  it('with a field that the schema does not have is told, however deep', () => {
    expect(misfitsOf(output, { rows: [{ key: 'a', more: 1 }] })).toEqual([
      'rows.0.more: is not in the schema',
    ])
    expect(misfitsOf(output, { removed: true, more: 1 })).toEqual(['more: is not in the schema'])
  })
})

describe('every use case', () => {
  it.each([...useCases.values()].map((one) => [one.name, one] as const))(
    '%s says which lives it spans, and how one answer is made of theirs',
    (name, { spans, join, across }) => {
      expect(spans === 'home').toBe(/^(backup$|swarm-|config-|bootstrap-|pins-|seed-|store)/.test(name))
      expect(join !== undefined || across !== undefined).toBe(spans === 'all' || spans === 'stores')
    },
  )

  it.each([...useCases.values()].map(({ name, output: promised }) => [name, promised] as const))(
    '%s says what it answers: an object, in JSON Schema',
    (_name, promised) => {
      const schema = z.toJSONSchema(promised, { io: 'input' })
      const shapes = (schema.anyOf ?? [schema]) as { type?: unknown; properties?: object }[]
      for (const { type, properties } of shapes) {
        expect(type).toBe('object')
        expect(Object.keys(properties ?? {})).not.toEqual([])
      }
    },
  )
})
