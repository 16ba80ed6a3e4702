import { createReadStream } from 'node:fs'
import { importer } from 'ipfs-unixfs-importer'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import type { CID } from 'multiformats/cid'
import { LIMITS, type Block } from '../core/codec/index.ts'
import type { Store } from '../storage/index.ts'
import { invalidInput, NodeError } from '../home/index.ts'

/** The largest payload: formats.md. */
const maxPayloadBytes = 4 * 1024 ** 3
/** Leaves written at once, 8 MiB. Guess. */
const batchBlocks = 8

/**
 * Stores a file as a UnixFS DAG, in steady memory, and gives the link that goes into its memory. Blocks of an add that
 * does not finish are garbage, never half a memory.
 * @throws ERR_LIMIT above 4 GiB, ERR_INVALID_INPUT for an empty file.
 */
export async function storePayload(
  store: Store,
  file: string,
  bytes: number,
): Promise<{ link: CID; bytes: number }> {
  if (bytes > maxPayloadBytes) {
    throw new NodeError('ERR_LIMIT', `${file} has ${bytes} bytes; a payload has at most ${maxPayloadBytes}`, {
      hint: 'split it',
    })
  }
  if (bytes === 0) throw invalidInput(`${file} is empty`, 'give a file that holds something')
  let pending: Block[] = []
  const flush = async (): Promise<void> => {
    const blocks = pending
    pending = []
    await store.putBlocks(blocks)
  }
  const blockstore = {
    async put(cid: CID, block: Uint8Array): Promise<CID> {
      pending.push({ cid, bytes: block })
      if (pending.length >= batchBlocks) await flush()
      return cid
    },
  }
  const options = {
    cidVersion: 1,
    rawLeaves: true,
    reduceSingleLeafToSelf: true,
    chunker: fixedSize({ chunkSize: LIMITS.maxBlockBytes }),
  } as const
  for await (const entry of importer([{ content: createReadStream(file) }], blockstore, options)) {
    await flush()
    return { link: entry.cid, bytes }
  }
  throw new NodeError('ERR_INTERNAL', `${file} gave no blocks`)
}
