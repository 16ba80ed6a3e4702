import type { Head } from '../core/cube/index.ts'

/** The head that a pull is for; its signature was checked before anything was asked for. */
export interface PulledHead {
  head: Head
  bytes: Uint8Array
}
