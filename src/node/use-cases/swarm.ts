/** Private team swarms: who is in, who comes in, who goes. */
import { z } from 'zod'
import { formatDid } from '../../core/identity/index.ts'
import { parseInvitation } from '../../core/swarm/index.ts'
import {
  type InSpace,
  type Swarms,
  changeRole,
  findMember,
  removeMember,
  requireAdmin,
  requireOtherAdmin,
  type Space,
  peerIdOf,
} from '../../swarms/index.ts'
import { checkName } from '../../cubes/index.ts'
import { NodeError } from '../../home/index.ts'
import { reads } from '../agents/needed-grants.ts'
import { useCase } from '../use-case.ts'
import * as inputs from './inputs.ts'
import { judgedBy } from './judged-by.ts'
import * as outputs from './outputs.ts'
import { role, shownInvitation, type ShownInvitation } from './swarm-invitations.ts'
import { spaceOf, spacesOf, swarm } from './swarm-named.ts'

const author = inputs.person.describe('a did:key, or the name of a member')
/** A join waits this long for a member unless told. */
const defaultWaitMs = 30_000

const shownName = (space: Space): { swarm: string; name: string; epoch: number } => ({
  swarm: space.id,
  name: space.name,
  epoch: space.team.roster().epoch.epoch,
})

const shownMember = z.object({
  ...outputs.author,
  name: outputs.text,
  role: outputs.text,
  online: z.boolean(),
  you: z.boolean(),
  copied: z.boolean(),
})

export const swarmCreate = useCase({
  name: 'swarm-create',
  summary: 'Makes a private swarm; only who is invited sees anything of it.',
  writes: 'swarm',
  spans: 'home',
  input: z.strictObject({ name: inputs.newName }),
  output: outputs.swarm,
  async run(node, { name: wanted }) {
    const name = checkName(wanted)
    const spaces = await spacesOf(node)
    return node.exclusive({ kind: 'swarms' }, async () => {
      if (spaces.list().some((space) => space.name === name))
        throw new NodeError('ERR_CONFLICT', `this home is in a swarm named "${name}" already`, {
          hint: 'choose another name',
        })
      const { foundSwarm } = await import('../../swarms/found-swarm.ts')
      return shownName(await foundSwarm(node, spaces, name))
    })
  },
})

export const swarmJoin = useCase({
  name: 'swarm-join',
  summary: 'Comes into a swarm with an invitation.',
  writes: 'swarm',
  spans: 'home',
  input: z.strictObject({
    invite: z.string().min(1).max(8_192).superRefine(judgedBy(parseInvitation)),
    waitMs: z
      .number()
      .int()
      .min(0)
      .max(7 * 24 * 3_600_000)
      .default(defaultWaitMs),
  }),
  output: z.object({
    swarm: outputs.text,
    name: outputs.maybe,
    epoch: outputs.count.nullable(),
    state: z.enum(['joined', 'pending']),
  }),
  async run(node, { invite, waitMs }, options) {
    const spaces = await spacesOf(node)
    const joined = parseInvitation(invite).swarm.toString()
    // It may wait for days: other swarms are not held up.
    return node.exclusive({ kind: 'join', name: joined }, async () => {
      const { joinSwarm } = await import('../../swarms/join-swarm.ts')
      const space = await joinSwarm(node, spaces, { invite, waitMs }, options)
      if (space !== undefined) return { ...shownName(space), state: 'joined' as const }
      return { swarm: joined, name: null, epoch: null, state: 'pending' as const }
    })
  },
})

export const swarmMembers = useCase({
  name: 'swarm-members',
  summary: 'Who is in a swarm, with role, and who is there now.',
  writes: 'nothing',
  spans: 'home',
  grants: reads(['swarm']),
  input: z.strictObject({ swarm }),
  output: z.object({
    epoch: outputs.count,
    state: outputs.text,
    members: z.array(shownMember),
    pending: z.array(outputs.invitation),
  }),
  async run(node, { swarm: text }) {
    const space = await spaceOf(node, text)
    const { team, live } = space
    const { epoch, members, invitations } = team.roster()
    const online = new Set([...(live?.online() ?? []), ...(live === undefined ? [] : [space.node.peerId])])
    const pending: ShownInvitation[] = []
    for (const one of invitations) {
      const shown = await shownInvitation(space, one)
      if (shown.state === 'open' || shown.state === 'waiting') pending.push(shown)
    }
    return {
      epoch: epoch.epoch,
      state: stateOf(space),
      members: members.map((one) => ({
        author: formatDid(one.key),
        name: one.name,
        role: one.role,
        online: online.has(peerIdOf(one)),
        you: peerIdOf(one) === space.node.peerId,
        copied: live?.twins().has(peerIdOf(one)) ?? false,
      })),
      pending,
    }
  },
})

