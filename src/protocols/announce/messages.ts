// What is gossiped: the bytes of one signed head or withdrawal, as they are, and the topic they belong to. Pure.
// Spec: protocols/announce/spec.md, "Messages".
import type { CID } from 'multiformats/cid'
import { LIMITS } from '../../core/codec/index.ts'
import { headShard } from '../../core/cube/index.ts'
import { MemCubeError } from '../../core/errors.ts'
import { ProtocolError } from '../errors.ts'
import { parseStatement, type Statement } from '../statement.ts'

/** Topics that heads are spread over. From the design: few topics, because a peer is told of each (stack: 1 MiB of them). */
const SHARDS = 64

/** The topic of a cube's heads. */
export function topicOf(networkName: string, cube: CID): string {
  return shardTopic(networkName, headShard(cube))
}

/** All topics of a network. */
export function announceTopics(networkName: string): string[] {
  return Array.from({ length: SHARDS }, (_, shard) => shardTopic(networkName, shard))
}

function shardTopic(networkName: string, shard: number): string {
  return `/memcube/${networkName}/heads/2/${shard}`
}

/** @throws ProtocolError ERR_UNVERIFIABLE, ERR_LIMIT */
export function parseAnnouncement(bytes: Uint8Array): Statement {
  if (bytes.length > LIMITS.maxHeadBytes) {
    throw new ProtocolError(
      'ERR_LIMIT',
      `expected an announcement of at most ${LIMITS.maxHeadBytes} bytes, got ${bytes.length}`,
    )
  }
  try {
    return parseStatement(bytes)
  } catch (cause) {
    const why = cause instanceof MemCubeError ? cause.message : 'it cannot be decoded'
    // Nobody is at fault where a head is of a later version.
    const isLater = cause instanceof MemCubeError && cause.code === 'ERR_INCOMPATIBLE'
    throw new ProtocolError(
      isLater ? 'ERR_INCOMPATIBLE' : 'ERR_UNVERIFIABLE',
      `the announcement is neither a head nor a withdrawal: ${why}`,
      { cause },
    )
  }
}
