import { z } from 'zod'
import {
  authorPlan,
  isAtLeast,
  tierOf,
  type Signer,
  type Trust,
  type AuthorRecord,
} from '../../cubes/index.ts'
import { invalidInput, NodeError } from '../../home/index.ts'
import { follow as startFollowing, followAnswer, setFollowing, unfollowBranch } from '../../sharing/index.ts'
import { judged } from '../agents/needed-grants.ts'
import { soundOf } from '../names.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import { judgedBy } from './judged-by.ts'
import * as outputs from './outputs.ts'

const target = z.strictObject({
  target: z
    .string()
    .min(1)
    .max(2048)
    .superRefine(judgedBy(inputs.requireTarget))
    .describe('a cube, a did:key, or a nickname'),
})

export const follow = useCase({
  name: 'follow',
  summary:
    'Keeps a cube, or all cubes of an author, up to date; fetches a cube by its id or ticket that is not here yet.',
  writes: 'home',
  spans: 'one',
  placedBy: 'target',
  grants: judged({
    fields: ['target', 'branch'],
    needs: () => ['network', 'trust'],
    does: 'keeps fetching from other nodes, and believes what they say',
  }),
  sets: true,
  input: target.extend({
    branch: inputs.branch
      .optional()
      .describe('of the cube: a published branch to keep up to date beside main'),
  }),
  output: followAnswer.extend(outputs.noticed),
  run: (node, { target: text, branch }, options) => startFollowing(node, text, options, branch),
})

export const unfollow = useCase({
  name: 'unfollow',
  summary: 'Stops keeping a cube or an author up to date; what is here stays.',
  writes: 'home',
  spans: 'one',
  placedBy: 'target',
  sets: true,
  input: target.extend({
    branch: inputs.branch
      .optional()
      .describe('fetch this branch of the cube no more, and go on with the cube'),
  }),
  output: followAnswer.extend(outputs.noticed),
  run: (node, { target: text, branch }) =>
    branch === undefined ? setFollowing(node, text, false) : unfollowBranch(node, text, branch),
})

export const trust = useCase({
  name: 'trust',
  summary: 'Says how far an author is trusted, what they are called here, or both.',
  writes: 'home',
  spans: 'one',
  input: z
    .strictObject({
      author: inputs.person,
      tier: inputs.tier.optional().describe('a block ends with it; what was decided stays when not given'),
      nickname: z.string().min(1).max(64).optional(),
    })
    .refine(({ tier, nickname }) => (tier ?? nickname) !== undefined, {
      message: 'expected a tier, a nickname, or both',
    }),
  output: z.object({ ...outputs.author, tier: outputs.tier, ...outputs.noticed }),
  async run(node, { author: text, tier, nickname }) {
    const author = await requireOther(node, text)
    if (tier === 'own')
      throw invalidInput(
        'only what this home signs is its own',
        'use team, followed, community or quarantined',
      )
    if (nickname !== undefined) await requireFree(node, nickname, author.did)
    const decided = {
      ...author,
      ...(tier !== undefined && { tier, blocked: false }),
      ...(nickname !== undefined && { nickname }),
    }
    await node.ledger.change(authorPlan(decided, { time: node.nowMs(), kind: 'trust' }))
    return {
      author: author.did,
      tier: tierOf({ own: false, followed: false }, decided),
      ...(author.followed &&
        tier !== undefined &&
        !isAtLeast(tier, 'followed') && {
          notice: `this author is followed, and ${tier} is less than that: recall answers from them only when asked for ${tier}; \`memcube trust AUTHOR followed\` ends it`,
        }),
    }
  },
})

export const block = useCase({
  name: 'block',
  summary: 'Takes nothing more from an author and leaves what is here out of recall.',
  writes: 'home',
  spans: 'one',
  placedBy: 'target',
  input: target,
  output: z.object({
    target: outputs.text,
    ...outputs.author,
    following: z.boolean(),
    blocked: z.boolean(),
    tier: outputs.tier,
  }),
  async run(node, { target: text }) {
    const cube = text.startsWith('did:') ? undefined : await node.cubes.find(text)
    const author = await requireOther(node, cube?.author ?? text)
    const decided = { ...author, followed: false, blocked: true }
    await node.ledger.change(authorPlan(decided, { time: node.nowMs(), kind: 'block' }))
    node.network?.wishesChanged()
    return {
      target: author.did,
      author: author.did,
      following: false,
      blocked: true,
      tier: 'quarantined' as const,
    }
  },
})

/** A nickname means one author. @throws ERR_CONFLICT */
async function requireFree(
  { authors, author }: Trust & Signer,
  nickname: string,
  did: string,
): Promise<void> {
  if (soundOf(author.name) === soundOf(nickname))
    throw new NodeError('ERR_CONFLICT', `"${nickname}" is your own name`, {
      hint: 'choose a nickname that is not read as you',
    })
  const other = (await authors.list()).find((one) => one.nickname === nickname && one.did !== did)
  if (other !== undefined)
    throw new NodeError('ERR_CONFLICT', `"${nickname}" is what you call another author`, {
      hint: `choose another nickname; or give that one another first: \`memcube trust ${other.did} --nickname NAME\``,
    })
}

async function requireOther(node: Signer & Trust, text: string): Promise<AuthorRecord> {
  const author = await node.authors.resolve(text)
  if (author.did === node.author.did) throw invalidInput('that is you', 'name another author')
  return author
}
