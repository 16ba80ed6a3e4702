/** What this home mirrors for others and serves, within a budget. */
import { z } from 'zod'
import type { InProcess } from '../../home/index.ts'
import type { Peers } from '../../sharing/index.ts'
import { addSeed, removeSeed, showSeeds, shownSeed } from '../../care/seeds/index.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import { judgedBy } from './judged-by.ts'
import * as outputs from './outputs.ts'

/** An eighth of what the cache has where nobody said otherwise. Guess. */
const usualBytes = 256 * 1024 ** 2

const named = z.strictObject({
  what: z
    .string()
    .min(1)
    .max(2048)
    .superRefine(judgedBy(inputs.requireTarget))
    .refine((text) => text.trim() !== '', 'expected a topic, an author or a cube, got none')
    .describe('a topic, an author or a cube'),
  kind: z
    .enum(['topic', 'author', 'cube'])
    .optional()
    .describe('which of them it is, where it could be two things'),
})
const seedsAnswer = z.object({ seeds: z.array(shownSeed) })

export const seedAdd = useCase({
  name: 'seed-add',
  summary:
    'Mirrors and serves what others publish: the cubes of a topic or of an author, or one cube, within a budget. Recall does not answer from cubes of strangers unless it is asked to.',
  writes: 'home',
  spans: 'home',
  input: named.extend({
    maxBytes: z
      .int()
      .min(1)
      .default(usualBytes)
      .describe('what they may take with their index; said again, it changes the budget'),
  }),
  output: seedsAnswer.extend({ changed: z.boolean(), ...outputs.noticed }),
  async run(node, input) {
    const { changed } = await addSeed(node, input)
    const notice = noticeOf(node)
    return { seeds: await showSeeds(node), changed, ...(notice !== undefined && { notice }) }
  },
})

export const seedRemove = useCase({
  name: 'seed-remove',
  summary: 'Mirrors a topic, an author or a cube no more; what was here for it alone goes.',
  writes: 'home',
  spans: 'home',
  input: named,
  output: seedsAnswer.extend({ dropped: outputs.count.describe('cubes that went'), ...outputs.noticed }),
  async run(node, input) {
    const { dropped } = await removeSeed(node, input)
    const isLeft = dropped > 0 && !node.daemon
    return {
      seeds: await showSeeds(node),
      dropped,
      ...(isLeft && { notice: 'the disk is freed by `memcube gc`, or by a daemon once one runs' }),
    }
  },
})

export const seedList = useCase({
  name: 'seed-list',
  summary: 'What this home mirrors for others, how full each budget is, and what did not fit.',
  writes: 'nothing',
  spans: 'home',
  input: inputs.nothing,
  output: seedsAnswer,
  run: async (node) => ({ seeds: await showSeeds(node) }),
})

function noticeOf({ network, daemon }: Peers & InProcess): string | undefined {
  return network === undefined || !daemon
    ? 'no daemon runs: it begins once you start `memcube daemon`'
    : undefined
}
