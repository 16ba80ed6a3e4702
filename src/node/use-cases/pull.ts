import { z } from 'zod'
import { judged } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import { requireNetwork } from '../../sharing/index.ts'
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
  }),
  output: z.object({
    cube: outputs.text,
    name: outputs.text,
    commit: outputs.text,
    memories: outputs.count,
    blocks: outputs.count,
    bytes: outputs.count,
    ms: z.number(),
    from: outputs.text,
    asked: outputs.count.describe('nodes that were asked for the newest head'),
    answered: outputs.count.describe('those of them that answered: one that is behind looks like the newest'),
    headTime: z.number().describe('when the head that is here was signed, by its author: ms since 1970'),
    diverged: outputs.texts
      .optional()
      .describe('commits of other authors that the branch here does not have: an author has to merge them'),
    successors: z
      .array(z.object({ old: outputs.text, new: outputs.text, nickname: outputs.text.optional() }))
      .optional()
      .describe('authors with a new key: what was decided here about the old one holds for the new one'),
    refused: outputs.texts.optional().describe('heads of authors that were offered and not taken, and why'),
    withdrawn: z
      .boolean()
      .optional()
      .describe('its author has taken the cube back: what is here stays, and nothing newer will come'),
    ...outputs.noticed,
  }),
  run: (node, { cube, from, depth }, options) => requireNetwork(node).pull(cube, { ...options, from, depth }),
})
