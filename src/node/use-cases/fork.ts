import type { CID } from 'multiformats/cid'
import { z } from 'zod'
import { parseCid, type Block } from '../../core/codec/index.ts'
import { POLICY_KEY, type Commit } from '../../core/cube/index.ts'
import { compareLicences } from '../../core/licence/index.ts'
import { applyChanges, getEntry } from '../../core/tree/index.ts'
import { type Stored, NodeError } from '../../home/index.ts'
import { checkName, commitToRead, createCube, describeState } from '../../cubes/index.ts'
import { refuseForgottenState } from '../../cubes/forgotten/index.ts'
import { judged } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

export const fork = useCase({
  name: 'fork',
  summary: 'A cube of your own that shares the blocks, the history and the attribution of another.',
  writes: 'cube',
  spans: 'one',
  placedBy: 'cube',
  grants: judged({
    fields: ['cube', 'name', 'branch'],
    // A fork is made where its upstream is.
    needs: async (given, look) => ((await look(given, 'cube')) === 'swarm' ? ['publish'] : []),
    does: 'gives a cube to the members of a swarm',
  }),
  names: true,
  input: z.strictObject({
    cube: inputs.cube,
    name: inputs.newName.optional(),
    branch: inputs.branch
      .optional()
      .describe('begin at this branch of the cube; at the current one when not given'),
  }),
  output: z.object({
    cube: outputs.text,
    name: outputs.text,
    commit: outputs.text,
    ...outputs.noticed,
    forkOf: outputs.text,
    licence: outputs.licence,
  }),
  async run(node, { cube, name: wanted, branch }) {
    const upstream = await node.cubes.resolve(cube)
    return node.exclusive({ kind: 'create' }, async () => {
      const name =
        wanted === undefined
          ? await node.cubes.freeName(`${upstream.name}-fork`, upstream.cube)
          : checkName(wanted)
      if ((await node.cubes.list()).some((record) => record.name === name)) {
        throw new NodeError('ERR_CONFLICT', `a cube named "${name}" is already in this home`, {
          hint: 'give the fork another name: memcube fork CUBE NAME',
        })
      }
      const commit = await commitToRead(node, upstream, { branch })
      const from = await node.cubes.commit(commit)
      const { memories } = commit.equals(upstream.commit) ? upstream : await describeState(node, commit)
      // A fork lacks nothing: who pulls it must get all of it.
      await refuseForgottenState(node, upstream, { before: undefined, after: from.tree })
      const start = await withoutPolicy(node, from)
      const record = await createCube(node, {
        name,
        info: upstream.info,
        forkOf: {
          cube: parseCid(upstream.cube),
          name: upstream.name,
          commit,
          ...start,
          memories,
          rev: from.rev,
        },
      })
      return {
        cube: record.cube,
        name: record.name,
        forkOf: upstream.cube,
        commit: record.commit.toString(),
        licence: compareLicences(record.info.licence, upstream.info.licence),
      }
    })
  },
})

/** The rules of the upstream bind those who write the upstream. */
async function withoutPolicy(
  { store }: Stored,
  { tree, count }: Commit,
): Promise<{ tree: CID; blocks: Block[]; count: number }> {
  if ((await getEntry(store, tree, POLICY_KEY)) === undefined) return { tree, blocks: [], count }
  const { root, blocks } = await applyChanges(store, tree, [{ key: POLICY_KEY, value: null }])
  return { tree: root, blocks, count: count - 1 }
}
