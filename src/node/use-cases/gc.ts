import { tidyArchives } from '../../care/archive/index.ts'
import { collected } from '../../care/gc/index.ts'
import { sumOf, useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'

export const gc = useCase({
  name: 'gc',
  summary: 'Frees the blocks that nothing in this home refers to; everybody reads and writes on meanwhile.',
  writes: 'home',
  spans: 'stores',
  input: inputs.nothing,
  output: collected,
  async run(node, _input, { signal, progress }) {
    await tidyArchives(node)
    return node.collector.run(node, { signal, progress, compact: true })
  },
  join: (answers) => ({
    freedBytes: sumOf(answers, (one) => one.freedBytes),
    blocks: sumOf(answers, (one) => one.blocks),
    kept: sumOf(answers, (one) => one.kept),
    tookMs: sumOf(answers, (one) => one.tookMs),
    memoryBytes: Math.max(...answers.map(({ answer }) => answer.memoryBytes)),
  }),
})
