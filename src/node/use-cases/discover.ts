import { z } from 'zod'
import { judged } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import { discovery, requireNetwork } from '../../sharing/index.ts'

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
  input: z.strictObject({ topic: inputs.topic.optional() }),
  output: discovery,
  run: (node, { topic }, { signal }) => requireNetwork(node).discover(topic, signal),
})
