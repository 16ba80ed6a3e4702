/** Where else a text stands that is to be forgotten: a secret must not be left behind unmentioned. Reads only. */
import { z } from 'zod'
import type { CID } from 'multiformats/cid'
import { isOpaque } from '../../core/cube/index.ts'
import { getEntry } from '../../core/tree/index.ts'
import {
  type CubeRecord,
  type Feeds,
  hasState,
  type Membership,
  readersOf,
  type Reads,
  readText,
  type Signer,
} from '../../cubes/index.ts'
import { heldProposals } from '../../cubes/proposals/index.ts'
import { findSameText } from '../../finding/index.ts'
import { type Clock, shortId, countOf } from '../../home/index.ts'
import type { Swarms } from '../../swarms/index.ts'
import * as outputs from './outputs.ts'

export interface Looking extends Reads, Feeds, Swarms, Membership, Signer, Clock {}

/** Where the text stands still. */
export const standing = z.object({
  cube: outputs.text,
  name: outputs.text,
  key: outputs.text,
  memory: outputs.text,
  says: z.enum(['the same', 'it among other words']),
  own: z
    .boolean()
    .describe('whether this home signs the cube: what is forgotten in one of others, its author keeps'),
})

/** Memories whose text is looked for. Guess: each costs a search. */
const maxLookedFor = 50
/** Places that are named. */
const maxPlaces = 100

/** Where else in this home the texts stand, in swarms too where it is asked for outside of them. */
export async function whereElse(
  node: Looking,
  memories: ReadonlyMap<string, CID>,
  signal: AbortSignal,
): Promise<{ places: z.infer<typeof standing>[]; notLooked: string[] }> {
  const spaces = (await node.swarms?.spaces())?.list() ?? []
  const lives = [node, ...spaces.map((space) => space.node)]
  const gone = new Set(memories.keys())
  const places = new Map<string, z.infer<typeof standing>>()
  const texts = [...memories.values()].slice(0, maxLookedFor)
  for (const cid of texts) {
    if (!(await node.store.has(cid))) continue
    const memory = await node.cubes.read(cid)
    const text = isOpaque(memory) ? undefined : await readText(node.store, memory)
    if (text === undefined) continue
    for (const life of lives)
      for (const found of await findSameText(life, text, life === node ? gone : new Set(), signal)) {
        const record = await life.cubes.get(found.cube)
        if (record === undefined) continue
        const name = readersOf(life, record).displayName
        places.set(`${found.cube}\0${found.key}`, { ...found, name, own: record.own })
      }
  }
  const notLooked = []
  if (memories.size > maxLookedFor)
    notLooked.push(`only the first ${maxLookedFor} texts were looked for elsewhere: recall finds the others`)
  if (places.size > maxPlaces)
    notLooked.push(
      `the same, or words of it, in ${countOf(places.size - maxPlaces, 'more memory', 'more memories')}: forget once more to see them`,
    )
  if (node.team !== undefined)
    notLooked.push(
      'cubes of this home outside of this swarm were not looked into: recall finds the text there',
    )
  return { places: [...places.values()].slice(0, maxPlaces), notLooked }
}

/** What others offer to the cube and this home keeps for them may have it too. */
export async function offersThatStay(
  node: Reads & Clock,
  { cube }: CubeRecord,
  keys: readonly string[],
  memories: ReadonlyMap<string, CID>,
): Promise<string[]> {
  const ids: string[] = []
  for (const { id, upstream, state, proposal } of await heldProposals(node.store, node.nowMs())) {
    if (upstream !== cube || state !== 'open' || !(await hasState(node, proposal.commit))) continue
    const tree = await node.cubes.state(proposal.commit)
    for (const key of keys) {
      const entry = await getEntry(node.store, tree, key.normalize('NFC'))
      if (entry !== undefined && memories.has(entry.toString()) && !ids.includes(id)) ids.push(id)
    }
  }
  if (ids.length === 0) return []
  const named = ids.map((id) => shortId(id)).join(', ')
  return [
    `offers of others have it still: ${named}; \`memcube decline ID\` lets go of one, and its author keeps it`,
  ]
}