export const swarmRole = useCase({
  name: 'swarm-role',
  summary: 'Changes what a member may do.',
  writes: 'swarm',
  spans: 'home',
  input: z.strictObject({ swarm, author, role }),
  output: z.object({ ...outputs.member, role: outputs.text, epoch: outputs.count }),
  async run(node, request) {
    const { team } = await spaceOf(node, request.swarm)
    requireAdmin(team)
    const member = findMember(team, request.author)
    if (member.role === 'seed')
      throw new NodeError(
        'ERR_CONFLICT',
        `${member.name} is a seed, which holds nothing that it could read`,
        {
          hint: 'remove it, and let the machine join again with an invitation as reader or writer',
        },
      )
    await changeRole(team, member, request.role)
    return { member: formatDid(member.key), role: request.role, epoch: team.roster().epoch.epoch }
  },
})

export const swarmRemove = useCase({
  name: 'swarm-remove',
  summary: 'Puts a member out and changes the keys; what was fetched before stays readable to them.',
  writes: 'swarm',
  spans: 'home',
  input: z.strictObject({ swarm, author }),
  output: z.object({ epoch: outputs.count, ...outputs.member }),
  async run(node, request) {
    const { team } = await spaceOf(node, request.swarm)
    requireAdmin(team)
    const member = findMember(team, request.author)
    await removeMember(team, member)
    return { epoch: team.roster().epoch.epoch, member: formatDid(member.key) }
  },
})

export const swarmRotate = useCase({
  name: 'swarm-rotate',
  summary: 'Changes the keys of a swarm; everybody in it is given the new ones.',
  writes: 'swarm',
  spans: 'home',
  input: z.strictObject({ swarm }),
  output: z.object({ epoch: outputs.count }),
  async run(node, { swarm: text }) {
    const { team } = await spaceOf(node, text)
    requireAdmin(team)
    await team.append((now) => team.nextEpoch(now))
    return { epoch: team.roster().epoch.epoch }
  },
})

type ShownSwarm = outputs.Unnamed<z.infer<typeof outputs.shownSwarm>>

function stateOf({ team, live, problem }: Space): string {
  if (team.me() === undefined) return 'removed'
  if (problem !== undefined) return 'stopped'
  if (live === undefined) return 'offline'
  if (live.isTwin()) return 'copied'
  return live.isShutOut() ? 'refused' : 'online'
}

/** Of a home all of its swarms, of the space of a swarm that one. */
export async function listSwarms(node: Swarms & InSpace): Promise<ShownSwarm[]> {
  if (node.space !== undefined) return [await shownSwarm(node.space)]
  if (node.swarms?.isAny() !== true) return []
  const spaces = await node.swarms.spaces()
  const shut = spaces.broken().map(({ folder, error }): ShownSwarm => ({
    swarm: folder,
    name: folder,
    epoch: 0,
    role: null,
    members: 0,
    online: 0,
    cubes: 0,
    mirrors: 0,
    state: 'damaged',
    problem: error.message,
    kubo: 'off',
    author: '',
  }))
  return [...(await Promise.all(spaces.list().map(shownSwarm))), ...shut]
}

async function shownSwarm(space: Space): Promise<ShownSwarm> {
  const { team, live, problem } = space
  const { epoch, members } = team.roster()
  return {
    swarm: space.id,
    name: space.name,
    epoch: epoch.epoch,
    role: team.me()?.role ?? null,
    members: members.length,
    online: live?.online().length ?? 0,
    cubes: (await space.node.cubes.list()).length,
    mirrors: (await live?.mirrors()?.cubes.list())?.length ?? 0,
    state: stateOf(space),
    problem: problem ?? null,
    kubo: (await space.kubo.state()).state,
    author: space.node.author.did,
  }
}

export const swarmList = useCase({
  name: 'swarm-list',
  summary: 'The swarms that this home is in.',
  writes: 'nothing',
  spans: 'home',
  grants: reads([]),
  input: z.strictObject({}),
  output: z.object({ swarms: z.array(outputs.shownSwarm) }),
  run: async (node) => ({ swarms: await listSwarms(node) }),
})

export const swarmLeave = useCase({
  name: 'swarm-leave',
  summary: 'Leaves a swarm and deletes what this home holds of it.',
  writes: 'home',
  spans: 'home',
  input: z.strictObject({ swarm }),
  output: z.object({ swarm: outputs.text, name: outputs.text, told: outputs.count }),
  async run(node, { swarm: text }) {
    const spaces = await spacesOf(node)
    return node.exclusive({ kind: 'swarms' }, async () => {
      const space = spaces.resolve(text)
      const me = space.team.me()
      const isAlone = space.team.roster().members.length <= 1
      let told = 0
      if (me !== undefined && !isAlone) {
        requireOtherAdmin(space.team, me)
        const { leaveSwarm } = await import('../../swarms/leave-swarm.ts')
        told = await leaveSwarm(space)
      }
      await spaces.drop(space)
      return { swarm: space.id, name: space.name, told }
    })
  },
})
