// What people are called: nicknames as the owner gave them, names of others as claims, and keys where two could be meant.
import fc from 'fast-check'
import { z } from 'zod'
import { describe, expect, it } from 'vitest'
import { named } from '../../src/cubes/index.ts'
import { createNames, type KnownName } from '../../src/node/names.ts'
import { namePutter, peopleIn } from '../../src/node/put-names.ts'
import { useCases } from '../../src/node/index.ts'

const [alice, bob, eve] = ['alice', 'bob', 'eve'].map((name) => `did:key:z6Mk${name.padEnd(44, 'x')}`) as [
  string,
  string,
  string,
]
const given = (did: string, name: string): KnownName => ({ did, name, given: true })
const claimed = (did: string, name: string, circle = 'crew'): KnownName => ({
  did,
  name,
  given: false,
  circle,
})

describe('a name', () => {
  it('that the owner gave is shown as it is, a claim in quotes', () => {
    const names = createNames([given(bob, 'bob'), claimed(bob, 'bobby'), claimed(eve, 'eve')])
    expect(names(bob)).toEqual({ name: 'bob', label: 'bob' })
    expect(names(eve)).toEqual({ name: 'eve', label: '"eve"' })
    expect(names(alice)).toBeUndefined()
  })

  it.each(['bob', ' Bob', 'ｂｏｂ', '"bob"'])(
    'that others gave themselves and that reads as a given one has the key beside it: %j',
    (name) => {
      const names = createNames([given(bob, 'bob'), claimed(eve, name)])
      expect(names(bob)?.label).toBe(`bob (…${bob.slice(-8)})`)
      expect(names(eve)?.label).toMatch(/^".*" \(…x{8}\)$/)
    },
  )

  it('of two members of one swarm has the key beside it, of members of two swarms not', () => {
    expect(createNames([claimed(bob, 'sam'), claimed(eve, 'sam')])(eve)?.label).toBe(
      `"sam" (…${eve.slice(-8)})`,
    )
    expect(createNames([claimed(bob, 'sam'), claimed(eve, 'sam', 'other')])(eve)?.label).toBe('"sam"')
  })

  it('of this home is one person, whatever key it signs with', () => {
    const own = (did: string): KnownName => ({ ...given(did, 'alice'), own: true })
    expect(createNames([own(alice), own(bob)])(bob)?.label).toBe('alice')
    expect(createNames([own(alice), claimed(eve, 'alice')])(alice)?.label).toContain('(…')
  })

  it('that somebody else claims never reads as a given one', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (nickname, claim) => {
        const names = createNames([given(bob, nickname), claimed(eve, claim)])
        expect(names(eve)?.label).toMatch(/^"[^"]*"( \(….{8}\))?$/s)
        expect(names(eve)?.label).not.toBe(names(bob)?.label)
      }),
    )
  })
})

describe('an answer', () => {
  const row = z.object({ ...named.author, data: z.record(z.string(), z.unknown()) })
  const schema = z.object({
    rows: z.array(row).optional(),
    either: z.union([z.object(named.by), z.object({ n: z.number() })]),
  })
  const names = createNames([given(bob, 'bob')])

  it('has the name beside each person, null for who has none, and nothing in what others nest', () => {
    const data = { author: bob }
    const answer = {
      rows: [
        { author: bob, data },
        { author: eve, data },
      ],
      either: { by: bob },
    }
    expect(namePutter(schema)?.(answer, names)).toEqual({
      rows: [
        { author: bob, authorName: 'bob', authorLabel: 'bob', data },
        { author: eve, authorName: null, authorLabel: null, data },
      ],
      either: { by: bob, byName: 'bob', byLabel: 'bob' },
    })
    expect(answer.either).toEqual({ by: bob })
    expect(namePutter(schema)?.({ either: { n: 1 } }, names)).toEqual({ either: { n: 1 } })
  })

  it('says beside a person that the owner blocked them, and nothing beside anybody else', () => {
    const shut = createNames([given(bob, 'bob')], new Set([bob]))
    expect(
      namePutter(schema)?.({ rows: [{ author: bob }, { author: eve }], either: { by: bob } }, shut),
    ).toEqual({
      rows: [
        { author: bob, authorName: 'bob', authorLabel: 'bob', authorBlocked: true },
        { author: eve, authorName: null, authorLabel: null },
      ],
      either: { by: bob, byName: 'bob', byLabel: 'bob', byBlocked: true },
    })
  })

  it('without people costs nothing', () => expect(namePutter(z.object({ n: z.number() }))).toBeUndefined())
})

/** Every object in a schema, by its path. */
function* objectsIn(schema: z.ZodType, path: string): Generator<[string, Record<string, z.ZodType>]> {
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Record<string, z.ZodType>
    yield [path, shape]
    for (const [field, inner] of Object.entries(shape)) yield* objectsIn(inner, `${path}.${field}`)
  } else if (schema instanceof z.ZodArray) yield* objectsIn(schema.element as z.ZodType, `${path}[]`)
  else if (schema instanceof z.ZodUnion)
    for (const one of schema.options as readonly z.ZodType[]) yield* objectsIn(one, path)
  else if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    yield* objectsIn(schema.unwrap() as z.ZodType, path)
}

/** Fields that hold a person by their names; which others do is seen in the answers, by `helpers/nameless-in.ts`. */
const people = new Set(['author', 'member', 'by', 'old'])
/** How a conflict was settled: ours or theirs. */
const notPeople = new Set(['merge.resolved[].by', 'accept.resolved[].by', 'context.left_out[].by'])

it.each([...useCases.values()].map((one) => [one.name, one] as const))(
  'what %s promises has a name beside each author',
  (name, { output }) => {
    for (const [path, shape] of objectsIn(output, name)) {
      const bare = Object.keys(shape).filter(
        (field) =>
          people.has(field) && !notPeople.has(`${path}.${field}`) && !peopleIn(shape).includes(field),
      )
      expect(bare, path).toEqual([])
      if (
        'authors' in shape &&
        shape['authors'] instanceof z.ZodArray &&
        shape['authors'].element instanceof z.ZodString
      )
        expect(shape, path).toHaveProperty('people')
    }
  },
)
