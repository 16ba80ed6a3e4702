/** The team message: the published vectors, any message there is, and any byte of one changed. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import type { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { cidFor, DAG_CBOR, encode } from '../../../src/core/codec/index.ts'
import { MemCubeError } from '../../../src/core/errors.ts'
import { TEAM_LIMITS } from '../../../src/protocols/swarm/limits.ts'
import {
  encodeTeamMessage,
  parseTeamMessage,
  type TeamMessage,
} from '../../../src/protocols/swarm/messages.ts'
import { SWARM_VECTORS } from '../../../scripts/vectors/swarm.ts'

interface Case {
  name: string
  bytes: string
  code: string
}
const casesOf = (path: string): Case[] =>
  (JSON.parse(readFileSync(new URL(path, SWARM_VECTORS), 'utf8')) as { cases: Case[] }).cases
const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
const coded = (code: string): Error => expect.objectContaining({ code }) as Error

describe('the vectors', () => {
  it.each(casesOf('valid/team.json'))('are understood: $name', ({ bytes }) => {
    expect(Uint8Array.from(encodeTeamMessage(parseTeamMessage(bytesOf(bytes))))).toEqual(bytesOf(bytes))
  })

  it.each(casesOf('invalid/team.json'))('are refused: $name', ({ bytes, code }) => {
    expect(() => parseTeamMessage(bytesOf(bytes))).toThrow(coded(code))
  })
})

const bytes = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length })
const cid: fc.Arbitrary<CID> = fc.uint8Array({ maxLength: 8 }).map((text) => cidFor(DAG_CBOR, text))
const address = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme-ascii' })
const addresses = fc.array(address, { maxLength: TEAM_LIMITS.maxAddresses })
const message: fc.Arbitrary<TeamMessage> = fc.record(
  {
    session: bytes(16),
    have: fc.array(cid, { maxLength: 4 }),
    events: fc.array(fc.uint8Array({ minLength: 1, maxLength: 100 }), { maxLength: 3 }),
    more: fc.boolean(),
    places: fc.array(
      fc.record({ peer: bytes(32), doors: addresses, hosts: addresses }, { noNullPrototype: true }),
      { maxLength: 2 },
    ),
    cubes: fc.array(cid, { maxLength: 4 }),
    twin: fc.boolean(),
  },
  { noNullPrototype: true },
)
const seed = 20_260_801

describe('any message', () => {
  it('comes back from its bytes', () => {
    fc.assert(
      fc.property(message, (said) => {
        expect(parseTeamMessage(encodeTeamMessage(said))).toEqual(said)
      }),
      { seed, numRuns: 200 },
    )
  })

  it('altered, cut off or made up is refused, or is just what it says', () => {
    const altered = fc.tuple(message, fc.nat(), fc.integer({ min: 1, max: 255 })).map(([said, at, by]) => {
      const made = Uint8Array.from(encodeTeamMessage(said))
      made[at % made.length]! ^= by
      return made
    })
    const cut = fc
      .tuple(message, fc.nat())
      .map(([said, at]) => encodeTeamMessage(said).slice(0, at % encodeTeamMessage(said).length))
    fc.assert(
      fc.property(fc.oneof(altered, cut, fc.uint8Array({ maxLength: 200 })), (hostile) => {
        let understood: TeamMessage
        try {
          understood = parseTeamMessage(hostile)
        } catch (error) {
          expect(error).toBeInstanceOf(MemCubeError)
          return
        }
        expect(Uint8Array.from(encodeTeamMessage(understood))).toEqual(Uint8Array.from(hostile))
      }),
      { seed, numRuns: 2_000 },
    )
  })
})

describe('what is too much', () => {
  const nothing = parseTeamMessage(bytesOf(casesOf('valid/team.json')[0]!.bytes))
  const id = cidFor(DAG_CBOR, Uint8Array.of(0xa0))
  const many = <T>(length: number, one: T): T[] => Array.from({ length }, () => one)
  const place = { peer: new Uint8Array(32), doors: [], hosts: [] }

  it.each([
    ['newest events', { have: many(1_025, id) }, 'a list of 0 to 1024'],
    ['events', { events: many(4_097, Uint8Array.of(1)) }, 'a list of 0 to 4096'],
    ['bytes of an event', { events: [new Uint8Array(65_537)] }, '1 to 65536 bytes'],
    ['places', { places: many(257, place) }, 'a list of 0 to 256'],
    ['addresses', { places: [{ ...place, doors: many(9, 'x') }] }, 'a list of 0 to 8'],
    ['cubes', { cubes: many(2_049, id) }, 'a list of 0 to 2048'],
  ] as const)(
    'is neither written nor read, and it is said what was expected: %s',
    (_name, more, expected) => {
      const said = { ...nothing, ...more } as TeamMessage
      expect(() => encodeTeamMessage(said)).toThrow(coded('ERR_INVALID_INPUT'))
      const read = (): TeamMessage => parseTeamMessage(encode({ v: 1, t: 'memcube/team', ...said }))
      expect(read).toThrow(coded('ERR_UNVERIFIABLE'))
      expect(read).toThrow(expected)
    },
  )

  it('is a message of more than a mebibyte, before anything of it is read', () => {
    const read = (): TeamMessage => parseTeamMessage(new Uint8Array(TEAM_LIMITS.maxMessageBytes + 1))
    expect(read).toThrow(coded('ERR_LIMIT'))
    expect(read).toThrow(/at most 1048576/)
    const said = { ...nothing, events: many(17, new Uint8Array(65_536)) }
    expect(() => encodeTeamMessage(said)).toThrow(coded('ERR_LIMIT'))
  })

  it('is not what a sender may put together: all of the largest size fits', () => {
    const largest: TeamMessage = {
      ...nothing,
      have: many(TEAM_LIMITS.maxHave, id),
      events: many(4_096, new Uint8Array((768 * 1024) / 4_096)),
      cubes: many(TEAM_LIMITS.maxCubes, id),
    }
    expect(encodeTeamMessage(largest).length + TEAM_LIMITS.maxPlaceBytes).toBeLessThan(
      TEAM_LIMITS.maxMessageBytes,
    )
  })
})
