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
  holdHeld,
  type AuthorRecord,
  type Reads,
  type Shelved,
  type Trust,
  type Unnamed,
} from '../cubes/index.ts'
import { parseCid } from '../core/codec/index.ts'
import { type CallOptions, invalidInput, notFound } from '../home/index.ts'
import { keepWanted } from './fetch-branches.ts'
import type { Follows, Peers } from './needs.ts'
import { pulledCube, type PulledCube } from './interface.ts'
import { requireNetwork } from './require-network.ts'

export const followAnswer = z.object({
  target: fields.text,
  ...named.ofAuthor,
  following: z.boolean(),
  pulled: pulledCube
    .pick({ name: true, memories: true, blocks: true, bytes: true, from: true, branches: true })
    .optional()
    .describe('the cube, or the branch, was not here, and was fetched first'),
})
type Following = Unnamed<z.infer<typeof followAnswer>>

/**
 * @param text a cube, a `did:key` or a nickname
 * @param branch of the cube, to keep up to date beside main
 * @throws as `pull`
 */
export async function follow(
  node: Follows,
  text: string,
  options: CallOptions,
  branch?: string,
): Promise<Following> {
  const pulled =
    branch === undefined
      ? await pullUnlessHere(node, text, options)
      : await pullBranch(node, text, branch, options)
  const answer = await setFollowing(node, pulled?.cube ?? text, true)
  if (pulled === undefined) return answer
  const { name, memories, blocks, bytes, from, branches } = pulled
  return { ...answer, pulled: { name, memories, blocks, bytes, from, ...(branches && { branches }) } }
}

async function pullBranch(
  node: Follows,
  text: string,
  branch: string,
  options: CallOptions,
): Promise<PulledCube> {
  if ((await authorIn(node, text)) !== undefined)
    throw invalidInput(`"${text}" is an author, and a branch is of a cube`, 'name the cube')
  // Anybody can give a cube a name: what is not here is named by its id.
  if (cubeIdIn(text) === undefined) await node.cubes.resolveHeld(text)
  const asked = { ...options, from: undefined, depth: undefined, branches: [branch.normalize('NFC')] }
  return requireNetwork(node).pull(text, asked)
}

/** Fetches a branch of others no more. What is here of it goes with the next collection. @throws ERR_NOT_FOUND */
export async function unfollowBranch(node: Follows, text: string, branch: string): Promise<Following> {
  return holdCube(node, text, async (record) => {
    const { [branch.normalize('NFC')]: held, ...kept } = record.wanted ?? {}
    if (held === undefined)
      throw notFound(
        `the branch "${branch}" of ${record.name} is not among those that are fetched here`,
        `\`memcube follow ${record.name} --branch ${branch}\` begins it`,
      )
    await keepWanted(node, record, kept)
    return { target: record.cube, following: record.followed }
  })
}

export async function setFollowing(node: Follows, text: string, following: boolean): Promise<Following> {
  const kind = following ? 'follow' : 'unfollow'
  const author = await authorIn(node, text)
  if (author !== undefined) {
    await node.ledger.change(authorPlan({ ...author, followed: following }, { time: node.nowMs(), kind }))
    node.network?.wishesChanged()
    return { target: author.did, author: author.did, following }
  }
  return holdHeld(node, text, async (record) => {
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
