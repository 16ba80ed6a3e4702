/** What is told of the gate for Kubo nodes. */
import { z } from 'zod'
import { fields } from '../cubes/index.ts'

export const kuboState = z.object({
  state: z
    .enum(['off', 'on', 'offline', 'stopped'])
    .describe('off, on, offline without a daemon, or stopped with a problem'),
  problem: fields.maybe,
  peerId: fields.maybe,
  addresses: fields.texts,
  peers: z.array(z.object({ peerId: fields.text, connected: z.boolean() })),
  fingerprint: fields.maybe.describe('of the key, as Kubo prints it'),
  keyFile: fields.maybe.describe('where the key is, to be copied into the repository of Kubo'),
  keyEpoch: fields.count.nullable().describe('the epoch in which the key was put there'),
  /** That of the swarm. */
  epoch: fields.count,
})
export type KuboState = z.infer<typeof kuboState>
