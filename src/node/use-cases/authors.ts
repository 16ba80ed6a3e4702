import { z } from 'zod'
import { parseRosterToken } from '../../core/policy/index.ts'
import { authorsAnswer, changeAuthors, requireOneWish } from '../../cubes/index.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import { judgedBy } from './judged-by.ts'
import * as outputs from './outputs.ts'

const input = z
  .strictObject({
    cube: inputs.cube,
    add: inputs.person.optional(),
    branches: z.array(inputs.branch).max(16).default([]).describe('patterns such as draft/*'),
    remove: inputs.person.optional(),
    threshold: z.number().int().min(1).max(64).optional(),
    approve: z
      .string()
      .min(1)
      .max(65_536)
      .superRefine(judgedBy(parseRosterToken))
      .optional()
      .describe('the word that another author was given'),
  })
  .superRefine(judgedBy(requireOneWish, ({ branches }) => (branches.length > 0 ? 'branches' : 'approve')))

export const authors = useCase({
  name: 'authors',
  summary: 'Who may sign for a cube; changes that, and approves what other authors want to change.',
  writes: ({ add, remove, threshold, approve }) =>
    [add, remove, threshold, approve].some((given) => given !== undefined) ? 'cube' : 'nothing',
  spans: 'one',
  placedBy: 'cube',
  input,
  output: authorsAnswer.extend(outputs.noticed),
  async run(node, request) {
    const answer = await changeAuthors(node, request)
    // A new author is another one to hear of.
    if (answer.commit !== null) node.network?.wishesChanged()
    return answer
  },
})
