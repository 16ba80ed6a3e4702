import { z } from 'zod'
import { judged } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import { requireNetwork } from '../../sharing/index.ts'
import * as outputs from './outputs.ts'

export const discover = useCase({
  name: 'discover',
  summary: 'Cubes on the network, by topic.',
  writes: 'nothing',
  spans: 'one',
  grants: judged({
    fields: ['topic'],
    needs: () => ['network'],
    does: 'asks other nodes, which read the topic',
  }),
  input: z.strictObject({ topic: z.string().optional() }),
  output: z.object({
    cubes: z.array(
      z.object({
        cube: outputs.text,
        name: outputs.text,
        about: outputs.maybe,
        topics: outputs.texts,
        author: outputs.text,
        licence: outputs.maybe,
        memories: outputs.count,
        seeds: outputs.count,
      }),
    ),
    leftOut: outputs.count.describe('cubes that peers offered too, and that are not shown'),
  }),
  run: (node, { topic }, { signal }) => requireNetwork(node).discover(topic, signal),
})
