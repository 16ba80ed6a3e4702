/** Where pulled blocks go: the port that sync writes through. */
import type { Receiver } from '../../protocols/index.ts'
import type { NodeContext } from '../context.ts'
import { NodeError } from '../errors.ts'
import { PolicyRefused } from '../policies/policy-refused.ts'
import { acceptPull, type PulledHead } from './accept-pull.ts'

/** Free space that a pull must leave: room for the index and for Level's compaction. Guess. */
const reserveBytes = 64 * 1024 * 1024
/** Level and the index need about this much for each byte of a pack. Guess. */
const diskFactor = 2

export interface PullReceiver extends Receiver {
  /** Says which head the next flip of this cube is for. */
  expect(cube: string, head: PulledHead): void
}

export function createReceiver(node: NodeContext): PullReceiver {
  const expected = new Map<string, PulledHead>()
  return {
    expect: (cube, head) => void expected.set(cube, head),
    getMany: (cids) => node.store.getMany(cids),
    async mayAccept({ blocks, bytes }) {
      const { free, readOnly } = await node.store.usage()
      if (readOnly)
        return {
          class: 'transient',
          code: 'ERR_DISK_FULL',
          message: 'the disk here is full; free some space first',
        }
      const need = bytes * diskFactor + reserveBytes
      if (need <= free) return undefined
      return {
        class: 'limit',
        code: 'ERR_LIMIT',
        message: `the pull has ${blocks} blocks of ${bytes} bytes and needs ${need} bytes of disk; ${free} are free`,
      }
    },
    stage: (cube, blocks) => node.store.putBlocks(blocks, { verified: true, staging: cube.toString() }),
    discard: (cube) => node.store.clearStaging(cube.toString()),
    async flip(pull) {
      const head = expected.get(pull.cube.toString())
      if (head === undefined)
        throw new NodeError('ERR_INTERNAL', `a pull of ${pull.cube} ended that nobody asked for`)
      try {
        await acceptPull(node, pull, head)
      } catch (error) {
        // Every part of it is true, and still nobody here will want it.
        if (error instanceof PolicyRefused) await node.store.clearStaging(pull.cube.toString())
        throw error
      }
      expected.delete(pull.cube.toString())
    },
  }
}
