// A plan as frames. Blocks are read in batches, ahead of the network, and many share a frame; what the pack will cost is
// said before the first frame, and said anew before it would cost more. Spec: protocols/sync/spec.md, "Pack".
import type { CID } from 'multiformats/cid'
import { linksOf, type Block } from '../../core/codec/index.ts'
import { idToCid, type LinkId, type TreeReader } from '../../core/tree/index.ts'
import { ProtocolError } from '../errors.ts'
import { carHeader, CarWriter, sectionBytes } from './car.ts'
import { SYNC_LIMITS } from './limits.ts'
import { memoryKey } from './memory-key.ts'
import type { Totals } from './messages.ts'
import { payloadOf } from './payload-of.ts'
import type { PackPlan } from './plan-pack.ts'

export type PackStep =
  /** What the whole pack will cost at most. */
  | { type: 'offer'; totals: Totals }
  /** A frame to send, once there is credit for its `bytes` of the pack. */
  | { type: 'frame'; frame: Uint8Array; bytes: number }
  | { type: 'end'; totals: Totals }

// Payload blocks read at once: they can be 1 MiB each. A guess.
const PAYLOAD_BATCH = 16
// What is not yet read is taken to be as large as what was, and this much more. A guess: sizes within a cube are alike.
const SPARE = 1.2
/** A link in dag-cbor begins with these bytes; a block without them has none. */
const LINK_TAG = Buffer.of(0xd8, 0x2a)

export async function* writePack(reader: TreeReader, root: CID, plan: PackPlan): AsyncGenerator<PackStep> {
  const writing = new PackWriting(root, plan)
  const batches = readAhead(reader, plan.memories)
  let batch = await batches.next()
  if (!batch.done) writing.foresee(batch.value)
  yield writing.offer()
  for (const block of [...plan.commits, ...plan.nodes]) yield* writing.add(block)
  while (!batch.done) {
    for (const block of batch.value) {
      if (!writing.tryAdd(block)) yield* writing.add(block)
      else if (writing.hasFull) yield* writing.full()
      if (mayLink(block.bytes)) yield* writePayload(reader, block, writing)
    }
    batch = await batches.next()
  }
  yield* writing.finish()
}

/** The DAG under a memory's body, parents before children. */
async function* writePayload(
  reader: TreeReader,
  memory: Block,
  writing: PackWriting,
): AsyncGenerator<PackStep> {
  const payload = payloadOf(memory)
  if (payload === undefined) return
  writing.foreseePayload(payload.bytes)
  const stack: CID[] = [payload.link]
  while (stack.length > 0) {
    const cids = stack.splice(-PAYLOAD_BATCH).filter((cid) => writing.isFirst(cid))
    const blocks = await reader.getMany(cids)
    for (const [i, cid] of cids.entries()) {
      const block = { cid, bytes: present(cid, blocks[i]) }
      yield* writing.add(block)
      stack.push(...linksOf(block))
    }
  }
}

/** Totals promised and kept, and the frames in between. */
class PackWriting {
  readonly #writer = new CarWriter(SYNC_LIMITS.chunkBytes)
  readonly #memories: number
  readonly #payload = new Set<string>()
  readonly #offered: Totals
  readonly #written: Totals
  /** What a payload will add, by what its memory says. */
  #foreseen: Totals = { blocks: 0, bytes: 0 }

