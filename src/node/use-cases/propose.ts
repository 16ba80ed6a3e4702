import { z } from 'zod'
import { PROPOSAL_TEXT_BYTES } from '../../core/cube/index.ts'
import { isLocalBranch, type CubeRecord, requireOwn } from '../../cubes/index.ts'
import { NodeError } from '../../home/index.ts'
import { baseOf, keepOwnProposal, upstreamOf } from '../../sharing/proposals/index.ts'
import { requireNoSecretSaid } from '../../cubes/publishing/index.ts'
import { judged } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'
import { publish } from './publish.ts'

export const propose = useCase({
  name: 'propose',
  summary:
    'Offers what a fork changed to the cube it was forked from; publishes the fork, since an offer is public.',
  writes: 'cube',
  spans: 'one',
  placedBy: 'cube',
  grants: judged({
    fields: ['cube', 'message'],
    // The fork becomes public with the offer.
    needs: async (given, look) =>
      (await look(given, 'branch')) === 'private' ? ['propose', 'publish'] : ['propose'],
    does: 'sends an offer to others, and makes the fork public',
  }),
  input: z.strictObject({
    cube: inputs.cube,
    message: z
      .string()
      .refine(
        (text) => Buffer.byteLength(text) <= PROPOSAL_TEXT_BYTES,
        `expected at most ${PROPOSAL_TEXT_BYTES} bytes`,
      )
      .default('')
      .describe('why; shown to the authors of the cube'),
  }),
  output: z.object({
    proposal: outputs.text,
    revises: outputs.maybe.describe('the proposal of the same fork that it takes the place of'),
    revision: outputs.count,
    upstream: outputs.text,
    fork: outputs.text,
    commit: outputs.text,
    base: outputs.text,
    published: z.boolean(),
    delivered: outputs.texts,
    refused: z.array(z.object({ peerId: outputs.text, code: outputs.text, message: outputs.sentence })),
    ...outputs.noticed,
  }),
  async run(node, { cube, message }, options) {
    const fork = await node.cubes.resolve(cube)
    requireOwn(fork)
    const upstream = await upstreamOf(node, fork)
    const base = await baseOf(node, fork, upstream)
    await requireNoSecretSaid('the message', message)
    requireOffered(fork)
    if (!fork.published) await publish.run(node, { cube: fork.cube, branches: [fork.branch] }, options)
    const { id, revises, revision } = await keepOwnProposal(node, fork, upstream, { base, message })
    const delivery = await node.network?.propose({ id, upstream: upstream.cube }, options.signal)
    return {
      proposal: id,
      revises,
      revision,
      upstream: upstream.cube,
      fork: fork.cube,
      commit: fork.commit.toString(),
      base: base.toString(),
      published: !fork.published,
      delivered: delivery?.took ?? [],
      refused: delivery?.refused ?? [],
    }
  },
})

/** A proposal shows its branch to everybody: a private one is published knowingly, not by the way. @throws ERR_DENIED */
function requireOffered(fork: CubeRecord): void {
  const { name, branch } = fork
  if (!isLocalBranch(fork, branch)) return
  throw new NodeError(
    'ERR_DENIED',
    `the branch "${branch}" of ${name} is not published, and what is proposed can be read by everybody`,
    {
      hint: `publish it with \`memcube publish ${name} --branch main --branch ${branch}\`, or merge it into main and switch there`,
    },
  )
}
