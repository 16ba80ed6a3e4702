import { describe, expect, it } from 'vitest'
import { infoMemory, parseInfo, parseMemory, type CubeInfo } from '../../../src/core/cube/index.ts'
import { hintOf } from '../../../src/sharing/hint-of.ts'
import { encodeMessage, parseServerMessage } from '../../../src/protocols/sync/messages.ts'

/** The settings as whoever holds the cube reads them: what its author wrote and the format allows. */
const asRead = (info: CubeInfo): CubeInfo => parseInfo(parseMemory(infoMemory(info, 0).bytes))

const said: [string, CubeInfo][] = [
  ['nothing', { topics: [] }],
  ['empty texts', { about: '', topics: [], licence: '' }],
  ['the longest texts', { about: 'a'.repeat(4_096), topics: [], licence: 'l'.repeat(256) }],
  [
    'the longest texts that are not ASCII',
    { about: 'é'.repeat(2_048), topics: [], licence: 'é'.repeat(128) },
  ],
  ['a licence of one byte more than a hint has', { topics: [], licence: 'l'.repeat(129) }],
  ['all topics', { topics: Array.from({ length: 32 }, (_, i) => `${i} `.padEnd(256, 't')) }],
]

describe('the hint of a cube', () => {
  it.each(said)('is taken by a puller when the cube says %s', (_, info) => {
    const hint = hintOf(asRead(info), 3)
    const item = { genesis: Uint8Array.of(1), head: Uint8Array.of(2), hint }
    expect(parseServerMessage(encodeMessage({ type: 'found', items: [item] }))).toMatchObject({
      items: [{ hint }],
    })
  })

  it('says what fits', () => {
    const info = { about: 'notes', topics: ['typescript'], licence: 'CC0-1.0' }
    expect(hintOf(info, 3)).toEqual({ ...info, memories: 3 })
  })

  it('leaves out what does not fit, and keeps the rest', () => {
    expect(hintOf({ about: 'notes', topics: [], licence: 'l'.repeat(129) }, 3)).toEqual({
      about: 'notes',
      topics: [],
      memories: 3,
    })
  })
})
