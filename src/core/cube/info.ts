/** What a cube says about itself, kept as a memory under `.memcube/info`. Spec: protocols/cube/spec.md, "Settings". */
import type { CID } from 'multiformats/cid'
import { cidFor, RAW, sha256, type Block } from '../codec/index.ts'
import { CubeError } from './cube-error.ts'
import { WRITTEN_VERSION } from './form.ts'
import { createMemory, type Memory } from './memory.ts'
import { isMap, list, optional, requireInput, requireShape, text } from './shape.ts'

export interface CubeInfo {
  about?: string
  /** Normalised, sorted, each once. */
  topics: string[]
  licence?: string
}

const shape = { about: optional(text(4_096)), topics: list(text(256, 1), 32), licence: optional(text(256)) }

/** The memory to keep under `.memcube/info`. @param created milliseconds since the Unix epoch @throws {CubeError} ERR_INVALID_INPUT */
export function infoMemory(info: CubeInfo, created: number, v = WRITTEN_VERSION): Block {
  requireInput('setting of a cube', info, shape)
  const { block } = createMemory({
    v,
    type: 'plaintext',
    media: 'application/json',
    // Named in one order, so that equal settings are equal blocks.
    body: JSON.stringify({ about: info.about, topics: info.topics, licence: info.licence }),
    tags: [],
    created,
    provenance: { activity: 'settings' },
    governance: {},
  })
  return block
}

/** In a memory of version 2 fields that are not known are passed over, as in other records. @throws {CubeError} ERR_UNVERIFIABLE */
export function parseInfo(memory: Memory): CubeInfo {
  let value: unknown
  try {
    value = JSON.parse(typeof memory.body === 'string' ? memory.body : '')
  } catch (cause) {
    throw new CubeError('ERR_UNVERIFIABLE', 'the settings of the cube are not JSON', { cause })
  }
  const said = memory.v === 1 ? value : knownOf(value)
  requireShape('setting of a cube', said, shape)
  return said as CubeInfo
}

function knownOf(value: unknown): unknown {
  if (!isMap(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([name]) => Object.hasOwn(shape, name)))
}

/** A topic as it is compared and advertised. @throws {CubeError} ERR_INVALID_INPUT */
export function normaliseTopic(topic: string): string {
  const normal = topic.normalize('NFC').trim().toLowerCase()
  const length = [...normal].length
  if (length >= 1 && length <= 64 && !/\p{C}/u.test(normal)) return normal
  throw new CubeError('ERR_INVALID_INPUT', `expected a topic, got "${topic.slice(0, 100)}"`, {
    hint: 'use 1 to 64 characters, such as typescript',
  })
}

/** The CID under which cubes of a topic are advertised. */
export function topicCid(topic: string): CID {
  return cidFor(RAW, new TextEncoder().encode(`memcube/topic/1/${normaliseTopic(topic)}`))
}

/** Which of the 64 gossip topics carries the heads of a cube. */
export function headShard(cube: CID): number {
  return (sha256(cube.bytes)[0] as number) % 64
}
