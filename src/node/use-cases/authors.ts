import { z } from 'zod'
import { changeAuthors } from '../../cubes/index.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

const author = z.string().min(1).max(256).describe('a did:key or a nickname')

const input = z.strictObject({
  cube: inputs.cube,
  add: author.optional(),
  branches: z.array(inputs.branch).max(16).default([]).describe('patterns such as draft/*'),
  remove: author.optional(),
  threshold: z.number().int().min(1).max(64).optional(),
  approve: z.string().min(1).max(65_536).optional().describe('the word that another author was given'),
})

const shownAuthor = z.object({
  author: outputs.text,
  nickname: outputs.maybe,
  branches: outputs.texts,
  you: z.boolean(),
})

const pendingRoster = z.object({
  token: outputs.text,
  authors: z.array(shownAuthor),
  threshold: outputs.count,
  signed: outputs.texts.describe('who has signed of those whose signatures count'),
  needed: outputs.count.describe('signatures that it takes'),
})

const authorsAnswer = z.object({
  cube: outputs.text,
  n: outputs.count.describe('how often the authors were changed'),
  authors: z.array(shownAuthor),
  threshold: outputs.count,
  pending: z.array(pendingRoster),
  commit: outputs.maybe.describe(
    'the one that put a change into force; null when nothing changed, or signatures are missing',
  ),
  ...outputs.noticed,
})

export const authors = useCase({
  name: 'authors',
  summary: 'Who may sign for a cube; changes that, and approves what other authors want to change.',
  writes: ({ add, remove, threshold, approve }) =>
    [add, remove, threshold, approve].some((given) => given !== undefined) ? 'cube' : 'nothing',
  spans: 'one',
  placedBy: 'cube',
  input,
  output: authorsAnswer,
  async run(node, request) {
    const answer = await changeAuthors(node, request)
    // A new author is another one to hear of.
    if (answer.commit !== null) node.network?.wishesChanged()
    return answer
  },
})
