import { describe, expect, it } from 'vitest'
import * as sample from '../../../scripts/vectors/cube/sample.ts'
import { encode, LIMITS } from '../../../src/core/codec/index.ts'
import * as cube from '../../../src/core/cube/index.ts'

const { alice, eve, memoryInput, notes, time } = sample
const inputRefused: unknown = expect.objectContaining({
  name: 'CubeError',
  code: 'ERR_INVALID_INPUT',
  hint: expect.any(String) as unknown,
})
const aboveLimit: unknown = expect.objectContaining({ name: 'CubeError', code: 'ERR_LIMIT' })

describe('making a memory', () => {
  it('normalises its tags', () => {
    const { memory } = cube.createMemory({ ...memoryInput, tags: ['b', 'cafe\u{301}', 'a', 'b', 'café'] })
    expect(memory.tags).toEqual(['a', 'b', 'café'])
  })

  it('gives the same block for the same input, whatever the order of its fields', () => {
    const backwards = Object.fromEntries(Object.entries(memoryInput).reverse()) as unknown as cube.MemoryInput
    expect(cube.createMemory(backwards).block.cid.toString()).toBe(
      cube.createMemory(memoryInput).block.cid.toString(),
    )
  })

  it('refuses a text above 16 KiB that is not linked, counted in bytes', () => {
    expect(() => cube.createMemory({ ...memoryInput, body: 'é'.repeat(8_192) })).not.toThrow()
    expect(() => cube.createMemory({ ...memoryInput, body: 'é'.repeat(8_193) })).toThrow(aboveLimit)
  })

  it('refuses a record above 64 KiB, also when it is read', () => {
    const data = { filler: new Uint8Array(LIMITS.maxMemoryRecordBytes) }
    expect(() => cube.createMemory({ ...memoryInput, data })).toThrow(aboveLimit)
    const { memory } = cube.createMemory(memoryInput)
    expect(() => cube.parseMemory(encode({ ...memory, data }))).toThrow(aboveLimit)
  })

  it('says which field does not fit', () => {
    expect(() => cube.createMemory({ ...memoryInput, media: '' })).toThrow(/media/)
    expect(() => cube.createMemory({ ...memoryInput, media: '' })).toThrow(inputRefused)
    expect(() => cube.createMemory({ ...memoryInput, created: 1.5 })).toThrow(inputRefused)
  })

  it('refuses a field that is there and undefined', () => {
    expect(() => cube.createMemory({ ...memoryInput, data: undefined })).toThrow(inputRefused)
  })

  it('keeps data named like the prototype as data', () => {
    const data = JSON.parse('{"__proto__":{"admin":true}}') as Record<string, unknown>
    const { block } = cube.createMemory({ ...memoryInput, data })
    const { data: read } = cube.parseMemory(block.bytes)
    expect(Object.keys(read ?? {})).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
  })
})

