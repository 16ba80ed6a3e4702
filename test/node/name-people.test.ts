// People in sentences of ours: an error, a refusal, a finding names who has a name, and nobody loses the key that has none.
import { EventEmitter } from 'node:events'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatDid } from '../../src/core/identity/index.ts'
import { MemCubeError } from '../../src/core/errors.ts'
import { fields } from '../../src/cubes/index.ts'
import { z } from 'zod'
import { NodeError } from '../../src/home/errors.ts'
import { tellNamed } from '../../src/node/kept-names.ts'
import { namedError, namePeople } from '../../src/node/name-people.ts'
import { createNames } from '../../src/node/names.ts'
import { namePutter } from '../../src/node/put-names.ts'

const didOf = (fill: number): string => formatDid(new Uint8Array(32).fill(fill))
const [bob, eve] = [didOf(1), didOf(2)] as const
const names = createNames([{ did: bob, name: 'bob', given: true }])

describe('a sentence', () => {
  test('has the name of who has one, and the key of who has none', () => {
    expect(namePeople(`${bob} says that ${eve} is no author`, names)).toBe(
      `bob says that ${eve} is no author`,
    )
    expect(namePeople(`(${bob}), ${bob}.`, names)).toBe('(bob), bob.')
  })

  test('that holds no key is as it was, and no key of somebody else is taken for one', () => {
    fc.assert(fc.property(fc.string(), (text) => namePeople(text, names) === text))
    expect(namePeople(`${bob}x`, names)).toBe(`${bob}x`)
    expect(namePeople('did:key:z6Mk', names)).toBe('did:key:z6Mk')
  })

  test('in an answer is named where its schema says that it is ours, and nobody else is', () => {
    const schema = z.object({
      problems: z.array(z.object({ message: fields.sentence.optional(), said: fields.text })),
    })
    const answer = { problems: [{ message: `signed by ${bob}`, said: bob }, { said: bob }] }
    expect(namePutter(schema)?.(answer, names)).toEqual({
      problems: [{ message: 'signed by bob', said: bob }, { said: bob }],
    })
  })
})

describe('an error', () => {
  const load = async () => names

  test('names people and stays what it was; its hint keeps the key, for it is typed', async () => {
    const hint = `\`memcube trust ${bob} community\` lifts it`
    const error = new NodeError('ERR_DENIED', `the author ${bob} is blocked here`, { hint })
    const named = await namedError(error, load)
    expect(named).toBe(error)
    expect(named).toMatchObject({ code: 'ERR_DENIED', message: 'the author bob is blocked here', hint })
  })

  test('about nobody reads no names, and one that nobody expected is not touched', async () => {
    const unread = (): never => {
      throw new Error('names were read')
    }
    const about = new MemCubeError('ERR_NOT_FOUND', 'nothing is here')
    expect(await namedError(about, unread)).toBe(about)
    const mistake = new TypeError(`${bob} is undefined`)
    expect(await namedError(mistake, unread)).toBe(mistake)
    expect(mistake.message).toContain(bob)
  })

  test('is told all the same where names cannot be read', async () => {
    const error = new NodeError('ERR_DENIED', `the author ${bob} is blocked here`)
    const failing = async (): Promise<never> => Promise.reject(new Error('closed'))
    expect(await namedError(error, failing)).toMatchObject({ message: `the author ${bob} is blocked here` })
  })
})

test('an event that tells of a refusal names people, and one without people is told at once', async () => {
  const home = {
    author: { did: eve, name: 'eve' },
    events: new EventEmitter(),
    swarms: undefined,
    store: { records: () => ({ get: async () => undefined }) },
    authors: { list: async () => [{ did: bob, nickname: 'bob' }] },
  } as never
  const told = await new Promise((resolve) =>
    tellNamed(home, { event: 'refused', code: 'ERR_DENIED', message: `${bob} is no author` }, resolve),
  )
  expect(told).toEqual({ event: 'refused', code: 'ERR_DENIED', message: 'bob is no author' })
  const plain = { event: 'refused', code: 'ERR_LIMIT', message: 'too much' }
  let now: unknown
  tellNamed(home, plain, (shown) => (now = shown))
  expect(now).toBe(plain)
})
