/**
 * Where a cube is that somebody names: outside of swarms, or in one of them. `S/cube` and `./cube` say which. A name that
 * could mean two cubes is refused: their readers differ, and no order among them is what the person meant for sure.
 */
import {
  type Membership,
  type Reads,
  findAway,
  branchesOf,
  type CubeRecord,
  cubeIdIn,
  outsidePrefix,
  visibilityOf,
} from '../cubes/index.ts'
import { invalidInput, NodeError, folderOf } from '../home/index.ts'
import type { Space, Spaces } from './life.ts'

export interface Found {
  /** Undefined outside of swarms. */
  space: Space | undefined
  /** The cube without what said where it is. */
  text: string
}

/** @throws ERR_USAGE for a name that could mean two cubes */
export async function placeOf(root: Reads & Membership, spaces: Spaces, text: string): Promise<Found> {
  const stated = statedPlace(spaces, text)
  if (stated !== undefined) return stated
  if (text.startsWith('did:')) return { space: undefined, text }
  const holders = await holdersOf(root, spaces, text)
  if (holders.length > 1) throw couldMean(text, holders)
  return { space: holders[0]?.space, text }
}

/** The place that `S/cube` or `./cube` says; no name of a cube has a slash. */
export function statedPlace(spaces: Spaces, text: string): Found | undefined {
  const at = text.indexOf('/')
  if (at < 1 || text.startsWith('memcube:')) return undefined
  if (text.startsWith(outsidePrefix)) return { space: undefined, text: text.slice(outsidePrefix.length) }
  const space = spaces.find(text.slice(0, at))
  return space && { space, text: text.slice(at + 1) }
}

/**
 * The other side of a merge or a comparison, in the place of the first one. Nothing crosses between two places.
 * @throws ERR_INVALID_INPUT for what is elsewhere, ERR_USAGE for a name that could mean two cubes
 */
export async function besideIn(
  root: Reads & Membership,
  spaces: Spaces,
  { space, text: cube }: Found,
  text: string,
): Promise<string> {
  const stated = statedPlace(spaces, text)
  if (stated !== undefined) {
    if (stated.space === space) return stated.text
    throw apart(space, cube, text)
  }
  const record = await (space?.node ?? root).cubes.find(cube)
  const branch = text.replace(/~\d+$/, '')
  if (record !== undefined && Object.hasOwn(branchesOf(record), branch)) return text
  const holders = await holdersOf(root, spaces, text)
  if (holders.length > 1) throw couldMean(text, holders)
  const [holder] = holders
  // A commit or another branch of the cube itself is no cube anywhere.
  if (holder !== undefined && holder.space !== space) throw apart(space, cube, holder.fullName)
  return text
}

function apart(space: Space | undefined, cube: string, text: string): NodeError {
  return invalidInput(
    `"${text}" is not ${space === undefined ? 'outside of swarms' : `in ${space.name}`}, where "${cube}" is; nothing was done`,
    'a swarm and what is outside of it share no history: `memcube release SWARM/CUBE CUBE` copies memories out of a swarm, and `memcube export` with `memcube import` brings them in',
  )
}

/** What to say after something got a name that another cube has, for other readers; undefined where none has. */
export async function sharedNameNotice(
  root: Reads & Membership,
  spaces: Spaces,
  name: string,
): Promise<string | undefined> {
  const holders = await holdersOf(root, spaces, name)
  if (holders.length < 2) return undefined
  return `"${name}" now names ${holders.length} cubes with different readers: ${holders.map(shown).join(', ')}. The name alone is refused from now on: say which with its full name`
}

interface Holder {
  space: Space | undefined
  record: CubeRecord
  fullName: string
  /** Who reads it, in words. */
  readers: string
}

/** Every place where a name or id means a cube, cubes that are archived or evicted included. */
async function holdersOf(root: Reads & Membership, spaces: Spaces, text: string): Promise<Holder[]> {
  const holders: Holder[] = []
  const all = spaces.list()
  for (const space of [undefined, ...all]) {
    const node = space?.node ?? root
    const record =
      (await node.cubes.find(text)) ?? (await findAway(node.store, cubeIdIn(text) ?? text))?.record
    if (record === undefined) continue
    const isNameShared = all.some((other) => other !== space && other.name === space?.name)
    const place = space && (isNameShared ? folderOf(space.id) : space.name)
    holders.push({
      space,
      record,
      fullName: place === undefined ? `${outsidePrefix}${record.name}` : `${place}/${record.name}`,
      readers: space === undefined ? visibilityOf(node, record) : `swarm ${space.name}`,
    })
  }
  return holders
}

const shown = ({ fullName, readers }: Holder): string => `${fullName} (${readers})`

function couldMean(text: string, holders: readonly Holder[]): NodeError {
  return new NodeError(
    'ERR_USAGE',
    `"${text}" could mean ${holders.length} cubes with different readers: ${holders.map(shown).join(', ')}; nothing was done`,
    {
      hint: `say which with its full name: ${holders.map(({ fullName }) => fullName).join(' or ')}; the id of a cube does too`,
    },
  )
}