describe('making a cube', () => {
  it('gives it the CID of its genesis as id', () => {
    const { genesis, cid, bytes } = notes
    expect(cube.encodeGenesis(cube.parseGenesis(bytes)).cid.toString()).toBe(cid.toString())
    expect(cube.parseGenesis(bytes)).toEqual(genesis)
  })

  it('refuses what does not fit as input, not as proof of a lie', () => {
    const { v: _v, t: _t, ...input } = notes.genesis
    expect(() => cube.createGenesis({ ...input, name: '' })).toThrow(inputRefused)
    expect(() =>
      cube.signCommit({ ...sample.commitFields, message: 'm'.repeat(4_097) }, alice.secret),
    ).toThrow(inputRefused)
    expect(() => cube.signHead({ ...sample.headFields, refs: {} }, alice.secret)).toThrow(inputRefused)
    expect(() => cube.signWithdrawal({ ...sample.withdrawalFields, seq: 0 }, alice.secret)).toThrow(
      inputRefused,
    )
    expect(() => cube.formatTicket({ cube: notes.cid, addresses: [''] })).toThrow(inputRefused)
    expect(() => cube.infoMemory({ topics: [''] }, time)).toThrow(inputRefused)
  })

  it('takes a second author at their word, and nobody else', () => {
    const { v: _v, t: _t, ...input } = notes.genesis
    const shared = cube.createGenesis({ ...input, authors: [alice.publicKey, eve.publicKey] })
    const fields = { ...sample.headFields, cube: shared.cid, author: eve.publicKey }
    expect(() => cube.verifyHead(cube.signHead(fields, eve.secret).head, shared.genesis)).not.toThrow()
    expect(() => cube.verifyHead(cube.signHead(fields, alice.secret).head, shared.genesis)).toThrow(
      /signature/,
    )
    expect(() => cube.verifyHead(sample.head.head, shared.genesis)).toThrow(
      expect.objectContaining({ code: 'ERR_UNVERIFIABLE' }),
    )
  })

  it('limits a head to 4 KiB, also when it is read', () => {
    const refs = Object.fromEntries(
      Array.from({ length: 64 }, (_, i) => [`branch-${i}-${'x'.repeat(30)}`, sample.someBlock]),
    )
    expect(() => cube.signHead({ ...sample.headFields, refs }, alice.secret)).toThrow(aboveLimit)
    expect(() => cube.parseHead(new Uint8Array(4_097))).toThrow(aboveLimit)
    expect(() => cube.parseWithdrawal(new Uint8Array(4_097))).toThrow(aboveLimit)
  })
})

describe('what a cube says about itself', () => {
  const info = { about: 'Notes on types', topics: ['events', 'typescript'], licence: 'CC0-1.0' }

  it('is read as it was written', () => {
    expect(cube.parseInfo(cube.parseMemory(cube.infoMemory(info, time).bytes))).toEqual(info)
    expect(cube.parseInfo(cube.parseMemory(cube.infoMemory({ topics: [] }, time).bytes))).toEqual({
      topics: [],
    })
  })

  it('is one block, whatever the order of its fields', () => {
    const backwards = { licence: info.licence, topics: info.topics, about: info.about }
    expect(cube.infoMemory(backwards, time).cid.toString()).toBe(cube.infoMemory(info, time).cid.toString())
  })

  it.each([
    ['no JSON', 'notes'],
    ['a list', '[]'],
    ['no topics', '{}'],
    ['a topic that is no text', '{"topics":[1]}'],
  ])('is refused when it is %s', (_, body) => {
    const { memory } = cube.createMemory({ ...memoryInput, media: 'application/json', body })
    expect(() => cube.parseInfo(memory)).toThrow(expect.objectContaining({ code: 'ERR_UNVERIFIABLE' }))
  })

  it.each([
    ['a field more', '{"topics":[],"note":1}'],
    ['a prototype', '{"topics":[],"__proto__":{}}'],
  ])('with %s is refused in a memory of version 1, and read without it in one of version 2', (_, body) => {
    const made = (v: 1 | 2) =>
      cube.createMemory({ ...memoryInput, v, media: 'application/json', body }).memory
    expect(() => cube.parseInfo(made(1))).toThrow(
      expect.objectContaining({ code: 'ERR_UNVERIFIABLE' }) as Error,
    )
    expect(cube.parseInfo(made(2))).toEqual({ topics: [] })
  })

  it.each(['', '   ', 'a'.repeat(65), 'a\nb', 'a\u{200d}b'])('has no topic %j', (topic) => {
    expect(() => cube.normaliseTopic(topic)).toThrow(inputRefused)
  })
})

describe('a ticket', () => {
  it('gives the first 16 of many addresses', () => {
    const addresses = Array.from({ length: 20 }, (_, i) => `/ip4/127.0.0.1/tcp/${4_000 + i}`)
    expect(cube.parseTicket(cube.formatTicket({ cube: notes.cid, addresses })).addresses).toEqual(
      addresses.slice(0, 16),
    )
  })

  it('of the largest fields can be read', () => {
    const largest = {
      cube: notes.cid,
      name: 'n'.repeat(128),
      addresses: Array.from({ length: 16 }, () => 'a'.repeat(1_024)),
      head: new Uint8Array(LIMITS.maxHeadBytes),
    }
    expect(cube.parseTicket(cube.formatTicket(largest))).toEqual(largest)
  })
})
