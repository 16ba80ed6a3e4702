import { z } from 'zod'
import { archiveCube, restoreCube, tidyArchives } from '../../care/archive/index.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

const input = z.strictObject({ cube: inputs.cube })

const archived = z.object({
  cube: outputs.text,
  name: outputs.text,
  archived: z.boolean(),
  blocks: outputs.count,
  bytes: outputs.count,
  freedBytes: outputs.count.optional(),
})

export const archive = useCase({
  name: 'archive',
  summary: 'Puts a cube that nobody reads into a compressed file of the home, and frees its blocks.',
  writes: 'home',
  spans: 'one',
  placedBy: 'cube',
  input,
  output: archived,
  async run(node, { cube }, options) {
    await tidyArchives(node)
    const { record, archive: file } = await archiveCube(node, cube, options)
    const { freedBytes } = await node.collector.run(node, { ...options, compact: true })
    return {
      cube: record.cube,
      name: record.name,
      archived: true,
      blocks: file?.blocks ?? 0,
      bytes: file?.bytes ?? 0,
      freedBytes,
    }
  },
})

export const restore = useCase({
  name: 'restore',
  summary: 'Brings an archived cube back, every block verified.',
  writes: 'home',
  spans: 'one',
  placedBy: 'cube',
  input,
  output: archived,
  async run(node, { cube }, options) {
    const { record, archive: file } = await restoreCube(node, cube, options)
    return { cube: record.cube, name: record.name, archived: false, blocks: file.blocks, bytes: file.bytes }
  },
})
