import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CUBE_VECTORS, cubeVectors } from '../../../scripts/vectors/cube.ts'
import type {
  BytesCase,
  DecisionCase,
  KeyCase,
  OpaqueCase,
  RecordCase,
  RecordKind,
  RefusedRecordCase,
  RefusedSettingsCase,
  SettingsCase,
  ShardCase,
  SignatureCase,
  TicketCase,
  TidCase,
  TopicCase,
  VectorFile,
  VerdictCase,
} from '../../../scripts/vectors/cube/shape.ts'
import {
  bytesEqual,
  cidFor,
  DAG_CBOR,
  decode,
  encode,
  parseCid,
  sha256,
} from '../../../src/core/codec/index.ts'
import * as cube from '../../../src/core/cube/index.ts'
import { formatDid, keyPairFromSecret, sign, verifyRaw } from '../../../src/core/identity/index.ts'

function load<Case>(path: string): Case[] {
  return (JSON.parse(readFileSync(new URL(path, CUBE_VECTORS), 'utf8')) as VectorFile<Case>).cases
}

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const textOf = ({ keyHex }: KeyCase): string => Buffer.from(keyHex, 'hex').toString('utf8')

/** Parses a record, and checks its signature when the genesis is given; the bytes that it encodes to again. */
function read(kind: RecordKind, bytes: Uint8Array, genesisHex: string | undefined): Uint8Array {
  const genesis = genesisHex === undefined ? undefined : cube.parseGenesis(bytesOf(genesisHex))
  switch (kind) {
    case 'genesis':
      return cube.encodeGenesis(cube.parseGenesis(bytes)).bytes
    case 'memory':
      return cube.encodeMemory(cube.parseMemory(bytes)).bytes
    case 'commit': {
      const commit = cube.parseCommit(bytes)
      if (genesis !== undefined) cube.verifyCommit(commit, genesis)
      return cube.encodeCommit(commit).bytes
    }
    case 'head': {
      const head = cube.parseHead(bytes)
      if (genesis !== undefined) cube.verifyHead(head, genesis)
      return cube.encodeHead(head)
    }
    case 'withdrawal': {
      const withdrawal = cube.parseWithdrawal(bytes)
      if (genesis !== undefined) cube.verifyWithdrawal(withdrawal, genesis)
      return cube.encodeWithdrawal(withdrawal)
    }
  }
}

const refusal: unknown = expect.objectContaining({
  name: 'CubeError',
  code: expect.stringMatching(/^ERR_(UNVERIFIABLE|INCOMPATIBLE|LIMIT)$/) as unknown,
})

