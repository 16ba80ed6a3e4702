import { z } from 'zod'
import { exporterFor, exportFormats } from '../export/index.ts'
import { resolveRevision } from '../cubes/revision.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'

export const exportCube = useCase({
  name: 'export',
  summary: 'Writes a cube as files; never outside the path that is named.',
  input: z.strictObject({
    cube: inputs.cube,
    out: inputs.path,
    format: z.string().max(64).describe(exportFormats.join(', ')),
    at: inputs.revision.optional(),
  }),
  async run(node, { cube, out, format, at }, options) {
    const record = await node.cubes.resolve(cube)
    const exporter = exporterFor(format)
    const commit = at === undefined ? record.commit : await resolveRevision(node, record, at)
    return exporter.write(node, record, commit, out, options)
  },
})
