/** Writes where a cube with several authors is now, with what the tombstones of that state demand, and tells the index. */
import type { CID } from 'multiformats/cid'
import { parseCid } from '../core/codec/index.ts'
import type { Authors } from '../core/policy/index.ts'
import {
  awayName,
  sharedCommit,
  type CubeRecord,
  type FedChange,
  writeHead,
  type Feeds,
  type Forgets,
  type MovesBranches,
  type Reads,
  type Tells,
} from '../cubes/index.ts'
import type { Clock, Logs } from '../home/index.ts'
import { finishForgetting, planHonour } from '../cubes/forgotten/index.ts'
import { changesBetween } from './accept-pull.ts'

interface Settled {
  authors: Authors
  before: CubeRecord | undefined
  next: CubeRecord
  /** Where this home's own head goes; it stays as it is when not given. */
  refs?: Record<string, CID>
}

interface Needs extends Reads, MovesBranches, Forgets, Feeds, Tells, Logs, Clock {}

/** One synced batch. @throws ERR_DENIED for a state that has a memory which its own authors had forgotten */
export async function keepSettled(
  node: Needs,
  { authors, before, next, refs }: Settled,
): Promise<CubeRecord> {
  const { cube, commit } = next
  const from = before === undefined ? undefined : sharedCommit(before)
  const to = sharedCommit(refs === undefined ? next : { ...next, refs })
  const treeOf = async (one: CID): Promise<CID> => (await node.cubes.commit(one)).tree
  const honoured =
    from?.equals(to) === true
      ? undefined
      : await planHonour(node, {
          cube: parseCid(cube),
          name: next.name,
          before: from,
          after: to,
          authors: authors.ever,
        })
  const isMoved = before?.commit.equals(commit) !== true
  const { put = [], audit = [] } = honoured?.batch ?? {}
  const changes = async (): Promise<FedChange[] | undefined> => {
    const old = before && (await treeOf(before.commit))
    return changesBetween(node, cube, old, await treeOf(commit), new Map())
  }
  const beside = {
    put,
    news: isMoved ? { previous: before?.commit, changes } : undefined,
    onDurable: () => (honoured?.isAny === true ? node.forgotten.reload() : undefined),
  }
  const nowMs = node.nowMs()
  const told = { kind: 'pull', commit }
  const record =
    refs === undefined
      ? next
      : await writeHead(node, next, refs, nowMs, [], { ...beside, audit, told, follows: true })
  if (refs === undefined) {
    const pulled = isMoved ? [{ ...told, time: nowMs, cube: parseCid(cube) }] : []
    await node.ledger.change({ ...beside, record, del: [awayName(cube)], audit: [...pulled, ...audit] })
  }
  if (honoured?.isAny === true) {
    node.events.emit('forgotten', cube)
    await finishForgetting(node)
  }
  return record
}
