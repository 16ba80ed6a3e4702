import { z } from 'zod'
import { branchNamed } from '../../cubes/index.ts'
import { type MergeAnswer, mergeCube, merged, withTexts } from '../../cubes/merging/index.ts'
import { fetchingFrom } from '../../sharing/index.ts'
import { judged, toReaders } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

export const decision = z
  .strictObject({
    key: inputs.key,
    take: z.enum(['ours', 'theirs']).optional(),
    text: z.string().optional(),
    file: inputs.path.optional(),
  })
  .refine(({ take, text, file }) => [take, text, file].filter((given) => given !== undefined).length === 1, {
    message: 'expected one of take, text and file',
  })

const input = z.strictObject({
  cube: inputs.cube,
  other: inputs.side.optional().describe('a revision of the cube, or another cube'),
  strategy: z.enum(['ask', 'ours', 'theirs', 'union']).default('ask'),
  resolve: z.array(decision).max(100_000).default([]),
  dedupe: z.boolean().default(false).describe('one record for each two memories that say the same'),
  branch: inputs.branch.optional(),
  message: inputs.message,
  abort: z.boolean().default(false).describe('forget an unfinished merge'),
  text: inputs.text,
  local: z.boolean().optional().describe('fetch no history from peers, even where it is missing here'),
})
export const merge = useCase({
  name: 'merge',
  summary:
    'Takes in what a branch, a fork or an upstream did; what both sides changed is returned, never dropped.',
  writes: 'cube',
  spans: 'one',
  placedBy: 'cube',
  beside: ['other'],
  grants: judged({
    fields: [
      'cube',
      'other',
      'strategy',
      'resolve.key',
      'resolve.take',
      'resolve.text',
      'dedupe',
      'branch',
      'message',
      'abort',
    ],
    // What was decided about conflicts is gone with an unfinished merge.
    needs: async (given, look) => [
      ...(given['abort'] === true ? (['forget'] as const) : []),
      ...(await toReaders(given, look)),
    ],
    does: 'drops an unfinished merge, or writes to a cube that others can read',
    // History that is missing here would be fetched from peers.
    fixed: (granted) => (granted.has('network') ? {} : { local: true }),
  }),
  input,
  output: merged.extend(outputs.noticed),
  async run(node, { local, text, ...request }, options): Promise<MergeAnswer> {
    const record = text ? await node.cubes.resolve(request.cube) : undefined
    const before = record && { record, branch: branchNamed(record, request.branch) }
    const answer = await mergeCube(
      node,
      request,
      fetchingFrom(local === true ? undefined : node.network, options),
    )
    return before === undefined ? answer : withTexts(node, answer, before)
  },
})
