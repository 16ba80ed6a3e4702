/** What was said of the proposals of this home: a record each under its upstream and the fork, so that revisions share them. */
import type { CID } from 'multiformats/cid'
import { parseProposalRecord, type Comment } from '../../core/cube/index.ts'
import { formatDid } from '../../core/identity/index.ts'
import type { RecordName, RecordPut, Store } from '../../storage/index.ts'

/** As it is stored. What is in `record` is signed by its author. */
export interface StoredComment {
  record: Uint8Array
  receivedMs: number
  /** Signed here, and nobody has taken it yet. */
  pending?: true
}

export interface HeldComment {
  id: string
  /** Cube ids as text. */
  upstream: string
  fork: string
  /** `did:key` of who said it. */
  author: string
  comment: Comment
  stored: StoredComment
}

/** Those about one cube, or of one fork; oldest first. */
export async function heldComments(
  store: Pick<Store, 'records'>,
  upstream: string,
  fork?: string,
): Promise<HeldComment[]> {
  const held: HeldComment[] = []
  const prefix = fork === undefined ? `${upstream}/` : `${upstream}/${fork}/`
  for await (const [key, stored] of store.records<StoredComment>('comments').readable(prefix)) {
    const comment = parseProposalRecord(stored.record) as Comment
    const [, of = '', id = ''] = key.split('/')
    held.push({ id, upstream, fork: of, author: formatDid(comment.author), comment, stored })
  }
  return held.sort((a, b) => a.comment.time - b.comment.time || (a.id < b.id ? -1 : 1))
}

/** How many are kept, and the cube that most of them are about. */
export async function countComments(
  store: Pick<Store, 'records'>,
): Promise<{ count: number; largest: string | undefined }> {
  const counts = new Map<string, number>()
  for await (const [key] of store.records<StoredComment>('comments').readable()) {
    const upstream = key.slice(0, key.indexOf('/'))
    counts.set(upstream, (counts.get(upstream) ?? 0) + 1)
  }
  const [largest] = [...counts].reduce<[string | undefined, number]>(
    (a, b) => (b[1] > a[1] ? b : a),
    [undefined, 0],
  )
  return { count: [...counts.values()].reduce((sum, one) => sum + one, 0), largest }
}

/** To write with a batch. */
export function commentEntry(
  { upstream, fork }: { upstream: CID; fork: CID },
  id: string,
  stored: StoredComment,
): RecordPut {
  return { ...commentName(upstream.toString(), fork.toString(), id), value: stored }
}

export function commentName(upstream: string, fork: string, id: string): RecordName {
  return { space: 'comments', key: `${upstream}/${fork}/${id}` }
}

/** The names of those about forks of which no proposal is held any more. */
export async function orphanedComments(
  store: Pick<Store, 'records'>,
  held: readonly { upstream: string; proposal: { fork: CID } }[],
): Promise<RecordName[]> {
  const forks = new Set(held.map(({ upstream, proposal }) => `${upstream}/${proposal.fork.toString()}/`))
  const names: RecordName[] = []
  for await (const [key] of store.records<StoredComment>('comments').readable())
    if (!forks.has(key.slice(0, key.lastIndexOf('/') + 1))) names.push({ space: 'comments', key })
  return names
}
