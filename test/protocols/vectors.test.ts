/** The published vectors: written by the generator, and read as another implementation would. */
import { readFileSync } from 'node:fs'
import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { cidFor, DAG_CBOR } from '../../src/core/codec/index.ts'
import { agree, topicOf } from '../../src/protocols/index.ts'
import { encodeHello, parseHandshake } from '../../src/protocols/handshake/messages.ts'
import { CarReader } from '../../src/protocols/sync/car.ts'
import { encodeMessage, parseClientMessage, parseServerMessage } from '../../src/protocols/sync/messages.ts'
import { createAnnounceState, handle } from '../../src/protocols/announce/state.ts'
import { PROTOCOL_FOLDERS, protocolVectors } from '../../scripts/vectors/protocols.ts'
import {
  answerTo,
  compareSides,
  setOf,
  validComparisons,
} from '../../scripts/vectors/protocols/comparisons.ts'
import { refusalOfPack } from '../../scripts/vectors/protocols/packs.ts'
import { answersTo, type History } from '../../scripts/vectors/protocols/reads.ts'
import { plain } from '../../scripts/vectors/protocols/plain.ts'

interface Case {
  name: string
  [field: string]: unknown
}

function read(path: string): { genesis: string; cases: Case[] } {
  return JSON.parse(readFileSync(new URL(path, PROTOCOL_FOLDERS), 'utf8')) as {
    genesis: string
    cases: Case[]
  }
}

const bytes = (hex: unknown): Uint8Array => Uint8Array.from(Buffer.from(hex as string, 'hex'))
const files = await protocolVectors()

describe('the vector files', () => {
  it.each(Object.keys(files))('%s is what the generator writes', (path) => {
    expect(readFileSync(new URL(path, PROTOCOL_FOLDERS), 'utf8')).toBe(files[path])
  })
})

describe('handshake vectors', () => {
  it.each(read('handshake/vectors/valid/hellos.json').cases)('hello: $name', ({ hello, hex, name }) => {
    const message = parseHandshake(bytes(hex))
    if (message.type !== 'hello') throw new Error('expected a hello')
    expect(plain(message.hello)).toEqual(hello)
    if (!name.includes('not known')) expect(Uint8Array.from(encodeHello(message.hello))).toEqual(bytes(hex))
  })

  it.each(read('handshake/vectors/valid/agreements.json').cases)('agreement: $name', ({ sides, verdict }) => {
    const [a, b] = (sides as { peerId: string; hello: string }[]).map(({ peerId, hello }) => {
      const message = parseHandshake(bytes(hello))
      if (message.type !== 'hello') throw new Error('expected a hello')
      return { peerId, hello: message.hello, bytes: bytes(hello) }
    })
    expect(plain(agree(a!, b!))).toEqual(verdict)
    expect(plain(agree(b!, a!))).toEqual(verdict)
  })

  it.each(read('handshake/vectors/valid/refusals.json').cases)('refusal: $name', ({ refusal, hex }) => {
    expect(parseHandshake(bytes(hex))).toEqual({ type: 'refused', refusal })
  })

  it.each(read('handshake/vectors/invalid/hellos.json').cases)('no hello: $name', ({ hex, code }) => {
    expect(() => parseHandshake(bytes(hex))).toThrow(expect.objectContaining({ code }) as Error)
  })
})

const parserOf = (from: unknown) => (from === 'puller' ? parseClientMessage : parseServerMessage)