  constructor(root: CID, { commits, nodes, memories }: PackPlan) {
    const header = carHeader(root)
    this.#writer.raw(header)
    this.#memories = memories.length
    this.#written = { blocks: 0, bytes: header.length }
    this.#offered = {
      blocks: commits.length + nodes.length + memories.length,
      bytes: sumOf(commits) + sumOf(nodes) + header.length,
    }
  }

  get hasFull(): boolean {
    return this.#writer.hasFull
  }

  /** Estimates the memories from the first of them. */
  foresee(sample: Block[]): void {
    const bytes = sumOf(sample)
    const rest = this.#memories - sample.length
    this.#offered.bytes += bytes + Math.ceil((bytes / sample.length) * rest * SPARE)
  }

  foreseePayload(bytes: number): void {
    this.#foreseen = {
      blocks: Math.ceil(bytes / SYNC_LIMITS.chunkBytes) + PAYLOAD_BATCH,
      bytes: Math.ceil(bytes * SPARE) + SYNC_LIMITS.chunkBytes,
    }
  }

  offer(): PackStep {
    return { type: 'offer', totals: { ...this.#offered } }
  }

  /** Whether a payload block has not been in this pack yet. */
  isFirst(cid: CID): boolean {
    const id = memoryKey(cid)
    if (this.#payload.has(id)) return false
    this.#payload.add(id)
    return true
  }

  /** Appends a block if it fits into what was offered. */
  tryAdd({ cid, bytes }: Block): boolean {
    const size = sectionBytes(bytes.length)
    if (this.#written.bytes + size > this.#offered.bytes || this.#written.blocks >= this.#offered.blocks)
      return false
    this.#written.bytes += size
    this.#written.blocks++
    this.#writer.section(cid.bytes, bytes)
    return true
  }

  *add(block: Block): Generator<PackStep> {
    if (!this.tryAdd(block)) {
      yield* this.full()
      this.#raise(sectionBytes(block.bytes.length))
      yield this.offer()
      this.tryAdd(block)
    }
    if (this.hasFull) yield* this.full()
  }

  /** By what was foreseen, or by half of what was offered, so that raises stay few. */
  #raise(needed: number): void {
    const { blocks, bytes } = this.#offered
    this.#offered.blocks = Math.max(
      this.#written.blocks + 1,
      blocks + (this.#foreseen.blocks || Math.ceil(blocks / 2)),
    )
    this.#offered.bytes = Math.max(
      this.#written.bytes + needed,
      bytes + (this.#foreseen.bytes || Math.ceil(bytes / 2)),
    )
    this.#foreseen = { blocks: 0, bytes: 0 }
  }

  *full(): Generator<PackStep> {
    for (const frame of this.#writer.takeFull()) yield { type: 'frame', frame, bytes: frame.length - 1 }
  }

  *finish(): Generator<PackStep> {
    for (const frame of this.#writer.finish()) yield { type: 'frame', frame, bytes: frame.length - 1 }
    yield { type: 'end', totals: { ...this.#written } }
  }
}

function sumOf(blocks: Block[]): number {
  return blocks.reduce((sum, block) => sum + sectionBytes(block.bytes.length), 0)
}

/** Batches of blocks, some being read while others are sent. */
async function* readAhead(reader: TreeReader, ids: LinkId[]): AsyncGenerator<Block[]> {
  const size = SYNC_LIMITS.readBatchBlocks
  const read = async (from: number): Promise<Block[]> => {
    const cids = ids.slice(from, from + size).map(idToCid)
    const blocks = await reader.getMany(cids)
    return cids.map((cid, i) => ({ cid, bytes: present(cid, blocks[i]) }))
  }
  const ahead: Promise<Block[]>[] = []
  for (let from = 0; from < ids.length || ahead.length > 0; from += size) {
    if (from < ids.length) {
      const batch = read(from)
      // It is awaited below, or nobody wants it any more.
      batch.catch(() => undefined)
      ahead.push(batch)
    }
    if (ahead.length > SYNC_LIMITS.readAheadBatches || from + size >= ids.length) yield await ahead.shift()!
  }
}

function mayLink(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(LINK_TAG)
}

function present(cid: CID, bytes: Uint8Array | undefined): Uint8Array {
  if (bytes !== undefined) return bytes
  throw new ProtocolError('ERR_CORRUPT', `the block ${cid.toString()} of a commit is missing here`, {
    refusal: {
      class: 'transient',
      code: 'ERR_NOT_FOUND',
      message: 'the peer does not have all of this commit; ask another one',
    },
  })
}
