import { z } from 'zod'
import { parseHead } from '../../core/cube/index.ts'
import type { NodeContext } from '../context.ts'
import { verifyCube, type Problem } from '../cubes/verify-cube.ts'
import { useCase, type CallOptions } from '../use-case.ts'
import * as inputs from './inputs.ts'

export const verify = useCase({
  name: 'verify',
  summary: 'Checks every signature, tree and block of one cube.',
  input: z.strictObject({ cube: inputs.cube }),
  async run(node, { cube }, { signal }) {
    const { blocks, commits, problems } = await verifyCube(node, await node.cubes.resolve(cube), signal)
    return { ok: problems.length === 0, blocks, commits, problems }
  },
})

export const fsck = useCase({
  name: 'fsck',
  summary: 'Checks every block of the store, every cube, the high-water marks and the index.',
  input: z.strictObject({ repair: z.boolean().default(false) }),
  async run(node, { repair }, options) {
    const problems: Problem[] = []
    const checked = await checkBlocks(node, problems, options)
    for (const record of await node.cubes.list()) {
      const check = await verifyCube(node, record, options.signal)
      problems.push(...check.problems.filter(({ cid }) => !problems.some((known) => known.cid === cid)))
      problems.push(...(await checkHighWater(node, record)))
    }
    const repaired = repair ? await repairIndex(node) : 0
    return { ok: problems.length === 0, checked, problems, repaired }
  },
})

async function checkBlocks(
  node: NodeContext,
  problems: Problem[],
  { signal, progress }: CallOptions,
): Promise<number> {
  let checked = 0
  for await (const { cid, ok, message } of node.store.checkBlocks({ signal })) {
    checked++
    if (!ok)
      problems.push({
        kind: 'corrupt',
        cid: cid.toString(),
        message: message ?? 'its bytes do not have its hash',
      })
    if (checked % 1_000 === 0) progress({ phase: 'check blocks', done: checked, unit: 'blocks' })
  }
  return checked
}

/** The head that is current must be the highest that was ever accepted, or the home was rolled back. */
async function checkHighWater(
  node: NodeContext,
  record: { cube: string; author: string; seq: number; head: Uint8Array },
): Promise<Problem[]> {
  const mark = await node.highWater(record.cube, record.author)
  // A withdrawal counts as well, so the head itself may be older.
  if (mark !== undefined && mark.seq === record.seq && parseHead(record.head).seq <= record.seq) return []
  return [
    {
      kind: 'rollback',
      cid: record.cube,
      message: `the head has sequence ${record.seq}; the highest accepted was ${mark?.seq ?? 'never recorded'}`,
    },
  ]
}

/** The index is a cache: repairing it is making it again. */
async function repairIndex(node: NodeContext): Promise<number> {
  const cubes = await node.cubes.list()
  await node.recall.open()
  for (const record of cubes) {
    await node.recall.drop(record.cube)
    await node.recall.catchUp(record)
  }
  return cubes.length
}
