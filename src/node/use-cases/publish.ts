import { z } from 'zod'
import { publishAnswer, publishCube, unpublishCube } from '../../sharing/index.ts'
import { judged } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

const branches = z.array(inputs.branch).min(1).max(64).optional()

export const publish = useCase({
  name: 'publish',
  summary: 'Advertises branches of a cube and lets others pull them.',
  writes: ({ dryRun }) => (dryRun === true ? 'nothing' : 'cube'),
  spans: 'one',
  placedBy: 'cube',
  grants: judged({
    fields: ['cube', 'branches', 'dryRun'],
    needs: ({ dryRun }) => (dryRun === true ? [] : ['publish']),
    does: 'gives a cube to everybody',
  }),
  sets: true,
  input: z.strictObject({
    cube: inputs.cube,
    branches: branches.describe('which; the current one when none is named'),
    asRestored: z
      .boolean()
      .optional()
      .describe('go on from the state of a restored backup, whatever other nodes hold'),
    allowSecret: z
      .array(z.string().min(1).max(2048))
      .max(1000)
      .optional()
      .describe('keys under which what looks like a secret may be known to everybody, now and later'),
    dryRun: z.boolean().optional().describe('say what would leave, and publish nothing'),
  }),
  output: publishAnswer.extend(outputs.noticed),
  run: (node, request, { signal }) => publishCube(node, request, signal),
})

export const unpublish = useCase({
  name: 'unpublish',
  summary:
    'Stops advertising a cube, or branches of it, and tells those who follow it; what they have fetched stays theirs.',
  writes: 'cube',
  spans: 'one',
  placedBy: 'cube',
  sets: true,
  input: z.strictObject({
    cube: inputs.cube,
    branches: branches.describe('which; the whole cube when none is named'),
  }),
  output: publishAnswer.extend(outputs.noticed),
  run: (node, request, { signal }) => unpublishCube(node, request, signal),
})
