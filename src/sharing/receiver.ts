/** Where pulled blocks go: the port that sync writes through. */
import { countOf } from '../home/index.ts'
import type { CID } from 'multiformats/cid'
import { parseCid } from '../core/codec/index.ts'
import type { PullRequest, Receiver, Refusal } from '../protocols/index.ts'
import type { Shortage, Caching, Changes, Feeds, Forgets, Reads, Signer, Tells } from '../cubes/index.ts'
import type { Clock, Logs } from '../home/index.ts'
import { PolicyRefused } from '../cubes/policies/index.ts'
import type { Authors } from '../core/policy/index.ts'
import { acceptPull } from './accept-pull.ts'
import type { PulledHead } from './pulled-head.ts'
import { requireNotRemoved } from './head-rights.ts'

/** Free space that a pull must leave: room for the index and for Level's compaction. Guess. */
const reserveBytes = 64 * 1024 * 1024
/** Level and the index need about this much for each byte of a pack. Guess. */
const diskFactor = 2

export interface PullReceiver extends Receiver {
  /**
   * The flip of a pull that is for this head; of one head of several it keeps the blocks, and the record stays as it is.
   * The caller holds the cube's lock.
   */
  flipFor(head: PulledHead | { authors: Authors }): PullRequest['flip']
}

interface Needs extends Reads, Signer, Forgets, Feeds, Tells, Changes, Logs, Clock, Caching {}

export function createReceiver(node: Needs): PullReceiver {
  /** Bytes written for each cube since its last flip. */
  const staged = new Map<string, number>()
  const discard = async (cube: CID): Promise<void> => {
    staged.delete(cube.toString())
    node.cache.discarded(cube.toString())
    await node.store.clearStaging(cube.toString())
  }
  return {
    getMany: (cids) => node.store.getMany(cids),
    pause: () => node.store.pause(),
    forgotten: (cube) => node.forgotten.of(cube.toString()).map(({ memory }) => parseCid(memory)),
    async mayAccept({ cube, blocks, bytes, accepted }) {
      const { free, readOnly } = await node.store.usage()
      if (readOnly)
        return {
          class: 'transient',
          code: 'ERR_DISK_FULL',
          message: 'the disk here is full; free some space first',
        }
      const shortage = await node.cache.makeRoom(cube.toString(), {
        blocks,
        bytes,
        ...(accepted && { accepted }),
      })
      if (shortage !== undefined) return tooLarge(shortage, { blocks, bytes })
      const need = bytes * diskFactor + reserveBytes
      if (need <= free) return undefined
      return {
        class: 'limit',
        code: 'ERR_LIMIT',
        message: `the pull has ${countOf(blocks, 'block')} of ${bytes} bytes and needs ${need} bytes of disk; ${free} are free`,
      }
    },
    async stage(cid, blocks) {
      const cube = cid.toString()
      await node.store.putBlocks(blocks, { verified: true, staging: cube })
      const written = blocks.reduce((sum, { bytes }) => sum + bytes.length, 0)
      staged.set(cube, (staged.get(cube) ?? 0) + written)
      node.cache.staged(cube, written)
    },
    discard,
    flipFor: (head) => async (pull) => {
      const cube = pull.cube.toString()
      try {
        if ('authors' in head) {
          await requireNotRemoved(node, head.authors, pull.commit)
          await node.store.commit({ blocks: [pull.genesisBlock], clearStaging: [cube] })
        } else await acceptPull(node, pull, head)
      } catch (error) {
        // Every part of it is true, and still nobody here will want it.
        if (error instanceof PolicyRefused) await discard(pull.cube)
        throw error
      }
      await node.cache.pulled(cube, staged.get(cube) ?? 0)
      staged.delete(cube)
    },
  }
}

function tooLarge(
  { needed, used, max, freeable, forSeed }: Shortage,
  { blocks, bytes }: { blocks: number; bytes: number },
): Refusal {
  if (forSeed === true)
    return {
      class: 'limit',
      code: 'ERR_LIMIT',
      message: `the pull has ${countOf(blocks, 'block')} of ${bytes} bytes and takes about ${needed} with its index; the seed here that it is for has room for ${max}`,
    }
  return {
    class: 'limit',
    code: 'ERR_LIMIT',
    message: `the pull has ${countOf(blocks, 'block')} of ${bytes} bytes; the cache here holds ${used} of ${max} bytes, and ${freeable} of them could be given up; with its index the pull takes about ${needed}: unfollow or unpin what is not needed, or raise cache.maxBytes in config.json`,
  }
}
