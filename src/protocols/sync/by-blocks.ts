// A commit fetched block by block, for peers that speak no sync (Kubo, a pinning service). The same closure decides what
// is asked for and what is true; only the way of a block differs. Spec: protocols/sync/spec.md, "Block by block".
import type { CID } from 'multiformats/cid'
import { anySignal } from '../../core/signals/index.ts'
import type { Block } from '../../core/codec/index.ts'
import { idToCid } from '../../core/tree/index.ts'
import { eachAtOnce } from '../../core/turns/index.ts'
import { refusalError } from '../errors.ts'
import type { CallOptions } from '../interface.ts'
import type { Closure } from './closure.ts'
import { SYNC_LIMITS } from './limits.ts'
import type { Totals } from './messages.ts'
import type { FetchBlock, PackOffer, PullRequest, PullResult, Receiver } from './ports.ts'
import { PullJob } from './pull-job.ts'
import { Staging } from './staging.ts'

export type BlockPullRequest = Omit<PullRequest, 'genesis'> & { genesis?: Uint8Array }

/** Blocks asked for at once. A guess: what one bitswap session keeps busy. */
const CONCURRENCY = 32
/** What a block is taken to have before it has come, for the quota. A guess: a tree node and a few memories. */
const TYPICAL_BLOCK_BYTES = 2048

/**
 * The receiver is asked for so much more than has come to light, and not again until that is used up. A guess: a long history
 * comes to light commit by commit, and each question looks at the disk.
 */
const ASK_AHEAD_BYTES = 256 * 1024

/** @throws ProtocolError, or what `fetchBlock` throws */
export async function pullByBlocks(
  receiver: Receiver,
  fetchBlock: FetchBlock,
  request: BlockPullRequest,
  options: CallOptions & { concurrency?: number },
): Promise<PullResult> {
  const stopping = new AbortController()
  const signal = options.signal === undefined ? stopping.signal : anySignal([options.signal, stopping.signal])
  const fetch = (cid: CID) => fetchBlock(cid, { signal })
  const genesis = request.genesis ?? (await fetch(request.cube))
  const job = await PullJob.begin(receiver, { ...request, genesis }, options)
  try {
    return await job.finish(await fetchAll(receiver, job, fetch, options.concurrency ?? CONCURRENCY))
  } catch (error) {
    stopping.abort()
    await job.onFailure(error)
    throw error
  }
}

/**
 * How many bytes the receiver takes: some more than offered where it has room, so that it need not be asked for each commit;
 * never more ahead than came already.
 * @throws ProtocolError where it does not take what is offered
 */
async function acceptedBytes(receiver: Receiver, offer: PackOffer, got: Totals): Promise<number> {
  const ahead = Math.min(ASK_AHEAD_BYTES, got.bytes)
  const bytes = offer.bytes + ahead
  if (ahead > 0 && (await receiver.mayAccept({ ...offer, bytes })) === undefined) return bytes
  const refusal = await receiver.mayAccept(offer)
  if (refusal !== undefined) throw refusalError(refusal)
  return offer.bytes
}

async function fetchAll(
  receiver: Receiver,
  job: PullJob,
  fetch: (cid: CID) => Promise<Uint8Array>,
  concurrency: number,
): Promise<Totals> {
  const { closure, request, options } = job
  const got: Totals = { blocks: 0, bytes: 0 }
  const staging = new Staging((blocks) => receiver.stage(request.cube, blocks), {
    batchBytes: SYNC_LIMITS.stageBatchBytes,
    staged: () => undefined,
    // `finish` throws it; until then blocks go on being verified, and none is acknowledged.
    failed: () => undefined,
  })
  const take = (block: Block): void => {
    got.blocks++
    got.bytes += block.bytes.length
    if (closure.receive(block)) staging.add(block)
    staging.reach(got.bytes)
    options.progress?.({ phase: 'blocks', done: got.blocks, total: got.blocks + closure.outstanding() })
  }
  let accepted: Totals | undefined
  // Round by round: what one round's blocks link to is asked for in the next.
  for (let ids = outstanding(closure); ids.length > 0; ids = outstanding(closure)) {
    const bytes =
      got.bytes +
      ids.length * Math.max(TYPICAL_BLOCK_BYTES, got.blocks === 0 ? 0 : Math.ceil(got.bytes / got.blocks))
    if (bytes > (accepted?.bytes ?? -1)) {
      const blocks = got.blocks + ids.length
      const offer = { cube: request.cube, blocks, bytes, ...(accepted && { accepted }) }
      accepted = { blocks, bytes: await acceptedBytes(receiver, offer, got) }
    }
    await eachAtOnce(ids.map(idToCid), concurrency, async (cid) => take({ cid, bytes: await fetch(cid) }))
  }
  await staging.finish()
  return got
}

function outstanding(closure: Closure): string[] {
  return (['commit', 'node', 'memory', 'payload'] as const).flatMap((kind) => closure.ids(kind))
}
