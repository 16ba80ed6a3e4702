import type { CID } from 'multiformats/cid'
import type { Forgets, Reads, Signer } from '../../cubes/needs.ts'
import type { Clock } from '../../home/needs.ts'
import type { CubeRecord } from '../../cubes/cube-record.ts'
import type { CallOptions } from '../../home/call-options.ts'

export interface Written {
  /** Memories, or blocks for a CAR. */
  written: number
  files: number
}

/** A format that a cube can be written in. A new one is a new file in this folder and a line in `index.ts`. */
export interface Exporter {
  format: string
  /** Writes to `out` and nowhere else. All or nothing: what does not finish leaves nothing behind. */
  write(
    node: Reads & Signer & Forgets & Clock,
    record: CubeRecord,
    commit: CID,
    out: string,
    options: CallOptions,
  ): Promise<Written>
}
