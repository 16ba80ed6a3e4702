import { z } from 'zod'
import { exporterFor, exportFormats } from '../../exchange/export/index.ts'
import { commitToRead } from '../../cubes/index.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

export const exportCube = useCase({
  name: 'export',
  summary: 'Writes a cube as files; never outside the path that is named.',
  writes: 'nothing',
  spans: 'one',
  placedBy: 'cube',
  input: z.strictObject({
    cube: inputs.cube,
    out: inputs.path,
    format: inputs.oneOf(exportFormats),
    at: inputs.revision.optional(),
    branch: inputs.branch.optional(),
  }),
  output: z.object({
    written: outputs.count,
    files: outputs.count,
    leftOut: z
      .array(z.object({ reason: outputs.text, count: outputs.count, examples: outputs.texts }))
      .describe('what could not be written as it was, by what it is'),
  }),
  async run(node, { cube, out, format, ...from }, options) {
    const record = await node.cubes.resolve(cube)
    node.cache.used([record.cube])
    const exporter = exporterFor(format)
    const commit = await commitToRead(node, record, from)
    return { leftOut: [], ...(await exporter.write(node, record, commit, out, options)) }
  },
})
