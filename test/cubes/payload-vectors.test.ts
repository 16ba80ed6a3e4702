import { readFileSync } from 'node:fs'
import type { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { CUBE_VECTORS } from '../../scripts/vectors/cube.ts'
import type { DagPbCase, PayloadCase, VectorFile } from '../../scripts/vectors/cube/shape.ts'
import {
  cidFor,
  CodecError,
  DAG_CBOR,
  DAG_PB,
  linksOf,
  parseCid,
  sha256,
  verifyBlock,
} from '../../src/core/codec/index.ts'
import { cidFault } from '../../src/core/codec/cid.ts'
import { parseMemory } from '../../src/core/cube/index.ts'
import { readText } from '../../src/cubes/read-body.ts'

function load<Case>(path: string): Case[] {
  return (JSON.parse(readFileSync(new URL(path, CUBE_VECTORS), 'utf8')) as VectorFile<Case>).cases
}

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))

/** The links of a dag-pb block, if all are what a payload may link to. */
function payloadLinks({ hex, times }: DagPbCase): string[] {
  const bytes = bytesOf(hex.repeat(times))
  const links = linksOf({ cid: cidFor(DAG_PB, bytes), bytes })
  for (const link of links) {
    const fault = cidFault(link) ?? (link.code === DAG_CBOR ? 'the codec dag-cbor' : undefined)
    if (fault !== undefined) throw new CodecError('ERR_UNVERIFIABLE', `a link with ${fault}`)
  }
  return links.map(String)
}

/** The text of a memory from the blocks beside it, each held against its CID. */
async function textFrom({ memory, blocks }: PayloadCase): Promise<string | undefined> {
  const held = new Map(blocks.map(({ cid, hex }) => [cid, bytesOf(hex)]))
  for (const [cid, bytes] of held) verifyBlock(parseCid(cid), bytes)
  const store = { get: (cid: CID) => Promise.resolve(held.get(cid.toString())) }
  return readText(store, parseMemory(bytesOf(memory)))
}

describe('the vectors of payloads', () => {
  it.each(load<DagPbCase>('valid/dag-pb.json'))('dag-pb: $name', (given) => {
    const links = payloadLinks(given)
    expect(typeof given.links === 'number' ? links.length : links).toEqual(given.links)
  })

  it.each(load<DagPbCase>('invalid/dag-pb.json'))('no dag-pb of a payload: $name', (given) => {
    expect(() => payloadLinks(given)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^ERR_(UNVERIFIABLE|LIMIT)$/u) as unknown }),
    )
  })

  it.each(load<PayloadCase>('valid/payloads.json'))('payload: $name', async (given) => {
    const text = await textFrom(given)
    expect(Buffer.from(sha256(Buffer.from(text ?? 'no text'))).toString('hex')).toBe(given.sha256)
  })

  it.each(load<PayloadCase>('invalid/payloads.json'))('no payload: $name', async (given) => {
    await expect(textFrom(given)).rejects.toThrow(/payload|text|block|file|link|size|bytes/iu)
  })
})
