import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { FORGET_VECTORS, forgetVectors } from '../../../scripts/vectors/forget.ts'
import { cidFor, DAG_CBOR, parseCid } from '../../../src/core/codec/index.ts'
import {
  encodeTombstone,
  parseMemory,
  parseTombstone,
  signTombstone,
  tombstoneIn,
  verifyTombstone,
} from '../../../src/core/cube/index.ts'
import { MemCubeError } from '../../../src/core/errors.ts'
import { keyPairFromSecret } from '../../../src/core/identity/index.ts'

interface Case {
  name: string
  cube: string
  authors: string[]
  key: string
  tombstone: string
  memoryBlock: string
  memoryCid: string
  code?: string
}

const read = (path: string): string => readFileSync(new URL(path, FORGET_VECTORS), 'utf8')
const casesIn = (path: string): Case[] => (JSON.parse(read(path)) as { cases: Case[] }).cases
const bothIn = (path: string): Case[] => [...casesIn(path), ...casesIn(`version-2/${path}`)]
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))
const files = forgetVectors()

function verify({ cube, authors, key, memoryBlock }: Case): void {
  verifyTombstone(tombstoneIn(key, parseMemory(bytes(memoryBlock))), parseCid(cube), authors.map(bytes))
}

describe('the vectors of tombstones', () => {
  it.each(Object.keys(files))('%s is what the generator writes', (path) => {
    expect(read(path)).toBe(files[path])
  })

  it.each(bothIn('valid/tombstones.json'))('count: $name', (one) => {
    expect(() => verify(one)).not.toThrow()
    expect(cidFor(DAG_CBOR, bytes(one.memoryBlock)).toString()).toBe(one.memoryCid)
    expect(Buffer.from(encodeTombstone(parseTombstone(bytes(one.tombstone)))).toString('hex')).toBe(
      one.tombstone,
    )
  })

  it.each(bothIn('invalid/tombstones.json'))('do not count: $name', (one) => {
    const { code = 'ERR_UNVERIFIABLE' } = one
    expect(() => verify(one)).toThrow(expect.objectContaining({ code }))
  })
})

describe('a tombstone', () => {
  const { publicKey, secret } = keyPairFromSecret(new Uint8Array(32).fill(1))
  const cid = parseCid(casesIn('valid/tombstones.json')[0]!.cube)
  const fields = { cube: cid, memory: cid, author: publicKey, time: 1 }

  it('is refused with any bit of it changed', () => {
    const signed = encodeTombstone(signTombstone(fields, secret))
    for (let at = 0; at < signed.length; at++) {
      const changed = signed.with(at, signed[at]! ^ 1)
      expect(() => verifyTombstone(parseTombstone(changed), cid, [publicKey])).toThrow(MemCubeError)
    }
  })

  it('is not made with an empty reason or one that is too long', () => {
    for (const reason of ['', 'x'.repeat(1_025)])
      expect(() => signTombstone({ ...fields, reason }, secret)).toThrow(
        expect.objectContaining({ code: 'ERR_INVALID_INPUT' }),
      )
  })
})
