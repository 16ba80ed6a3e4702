/** The cubes of this home: lookup by name, id or ticket, and the blocks that say who they are. */
import type { CID } from 'multiformats/cid'
import { shortened } from '../core/errors.ts'
import { parseCid, rememberLast } from '../core/codec/index.ts'
import {
  parseCommit,
  parseGenesis,
  parseMemory,
  parseTicketOrLink,
  type Commit,
  type Genesis,
  type Memory,
  readMemory,
  type OpaqueMemory,
} from '../core/cube/index.ts'
import type { Store } from '../storage/index.ts'
import { invalidInput, NodeError, notFound } from '../home/index.ts'
import { findAway, listAway, notHere } from './away.ts'
import { forgottenError, type ForgottenShelf } from './forgotten/shelf.ts'
import type { CubeRecord } from './cube-record.ts'
import { requireWhole } from './part.ts'

export interface CubeShelf {
  /** Those whose record can be read; `fsck` tells of the others. */
  list(): Promise<CubeRecord[]>
  get(cube: string): Promise<CubeRecord | undefined>
  /** The cube that a person means; it is whole. @throws ERR_NOT_FOUND, also where a part of it is held */
  resolve(text: string): Promise<CubeRecord>
  /** The same, also where a part of it is held: for who tells the two apart. @throws ERR_NOT_FOUND */
  resolveHeld(text: string): Promise<CubeRecord>
  find(text: string): Promise<CubeRecord | undefined>
  /** A name that no other cube of the home has. */
  freeName(wanted: string, cube: string): Promise<string>
  genesis(cube: CID): Promise<Genesis>
  commit(cid: CID): Promise<Commit>
  /** Undefined where it is not here, as a parent that a shallow pull left out. */
  commitIfHeld(cid: CID): Promise<Commit | undefined>
  /** @throws ERR_INCOMPATIBLE for one that is opaque */
  memory(cid: CID): Promise<Memory>
  /** A memory, or what can be said of one that is opaque. */
  read(cid: CID): Promise<Memory | OpaqueMemory>
  /** The root of a commit's tree. @throws ERR_NOT_FOUND when that older state was not pulled */
  state(commit: CID): Promise<CID>
}

/** The newest commit of a cube is looked at several times in each write. Enough for some writers. Guess. */
const commitOf = rememberLast(parseCommit, 64)

/** @param swarm the name of the swarm that the cubes are in, where they are in one */
export function createCubeShelf(
  store: Store,
  forgotten?: Pick<ForgottenShelf, 'find'>,
  swarm?: () => string | undefined,
): CubeShelf {
  const records = store.records<CubeRecord>('cubes')
  const list = async (): Promise<CubeRecord[]> => {
    const all: CubeRecord[] = []
    for await (const [, record] of records.readable()) all.push(record)
    return all.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.cube < b.cube ? -1 : 1))
  }
  /** Which cube had a name when it was last looked for: the record tells whether it has it still. */
  const named = new Map<string, string>()
  const findByName = async (name: string): Promise<CubeRecord | undefined> => {
    const known = named.get(name)
    const record = known === undefined ? undefined : await records.get(known)
    if (record?.name === name) return record
    named.clear()
    const all = await list()
    for (const { name: one, cube } of all.toReversed()) named.set(one, cube)
    return all.find((one) => one.name === name)
  }
  const find = async (given: string): Promise<CubeRecord | undefined> => {
    const text = given.startsWith(outsidePrefix) ? given.slice(outsidePrefix.length) : given
    const id = cubeIdIn(text)
    // No name looks like an id.
    return id === undefined ? findByName(text) : records.get(id)
  }
  const block = async (cid: CID): Promise<Uint8Array> => {
    const bytes = await store.get(cid)
    if (bytes !== undefined) return bytes
    const gone = forgotten?.find(cid)
    if (gone !== undefined) throw forgottenError(gone)
    throw new NodeError('ERR_CORRUPT', `the block ${cid} is missing`, {
      hint: 'run `memcube fsck`; a pull of the cube fetches it again',
    })
  }
  const resolveHeld = async (text: string): Promise<CubeRecord> => {
    const record = await find(text)
    if (record !== undefined) return record
    const away = await findAway(store, cubeIdIn(text) ?? text)
    if (away !== undefined) throw notHere(away)
    const name = swarm?.()
    if (name !== undefined)
      throw notFound(
        `no cube "${name}/${text}" in this home`,
        `see \`memcube list --swarm ${name}\`; what a member has just made comes by itself, as soon as a daemon here is connected with one who has it`,
      )
    throw notFound(
      `no cube "${text}" in this home`,
      'see `memcube list`; `memcube pull` fetches a cube from others',
    )
  }
  return {
    list,
    find,
    get: (cube) => records.get(cube),
    resolveHeld,
    async resolve(text) {
      const record = await resolveHeld(text)
      requireWhole(record)
      return record
    },
    async freeName(wanted, cube) {
      const taken = new Set(
        [...(await list()), ...(await listAway(store)).map(({ record }) => record)]
          .filter((record) => record.cube !== cube)
          .map((record) => record.name),
      )
      return taken.has(wanted) ? `${wanted}-${cube.slice(-6)}` : wanted
    },
    genesis: async (cube) => parseGenesis(await block(cube)),
    commit: async (cid) => commitOf(await block(cid)),
    async commitIfHeld(cid) {
      const bytes = await store.get(cid)
      return bytes && commitOf(bytes)
    },
    memory: async (cid) => parseMemory(await block(cid)),
    read: async (cid) => readMemory(await block(cid)),
    async state(cid) {
      const { tree } = parseCommit(await block(cid))
      if (await store.has(tree)) return tree
      throw notFound(
        `the state at ${cid} is not held here`,
        'a pull brings the newest state and the history of commits; ask a node that followed the cube then',
      )
    },
  }
}

/** Says that a cube is not in a swarm, as `S/` says in which: `./notes`. */
export const outsidePrefix = './'

/** Nothing else is called so: what has the form of an id and is none was mistyped. */
export const likeCubeId = /^b[a-z2-7]{58}$/

/** The cube id that a text is or carries: a CID or a ticket. @throws ERR_INVALID_INPUT for what only looks like one */
export function cubeIdIn(text: string): string | undefined {
  if (text.startsWith('memcube:')) return parseTicketOrLink(text).cube.toString()
  return likeCubeId.test(text) ? parseCid(text).toString() : undefined
}

/** Characters that would make a name look like something else: a path, an option, a ticket, a revision. */
const badName = /[\p{C}/\\:~]|^[-.]|^\s|\s$/u

/** A name for a cube. @throws ERR_INVALID_INPUT */
export function checkName(name: string): string {
  const normal = name.normalize('NFC')
  if (
    normal !== '' &&
    Buffer.byteLength(normal) <= 128 &&
    !badName.test(normal) &&
    cubeIdIn(normal) === undefined
  )
    return normal
  throw invalidInput(
    `expected a name for a cube, got "${shortened(name, 100)}"`,
    'use 1 to 128 bytes of letters, digits, spaces and marks, without / \\ : ~, not starting with - or a dot; in a swarm: --swarm SWARM',
  )
}
