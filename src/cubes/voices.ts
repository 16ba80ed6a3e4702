/**
 * Whose word each memory is, told from what is stored alone, so that any index of it can be rebuilt. How far a voice is
 * trusted is in `decide-voice.ts`. In a cube of this home, and in one with several authors, a memory is the word of its
 * writer. Of a cube of one other author only the newest state is sure to be held, so its signer speaks for all of it.
 */
import type { CID } from 'multiformats/cid'
import { base32Text, bytesEqual, parseCid } from '../core/codec/index.ts'
import { isSignedByAuthor, type Commit, type Memory } from '../core/cube/index.ts'
import { formatDid } from '../core/identity/index.ts'
import { Latest } from '../core/latest/index.ts'
import {
  createOrigins,
  type AuthoredCommit,
  type Introduction,
  type OriginReader,
} from '../core/merge/index.ts'
import { readAuthors } from '../core/policy/index.ts'
import { linkId, type Entry, type TreeReader } from '../core/tree/index.ts'
import type { Store } from '../storage/index.ts'
import type { AuthorShelf } from './author-shelf.ts'
import { isWritable, type CubeRecord } from './cube-record.ts'
import type { CubeShelf } from './cube-shelf.ts'
import { inputsOfDerived } from './derived-record.ts'
import { originOfTier, tierOfOrigin } from './stated-tier.ts'
import { createTreeValues, differencesOf, type TreeValues } from './tree-values.ts'
import { decideTier, decideVoice, type Speaker, type Voice } from './decide-voice.ts'
import type { Tier } from './tier.ts'

export type { Voice } from './decide-voice.ts'

/** Guess: authors and cubes of one history. */
const maxTexts = 1_000
/** Cubes with several authors of which it is kept who they are: a home may hold any number, of strangers too. Guess. */
const maxRead = 1_000
/** Commits of which it is kept whether their author signed them: some 8 MiB. Guess. */
const maxSigned = 50_000

export interface Spoken {
  key: string
  cid: CID
  memory: Memory
}

export interface Voices {
  /** Tells, for memories of the state at a commit, whose word each is. */
  at(record: CubeRecord, commit: CID): (memories: readonly Spoken[]) => Promise<Voice[]>
  /** Who is named as its author. */
  writer(record: CubeRecord, commit: CID, memory: Pick<Spoken, 'key' | 'cid'>): Promise<string>
  /** The commit by which the same person wrote it. Undefined where too little of the history is held. */
  introduced(commit: CID, memory: Pick<Spoken, 'key' | 'cid'>): Promise<Introduction | undefined>
  /** The same for one question about a history, through what it reads once. */
  over(reads: Pick<VoicesDeps, 'store' | 'cubes'>): Voices
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
  const origins = createOrigins(commitReader(store, cubes.commitIfHeld))
  const coAuthors = createCoAuthors(cubes)

  return {
    at(record, commit) {
      if (!isTold(record))
        return async (memories) => memories.map(({ memory }) => signersVoice(record, memory))
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
    async writer(record, commit, { key, cid }) {
      const [signer] = signerOf(record)
      if (!isTold(record)) return signer.author
      const values = createTreeValues(store, (await cubes.commit(commit)).tree)
      return ((await origins.of(commit, key, cid, values.has)) ?? signer).author
    },
    async introduced(commit, { key, cid }) {
      const values = createTreeValues(store, (await cubes.commit(commit)).tree)
      return origins.introduced(commit, key, cid, values.has)
    },
    over: (reads) => createVoices({ store: reads.store, cubes: reads.cubes, authors, self }),
    async tier(record, voice) {
      const speakers: Speaker[] = []
      const signs = isWritable(record)
      const team = signs ? await coAuthors(record) : undefined
      for (const origin of voice) {
        const { author, cube } = origin
        const stated = tierOfOrigin(origin)
        const isAsked = stated === undefined && signs
        const isJudged = isAsked || (stated === undefined && isTold(record))
        speakers.push({
          author,
          stated,
          from: isAsked && author !== self() ? await cubes.get(cube) : undefined,
          decided: isJudged ? await authors.get(author) : undefined,
          isCoAuthor: team?.has(author) ?? false,
        })
      }
      return decideTier({ tier: await authors.tier(record), signs }, speakers, self())
    },
  }
}

/** Whether the history says who wrote a memory, and not who signs the cube. */
export function isTold({ own, rosters }: Pick<CubeRecord, 'own' | 'rosters'>): boolean {
  return own || rosters !== undefined
}

/** Who signs a cube by its rosters, or once did. A question asks for each of its memories, so the last answer is kept. */
export function createCoAuthors(
  cubes: Pick<CubeShelf, 'genesis'>,
  most = maxRead,
): (record: Pick<CubeRecord, 'cube' | 'rosters'>) => Promise<ReadonlySet<string>> {
  const known = new Latest<string, { newest: Uint8Array; dids: ReadonlySet<string> }>(most)
  return async (record) => {
    const newest = record.rosters?.at(-1)
    if (newest === undefined) return new Set()
    const last = known.get(record.cube)
    if (last !== undefined && bytesEqual(last.newest, newest)) return last.dids
    const cube = parseCid(record.cube)
    const { ever } = readAuthors(cube, await cubes.genesis(cube), record.rosters)
    const dids = new Set(ever.map(formatDid))
    known.keep(record.cube, { newest, dids })
    return dids
  }
}

/** In a cube of one other author, who signs it speaks for all of it. */
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

/** Commits that are held, with who signed them. */
export function commitReader(
  store: TreeReader,
  commitOf: CubeShelf['commitIfHeld'],
  most = maxSigned,
): OriginReader {
  const authors = createTexts(formatDid)
  const cubes = createTexts((bytes) => `b${base32Text(bytes)}`)
  const authored = ({ tree, parents, rev, author, cube }: Commit): AuthoredCommit => ({
    tree,
    parents,
    rev,
    author: authors(author),
    cube: cubes(cube.bytes),
  })
  const signed = new Latest<string, boolean>(most)
  return {
    async commit(cid) {
      const commit = await commitOf(cid)
      return commit && authored(commit)
    },
    async isSigned(cid) {
      const id = cid.toString()
      const known = signed.get(id)
      if (known !== undefined) return known
      const commit = await commitOf(cid)
      const isSigned = commit !== undefined && isSignedByAuthor(commit)
      signed.keep(id, isSigned)
      return isSigned
    },
    differences: (from, to) => differencesOf(store, from, to),
  }
}

/** Texts of bytes of which there are few and that are asked for often. */
function createTexts(textOf: (bytes: Uint8Array) => string): (bytes: Uint8Array) => string {
  const known = new Map<string, string>()
  return (bytes) => {
    const id = linkId(bytes)
    const text = known.get(id) ?? textOf(bytes)
    if (known.size >= maxTexts) known.clear()
    known.set(id, text)
    return text
  }
}
