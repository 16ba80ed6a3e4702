import type { CID } from 'multiformats/cid'
import type { Forgets, Reads, Signer, CubeRecord } from '../../cubes/index.ts'
import type { LeftOut } from '../import/count-left-out.ts'
import type { Clock, CallOptions } from '../../home/index.ts'

export interface Written {
  /** Memories, or blocks for a CAR. */
  written: number
  files: number
  /** What could not be written as it was, by what it is. */
  leftOut?: LeftOut[]
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
