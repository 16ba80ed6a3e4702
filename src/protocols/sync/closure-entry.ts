// What a closure knows of one block: linked and not here yet, or here, and from where. Pure.
import type { LinkId, Subtree } from '../../core/tree/index.ts'

export type BlockKind = 'commit' | 'node' | 'memory' | 'payload'

/** `wire`: came from the peer. `store`: was here already. Only the first may not come again. */
export type Origin = 'wire' | 'store'

export type Outstanding =
  | { state: 'outstanding'; kind: 'commit'; depth: number }
  /** The root stands nowhere yet: only its bytes tell its level. */
  | { state: 'outstanding'; kind: 'node'; subtree: Subtree | undefined }
  | { state: 'outstanding'; kind: 'memory' }
  /** `owner`: a memory that it belongs to. */
  | { state: 'outstanding'; kind: 'payload'; owner: LinkId }

interface Done {
  state: Origin
  kind: BlockKind
}

export type Entry = Outstanding | Done

export const MEMORY: Outstanding = Object.freeze({ state: 'outstanding', kind: 'memory' })

export const DONE: Readonly<Record<Origin, Readonly<Record<BlockKind, Done>>>> = Object.freeze({
  wire: doneEntries('wire'),
  store: doneEntries('store'),
})

function doneEntries(state: Origin): Readonly<Record<BlockKind, Done>> {
  const entry = (kind: BlockKind): Done => Object.freeze({ kind, state })
  return Object.freeze({
    commit: entry('commit'),
    node: entry('node'),
    memory: entry('memory'),
    payload: entry('payload'),
  })
}

export function isOutstanding(entry: Entry | undefined): entry is Outstanding {
  return entry?.state === 'outstanding'
}
