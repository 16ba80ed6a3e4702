import { z } from 'zod'
import { verifyCube } from '../../care/fsck/verify-cube.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'

export const verify = useCase({
  name: 'verify',
  summary: 'Checks every signature, tree and block of one cube.',
  writes: 'nothing',
  input: z.strictObject({ cube: inputs.cube }),
  async run(node, { cube }, { signal }) {
    const { blocks, commits, problems } = await verifyCube(node, await node.cubes.resolve(cube), signal)
    return { ok: problems.length === 0, blocks, commits, problems }
  },
})
