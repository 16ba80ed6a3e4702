/**
 * Whose word a memory is, and how far that is trusted: no further than the cube it stands in, and no further than each
 * of those it comes from. Of a cube of others only the newest state is sure to be held, so who signs it speaks for all
 * of it; in one's own, a memory speaks for who wrote it, and for no more than was said when it was imported. Told from what is stored alone: any index of it can be rebuilt.
 */
import type { CID } from 'multiformats/cid'
import { isSignedByAuthor, parseCommit, type Commit, type Memory } from '../core/cube/index.ts'
import { formatDid } from '../core/identity/index.ts'
import { createOrigins, type AuthoredCommit, type Origin, type OriginReader } from '../core/merge/index.ts'
import type { Entry } from '../core/tree/index.ts'
import type { Store } from '../storage/index.ts'
import type { AuthorShelf } from './author-shelf.ts'
import type { CubeRecord } from './cube-record.ts'
import type { CubeShelf } from './cube-shelf.ts'
import { inputsOfDerived } from './derived-record.ts'
import { originOfTier, tierOfOrigin } from './stated-tier.ts'
import { createTreeValues, type TreeValues } from './tree-values.ts'
import { isAtLeast, tierOf, type Tier } from './tier.ts'

/** Those whose word it is: the first is named as the author. */
export type Voice = readonly [Origin, ...Origin[]]

export interface Spoken {
  key: string
  cid: CID
  memory: Memory
}

export interface Voices {
  /** Tells, for memories of the state at a commit, whose word each is. */
  at(record: CubeRecord, commit: CID): (memories: readonly Spoken[]) => Promise<Voice[]>
  /** The tier of a memory of a cube. */
  tier(record: CubeRecord, voice: Voice): Promise<Tier>
}

export interface VoicesDeps {
  store: Store
  cubes: CubeShelf
  authors: AuthorShelf
  /** `did:key` of this home. */
  self: () => string
}

export function createVoices({ store, cubes, authors, self }: VoicesDeps): Voices {
  const origins = createOrigins(commitSource(store, cubes))

  return {
    at(record, commit) {
      if (!record.own)
        return async (memories) => memories.map((one) => withStated(signerOf(record), one, record))
      let values: TreeValues | undefined
      return async (memories) => {
        values ??= createTreeValues(store, (await cubes.commit(commit)).tree)
        values.expect(memories.map(({ key, cid }): Entry => [key, cid]))
        const found: Voice[] = []
        for (const { key, cid, memory } of memories) {
          const origin = await origins.of(commit, key, cid, values.has)
          const inputs = origin?.author === self() ? inputsOfDerived(memory) : undefined
          found.push(withStated(inputs ?? [origin ?? signerOf(record)[0]], { memory }, record))
        }
        return found
      }
    },
    async tier(record, voice) {
      let lowest = await authors.tier(record)
      for (const origin of voice) {
        const { author, cube } = origin
        const stated = tierOfOrigin(origin)
        if (stated !== undefined && isAtLeast(lowest, stated)) lowest = stated
        if (stated !== undefined || !record.own) continue
        const from = author === self() ? undefined : await cubes.get(cube)
        const followed = from?.author === author && from.followed
        const tier = tierOf({ own: author === self(), followed }, await authors.get(author))
        if (isAtLeast(lowest, tier)) lowest = tier
      }
      return lowest
    },
  }
}

function withStated(voice: Voice, { memory }: Pick<Spoken, 'memory'>, { cube }: CubeRecord): Voice {
  const stated = originOfTier(memory, cube)
  return stated === undefined ? voice : [...voice, stated]
}

export function signerOf({ author, cube }: CubeRecord): Voice {
  return [{ author, cube }]
}

/** As an index keeps it. */
export function formatVoice(voice: Voice): string {
  return JSON.stringify(voice.map(({ author, cube }) => [author, cube]))
}

export function parseVoice(text: string): Voice {
  const [first, ...others] = (JSON.parse(text) as [string, string][]).map(([author, cube]) => ({
    author,
    cube,
  }))
  if (first === undefined) throw new TypeError('a voice is somebody')
  return [first, ...others]
}

function commitSource(store: Store, cubes: CubeShelf): OriginReader {
  const authored = ({ tree, parents, rev, author, cube }: Commit): AuthoredCommit => ({
    tree,
    parents,
    rev,
    author: formatDid(author),
    cube: cube.toString(),
  })
  const signed = new Map<string, boolean>()
  return {
    async commit(cid) {
      const bytes = await store.get(cid)
      return bytes === undefined ? undefined : authored(parseCommit(bytes))
    },
    async isSigned(cid) {
      const id = cid.toString()
      const known = signed.get(id) ?? isSignedByAuthor(await cubes.commit(cid))
      signed.set(id, known)
      return known
    },
  }
}
