import { tidyArchives } from '../../care/archive/index.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'

export const gc = useCase({
  name: 'gc',
  summary: 'Frees the blocks that nothing in this home refers to; everybody reads and writes on meanwhile.',
  writes: 'home',
  input: inputs.nothing,
  async run(node, _input, { signal, progress }) {
    await tidyArchives(node)
    const { freedBytes, blocks, kept, tookMs, memoryBytes } = await node.collector.run(node, {
      signal,
      progress,
      compact: true,
    })
    return { freedBytes, blocks, kept, tookMs, memoryBytes }
  },
})
