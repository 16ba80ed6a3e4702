/** One key signed two histories: both heads are kept, so that anybody can check it, and the cube is marked. */
import { parseCid } from '../../core/codec/index.ts'
import { parseHead } from '../../core/cube/index.ts'
import type { NodeContext } from '../context.ts'

/** Writes both heads and the mark in one batch. The caller holds the cube's lock. */
export async function keepFork(
  node: NodeContext,
  cube: string,
  known: Uint8Array,
  other: Uint8Array,
): Promise<void> {
  const record = await node.cubes.get(cube)
  if (record === undefined) return
  const next = { ...record, forked: true }
  await node.store.commit({
    put: [
      { space: 'cubes', key: cube, value: next },
      { space: 'meta', key: `evidence/${cube}/${parseHead(other).seq}`, value: { known, other } },
    ],
    audit: [{ time: node.nowMs(), kind: 'forked', cube: parseCid(cube), author: record.author }],
  })
  node.log.warn(
    { cube, author: record.author },
    'two heads with one sequence number were signed; both are kept',
  )
  node.events.emit('cubeChanged', next)
}
