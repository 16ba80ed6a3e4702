import { z } from 'zod'
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
    fields: ['cube', 'from', 'depth', 'branch', 'filter'],
    needs: () => ['network'],
    does: 'connects to other nodes',
  }),
  names: true,
  input: z.strictObject({
    cube: inputs.cube,
    from: inputs.address.optional(),
    depth: z.number().int().min(1).max(1_000_000).optional(),
    branch: inputs.branch
      .optional()
      .describe('a published branch to fetch beside main, now and at each later pull'),
    filter: z
      .array(z.string().min(1).max(1024))
      .min(1)
      .max(16)
      .optional()
      .describe(
        'only memories whose keys begin with one of these, with what the cube says of itself; added to the part that is held',
      ),
  }),
  output: pulledCube.extend(outputs.noticed),
  async run(node, { cube, from, depth, branch, filter }, options) {
    const branches = branch === undefined ? {} : { branches: [branch.normalize('NFC')] }
    return requireNetwork(node).pull(cube, { ...options, from, depth, filter, ...branches })
  },
})
