/** Lets forgotten memories come again. Their bytes do not come back by it. */
import type { AuditEvent } from '../../core/audit/index.ts'
import { parseCid } from '../../core/codec/index.ts'
import { tombstoneKey } from '../../core/cube/index.ts'
import { getEntry } from '../../core/tree/index.ts'
import type { StoreBatch } from '../../storage/index.ts'
import type { Tells, Writes } from '../needs.ts'
import { branchNamed } from '../branches.ts'
import type { CubeRecord } from '../cube-record.ts'
import { writeCommit } from '../write-commit.ts'
import { notFound } from '../../home/index.ts'
import { heldTrees } from './uses.ts'

/** The caller holds the cube's lock. @throws ERR_NOT_FOUND for what was not forgotten in this cube */
export async function reinstateIn(
  node: Writes & Tells,
  own: CubeRecord,
  memories: readonly string[],
): Promise<string | undefined> {
  const found = memories.map((text) => {
    const known = node.forgotten.in(own.cube, parseCid(text))
    if (known !== undefined) return known
    throw notFound(`${text} was not forgotten in ${own.name}`, 'see `memcube audit --kind forget`')
  })
  const told = found.map(({ memory }): AuditEvent => ({
    time: node.nowMs(),
    kind: 'reinstate',
    cube: parseCid(own.cube),
    memory: parseCid(memory),
  }))
  let left: Pick<StoreBatch, 'put' | 'audit'> | undefined = {
    put: found.flatMap((one) => node.forgotten.entry({ ...one, done: true, lifted: true })),
    audit: told,
  }
  let record = own
  let last: string | undefined
  for (const [name, tree] of own.own ? await heldTrees(node, own) : []) {
    const changes = []
    for (const { memory } of found) {
      const key = tombstoneKey(parseCid(memory))
      const before = await getEntry(node.store, tree, key)
      if (before !== undefined) changes.push({ key, before, after: undefined })
    }
    if (changes.length === 0) continue
    const written = await writeCommit(
      node,
      record,
      changes,
      'take a tombstone back',
      branchNamed(record, name),
      left ?? {},
    )
    left = undefined
    record = written.record
    last = written.commit.toString()
  }
  if (left !== undefined) await node.store.commit(left)
  await node.forgotten.reload()
  node.events.emit('forgotten', own.cube)
  return last
}
