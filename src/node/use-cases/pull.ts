import { z } from 'zod'
import { mainBranch } from '../../cubes/index.ts'
import { invalidInput } from '../../home/index.ts'
import { judged } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import { pulledCube, requireNetwork } from '../../sharing/index.ts'
import * as outputs from './outputs.ts'

export const pull = useCase({
  name: 'pull',
  summary: 'Fetches a cube of others, verifies it, and makes it recallable.',
  writes: 'home',
  spans: 'one',
  placedBy: 'cube',
  grants: judged({
    fields: ['cube', 'from', 'depth'],
    needs: () => ['network'],
    does: 'connects to other nodes',
  }),
  names: true,
  input: z.strictObject({
    cube: inputs.cube,
    from: inputs.address.optional(),
    depth: z.number().int().min(1).max(1_000_000).optional(),
    branch: inputs.branch.optional().describe('main: another one cannot be pulled'),
  }),
  output: pulledCube.extend(outputs.noticed),
  async run(node, { cube, from, depth, branch = mainBranch }, options) {
    if (branch !== mainBranch)
      throw invalidInput(
        `"${branch}" cannot be pulled: a pull brings "${mainBranch}", and of other published branches the commits alone`,
        'ask its author to merge it, or to publish it as a cube of its own: `memcube fork CUBE NAME`',
      )
    return requireNetwork(node).pull(cube, { ...options, from, depth })
  },
})
