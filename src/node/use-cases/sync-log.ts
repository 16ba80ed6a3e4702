import { z } from 'zod'
import { invalidInput, notFound } from '../../home/index.ts'
import { loadPeers } from '../../sharing/index.ts'
import { useCase } from '../use-case.ts'
import * as outputs from './outputs.ts'

const exchange = z.object({
  atMs: outputs.timeMs,
  side: z
    .enum(['asked', 'served', 'told'])
    .describe('asked: this node did; served: the peer did; told: a head that the peer told of was not taken'),
  what: z.enum(['heads', 'pack', 'head']),
  cubes: outputs.texts,
  outcome: z.enum(['done', 'refused', 'failed']),
  items: outputs.count.describe('heads or blocks'),
  bytes: outputs.count,
  ms: z.number(),
  reason: z.object({ code: outputs.text, message: outputs.sentence }).optional(),
})
const exchanges = z.object({
  peers: z.array(
    z.object({
      peerId: outputs.text,
      exchanges: outputs.count,
      refused: outputs.count,
      bytes: outputs.count.describe('in the exchanges that are remembered'),
      lastMs: outputs.timeMs,
    }),
  ),
  peerId: outputs.maybe,
  entries: z.array(exchange),
})

export const syncLog = useCase({
  name: 'sync-log',
  summary:
    'What was exchanged with a peer: asked, sent, received, refused and why; without one, which peers there are.',
  writes: 'nothing',
  spans: 'one',
  input: z.strictObject({
    peer: z.string().min(1).max(256).optional().describe('a peer id, or an end of one that no other has'),
    limit: z.number().int().min(1).max(200).default(50).describe('the newest so many'),
  }),
  output: exchanges,
  async run(node, { peer, limit }) {
    await node.network?.flushSyncLog()
    const kept = await loadPeers(node.store)
    const peers = Array.from(kept, ([peerId, entries]) => ({
      peerId,
      exchanges: entries.length,
      refused: entries.filter(({ outcome }) => outcome === 'refused').length,
      bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
      lastMs: entries.at(-1)?.atMs ?? 0,
    })).sort((a, b) => b.lastMs - a.lastMs)
    if (peer === undefined) return { peers, peerId: null, entries: [] }
    // Peer ids of one kind of key begin alike: the end tells them apart.
    const [peerId, ...others] = kept.has(peer) ? [peer] : [...kept.keys()].filter((id) => id.endsWith(peer))
    if (others.length > 0) throw invalidInput(`several peers end in "${peer}"`, 'give more of the peer id')
    if (peerId === undefined)
      throw notFound(`nothing was exchanged with a peer "${peer}"`, 'see `memcube sync-log` for those known')
    return { peers: [], peerId, entries: (kept.get(peerId) ?? []).slice(-limit) }
  },
})
