import { z } from 'zod'
import { tidyArchives } from '../../care/archive/index.ts'
import { sumOf, useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

export const gc = useCase({
  name: 'gc',
  summary: 'Frees the blocks that nothing in this home refers to; everybody reads and writes on meanwhile.',
  writes: 'home',
  spans: 'stores',
  input: inputs.nothing,
  output: z.object({
    freedBytes: z.number(),
    blocks: outputs.count,
    kept: outputs.count,
    tookMs: z.number(),
    memoryBytes: outputs.count,
  }),
  async run(node, _input, { signal, progress }) {
    await tidyArchives(node)
    const { freedBytes, blocks, kept, tookMs, memoryBytes } = await node.collector.run(node, {
      signal,
      progress,
      compact: true,
    })
    return { freedBytes, blocks, kept, tookMs, memoryBytes }
  },
  join: (answers) => ({
    freedBytes: sumOf(answers, (one) => one.freedBytes),
    blocks: sumOf(answers, (one) => one.blocks),
    kept: sumOf(answers, (one) => one.kept),
    tookMs: sumOf(answers, (one) => one.tookMs),
    memoryBytes: Math.max(...answers.map(({ answer }) => answer.memoryBytes)),
  }),
})
