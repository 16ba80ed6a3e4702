/** What a mirror says of its cube: only what its own author signed of that cube. */
import { describe, expect, it } from 'vitest'
import { encode } from '../../../src/core/codec/index.ts'
import { signHead, signWithdrawal } from '../../../src/core/cube/index.ts'
import {
  createBox,
  createMirror,
  sealStatement,
  unsealStatement,
  type Statement,
} from '../../../src/core/sealed/index.ts'
import { sealedRecord } from '../../../src/core/sealed/sealed-record.ts'
import { another, author, keysOf, sampleCube } from './sample-cube.ts'

const { genesis } = sampleCube()
const other = sampleCube('other').genesis
const mirror = createMirror(keysOf(1), { genesis: genesis.bytes, author: author.publicKey, epoch: 1 })
const fields = { cube: genesis.cid, seq: 1, refs: { main: other.cid }, time: 1, expires: 2 }
const head = Uint8Array.from(signHead({ ...fields, author: author.publicKey }, author.secret).bytes)
const withdrawal = Uint8Array.from(
  signWithdrawal({ cube: genesis.cid, seq: 2, author: author.publicKey, time: 1 }, author.secret).bytes,
)
const rosters = (count: number, bytes: number): Uint8Array[] =>
  Array.from({ length: count }, () => new Uint8Array(bytes))

/** As a member would who minds no rule: any text, in a box that opens. */
function sealedAs(text: unknown): Uint8Array {
  const bytes = text instanceof Uint8Array ? text : encode(text)
  const blinded = mirror.blind('statement')
  return sealedRecord(createBox(keysOf(1), mirror.cube).seal(1, ['statement', blinded, 0], bytes)).bytes
}

describe('a statement', () => {
  it.each<[string, Statement]>([
    ['a head', { statement: head, rosters: [] }],
    ['a withdrawal', { statement: withdrawal, rosters: [] }],
    ['a head with rosters', { statement: head, rosters: [Uint8Array.of(1, 2), Uint8Array.of(3)] }],
    ['as many rosters as a cube may have', { statement: head, rosters: rosters(256, 1_024) }],
  ])('comes back: %s', (_, statement) => {
    const sealed = sealStatement(mirror, 1, statement)
    expect(sealed.key).toBe(mirror.blind('statement'))
    const [entry, ...pieces] = sealed.blocks.toReversed()
    const boxes = pieces.map(({ bytes }) => bytes)
    expect(unsealStatement(mirror, entry!.bytes, boxes)).toEqual(statement)
    expect(sealStatement(mirror, 1, statement)).toEqual(sealed)
  })

  const altered = Uint8Array.from(head)
  altered[altered.length - 1]! ^= 1
  const bad: [string, Uint8Array, Uint8Array[]][] = [
    ['by another author', signHead({ ...fields, author: another.publicKey }, another.secret).bytes, []],
    ['signed by another', signHead({ ...fields, author: author.publicKey }, another.secret).bytes, []],
    [
      'of another cube',
      signHead({ ...fields, cube: other.cid, author: author.publicKey }, author.secret).bytes,
      [],
    ],
    ['altered', altered, []],
    ['a genesis', genesis.bytes, []],
    ['null', encode(null), []],
    ['empty', new Uint8Array(), []],
    ['larger than a head', new Uint8Array(4_097), []],
    ['with too many rosters', head, rosters(257, 1)],
    ['with too large a roster', head, rosters(1, 16_385)],
    ['with rosters that are too large together', head, rosters(17, 16_000)],
  ]

  it.each(bad)('is refused on both sides: %s', (_, statement, chain) => {
    expect(() => sealStatement(mirror, 1, { statement, rosters: chain })).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_INPUT' }),
    )
    if (chain.length > 0) return
    expect(() => unsealStatement(mirror, sealedAs([statement, chain]), [])).toThrow(
      expect.objectContaining({ code: 'ERR_UNVERIFIABLE' }),
    )
  })

  it.each<[string, unknown]>([
    ['no list', head],
    ['one element', [head]],
    ['three elements', [head, [], []]],
    ['rosters that are no bytes', [head, ['a']]],
    ['rosters that are no list', [head, head]],
    ['a text for a head', ['head', []]],
    ['a map', { statement: head, rosters: [] }],
    ['bytes that are no dag-cbor', Uint8Array.of(0xff)],
    ['bytes that are not canonical', Uint8Array.of(0x98, 0x02, 0x40, 0x80)],
    ['too many rosters', [head, rosters(257, 1)]],
  ])('is refused in another shape: %s', (_, text) => {
    expect(() => unsealStatement(mirror, sealedAs(text), [])).toThrow(
      expect.objectContaining({ code: 'ERR_UNVERIFIABLE' }),
    )
  })

  it('is none where a block stands in its place', () => {
    const box = createBox(keysOf(1), mirror.cube)
    const text = encode([head, []])
    const entry = sealedRecord(box.seal(1, ['block', mirror.blind('statement'), 0], text)).bytes
    expect(() => unsealStatement(mirror, entry, [])).toThrow(
      expect.objectContaining({ code: 'ERR_UNVERIFIABLE' }),
    )
  })
})
