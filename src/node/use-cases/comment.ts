import { z } from 'zod'
import { PROPOSAL_TEXT_BYTES } from '../../core/cube/index.ts'
import { findProposal } from '../../cubes/proposals/index.ts'
import { requireNoSecretSaid } from '../../cubes/publishing/index.ts'
import { keepOwnComment, saidOf } from '../../sharing/proposals/index.ts'
import { judged } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

export const saidComment = z.object({
  ...outputs.author,
  time: outputs.timeMs,
  text: outputs.text,
  proposal: outputs.text.describe('the revision that it was said of'),
})

export const comment = useCase({
  name: 'comment',
  summary:
    'Says something of a proposal, as who made it or as an author of the cube; without a text, shows what was said.',
  writes: ({ text }) => (text === undefined ? 'nothing' : 'cube'),
  spans: 'one',
  grants: judged({
    fields: ['proposal', 'text'],
    needs: (given) => (given['text'] === undefined ? [] : ['propose']),
    does: 'answers people who offer something, and everybody who keeps the proposal can read it',
  }),
  input: z.strictObject({
    proposal: inputs.proposal,
    text: z
      .string()
      .refine((text) => text.trim() !== '', 'expected words')
      .refine(
        (text) => Buffer.byteLength(text) <= PROPOSAL_TEXT_BYTES,
        `expected at most ${PROPOSAL_TEXT_BYTES} bytes`,
      )
      .optional()
      .describe('public, as the proposal is'),
  }),
  output: z.object({
    id: outputs.text,
    upstream: outputs.text,
    comments: z.array(saidComment).describe('on all revisions, oldest first'),
  }),
  async run(node, { proposal, text }) {
    if (text !== undefined) await requireNoSecretSaid('the comment', text)
    const held =
      text === undefined ? await findProposal(node, proposal) : await keepOwnComment(node, proposal, text)
    if (text !== undefined) node.network?.proposalsChanged()
    return { id: held.id, upstream: held.upstream, comments: await saidOf(node, held) }
  },
})
