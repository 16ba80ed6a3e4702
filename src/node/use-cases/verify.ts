import { z } from 'zod'
import { problem, verifyCube } from '../../care/fsck/index.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

export const verify = useCase({
  name: 'verify',
  summary: 'Checks every signature, tree and block of one cube.',
  writes: 'nothing',
  spans: 'one',
  placedBy: 'cube',
  input: z.strictObject({ cube: inputs.cube }),
  output: z.object({
    ok: z.boolean(),
    blocks: outputs.count,
    commits: outputs.count,
    problems: z.array(problem),
  }),
  async run(node, { cube }, { signal }) {
    const { blocks, commits, problems } = await verifyCube(node, await node.cubes.resolve(cube), signal)
    return { ok: problems.length === 0, blocks, commits, problems }
  },
})
