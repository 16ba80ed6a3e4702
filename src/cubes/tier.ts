/** Trust: how far the words of an author are taken. Pure. */
import type { CubeRecord } from './cube-record.ts'

/** From most to least trusted. */
export const tiers = ['own', 'team', 'followed', 'community', 'quarantined'] as const
export type Tier = (typeof tiers)[number]

/** What a person decided about an author; kept under the author's `did:key`. */
export interface AuthorRecord {
  did: string
  /** A local name for the author. */
  nickname?: string
  tier?: Tier
  followed: boolean
  blocked: boolean
  /** The `did:key` that took this one's place; what was decided went with it. */
  successor?: string
}

/** Recall answers from these unless asked for less trusted ones. */
export const defaultLowestTier: Tier = 'followed'

/** The tier of a cube: own, else what was said of its author, else whether we sign it with others, else whether it is followed. */
export function tierOf(
  record: Pick<CubeRecord, 'own' | 'followed' | 'signs'>,
  author: AuthorRecord | undefined,
): Tier {
  if (record.own) return 'own'
  if (author?.blocked === true) return 'quarantined'
  if (author?.tier !== undefined) return author.tier
  if (record.signs !== undefined) return 'team'
  return record.followed || author?.followed === true ? 'followed' : 'community'
}

/** Whether nothing of an author is fetched, shown or passed on here. */
export function isShunnedAuthor({ blocked, tier }: AuthorRecord): boolean {
  return blocked || tier === 'quarantined'
}

/** Whether `tier` is trusted at least as far as `lowest`. */
export function isAtLeast(tier: Tier, lowest: Tier): boolean {
  return tiers.indexOf(tier) <= tiers.indexOf(lowest)
}
