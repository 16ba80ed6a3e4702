/**
 * Whose word each memory is, told from what is stored alone, so that any index of it can be rebuilt. How far a voice is
 * trusted is in `decide-voice.ts`. Of a cube of others only the newest state is sure to be held, so its signer speaks for
 * all of it. In a cube of this home a memory is the word of its writer.
 */
import type { CID } from 'multiformats/cid'
import { isSignedByAuthor, parseCommit, type Commit, type Memory } from '../core/cube/index.ts'
import { formatDid } from '../core/identity/index.ts'
import { createOrigins, type AuthoredCommit, type OriginReader } from '../core/merge/index.ts'
import type { Entry } from '../core/tree/index.ts'
import type { Store } from '../storage/index.ts'
import type { AuthorShelf } from './author-shelf.ts'
import type { CubeRecord } from './cube-record.ts'
import type { CubeShelf } from './cube-shelf.ts'
import { inputsOfDerived } from './derived-record.ts'
import { originOfTier, tierOfOrigin } from './stated-tier.ts'
import { createTreeValues, type TreeValues } from './tree-values.ts'
import { decideTier, decideVoice, type Speaker, type Voice } from './decide-voice.ts'
import type { Tier } from './tier.ts'

export type { Voice } from './decide-voice.ts'

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

interface VoicesDeps {
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
      if (!record.own) return async (memories) => memories.map(({ memory }) => signersVoice(record, memory))
      let values: TreeValues | undefined
      return async (memories) => {
        values ??= createTreeValues(store, (await cubes.commit(commit)).tree)
        values.expect(memories.map(({ key, cid }): Entry => [key, cid]))
        const found: Voice[] = []
        for (const { key, cid, memory } of memories) {
          const origin = await origins.of(commit, key, cid, values.has)
          found.push(
            decideVoice({
              signer: signerOf(record)[0],
              origin,
              inputs: inputsOfDerived(memory),
              stated: originOfTier(memory, record.cube),
              self: self(),
            }),
          )
        }
        return found
      }
    },
    async tier(record, voice) {
      const speakers: Speaker[] = []
      for (const origin of voice) {
        const { author, cube } = origin
        const stated = tierOfOrigin(origin)
        const isAsked = stated === undefined && record.own
        speakers.push({
          author,
          stated,
          from: isAsked && author !== self() ? await cubes.get(cube) : undefined,
          decided: isAsked ? await authors.get(author) : undefined,
        })
      }
      return decideTier({ tier: await authors.tier(record), own: record.own }, speakers, self())
    },
  }
}

/** In a cube of others, who signs it speaks for all of it. */
function signersVoice(record: CubeRecord, memory: Memory): Voice {
  return decideVoice({
    signer: signerOf(record)[0],
    origin: undefined,
    inputs: undefined,
    stated: originOfTier(memory, record.cube),
    self: '',
  })
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
