import { z } from 'zod'
import { formatDid } from '../../core/identity/index.ts'
import {
  createBlockedWords,
  createTextBudget,
  hasState,
  isVerified,
  resolveRevision,
} from '../../cubes/index.ts'
import { changesOfCommit, commitChanges } from '../../cubes/lineage/index.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

export const showCommit = useCase({
  name: 'show-commit',
  summary: 'One commit: who made it, when and why, and the words that it changed.',
  writes: 'nothing',
  spans: 'one',
  placedBy: 'cube',
  input: z.strictObject({ cube: inputs.cube, rev: inputs.revision }),
  output: z.object({
    commit: outputs.text,
    parents: outputs.texts,
    ...outputs.author,
    cube: outputs.text,
    name: outputs.text.describe('of the cube'),
    time: outputs.timeMs,
    message: outputs.text,
    verified: z.boolean(),
    held: z.boolean().describe('false where its state is not held here: what it changed is not known'),
    ...commitChanges,
  }),
  async run(node, { cube, rev }) {
    const record = await node.cubes.resolve(cube)
    const cid = await resolveRevision(node, record, rev)
    const commit = await node.cubes.commit(cid)
    const entry = { cid, commit, hasState: await hasState(node, cid) }
    const blocked = createBlockedWords(node)
    const changes = await changesOfCommit(node, entry, {
      budget: createTextBudget(),
      blockedAt: (at) => blocked(record, at),
    })
    return {
      commit: cid.toString(),
      parents: commit.parents.map(String),
      author: formatDid(commit.author),
      cube: record.cube,
      name: record.name,
      time: commit.time,
      message: commit.message,
      verified: await isVerified(node, commit),
      held: changes !== undefined,
      ...(changes ?? { added: [], removed: [], changed: [], exact: false }),
    }
  },
})
