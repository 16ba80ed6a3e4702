/** Invitations to a swarm: who may come in, and who waits to be let in. */
import { z } from 'zod'
import { formatDid } from '../../core/identity/index.ts'
import { hasExpired, ROLES, type JoinRequest, type OpenInvitation } from '../../core/swarm/index.ts'
import { type Stored, NodeError, notFound } from '../../home/index.ts'
import {
  defaultTtlMs,
  invited,
  inviteTo,
  maxTtlMs,
  addMember,
  requireAdmin,
  type Space,
} from '../../swarms/index.ts'
import { useCase } from '../use-case.ts'
import * as outputs from './outputs.ts'
import { spaceOf, swarm } from './swarm-named.ts'

/** What somebody may be who comes in, or becomes. */
export const role = z.enum(ROLES).exclude(['seed'])

export const swarmInvite = useCase({
  name: 'swarm-invite',
  summary: 'Makes an invitation that lets one person in, once.',
  writes: 'swarm',
  spans: 'home',
  input: z.strictObject({
    swarm,
    role: role.default('writer'),
    ttlMs: z.number().int().min(1_000).max(maxTtlMs).default(defaultTtlMs),
    auto: z.boolean().default(true).describe('let in at once; otherwise an admin confirms'),
  }),
  output: invited,
  async run(node, request) {
    return inviteTo(node, await spaceOf(node, request.swarm), request)
  },
})

export type ShownInvitation = outputs.Unnamed<z.infer<typeof outputs.invitation>>

export const swarmInvites = useCase({
  name: 'swarm-invites',
  summary:
    'The invitations of a swarm: open, used, revoked, expired, and those whose bearer waits for an admin.',
  writes: 'nothing',
  spans: 'home',
  input: z.strictObject({ swarm }),
  output: z.object({
    invites: z.array(outputs.invitation),
    usedTwice: z.array(z.object({ id: outputs.text, authors: outputs.texts, people: outputs.people })),
  }),
  async run(node, { swarm: text }) {
    const space = await spaceOf(node, text)
    const invites: ShownInvitation[] = []
    for (const one of space.team.roster().invitations) invites.push(await shownInvitation(space, one))
    return {
      invites,
      usedTwice: space.team.roster().usedTwice.map(({ id, keys }) => {
        const authors = keys.map(formatDid)
        return { id, authors, people: authors.map((author) => ({ author })) }
      }),
    }
  },
})

export async function shownInvitation({ node }: Space, one: OpenInvitation): Promise<ShownInvitation> {
  const isOpen = one.state === 'open'
  const request = isOpen ? await waitingFor(node, one.id) : undefined
  const isOver = isOpen && hasExpired(one.expires, node.nowMs())
  return {
    id: one.id,
    role: one.role,
    expires: new Date(one.expires).toISOString(),
    auto: one.auto,
    by: formatDid(one.by),
    state: isOver ? 'expired' : request === undefined ? one.state : 'waiting',
    name: request?.name ?? null,
  }
}

function waitingFor(node: Stored, id: string): Promise<JoinRequest | undefined> {
  return node.store.records<JoinRequest>('membership').get(`waiting/${id}`)
}

function invitationNamed({ team }: Space, id: string): OpenInvitation {
  const found = team.roster().invitations.filter((one) => one.id.startsWith(id))
  const [one, ...others] = found
  if (one === undefined)
    throw notFound(`${team.name} has no invitation "${id}"`, '`memcube swarm invites` lists them')
  if (others.length > 0)
    throw new NodeError('ERR_CONFLICT', `${found.length} invitations begin with "${id}"`, {
      hint: 'give the whole id',
    })
  return one
}

const id = z.string().min(4).max(64).describe('the id of an invitation, or its first characters')

export const swarmRevoke = useCase({
  name: 'swarm-revoke',
  summary: 'Takes an invitation back that nobody used yet.',
  writes: 'swarm',
  spans: 'home',
  input: z.strictObject({ swarm, id }),
  output: z.object({ id: outputs.text, state: outputs.text }),
  async run(node, request) {
    const space = await spaceOf(node, request.swarm)
    requireAdmin(space.team)
    const { invitation, state, id: found } = invitationNamed(space, request.id)
    if (state === 'used')
      throw new NodeError('ERR_CONFLICT', `the invitation ${found} was used`, {
        hint: 'who came in with it is put out with `memcube swarm remove`',
      })
    if (state === 'open') await space.team.append({ kind: 'revoke', invitation })
    return { id: found, state: 'revoked' }
  },
})

export const swarmConfirm = useCase({
  name: 'swarm-confirm',
  summary: 'Lets somebody in who waits with an invitation that is not automatic.',
  writes: 'swarm',
  spans: 'home',
  input: z.strictObject({ swarm, id }),
  output: z.object({ ...outputs.member, name: outputs.text, role: outputs.text }),
  async run(node, request) {
    const space = await spaceOf(node, request.swarm)
    requireAdmin(space.team)
    return space.node.exclusive({ kind: 'redeem' }, async () => {
      const { id: found, state, role: given, expires } = invitationNamed(space, request.id)
      if (state !== 'open')
        throw new NodeError('ERR_CONFLICT', `the invitation ${found} is ${state}`, {
          hint: '`memcube swarm invites` shows what became of it',
        })
      if (hasExpired(expires, space.node.nowMs()))
        throw new NodeError('ERR_DENIED', `the invitation ${found} has expired`, { hint: 'make a new one' })
      const waiting = await waitingFor(space.node, found)
      if (waiting === undefined)
        throw notFound(
          `nobody waits with the invitation ${found} at this node`,
          'who joined at the door of another admin waits there',
        )
      await addMember(space.team, waiting, given)
      await space.node.store.commit({ del: [{ space: 'membership', key: `waiting/${found}` }] })
      return { member: formatDid(waiting.key), name: waiting.name, role: given }
    })
  },
})
