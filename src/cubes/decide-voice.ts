/**
 * Whose word a memory is, and how far that is trusted. Invariant: nothing raises trust; a memory is trusted no further than
 * the cube it stands in, and no further than each of those whose word it is. Pure.
 */
import type { Origin } from '../core/merge/index.ts'
import { isAtLeast, isShunnedAuthor, tierOf, type AuthorRecord, type Tier } from './tier.ts'

/** Those whose word it is: the first is named as the author. */
export type Voice = readonly [Origin, ...Origin[]]

/** What is known of where a memory of a cube came from. */
interface MemorySource {
  /** Who signs the cube. */
  signer: Origin
  /** Who wrote it, as the history tells; undefined in a cube of one other author, who speaks for all of it. */
  origin: Origin | undefined
  /** Of a record that stands for several: whose word each was, as the record says. */
  inputs: Voice | undefined
  /** What its owner said of it when it was imported. */
  stated: Origin | undefined
  /** `did:key` of this home. */
  self: string
}

/** Only a record that this home made itself may say that it is the word of others too. Who wrote it is named in any case. */
export function decideVoice({ signer, origin, inputs, stated, self }: MemorySource): Voice {
  const others = (origin?.author === self ? inputs : undefined) ?? []
  return [origin ?? signer, ...others, ...(stated === undefined ? [] : [stated])]
}

/** One of those whose word a memory is, and what is known of them here. */
export interface Speaker {
  author: string
  /** A tier that was said when it was imported, instead of somebody. */
  stated: Tier | undefined
  /** The cube that it came from, where that is held here. */
  from: { author: string; followed: boolean } | undefined
  /** What a person here decided about the author. */
  decided: AuthorRecord | undefined
  /** Whether the rosters of the cube name the author, or once did. */
  isCoAuthor?: boolean
}

/**
 * The least of them all.
 * @param cube the tier of the cube, and whether this home signs it: only then each of those who wrote in it is judged. In a
 * cube of others who is blocked or quarantined is so too, and everybody else is trusted as it is
 */
export function decideTier(
  cube: { tier: Tier; signs: boolean },
  speakers: readonly Speaker[],
  self: string,
): Tier {
  return speakers.reduce((lowest, speaker) => {
    const tier = speaker.stated ?? (cube.signs ? tierOfSpeaker(speaker, self) : shunnedTier(speaker))
    return tier !== undefined && isAtLeast(lowest, tier) ? tier : lowest
  }, cube.tier)
}

function shunnedTier({ decided }: Speaker): Tier | undefined {
  return decided !== undefined && isShunnedAuthor(decided) ? 'quarantined' : undefined
}

/** A cube that is followed raises only its own author. Who signs the cube with this home is the team in it. */
function tierOfSpeaker({ author, from, decided, isCoAuthor = false }: Speaker, self: string): Tier {
  const followed = from?.author === author && from.followed
  return tierOf({ own: author === self, followed, ...(isCoAuthor && { signs: [] }) }, decided)
}
