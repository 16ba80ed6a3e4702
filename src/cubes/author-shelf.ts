/** What the person here decided about authors: tiers, follows, blocks, nicknames. */
import type { AuditEvent } from '../core/audit/index.ts'
import { parseDid, formatDid } from '../core/identity/index.ts'
import type { Store } from '../storage/index.ts'
import { notFound } from '../home/index.ts'
import type { CubeRecord } from './cube-record.ts'
import type { Plan } from './ledger.ts'
import { tierOf, type AuthorRecord, type Tier } from './tier.ts'

export interface AuthorShelf {
  get(did: string): Promise<AuthorRecord | undefined>
  list(): Promise<AuthorRecord[]>
  /** The author that a person means by a `did:key` or a nickname. @throws ERR_NOT_FOUND, ERR_INVALID_INPUT */
  resolve(text: string): Promise<AuthorRecord>
  tier(record: CubeRecord): Promise<Tier>
}

/** A decision about an author, for the ledger; `told` is what the audit log says of it. */
export function authorPlan(author: AuthorRecord, told: Pick<AuditEvent, 'time' | 'kind'>): Plan {
  const { did, tier } = author
  return { authors: [author], audit: [{ ...told, author: did, ...(tier !== undefined && { tier }) }] }
}

export function createAuthorShelf(store: Pick<Store, 'records'>): AuthorShelf {
  const records = store.records<AuthorRecord>('authors')
  const list = async (): Promise<AuthorRecord[]> => {
    const all: AuthorRecord[] = []
    for await (const [, author] of records.readable()) all.push(author)
    return all
  }
  const known = async (did: string): Promise<AuthorRecord> =>
    (await records.get(did)) ?? { did, followed: false, blocked: false }
  return {
    list,
    get: (did) => records.get(did),
    async resolve(text) {
      if (text.startsWith('did:')) return known(formatDid(parseDid(text)))
      const named = (await list()).find((author) => author.nickname === text)
      if (named !== undefined) return named
      throw notFound(
        `no author "${text}" is known here`,
        'give a did:key:z6Mk... as `memcube show CUBE` shows it',
      )
    },
    tier: async (record) => tierOf(record, record.own ? undefined : await records.get(record.author)),
  }
}
