/** A home that had cubes before it had an audit log: the log begins with where each stood. */
import type { AuditEvent } from '../../core/audit/index.ts'
import { parseCid } from '../../core/codec/index.ts'
import type { Reads } from '../needs.ts'
import type { Clock, Logs } from '../../home/index.ts'
import { branchesOf } from '../branches.ts'

/** A home whose disk takes nothing opens all the same, and begins its log another time. */
export async function beginAudit(node: Reads & Logs & Clock): Promise<void> {
  try {
    await begin(node)
  } catch (error) {
    node.log.warn({ error }, 'the audit log could not be begun; it is tried again at the next start')
  }
}

async function begin(node: Reads & Clock): Promise<void> {
  if ((await node.store.audit.state()) !== undefined) return
  for await (const _ of node.store.audit.entries()) return
  const cubes = await node.cubes.list()
  if (cubes.length === 0) return
  const time = node.nowMs()
  const adopted = cubes
    .filter(({ own }) => own)
    .flatMap((record) =>
      Object.values(branchesOf(record)).map((commit): AuditEvent => ({
        time,
        kind: 'adopt',
        cube: parseCid(record.cube),
        commit,
      })),
    )
  await node.store.commit({ audit: [{ time, kind: 'begin', count: cubes.length }, ...adopted] })
}
