/**
 * What a member answers at its door: whoever holds a good invitation comes in, and a member that missed something is told.
 * Everybody else gets the same bare refusal, whatever the reason; the reason is for the log of this home.
 */
import { bytesEqual } from '../core/codec/index.ts'
import { MemCubeError } from '../core/errors.ts'
import {
  encodeDoorAnswer,
  hasExpired,
  isCatchUpSigned,
  parseDoorRequest,
  verifyJoin,
  type CatchUp,
  type DoorAnswer,
  type JoinRequest,
} from '../core/swarm/index.ts'
import type { ChannelHandler } from '../network/index.ts'
import type { Tells } from '../cubes/index.ts'
import { type Clock, type Locks, type Stored, NodeError } from '../home/index.ts'
import { addMember } from './members.ts'
import { charterBytes, peerIdOf, type MemberAddresses, type Team } from './team.ts'

/** A request to catch up may be this old or this far ahead: clocks are a day off now and then. */
const clockSkewMs = 48 * 3_600_000

interface DoorHost {
  node: Stored & Tells & Clock & Locks
  team: Team
  places(): MemberAddresses
}

export function answerDoor(host: DoorHost): ChannelHandler {
  return async (channel, peerId) => {
    const frame = await channel.read()
    if (frame === undefined) return
    await channel.write(encodeDoorAnswer(await answerTo(host, frame, peerId)))
  }
}

async function answerTo(host: DoorHost, frame: Uint8Array, peerId: string): Promise<DoorAnswer> {
  try {
    const request = parseDoorRequest(frame)
    const { team } = host
    if (!request.swarm.equals(team.swarm)) throw refusal('it is for another swarm')
    if (!bytesEqual(request.door, team.keys.peer)) throw refusal('it was made for another door')
    if (peerIdOf(request) !== peerId) throw refusal('it was made by another node')
    return request.t === 'memcube/join' ? await answerJoin(host, request) : answerCatchUp(host, request)
  } catch (error) {
    if (!(error instanceof MemCubeError)) throw error
    host.node.events.emit('refused', { peerId, code: error.code, message: `at the door: ${error.message}` })
    return { t: 'refused' }
  }
}

function answerCatchUp(host: DoorHost, request: CatchUp): DoorAnswer {
  const { team, node } = host
  if (Math.abs(request.time - node.nowMs()) > clockSkewMs) throw refusal('its time is more than two days off')
  const member = team.roster().members.find(({ key }) => bytesEqual(key, request.key))
  if (member === undefined || !bytesEqual(member.peer, request.peer)) throw refusal('it is of no member')
  if (!isCatchUpSigned(request)) throw refusal('its signature does not hold')
  return eventsFor(host, request.have)
}

async function answerJoin(host: DoorHost, request: JoinRequest): Promise<DoorAnswer> {
  const { team, node } = host
  const roster = team.roster()
  const present = roster.members.find(({ key }) => bytesEqual(key, request.key))
  // The answer was lost, and it asks again.
  if (present !== undefined && bytesEqual(present.invitation ?? present.key, request.invitation)) {
    verifyJoin(request)
    return eventsFor(host, [])
  }
  const invitation = roster.invitations.find((one) => bytesEqual(one.invitation, request.invitation))
  if (invitation === undefined) throw refusal('its invitation is not known here')
  if (invitation.state !== 'open') throw refusal(`its invitation is ${invitation.state}`)
  if (hasExpired(invitation.expires, node.nowMs())) throw refusal('its invitation has expired')
  if (team.me()?.role !== 'admin') throw refusal('only an admin can let somebody in')
  // Last, because two keys that were never met cost milliseconds: who holds no open invitation is refused for nothing.
  verifyJoin(request)
  const isIn = await node.exclusive({ kind: 'redeem' }, async () => {
    const now = team.roster().invitations.find(({ id }) => id === invitation.id)
    if (now?.state !== 'open') throw refusal('its invitation was used meanwhile')
    if (!invitation.auto) {
      await keepWaiting(node, invitation.id, request)
      return false
    }
    await addMember(team, request, invitation.role)
    return true
  })
  return isIn ? eventsFor(host, []) : { t: 'pending' }
}

/** One request waits for each invitation: the first that held it. */
async function keepWaiting(node: Stored, id: string, request: JoinRequest): Promise<void> {
  const key = `waiting/${id}`
  const known = await node.store.records<JoinRequest>('membership').get(key)
  if (known !== undefined && !bytesEqual(known.key, request.key))
    throw refusal('somebody else waits with its invitation')
  if (known === undefined) await node.store.commit({ put: [{ space: 'membership', key, value: request }] })
}

function eventsFor({ team, places }: DoorHost, have: CatchUp['have']): DoorAnswer {
  const { page, more } = team.page(have)
  const { doors, hosts } = places()
  return { t: 'events', charter: charterBytes(team), events: page, doors, hosts, more }
}

function refusal(reason: string): NodeError {
  return new NodeError('ERR_DENIED', `a request was refused: ${reason}`)
}