describe('the vectors of cubes', () => {
  it('are what the script writes', () => {
    for (const [path, text] of Object.entries(cubeVectors())) {
      expect(readFileSync(new URL(path, CUBE_VECTORS), 'utf8'), path).toBe(text)
    }
  })

  it.each([...load<RecordCase>('valid/records.json'), ...load<RecordCase>('valid/odd-records.json')])(
    'record: $kind, $name',
    ({ kind, hex, genesis, cid }) => {
      expect(hexOf(read(kind, bytesOf(hex), genesis))).toBe(hex)
      expect(cidFor(DAG_CBOR, bytesOf(hex)).toString()).toBe(cid)
    },
  )

  it.each(load<RecordCase>('version-2/valid/records.json'))(
    'record of version 2: $kind, $name',
    ({ kind, hex, genesis, cid }) => {
      expect(hexOf(read(kind, bytesOf(hex), genesis))).toBe(hex)
      expect(cidFor(DAG_CBOR, bytesOf(hex)).toString()).toBe(cid)
    },
  )

  it.each(load<SettingsCase>('valid/settings.json'))('settings: $name', ({ memory, settings }) => {
    expect(cube.parseInfo(cube.parseMemory(bytesOf(memory)))).toEqual(settings)
  })

  it.each(load<RefusedSettingsCase>('invalid/settings.json'))('no settings: $name', ({ memory }) => {
    const parsed = cube.parseMemory(bytesOf(memory))
    expect(() => cube.parseInfo(parsed)).toThrow(refusal)
  })

  it.each(load<OpaqueCase>('version-2/valid/opaque.json'))('opaque memory: $name', (given) => {
    const memory = cube.readMemory(bytesOf(given.hex))
    if (!cube.isOpaque(memory)) throw new Error('it can be read')
    const { version, unknown, bytes, payload } = memory
    expect({ version, unknown, bytes }).toEqual({
      version: given.version,
      unknown: given.unknown,
      bytes: given.hex.length / 2,
    })
    const linked = payload === undefined ? null : { cid: payload.link.toString(), bytes: payload.bytes }
    expect(linked).toEqual(given.payload)
    expect(() => cube.parseMemory(bytesOf(given.hex))).toThrow(
      expect.objectContaining({ code: 'ERR_INCOMPATIBLE' }),
    )
  })

  it.each(load<RefusedRecordCase>('version-2/invalid/records.json'))(
    'refused of version 2 and later: $name ($why)',
    ({ kind, hex, code }) => {
      expect(hexOf(encode(decode(bytesOf(hex))))).toBe(hex)
      const refused = expect.objectContaining({ name: 'CubeError', code }) as Error
      expect(() => read(kind, bytesOf(hex), undefined)).toThrow(refused)
    },
  )

  it.each(load<RefusedRecordCase>('version-2/invalid/signatures.json'))(
    'refused of version 2: $name ($why)',
    ({ kind, hex, genesis }) => {
      expect(() => read(kind, bytesOf(hex), undefined)).not.toThrow()
      expect(() => read(kind, bytesOf(hex), genesis)).toThrow(refusal)
    },
  )

  it.each(load<RefusedRecordCase>('invalid/records.json'))('refused: $name ($why)', ({ kind, hex }) => {
    expect(hexOf(encode(decode(bytesOf(hex))))).toBe(hex)
    expect(() => read(kind, bytesOf(hex), undefined)).toThrow(refusal)
  })

  it.each(load<RefusedRecordCase>('invalid/signatures.json'))(
    'refused: $name ($why)',
    ({ kind, hex, genesis }) => {
      expect(() => read(kind, bytesOf(hex), undefined)).not.toThrow()
      expect(() => read(kind, bytesOf(hex), genesis)).toThrow(refusal)
    },
  )

  it.each([
    ...load<SignatureCase>('valid/signatures.json'),
    ...load<SignatureCase>('version-2/valid/signatures.json'),
  ])('signature of a $kind, step by step', (step) => {
    const { publicKey } = keyPairFromSecret(bytesOf(step.secret))
    expect(hexOf(publicKey)).toBe(step.publicKey)
    expect(formatDid(publicKey)).toBe(step.did)
    expect(hexOf(sha256(bytesOf(step.payload)))).toBe(step.payloadSha256)
    expect(step.message).toBe(`${hexOf(Buffer.from(`${step.domain}\0`))}${step.payloadSha256}`)
    expect(hexOf(sign(step.domain, bytesOf(step.payload), bytesOf(step.secret)))).toBe(step.signature)
    expect(verifyRaw(bytesOf(step.message), bytesOf(step.signature), publicKey)).toBe(true)
  })

  it.each(load<VerdictCase>('valid/verdicts.json'))(
    'signature that holds: $name',
    ({ message, signature, publicKey }) => {
      expect(verifyRaw(bytesOf(message), bytesOf(signature), bytesOf(publicKey))).toBe(true)
    },
  )

  it.each(load<VerdictCase>('invalid/verdicts.json'))(
    'refused signature: $name',
    ({ message, signature, publicKey }) => {
      expect(verifyRaw(bytesOf(message), bytesOf(signature), bytesOf(publicKey))).toBe(false)
    },
  )

  it.each(load<KeyCase>('valid/keys.json'))('key: $name', (given) => {
    expect(cube.checkKey(textOf(given))).toBe(textOf(given))
  })

  it.each(load<KeyCase>('invalid/keys.json'))('no key: $name', (given) => {
    expect(() => cube.checkKey(textOf(given))).toThrow(expect.objectContaining({ code: 'ERR_INVALID_INPUT' }))
  })

  it.each(load<TopicCase>('valid/topics.json'))('topic: $given', ({ given, topic, cid }) => {
    expect(cube.normaliseTopic(given)).toBe(topic)
    expect(cube.topicCid(given).toString()).toBe(cid)
    expect(cube.topicCid(topic).toString()).toBe(cid)
  })

  it.each(load<ShardCase>('valid/shards.json'))('shard of $cube is $shard', ({ cube: id, shard }) => {
    expect(cube.headShard(parseCid(id))).toBe(shard)
  })

  it.each(load<TidCase>('valid/tids.json'))('revision: $name', ({ previous, nowMs, clockId, tid }) => {
    expect(cube.nextTid(previous ?? undefined, nowMs, clockId)).toBe(tid)
    expect(cube.isTid(tid)).toBe(true)
    expect(previous === null || tid > previous).toBe(true)
  })

  it.each(load<TicketCase>('valid/tickets.json'))('ticket: $name', ({ ticket, ...expected }) => {
    const { cube: id, name, addresses, head } = cube.parseTicket(ticket)
    expect({
      name: expected.name,
      cube: id.toString(),
      cubeName: name ?? null,
      addresses,
      head: head === undefined ? null : hexOf(head),
    }).toEqual(expected)
    expect(cube.formatTicket(cube.parseTicket(ticket))).toBe(ticket)
  })

  it.each(load<BytesCase>('invalid/tickets.json'))('no ticket: $name', ({ hex }) => {
    const text = Buffer.from(hex, 'hex').toString('utf8')
    expect(() => cube.parseTicket(text)).toThrow(expect.objectContaining({ code: 'ERR_INVALID_INPUT' }))
  })

  it.each(load<DecisionCase>('valid/decisions.json'))('decision: $name', ({ known, head, decision }) => {
    const before = known === null ? undefined : { seq: known.seq, head: bytesOf(known.head) }
    expect(cube.decideHead(before, cube.parseHead(bytesOf(head))).type).toBe(decision)
  })
})

describe('every bit of a signed record is covered:', () => {
  const records = [
    ...load<RecordCase>('valid/records.json'),
    ...load<RecordCase>('version-2/valid/records.json'),
  ].filter(({ genesis }) => genesis !== undefined)

  it.each(records)('$kind, $name', ({ kind, hex, genesis }) => {
    const bytes = bytesOf(hex)
    let accepted = 0
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const turned = bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
      try {
        expect(bytesEqual(read(kind, turned, genesis), bytes)).toBe(false)
        accepted++
      } catch (error) {
        expect(error).toMatchObject({
          code: expect.stringMatching(/^ERR_(UNVERIFIABLE|INCOMPATIBLE|LIMIT)$/) as unknown,
        })
      }
    }
    expect(accepted).toBe(0)
  })
})
