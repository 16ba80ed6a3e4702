import { z } from 'zod'
import { getEntry } from '../../core/tree/index.ts'
import { branchNamed, checkOwnKey, holdOwn, writeCommit, type CubeChange } from '../../cubes/index.ts'
import { memoriesOf, notFound } from '../../home/index.ts'
import { writes } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

export const remove = useCase({
  name: 'remove',
  summary: 'Removes memories from the current state in one commit; history keeps them.',
  writes: 'cube',
  spans: 'one',
  placedBy: 'cube',
  grants: writes(['cube', 'keys', 'branch', 'message']),
  input: z.strictObject({
    cube: inputs.cube,
    keys: z.array(inputs.ownKey).min(1).max(10_000),
    branch: inputs.branch.optional(),
    message: inputs.message,
  }),
  output: z.object({ removed: outputs.texts, commit: outputs.text, ...outputs.noticed }),
  async run(node, { cube: text, keys, branch: branchName, message }) {
    return holdOwn(node, text, async (record) => {
      const branch = branchNamed(record, branchName)
      const { tree } = await node.cubes.commit(branch.commit)
      const changes: CubeChange[] = []
      for (const key of new Set(keys.map(checkOwnKey))) {
        const before = await getEntry(node.store, tree, key)
        if (before === undefined)
          throw notFound(
            `${record.name} has no memory "${key}"; nothing was removed`,
            `see \`memcube keys ${record.name}\``,
          )
        changes.push({ key, before, after: undefined })
      }
      const removed = changes.map((change) => change.key)
      const { commit } = await writeCommit(
        node,
        record,
        changes,
        message ?? `remove ${removed.length === 1 ? removed[0] : memoriesOf(removed.length)}`,
        branch,
      )
      return { removed, commit: commit.toString() }
    })
  },
})
