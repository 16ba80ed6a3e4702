import { z } from 'zod'
import { useCase } from '../use-case.ts'
import { requireNetwork } from '../../sharing/require-network.ts'

export const discover = useCase({
  name: 'discover',
  summary: 'Cubes on the network, by topic.',
  writes: 'nothing',
  input: z.strictObject({ topic: z.string().optional() }),
  run: async (node, { topic }, { signal }) => ({ cubes: await requireNetwork(node).discover(topic, signal) }),
})
