import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cidFor, DAG_CBOR, encode } from '../../../src/core/codec/index.ts'
import { ProtocolError } from '../../../src/protocols/index.ts'
import {
  encodeMessage,
  parseClientMessage,
  parseServerMessage,
  type ClientMessage,
  type ServerMessage,
} from '../../../src/protocols/sync/messages.ts'

const cid = cidFor(DAG_CBOR, Uint8Array.of(0xa0))
const refusal = { class: 'limit', code: 'ERR_LIMIT', field: 'credit', message: 'too much' } as const

const fromClient: ClientMessage[] = [
  { type: 'open', agreement: Uint8Array.of(0x12, 32, ...new Uint8Array(32)) },
  { type: 'heads', limit: 64 },
  { type: 'heads', cubes: [cid], limit: 1 },
  { type: 'heads', topic: 'typescript', cursor: 'x', limit: 1 },
  { type: 'want', cube: cid, commit: cid, have: [], skip: [], nodesHeld: false },
  { type: 'want', cube: cid, commit: cid, have: [cid], skip: [cid], nodesHeld: true, depth: 3 },
  { type: 'accept', credit: 4 * 1024 * 1024 },
  { type: 'credit', bytes: 0 },
  { type: 'refused', refusal },
]

const fromServer: ServerMessage[] = [
  { type: 'found', items: [] },
  { type: 'found', items: [{ genesis: Uint8Array.of(1), head: Uint8Array.of(2) }], cursor: 'next' },
  {
    type: 'found',
    items: [
      {
        genesis: Uint8Array.of(1),
        head: Uint8Array.of(2),
        hint: { about: 'notes', topics: ['a'], licence: 'CC0-1.0', memories: 3 },
      },
    ],
  },
  { type: 'offer', blocks: 3, bytes: 4_000 },
  { type: 'chunk', bytes: Uint8Array.of(1, 2, 3) },
  { type: 'end', blocks: 3, bytes: 4_000 },
  { type: 'refused', refusal },
]

describe('messages of sync', () => {
  it.each(fromClient)('of the puller: $type is read as it was written', (message) => {
    expect(parseClientMessage(encodeMessage(message))).toEqual(message)
  })

  it.each(fromServer)('of the server: $type is read as it was written', (message) => {
    expect(parseServerMessage(encodeMessage(message))).toEqual(message)
  })

  it.each<[string, Record<string, unknown>]>([
    ['a short agreement', { t: 'open', agreement: new Uint8Array(31) }],
    ['no limit of heads', { t: 'heads' }],
    ['too many heads', { t: 'heads', limit: 65 }],
    ['cubes and a topic', { t: 'heads', limit: 1, cubes: [], topic: 'x' }],
    ['a cube that is a text', { t: 'heads', limit: 1, cubes: ['x'] }],
    ['a want without a commit', { t: 'want', cube: cid, have: [], skip: [], nodesHeld: false }],
    ['a depth of 0', { t: 'want', cube: cid, commit: cid, have: [], skip: [], nodesHeld: false, depth: 0 }],
    [
      'too many commits',
      {
        t: 'want',
        cube: cid,
        commit: cid,
        have: Array.from({ length: 17 }, () => cid),
        skip: [],
        nodesHeld: false,
      },
    ],
    ['too little credit', { t: 'accept', credit: 2_097_151 }],
    ['a fraction', { t: 'credit', bytes: 1.5 }],
    ['a message of the server', { t: 'offer', blocks: 1, bytes: 1 }],
    ['an unknown message', { t: 'constructor' }],
    ['no kind', {}],
  ])('of the puller with %s are refused', (_, fields) => {
    expect(() => parseClientMessage(encode(fields))).toThrow(ProtocolError)
  })

  it.each<[string, Record<string, unknown>]>([
    ['no items', { t: 'found' }],
    [
      'a head above 4 KiB',
      { t: 'found', items: [{ genesis: Uint8Array.of(1), head: new Uint8Array(4_097) }] },
    ],
    [
      'a hint without topics',
      { t: 'found', items: [{ genesis: Uint8Array.of(1), head: Uint8Array.of(1), hint: { memories: 1 } }] },
    ],
    ['negative totals', { t: 'offer', blocks: -1, bytes: 1 }],
    ['a message of the puller', { t: 'accept', credit: 2_097_152 }],
  ])('of the server with %s are refused', (_, fields) => {
    expect(() => parseServerMessage(encode(fields))).toThrow(ProtocolError)
  })

  it('are values or a ProtocolError, whatever the bytes', () => {
    const valid = [...fromClient, ...fromServer].map((message) => encodeMessage(message))
    const mutated = fc
      .tuple(fc.constantFrom(...valid), fc.nat(), fc.nat(255))
      .map(([bytes, at, byte]) => Uint8Array.from(bytes).with(at % bytes.length, byte))
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }), mutated), (bytes) => {
        for (const parse of [parseClientMessage, parseServerMessage]) {
          try {
            parse(bytes)
          } catch (error) {
            expect(error).toBeInstanceOf(ProtocolError)
          }
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
