import { z } from 'zod'
import { parseCid } from '../../core/codec/index.ts'
import type { NodeContext } from '../context.ts'
import { findAway, notHere } from '../../cubes/away.ts'
import { cubeIdIn } from '../../cubes/cube-shelf.ts'
import type { AuthorRecord } from '../../cubes/tier.ts'
import { invalidInput } from '../../home/errors.ts'
import type { PulledCube } from '../../sharing/pull-cube.ts'
import { useCase } from '../use-case.ts'
import type { CallOptions } from '../../home/call-options.ts'
import * as inputs from './inputs.ts'
import { requireNetwork } from './require-network.ts'

const target = z.strictObject({
  target: z.string().min(1).max(2048).describe('a cube, a did:key, or a nickname'),
})

interface Following {
  target: string
  following: boolean
  /** The cube was not here, and was fetched first. */
  pulled?: Pick<PulledCube, 'name' | 'memories' | 'blocks' | 'bytes' | 'from'>
}

export const follow = useCase({
  name: 'follow',
  summary:
    'Keeps a cube, or all cubes of an author, up to date; fetches a cube by its id or ticket that is not here yet.',
  writes: 'home',
  sets: true,
  input: target,
  async run(node, { target: text }, options): Promise<Following> {
    const pulled = await pullUnlessHere(node, text, options)
    const answer = await setFollowing(node, pulled?.cube ?? text, true)
    if (pulled === undefined) return answer
    const { name, memories, blocks, bytes, from } = pulled
    return { ...answer, pulled: { name, memories, blocks, bytes, from } }
  },
})

export const unfollow = useCase({
  name: 'unfollow',
  summary: 'Stops keeping a cube or an author up to date; what is here stays.',
  writes: 'home',
  sets: true,
  input: target,
  run: (node, { target: text }) => setFollowing(node, text, false),
})

async function setFollowing(node: NodeContext, text: string, following: boolean): Promise<Following> {
  const kind = following ? 'follow' : 'unfollow'
  const author = await authorIn(node, text)
  if (author !== undefined) {
    await node.authors.save({ ...author, followed: following }, { time: node.nowMs(), kind })
    node.network?.wishesChanged()
    return { target: author.did, following }
  }
  const { cube } = await node.cubes.resolve(text)
  return node.exclusive(cube, async () => {
    const record = await node.cubes.resolve(cube)
    if (record.own) throw invalidInput(`${record.name} is your own cube`, 'follow cubes of others')
    const next = { ...record, followed: following }
    await node.store.commit({
      put: [{ space: 'cubes', key: cube, value: next }],
      audit: [{ time: node.nowMs(), kind, cube: parseCid(cube) }],
    })
    node.events.emit('cubeChanged', next)
    node.network?.wishesChanged()
    return { target: cube, following }
  })
}

/**
 * What is not here comes first. By its id or a ticket only: who follows trusts, and anybody can give a cube a name.
 * @throws as `pull`
 */
async function pullUnlessHere(
  node: NodeContext,
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
async function authorIn(node: NodeContext, text: string): Promise<AuthorRecord | undefined> {
  if (text.startsWith('did:')) return node.authors.resolve(text)
  if ((await node.cubes.find(text)) !== undefined) return undefined
  return (await node.authors.list()).find((author) => author.nickname === text)
}

export const trust = useCase({
  name: 'trust',
  summary: 'Says how far an author is trusted.',
  writes: 'home',
  input: z.strictObject({
    author: z.string().min(1).max(256),
    tier: inputs.tier,
    nickname: z.string().min(1).max(64).optional(),
  }),
  async run(node, { author: text, tier, nickname }) {
    const author = await requireOther(node, text)
    if (tier === 'own')
      throw invalidInput(
        'only what this home signs is its own',
        'use team, followed, community or quarantined',
      )
    const decided = { ...author, tier, blocked: false, ...(nickname !== undefined && { nickname }) }
    await node.authors.save(decided, { time: node.nowMs(), kind: 'trust' })
    return { author: author.did, tier }
  },
})

export const block = useCase({
  name: 'block',
  summary: 'Takes nothing more from an author and leaves what is here out of recall.',
  writes: 'home',
  input: target,
  async run(node, { target: text }) {
    const cube = text.startsWith('did:') ? undefined : await node.cubes.find(text)
    const author = await requireOther(node, cube?.author ?? text)
    await node.authors.save(
      { ...author, followed: false, blocked: true },
      { time: node.nowMs(), kind: 'block' },
    )
    node.network?.wishesChanged()
    return { target: author.did, author: author.did, following: false, blocked: true, tier: 'quarantined' }
  },
})

async function requireOther(node: NodeContext, text: string): Promise<AuthorRecord> {
  const author = await node.authors.resolve(text)
  if (author.did === node.author.did) throw invalidInput('that is you', 'name another author')
  return author
}
