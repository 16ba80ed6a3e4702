import { z } from 'zod'
import { parseCid } from '../../core/codec/index.ts'
import {
  branchesOf,
  branchNamed,
  checkBranchName,
  checkNewBranch,
  hasState,
  mainBranch,
  requireBranchState,
  describeState,
  resolveRevision,
  holdCube,
  requireOwn,
  writeBranches,
  publishedBranches,
} from '../../cubes/index.ts'
import { NodeError } from '../../home/index.ts'
import { refuseForgottenState } from '../../cubes/forgotten/index.ts'
import { recordOf } from '../../cubes/merging/index.ts'
import { judged, toReaders } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import { judgedBy } from './judged-by.ts'
import * as outputs from './outputs.ts'

/** Without a name: all of them. */
const branchesListed = z.object({
  branches: z.array(
    z.object({
      name: outputs.text,
      commit: outputs.text,
      current: z.boolean(),
      published: z.boolean(),
      held: z.boolean().describe('its state is here; of others a pull of the branch brings it'),
      followed: z.boolean().describe('of others: fetched at each pull because somebody here asked for it'),
    }),
  ),
})
/** With a name: the one that was made, taken away or switched to. */
const branchMoved = z.object({
  branch: outputs.text,
  commit: outputs.text,
  published: z.boolean().optional(),
  removed: z.boolean().optional(),
  ...outputs.noticed,
})

export const branch = useCase({
  name: 'branch',
  summary:
    'The branches of a cube; with a name, makes one at a commit, or takes it away. A new one is private until it is published.',
  writes: ({ name }) => (name === undefined ? 'nothing' : 'cube'),
  spans: 'one',
  placedBy: 'cube',
  grants: judged({
    fields: ['cube', 'name', 'at', 'remove'],
    needs: async (given, look) => {
      const { name: to } = given
      if (to === undefined) return []
      // What only a branch that is taken away led to is collected.
      const lost = given['remove'] === true ? (['forget'] as const) : []
      return [...lost, ...(await toReaders({ ...given, branch: to }, look))]
    },
    does: 'takes a branch away for good, or changes a cube that others can read',
  }),
  input: z
    .strictObject({
      cube: inputs.cube,
      name: inputs.branch.optional(),
      at: inputs.revision.optional(),
      remove: z.boolean().default(false),
    })
    .superRefine(
      judgedBy(
        ({ name, remove }) => name === undefined || remove || checkBranchName(name),
        () => 'name',
      ),
    ),
  output: z.union([branchesListed, branchMoved]),
  async run(node, { cube: text, name: wanted, at, remove }) {
    return holdCube(node, text, async (record) => {
      const { cube } = record
      const refs = branchesOf(record)
      if (wanted === undefined) {
        const branches = Object.keys(refs).sort()
        const published = await publishedBranches(node, record)
        return {
          branches: await Promise.all(
            branches.map(async (name) => ({
              name,
              commit: String(branchNamed(record, name).commit),
              current: name === record.branch,
              published: published.has(name),
              held: await hasState(node, branchNamed(record, name).commit),
              followed: Object.hasOwn(record.wanted ?? {}, name),
            })),
          ),
        }
      }
      requireOwn(record)
      if (remove) {
        const { name, commit } = branchNamed(record, wanted)
        if (name === mainBranch || name === record.branch) throw needed(name)
        requireOwn(record, name)
        const { [name]: _removed, ...rest } = refs
        await writeBranches(node, record, rest, node.nowMs(), [], { del: [recordOf(cube, name)] })
        return { branch: name, commit: commit.toString(), removed: true }
      }
      const name = checkNewBranch(record, wanted)
      requireOwn(record, name)
      const commit = at === undefined ? record.commit : await resolveRevision(node, record, at)
      // A head of this cube must lead to commits of this cube: others refuse it otherwise.
      if ((await node.cubes.commit(commit)).cube.toString() !== record.cube) throw foreign(String(commit))
      const tree = await node.cubes.state(commit)
      await refuseForgottenState(node, record, { before: undefined, after: tree })
      await writeBranches(node, record, { ...refs, [name]: commit }, node.nowMs(), [])
      return { branch: name, commit: commit.toString(), published: false }
    })
  },
})

export const switchBranch = useCase({
  name: 'switch',
  summary: 'Makes a branch the one that is read, written and recalled here when none is named.',
  writes: 'home',
  spans: 'one',
  placedBy: 'cube',
  sets: true,
  input: z.strictObject({ cube: inputs.cube, branch: inputs.branch }),
  output: branchMoved,
  async run(node, { cube: text, branch: wanted }) {
    return holdCube(node, text, async (record) => {
      const { cube } = record
      const to = branchNamed(record, wanted)
      await requireBranchState(node, record, to)
      const isPublished = (await publishedBranches(node, record)).has(to.name)
      const answer = { branch: to.name, commit: to.commit.toString(), published: isPublished }
      if (to.name === record.branch) return answer
      const next = {
        ...record,
        branch: to.name,
        commit: to.commit,
        ...(await describeState(node, to.commit)),
      }
      await node.ledger.change({
        record: next,
        audit: [{ time: node.nowMs(), kind: 'switch', cube: parseCid(cube), commit: to.commit }],
      })
      return answer
    })
  },
})

function needed(name: string): NodeError {
  return new NodeError('ERR_CONFLICT', `the branch "${name}" cannot be taken away`, {
    hint:
      name === mainBranch
        ? 'it is what others read'
        : 'it is the current one: switch to another branch first',
  })
}

function foreign(commit: string): NodeError {
  return new NodeError('ERR_INVALID_INPUT', `${commit} is a commit of the cube that this one was made from`, {
    hint: 'a branch starts at a commit of its own cube: see `memcube log`',
  })
}
