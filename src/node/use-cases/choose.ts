import { z } from 'zod'
import { isOpaque } from '../../core/cube/index.ts'
import { getEntry } from '../../core/tree/index.ts'
import { branchNamed, readersOf, holdOwn, writeCommit, type CubeChange } from '../../cubes/index.ts'
import { notFound } from '../../home/index.ts'
import { useCase } from '../use-case.ts'
import { editedTwice } from '../../care/waiting/index.ts'
import * as inputs from './inputs.ts'
import * as outputs from './outputs.ts'

export const choose = useCase({
  name: 'choose',
  summary: 'Keeps one of two edits that were made at the same time, in one commit; history keeps the other.',
  writes: 'cube',
  spans: 'one',
  placedBy: 'cube',
  input: z.strictObject({
    cube: inputs.cube,
    key: inputs.key.describe('where the edit is that is kept: the key, or the one beside it'),
    branch: inputs.branch.optional(),
    message: inputs.message,
  }),
  output: z.object({
    cube: outputs.text,
    key: outputs.text,
    memory: outputs.text,
    removed: outputs.texts,
    commit: outputs.text,
    ...outputs.noticed,
  }),
  async run(node, { cube: text, key: given, branch: branchName, message }) {
    return holdOwn(node, text, async (record) => {
      const { cube } = record
      const branch = branchNamed(record, branchName)
      const { tree } = await node.cubes.commit(branch.commit)
      const twice = await editedTwice(node.store, cube, tree)
      const chosen = given.normalize('NFC')
      const found = twice.find(({ key, beside }) => key === chosen || beside === chosen)
      const kept = await getEntry(node.store, tree, chosen)
      if (found === undefined || kept === undefined)
        throw notFound(
          `"${given}" is not one of two edits that wait in ${readersOf(node, record).displayName}`,
          `\`memcube show ${readersOf(node, record).displayName}\` lists what waits; \`memcube remove\` and \`memcube add\` change any memory`,
        )
      const { key } = found
      const removed = twice.filter((one) => one.key === key).map(({ beside }) => beside)
      const changes: CubeChange[] = []
      for (const beside of removed)
        changes.push({ key: beside, before: await getEntry(node.store, tree, beside), after: undefined })
      const memory = await node.cubes.read(kept)
      if (chosen !== key)
        changes.push({
          key,
          before: await getEntry(node.store, tree, key),
          after: { cid: kept, blocks: [], ...(!isOpaque(memory) && { memory }) },
        })
      const said = message ?? `choose ${chosen === key ? 'what stood under' : `${chosen} for`} ${key}`
      const { commit } = await writeCommit(node, record, changes, said, branch)
      return { cube, key, memory: kept.toString(), removed, commit: commit.toString() }
    })
  },
})