describe('sync vectors', () => {
  it.each(read('sync/vectors/valid/messages.json').cases)('message: $name', ({ from, message, hex }) => {
    const parsed = parserOf(from)(bytes(hex))
    expect(plain(parsed)).toEqual(message)
    expect(Uint8Array.from(encodeMessage(parsed))).toEqual(bytes(hex))
  })

  it.each(read('sync/vectors/invalid/messages.json').cases)('no message: $name', ({ from, hex, code }) => {
    expect(() => parserOf(from)(bytes(hex))).toThrow(expect.objectContaining({ code }) as Error)
  })

  it.each(read('sync/vectors/valid/comparisons.json').cases)('comparison: $name', (one) => {
    const file = JSON.parse(
      readFileSync(new URL('sync/vectors/valid/comparisons.json', PROTOCOL_FOLDERS), 'utf8'),
    ) as { agreement: string; cubes: string[] }
    const sideOf = (side: unknown) =>
      setOf(
        bytes(file.agreement),
        (side as { cube: string; statements: string[] }[]).map(({ cube, statements }) => ({
          cube: CID.parse(cube),
          statements: statements.map(bytes),
        })),
      )
    const cubes = file.cubes.map((cube) => CID.parse(cube))
    const { frames, found } = compareSides(sideOf(one['believed']), sideOf(one['has']), cubes)
    expect(frames).toEqual(one['frames'])
    expect(found).toEqual(one['found'])
  })

  it.each(read('sync/vectors/invalid/comparisons.json').cases)('no answer: $name', ({ answer, code }) => {
    const message = parseServerMessage(bytes(answer))
    if (message.type !== 'compared') throw new Error('expected an answer')
    const cubes = validComparisons().cubes.map((cube) => CID.parse(cube))
    expect(() => answerTo(cubes, message.answers)).toThrow(expect.objectContaining({ code }) as Error)
  })

  const genesisOf = (hex: string) => ({ genesis: { cid: cidFor(DAG_CBOR, bytes(hex)), bytes: bytes(hex) } })

  it.each(read('sync/vectors/valid/packs.json').cases)('pack: $name', ({ want, car, blocks }) => {
    const { commit } = want as { commit: string }
    const read_ = new CarReader(CID.parse(commit)).push(bytes(car))
    expect(read_.map(({ cid }) => cid.toString())).toEqual(blocks)
  })

  it('a whole pack is complete for a puller that has nothing', async () => {
    const { genesis, cases } = read('sync/vectors/valid/packs.json')
    const { want, car } = cases.find(({ name }) => name === 'everything')!
    const { commit } = want as { commit: string }
    expect(await refusalOfPack(genesisOf(genesis), CID.parse(commit), bytes(car))).toBeUndefined()
  })

  it('a pack of a part is complete for a puller of that part, and not for one of the whole', async () => {
    const { genesis, cases } = read('sync/vectors/valid/packs.json')
    const { want, car } = cases.find(({ name }) => name === 'a part: two prefixes')!
    const { commit, filter } = want as { commit: string; filter: string[] }
    const pulled = (part?: string[]) => refusalOfPack(genesisOf(genesis), CID.parse(commit), bytes(car), part)
    expect(await pulled(filter)).toBeUndefined()
    expect(await pulled()).toBe('ERR_UNVERIFIABLE')
  })

  it.each(read('sync/vectors/valid/reads.json').cases)('may be read: $name', async (shown) => {
    const { readable, ...history } = shown as unknown as History & { readable: number[] }
    const { commits, wants, answer } = await answersTo(history)
    const isReadable = (at: number): boolean => readable.includes(at)
    expect(wants.map((one) => Array.isArray(one))).toEqual(commits.map((_, at) => isReadable(at)))
    const unknown = await answer(cidFor(DAG_CBOR, Uint8Array.of(1)))
    for (const [at, one] of wants.entries()) if (!isReadable(at)) expect(one).toEqual(unknown)
    const closed = commits.filter((_, at) => !isReadable(at))
    for (const at of readable) expect(await answer(commits[at]!, closed)).toEqual(wants[at])
  })

  const refused = ['sync/vectors/invalid/packs.json', 'sync/vectors/version-2/invalid/packs.json'].flatMap(
    (path) =>
      read(path).cases.map((one): Case & { genesis: string } => ({ ...one, genesis: read(path).genesis })),
  )

  it.each(refused)('no pack: $name', async ({ genesis, commit, filter, car, code }) => {
    const wanted = CID.parse(commit as string)
    expect(await refusalOfPack(genesisOf(genesis), wanted, bytes(car), filter as string[])).toBe(code)
  })

  const later = read('sync/vectors/version-2/valid/packs.json')

  it.each(later.cases)('pack of version 2: $name', async ({ want, car, blocks }) => {
    const commit = CID.parse((want as { commit: string }).commit)
    const sent = new CarReader(commit).push(bytes(car))
    expect(sent.map(({ cid }) => cid.toString())).toEqual(blocks)
    expect(await refusalOfPack(genesisOf(later.genesis), commit, bytes(car))).toBeUndefined()
  })
})

describe('announce vectors', () => {
  it.each(read('announce/vectors/valid/topics.json').cases)('topic of $name', ({ network, cube, topic }) => {
    expect(topicOf(network as string, CID.parse(cube as string))).toBe(topic)
  })

  for (const kind of ['valid', 'invalid']) {
    const path = `announce/vectors/${kind}/announcements.json`
    const at = Number(
      /at (\d+)/.exec(
        readFileSync(new URL('announce/vectors/valid/announcements.json', PROTOCOL_FOLDERS), 'utf8'),
      )?.[1],
    )
    it.each(read(path).cases)(`${kind}: $name`, ({ topic, mark, hex, verdict }) => {
      const genesis = bytes(read(path).genesis)
      const state = createAnnounceState('main')
      const known = mark as { seq: number; hex: string } | null
      const author = bytes('8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c')
      const marks = known === null ? [] : [{ author, seq: known.seq, head: bytes(known.hex) }]
      handle(state, { type: 'followed', cube: { cube: cidFor(DAG_CBOR, genesis), genesis, marks } }, at)
      const [judged] = handle(
        state,
        { type: 'gossipReceived', topic: topic as string, bytes: bytes(hex), peerId: 'peer' },
        at,
      )
      expect(judged).toMatchObject({ type: 'verdict', verdict })
    })
  }
})
