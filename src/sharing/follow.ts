/** Keeps a cube, or all cubes of an author, up to date; fetches what is not here yet. */
import { z } from 'zod'
import {
  authorPlan,
  findAway,
  notHere,
  cubeIdIn,
  fields,
  named,
  holdCube,
  type AuthorRecord,
  type Reads,
  type Shelved,
  type Trust,
  type Unnamed,
} from '../cubes/index.ts'
import { parseCid } from '../core/codec/index.ts'
import { type CallOptions, invalidInput } from '../home/index.ts'
import type { Follows, Peers } from './needs.ts'
import { pulledCube, type PulledCube } from './interface.ts'
import { requireNetwork } from './require-network.ts'

export const followAnswer = z.object({
  target: fields.text,
  ...named.ofAuthor,
  following: z.boolean(),
  pulled: pulledCube
    .pick({ name: true, memories: true, blocks: true, bytes: true, from: true })
    .optional()
    .describe('the cube was not here, and was fetched first'),
})
type Following = Unnamed<z.infer<typeof followAnswer>>

/** @param text a cube, a `did:key` or a nickname. @throws as `pull` */
export async function follow(node: Follows, text: string, options: CallOptions): Promise<Following> {
  const pulled = await pullUnlessHere(node, text, options)
  const answer = await setFollowing(node, pulled?.cube ?? text, true)
  if (pulled === undefined) return answer
  const { name, memories, blocks, bytes, from } = pulled
  return { ...answer, pulled: { name, memories, blocks, bytes, from } }
}

export async function setFollowing(node: Follows, text: string, following: boolean): Promise<Following> {
  const kind = following ? 'follow' : 'unfollow'
  const author = await authorIn(node, text)
  if (author !== undefined) {
    await node.ledger.change(authorPlan({ ...author, followed: following }, { time: node.nowMs(), kind }))
    node.network?.wishesChanged()
    return { target: author.did, author: author.did, following }
  }
  return holdCube(node, text, async (record) => {
    const { cube } = record
    if (record.own) throw invalidInput(`${record.name} is your own cube`, 'follow cubes of others')
    await node.ledger.change({
      record: { ...record, followed: following },
      audit: [{ time: node.nowMs(), kind, cube: parseCid(cube) }],
    })
    node.network?.wishesChanged()
    return { target: cube, following }
  })
}

/**
 * What is not here comes first. By its id or a ticket only: who follows trusts, and anybody can give a cube a name.
 * @throws as `pull`
 */
async function pullUnlessHere(
  node: Reads & Peers,
  text: string,
  options: CallOptions,
): Promise<PulledCube | undefined> {
  if ((await node.cubes.find(text)) !== undefined) return undefined
  const id = cubeIdIn(text)
  const away = await findAway(node.store, id ?? text)
  if (away?.why === 'archived') throw notHere(away)
  if (id === undefined && away === undefined) return undefined
  const wanted = id === undefined ? away?.record.cube : text
  return requireNetwork(node).pull(wanted ?? text, { ...options, from: undefined, depth: undefined })
}

/** A `did:key` or a nickname that is not also the name of a cube. */
async function authorIn(node: Shelved & Trust, text: string): Promise<AuthorRecord | undefined> {
  if (text.startsWith('did:')) return node.authors.resolve(text)
  if ((await node.cubes.find(text)) !== undefined) return undefined
  return (await node.authors.list()).find((author) => author.nickname === text)
}
