import { z } from 'zod'
import { problem, verifyCube } from '../../care/fsck/index.ts'
import { heldPart, shownPart } from '../../cubes/index.ts'
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
    part: heldPart.optional(),
  }),
  async run(node, { cube }, { signal }) {
    const record = await node.cubes.resolveHeld(cube)
    const { blocks, commits, problems } = await verifyCube(node, record, signal)
    return { ok: problems.length === 0, blocks, commits, problems, ...shownPart(record) }
  },
})
